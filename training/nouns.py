"""Write the forms of German nouns with their genders, numbers and cases, from the German Wiktionary.

    pip download --no-deps german-nouns    # 1.2.5, CC BY-SA 4.0; unzip the wheel
    python -m training.nouns german_nouns/nouns.csv

A form is left out where its last part says the same of it: "Haustür" is a "Tür".
"""

import argparse
import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from streams.nlp.declension import CASES, GENDERS
from streams.nlp.nouns import FILE, Analysis, Nouns, table_of

TARGET = Path(__file__).parents[1] / "streams" / "nlp" / "lexicon" / FILE
CASE = dict(zip(("nominativ", "genitiv", "dativ", "akkusativ"), CASES, strict=True))
"""Columns of the list that hold forms, "dativ plural 2", begin with these."""
GENDER = dict(zip("mfn", GENDERS, strict=True))
PLAIN = frozenset({"Substantiv", "Zahlklassifikator", "adjektivische Deklination"})
"""Parts of speech of an entry that is a noun, nominalised adjectives among them, and no name, phrase or ending."""
FORM = re.compile(r"[A-ZÄÖÜ][\w-]*\w")
HEADER = """\
# Forms of German nouns: lemma, genders, cases in the singular, cases in the plural; by `python -m training.nouns`.
# Facts from the German Wiktionary, as the package german-nouns 1.2.5 collects them; CC BY-SA 4.0.
form\tlemma\tgender\tsingular\tplural
"""


def analyses(entries: Iterable[dict[str, str]]) -> dict[str, set[Analysis]]:
    """Return what each form of the list's entries can be."""
    found: defaultdict[str, set[Analysis]] = defaultdict(set)
    for entry in entries:
        if not set(entry["pos"].split(",")) <= PLAIN:
            continue
        told = {GENDER[value] for name, value in entry.items() if name.startswith("genus") and value in GENDER}
        genders = "".join(gender[0] for gender in GENDERS if not told or gender in told)
        cases: defaultdict[str, dict[str, set[str]]] = defaultdict(lambda: {"singular": set(), "plural": set()})
        for name, form in entry.items():
            case, _, rest = name.partition(" ")
            if case in CASE and FORM.fullmatch(form or ""):
                cases[form][rest.split()[0].rstrip("*")].add(CASE[case])
        for form, numbers in cases.items():
            singular, plural = ("".join(c[0] for c in CASES if c in held) for held in numbers.values())
            found[form].add(Analysis(entry["lemma"], genders, singular, plural))
    return found


def simple(found: dict[str, set[Analysis]]) -> dict[str, set[Analysis]]:
    """Return the forms of which their last part does not say the same."""
    nouns = Nouns(table_of(rows_of(found)))
    return {form: one for form, one in found.items() if set(nouns.of_last_part(form)) != one}


def rows_of(found: dict[str, set[Analysis]]) -> list[str]:
    """Return a row for each analysis: the form, the analysis, tabs between."""
    return ["\t".join((form, *analysis)) for form, one in sorted(found.items()) for analysis in sorted(one)]


def main() -> None:
    """Read the list and write the table that the package ships."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("list", type=Path, help="nouns.csv of the german-nouns wheel")
    with parser.parse_args().list.open(encoding="utf-8", newline="") as file:
        found = analyses(csv.DictReader(file))
    kept = simple(found)
    TARGET.write_text(HEADER + "".join(row + "\n" for row in rows_of(kept)), "utf-8")
    print(f"{len(kept)} of {len(found)} forms in {TARGET.name}")


if __name__ == "__main__":
    main()

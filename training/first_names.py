"""Write the given names that tell a gender, from the lists of Faker (MIT) in languages with Latin letters.

    pip install faker && python -m training.first_names

A name counts for a gender if at least three quarters of the languages that have it say so.
"""

import importlib
import pkgutil
import re
from collections import Counter
from pathlib import Path

from faker.providers import person

TARGET = Path(__file__).parents[1] / "streams" / "nlp" / "lexicon" / "first_names.tsv"
NAME = re.compile(r"[A-ZÀ-Ž][a-zß-ž]+(-[A-ZÀ-Ž][a-zß-ž]+)?")
CLEAR = 0.75
FUNCTION_WORDS = frozenset(
    "Ab Among An Dann Darin Davon Davor Eben Einer Hence Leider Less Made My Name Sie Tage Us".split()
)
"""Names that are far more often another word at the start of a sentence."""
GENDERS = {"first_names_male": "Masc", "first_names_female": "Fem"}
HEADER = """\
# Given names that tell a gender; written by `python -m training.first_names`.
# From the lists of Faker, copyright (c) 2012 Daniele Faraglia, MIT licence.
"""


def main() -> None:
    """Count each name once a language and write those that are clear."""
    votes: Counter[tuple[str, str]] = Counter()
    for module in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        for attribute, gender in GENDERS.items():
            votes.update((name, gender) for name in set(getattr(provider, attribute, ())) if NAME.fullmatch(name))
    names = sorted({name for name, _ in votes} - FUNCTION_WORDS)
    lines = ["name\tgender"]
    for name in names:
        masculine, feminine = votes[name, "Masc"], votes[name, "Fem"]
        gender = "Masc" if masculine > feminine else "Fem"
        if max(masculine, feminine) >= CLEAR * (masculine + feminine):
            lines.append(f"{name}\t{gender}")
    TARGET.write_text(HEADER + "\n".join(lines) + "\n", "utf-8")
    print(f"{len(lines) - 1} of {len(names)} names are clear")


if __name__ == "__main__":
    main()

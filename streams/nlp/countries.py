"""Countries by name, capital, seat of government and nationality, as ISO 3166-1 alpha-3 codes (and XKX for Kosovo).

Names come from CLDR through Babel, all else from `lexicon/<language>.countries.tsv`. The European Union is no country.
Each language's table is built when first asked for; lookups are exact and case-sensitive.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.core import get_global

from streams.nlp.spelling import spelled_both_ways

COLUMNS = ("code", "names", "capitals", "seats", "adjectives", "people")
ALPHA_3 = 3
KOSOVO = ("XK", "XKX")
"""ISO has no code for Kosovo; of those left to its users, these are what the EU and the World Bank use."""
NO_COUNTRIES = frozenset({"AC", "CP", "DG", "EU", "EZ", "QO", "TA", "UN", "XA", "XB", "ZZ"})
"""Two-letter codes in CLDR that stand for a union, a region, an island of another country's or nothing."""
NO_ENDING = "0"


@dataclass(frozen=True, slots=True)
class _Table:
    """One language's words, each with its country's code."""

    names: dict[str, str] = field(default_factory=dict)
    nationalities: dict[str, str] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)


def country_of(name: str, language: str) -> str | None:
    """Return the country that a name, capital or seat of government stands for.

    Of a word such as "US-Präsident" the abbreviation before the hyphen counts.
    """
    names = _table(language).names
    code = names.get(name)
    if code is None and "-" in name:
        head = name.partition("-")[0]
        code = names.get(head) if head.isupper() else None
    return code


def nationality_of(word: str, language: str) -> str | None:
    """Return the country of a nationality adjective or of an inhabitant's name, in any of its forms."""
    return _table(language).nationalities.get(word)


def country_name(code: str, language: str) -> str | None:
    """Return a country's usual name in a language, or None for a code that is no country's."""
    return _table(language).printed.get(code)


@cache
def _table(language: str) -> _Table:
    """Build a language's table, once; where two countries claim a word, the first one in the file has it."""
    classes, rows = _read(language)
    table = _Table()
    territories = Locale(language).territories
    unknown: set[str] = set()
    for code, names, capitals, seats, adjectives, people in rows:
        for name in names:
            if name[0] == "!":
                unknown.add(name[1:])
                continue
            if name[0] == "*":
                table.printed[code] = name[1:]
            _add(table.names, code, _forms(name.lstrip("*"), classes, "name"))
        for name in (*capitals, *seats):
            _add(table.names, code, _forms(name, classes, "name"))
        for adjective in adjectives:
            forms = list(_forms(adjective, classes, "adj"))
            _add(table.nationalities, code, forms)
            _add(table.nationalities, code, (form[0].upper() + form[1:] for form in forms if form != adjective))
        for person in people:
            _add(table.nationalities, code, _forms(person, classes, None))
    for short, code in _codes(row[0] for row in rows):
        table.printed.setdefault(code, territories[short])
        if territories[short] not in unknown:
            _add(table.names, code, _forms(territories[short], classes, "name"))
    return table


Row = tuple[str, list[str], list[str], list[str], list[str], list[str]]


def _read(language: str) -> tuple[Mapping[str, list[str]], list[Row]]:
    """Return the classes of endings and the rows of a language's file."""
    classes: dict[str, list[str]] = {}
    rows: list[Row] = []
    text = files("streams.nlp.lexicon").joinpath(f"{language}.countries.tsv").read_text("utf-8")
    for line in text.splitlines():
        first, *cells = line.split("\t")
        if line.startswith("="):
            classes[first[1:]] = cells[0].split(" ")
        elif not line.startswith("#") and first != COLUMNS[0]:
            names, capitals, seats, adjectives, people = ([] if cell == "-" else cell.split("; ") for cell in cells)
            rows.append((first, names, capitals, seats, adjectives, people))
    return classes, rows


def _codes(listed: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each country's two-letter and three-letter code; a code in our files goes before a withdrawn one."""
    own, found = frozenset(listed), dict((KOSOVO,))
    aliases: Mapping[str, list[str]] = get_global("territory_aliases")
    for code, shorts in aliases.items():
        if len(code) != ALPHA_3 or not code.isalpha() or len(shorts) > 1 or shorts[0] in NO_COUNTRIES:
            continue
        if shorts[0] not in found or code in own:
            found[shorts[0]] = code
    found.update((KOSOVO,))
    territories = Locale("en").territories
    return ((short, code) for short, code in found.items() if short in territories)


def _forms(entry: str, classes: Mapping[str, list[str]], default: str | None) -> Iterator[str]:
    """Yield the forms of an entry: "stem=class", or a word that takes the endings of the default class, or none."""
    stem, _, name = entry.partition("=")
    endings = classes.get(name or default or "", [NO_ENDING])
    return (stem if ending == NO_ENDING else stem + ending for ending in endings)


def _add(words: dict[str, str], code: str, forms: Iterable[str]) -> None:
    for form in spelled_both_ways(forms):
        words.setdefault(form, code)

"""The words that name times in a language, by class, and the cutting of a text into them.

A word may belong to several classes; all words of the same classes share one letter, so that the patterns over classes
are ordinary regular expressions over a string of letters, one a word.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

UNITS = ("hour", "day", "week", "month", "year")
FIRST_SEASON = 21
"""EDTF writes spring as month 21."""
NUMBERED = (
    ("months", "MONTH", 1),
    ("weekdays", "WEEKDAY", 0),
    ("seasons", "SEASON", FIRST_SEASON),
    ("numbers", "NUM", 1),
    ("ordinals", "ORD", 1),
)
"""Lists whose entries count: key in the file, class, value of the first."""
YEARS = range(1500, 2100)
LAST_DAY = 31
FIRST_LETTER = 0xE000
OTHER = "."
NO_VALUES: dict[str, int] = {}
BARRIER = "\n"
PIECE = re.compile(
    r"\n\s*\n"  # a blank line
    r"|\d+(?:[.,]\d{3})+(?!\d)|\d+[,:]\d{1,2}(?!\d)"  # 10.000, 84,1, 8:30: numbers that are no part of a date
    r"|[^\W\d_]{2,}\d*"  # a word; A380: a name with a number in it
    r"|\d+|[^\W\d_]|[^\w\s]"
)


class Word(NamedTuple):
    """A word or number of the text: its place, the letter of its classes, and its value in each class."""

    start: int
    end: int
    letter: str
    values: dict[str, int]
    number: int | None = None


class TimeWords:
    """One language's words, each with its classes and letter."""

    def __init__(self, data: dict[str, Any], literals: Iterable[str]) -> None:
        self._words: dict[str, dict[str, int]] = {}
        self._exact = frozenset(data["exact"])
        self._abbreviations = {name for cell in data["months"] for name in cell.split("|")[1:]}
        for word, kind, value in _entries(data):
            self._words.setdefault(word, {})[kind] = value
        for literal in literals:
            self._words.setdefault(literal, {})[literal] = 0
        groups = [frozenset(kinds) for kinds in self._words.values()]
        groups += [frozenset({"N"}), frozenset({"N", "DAY"}), frozenset({"N", "YEAR"})]
        groups += [frozenset({"TIME"}), frozenset({"TIME", "STRONG"})]
        self._letters = {group: chr(FIRST_LETTER + number) for number, group in enumerate(dict.fromkeys(groups))}

    def letter(self, *kinds: str) -> str:
        """Return the letter of the words that belong to exactly these classes."""
        return self._letters[frozenset(kinds)]

    def letters(self, kind: str) -> str:
        """Return the letters of all words that belong to a class."""
        return "".join(letter for group, letter in self._letters.items() if kind in group)

    def cut(self, text: str) -> Iterator[Word]:
        """Yield the words, numbers and marks of a text; of several in a row that belong to no class the first one."""
        plain = False
        for word in self._cut(text):
            if word.letter != OTHER or not plain:
                yield word
            plain = word.letter == OTHER

    def _cut(self, text: str) -> Iterator[Word]:
        done = 0
        for match in PIECE.finditer(text):
            piece, start, end = match.group(), match.start(), match.end()
            if start < done:
                continue
            if piece[0].isdecimal():
                yield self._number(piece, start, end)
            elif piece[0] == BARRIER:
                yield Word(start, end, BARRIER, {})
            else:
                values = self._lookup(piece)
                if piece in self._abbreviations and text[end : end + 1] == ".":
                    end = done = end + 1
                yield Word(start, end, self._letters[frozenset(values)] if values else OTHER, values)

    def _lookup(self, piece: str) -> dict[str, int]:
        values = self._words.get(piece)
        if values is None and piece[0].isupper():
            small = piece[0].lower() + piece[1:]
            values = None if small in self._exact else self._words.get(small)
        return values or NO_VALUES

    def _number(self, piece: str, start: int, end: int) -> Word:
        if not piece.isdecimal() or len(piece) > len("2100"):
            return Word(start, end, OTHER, {})
        number = int(piece)
        kinds = ["N"]
        if 1 <= number <= LAST_DAY:
            kinds.append("DAY")
        elif number in YEARS:
            kinds.append("YEAR")
        return Word(start, end, self.letter(*kinds), {}, number)


def _entries(data: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Yield each word form with its class and value."""
    for key, kind, first in NUMBERED:
        for value, entry in enumerate(data[key], first):
            yield from ((word, kind, value) for word in _forms(entry, data))
    for value, unit in enumerate(UNITS):
        yield from ((word, "UNIT", value) for word in data["units"][unit])
    for kind, values in data["values"].items():
        yield from ((form, kind, value) for word, value in values.items() for form in _forms(word, data))
    for kind, words in data["classes"].items():
        yield from ((form, kind, 0) for word in words for form in _forms(word, data))


def _forms(entry: str, data: dict[str, Any]) -> Iterator[str]:
    """Yield the words of an entry: its alternatives, inflected where it says so, and a weekday's compounds."""
    for word in entry.split("|"):
        yield from (word[:-1] + ending for ending in data["endings"]) if word.endswith("-") else (word,)
        if entry in data["weekdays"]:
            yield from (word + part for part in data["day_compounds"])


@cache
def load_data(language: str) -> dict[str, Any]:
    """Read a language's file of times, once."""
    return tomllib.loads(files("streams.nlp.lexicon").joinpath(f"{language}.times.toml").read_text("utf-8"))

"""Recognises times in two passes: words form times (a day, last week), times and prepositions phrases (since May).

Both are regular expressions over the letters of word classes, written in the language's file; nothing here knows a
calendar.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from streams.nlp.times_words import OTHER, TimeWords, Word, load_data

ELEMENT = re.compile(r"\(|\)[?*]?|\||[^\s()|]+")
CLASS = re.compile(r"[A-Z]+")
FILLER = "none"
"""The kind of what looks like a time and is none."""
SEVERAL = "{0,3}"
WEEKS = 3
"""Units from months upwards."""
ONE_DAY = frozenset({"day", "dmy", "mdy", "ymd", "weekday", "rel", "last_night", "later", "same"})
REFERRING = frozenset({"later", "same"})
NEEDS_YEAR = frozenset({"month", "season"})
DATED = frozenset({"WHICH", "SAME", "EDGE", "YEARWORD"})


@dataclass(frozen=True, slots=True)
class Core:
    """A time without its preposition: its kind, the values of its words by class, its numbers in order."""

    kind: str
    start: int
    end: int
    values: dict[str, list[int]]
    numbers: tuple[int, ...]

    @property
    def strong(self) -> bool:
        """Tell whether this is a time even without a preposition before it, as a lone month or season is not."""
        return self.kind not in NEEDS_YEAR or bool(self.numbers) or not DATED.isdisjoint(self.values)

    @property
    def refers(self) -> bool:
        """Tell whether this refers to a time named before, as "the next day" does."""
        return self.kind in REFERRING or "SAME" in self.values

    @property
    def refers_to_day(self) -> bool:
        """Tell whether the time named before must be a day."""
        return self.kind in REFERRING and ("UNIT" not in self.values or self.values["UNIT"][0] < WEEKS)

    @property
    def names_day(self) -> bool:
        """Tell whether this is one day."""
        return self.kind in ONE_DAY

    def first(self, kind: str) -> int | None:
        """Return the value of the first word of a class."""
        values = self.values.get(kind)
        return values[0] if values else None


@dataclass(frozen=True, slots=True)
class Phrase:
    """One or two times with their prepositions; `kind` says how they relate to what they date."""

    kind: str
    start: int
    end: int
    cores: tuple[Core, ...]


class Grammar:
    """One language's patterns, compiled."""

    def __init__(self, language: str) -> None:
        data = load_data(language)
        times, phrases = data["grammar"]["times"], data["grammar"]["phrases"]
        literals = {name for _, pattern in [*times, *phrases] for name in _names(pattern) if not CLASS.fullmatch(name)}
        self._words = TimeWords(data, sorted(literals))
        self._time_kinds = [kind for kind, _ in times]
        self._phrase_kinds = [kind for kind, _ in phrases]
        self._times = self._compile([pattern for _, pattern in times])
        self._phrases = self._compile([pattern for _, pattern in phrases])

    def phrases(self, text: str) -> Iterator[Phrase]:
        """Yield the time phrases of a text in order."""
        items = list(self._with_cores(list(self._words.cut(text))))
        strong, weak = self._words.letter("TIME", "STRONG"), self._words.letter("TIME")
        letters = "".join(
            item.letter if isinstance(item, Word) else (strong if item.strong else weak) for item in items
        )
        done = 0
        for match in self._phrases.finditer(letters):
            yield from _alone(items[done : match.start()])
            cores = tuple(item for item in items[match.start() : match.end()] if isinstance(item, Core))
            kind = self._phrase_kinds[int((match.lastgroup or "")[1:])]
            yield Phrase(kind, items[match.start()].start, items[match.end() - 1].end, cores)
            done = match.end()
        yield from _alone(items[done:])

    def _with_cores(self, words: Sequence[Word]) -> Iterator[Word | Core]:
        """Yield the words, those that form a time replaced by it."""
        done = 0
        for match in self._times.finditer("".join(word.letter for word in words)):
            yield from words[done : match.start()]
            part = words[match.start() : match.end()]
            kind = self._time_kinds[int((match.lastgroup or "")[1:])]
            if kind == FILLER:
                yield from (Word(word.start, word.end, OTHER, {}) for word in part)
            else:
                yield _core(kind, part)
            done = match.end()
        yield from words[done:]

    def _compile(self, patterns: Sequence[str]) -> re.Pattern[str]:
        """Compile patterns into one expression with a group each; of those that match, the first counts.

        Most words belong to no class: where one stands no pattern is tried.
        """
        every = "|".join(f"(?P<p{number}>{self._expression(p)})" for number, p in enumerate(patterns))
        return re.compile(f"(?!{re.escape(OTHER)})(?:{every})")

    def _expression(self, pattern: str) -> str:
        parts = []
        for element in ELEMENT.findall(pattern):
            if element == "(":
                parts.append("(?:")
            elif element[0] in ")|":
                parts.append(element.replace("*", SEVERAL))
            else:
                name, mark = _split(element)
                parts.append(f"[{self._words.letters(name)}]" + (SEVERAL if mark == "*" else mark))
        return "".join(parts)


@cache
def load_grammar(language: str) -> Grammar:
    """Return a language's grammar, built once."""
    return Grammar(language)


def _split(element: str) -> tuple[str, str]:
    """Part an element's name from its mark for optional or several."""
    return (element[:-1], element[-1]) if len(element) > 1 and element[-1] in "?*" else (element, "")


def _names(pattern: str) -> Iterator[str]:
    return (_split(element)[0] for element in ELEMENT.findall(pattern) if element[0] not in "()|")


def _core(kind: str, words: Sequence[Word]) -> Core:
    values: dict[str, list[int]] = {}
    for word in words:
        for name, value in word.values.items():
            values.setdefault(name, []).append(value)
    numbers = tuple(word.number for word in words if word.number is not None)
    return Core(kind, words[0].start, words[-1].end, values, numbers)


def _alone(items: Sequence[Word | Core]) -> Iterator[Phrase]:
    """Yield the times that stand without a preposition."""
    return (Phrase("at", item.start, item.end, (item,)) for item in items if isinstance(item, Core) and item.strong)

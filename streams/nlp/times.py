"""Time expressions and their EDTF values (ISO 8601-2).

Finding is one thing and needs no date; resolving another, against the publication date and the tense of the act.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from streams.nlp import times_calendar as calendar
from streams.nlp import times_shifts as shifts
from streams.nlp.times_grammar import Core, Phrase, load_grammar
from streams.nlp.times_periods import Now, Period, Tense

__all__ = ["Tense", "TimeExpression", "find_times"]

KINDS: Mapping[str, Callable[[Core, Now], Period]] = {
    "ago": shifts.ago,
    "ahead": shifts.ahead,
    "century": calendar.century,
    "day": calendar.named_day,
    "days": calendar.days,
    "decade": calendar.decade,
    "dmy": calendar.dmy,
    "half_month": calendar.half_month,
    "half_year": calendar.half_year,
    "last_night": shifts.last_night,
    "later": shifts.later,
    "mdy": calendar.mdy,
    "month": calendar.month,
    "months": calendar.months,
    "past": shifts.past,
    "quarter": calendar.quarter,
    "rel": shifts.from_today,
    "same": shifts.same,
    "season": calendar.season,
    "since_count": shifts.since_count,
    "two_days_away": shifts.two_days_away,
    "unit": shifts.unit,
    "weekday": shifts.weekday,
    "weekdays": shifts.weekdays,
    "weekend": shifts.weekend,
    "within": shifts.within,
    "year": calendar.year,
    "year_part": calendar.year_part,
    "years": calendar.years,
    "ymd": calendar.ymd,
}
"""What each kind of time in the languages' files means."""
TENSES: Mapping[str, Tense] = {
    "after": "unknown",
    "before": "unknown",
    "for": "future",
    "from": "unknown",
    "since": "past",
    "until": "unknown",
}
"""Prepositions that say more about when than the act's tense: "from 1 October" may lie ahead of an act that is past."""
AHEAD = frozenset({"for", "from", "until"})
"""Prepositions after which a weekday is the next one."""
OPEN_END = frozenset({"after", "from", "since"})
OPEN_START = frozenset({"before", "until"})
RANGES = frozenset({"days", "months", "years"})
"""Kinds that have both ends already."""
REACH = 600
"""How far back, in code points, "the next day" may refer."""
CHAIN = 8
"""How many times in a row may each refer to the one before."""


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A stretch of text that names a time, with its preposition; offsets count code points."""

    start: int
    end: int
    text: str
    _phrase: Phrase = field(repr=False)
    _before: "TimeExpression | None" = field(default=None, repr=False)
    _depth: int = field(default=0, repr=False)

    def resolve(self, published: date | None, tense: Tense = "unknown") -> str | None:
        """Return the EDTF value, or None where it cannot be told; only absolute times need no publication date."""
        period = self._period(published, tense)
        if period is None:
            return None
        if len(self._phrase.cores) > 1 or self._phrase.cores[0].kind in RANGES:
            return f"{period.first}/{period.last}"
        if self._phrase.kind in OPEN_END:
            return f"{period.first}/.."
        if self._phrase.kind in OPEN_START:
            return f"../{period.last}"
        return period.first if period.first == period.last else f"{period.first}/{period.last}"

    def _period(self, published: date | None, tense: Tense) -> Period | None:
        anchor = self._before._period(published, tense) if self._before else None  # noqa: SLF001
        first, last = self._phrase.cores[0], self._phrase.cores[-1]
        said = TENSES.get(self._phrase.kind, tense)
        tense = tense if said == "unknown" and tense == "future" else said
        if self._phrase.kind in AHEAD and last.kind in {"weekday", "weekend"}:
            tense = "future"
        try:
            end = KINDS[last.kind](last, Now(published, tense, anchor))
            if first is last:
                return end
            until = _last_day(end.last) or published
            start = KINDS[first.kind](first, Now(until, "past", anchor))
        except (ValueError, OverflowError):  # UnknownTimeError, and what `date` says to 31 February
            return None
        return Period(start.first, end.last) if start.first <= end.last else None


def find_times(text: str, language: str) -> list[TimeExpression]:
    """Return the time expressions of a text in order, none overlapping another."""
    found: list[TimeExpression] = []
    for phrase in load_grammar(language).phrases(text):
        before = _named_before(found, phrase)
        depth = before._depth + 1 if before else 0  # noqa: SLF001  # of the same class
        found.append(TimeExpression(phrase.start, phrase.end, text[phrase.start : phrase.end], phrase, before, depth))
    return found


def _named_before(found: Sequence[TimeExpression], phrase: Phrase) -> TimeExpression | None:
    """Return the time that a phrase like "the next day" refers to: the last one of its kind, if it is near."""
    core = phrase.cores[-1]
    if not core.refers:
        return None
    for candidate in reversed(found[-CHAIN:]):
        if phrase.start - candidate.end > REACH or candidate._depth >= CHAIN:  # noqa: SLF001
            return None
        if not core.refers_to_day or candidate._phrase.cores[-1].names_day:  # noqa: SLF001
            return candidate
    return None


def _last_day(value: str) -> date | None:
    """Return the last day that an EDTF date can mean, as far as it needs no calendar of month lengths."""
    try:
        return date.fromisoformat((value + "-12-28"[len(value) - 4 :])[:10])
    except ValueError:
        return None

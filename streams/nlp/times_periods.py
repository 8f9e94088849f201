"""Periods, as first and last EDTF date, and what a time is resolved against. Pure; knows no word of any language."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

Tense = Literal["past", "future", "unknown"]

FIRST_YEAR, LAST_YEAR = 1000, 2999


class UnknownTimeError(ValueError):
    """A time cannot be told: no publication date, nothing named before it, or no such day."""


class Period(NamedTuple):
    """The first and the last EDTF date of a time, equal for a single one."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Now:
    """What a time is resolved against: the publication date, the act's tense, and the time named before."""

    published: date | None
    tense: Tense
    anchor: Period | None = None

    @property
    def today(self) -> date:
        """Return the publication date."""
        if self.published is None:
            raise UnknownTimeError("no publication date")
        return self.published

    @property
    def before(self) -> Period:
        """Return the time named before."""
        if self.anchor is None:
            raise UnknownTimeError("no time named before")
        return self.anchor


def single(value: str) -> Period:
    """Return the period of one EDTF date."""
    return Period(value, value)


def span(first: str, last: str) -> Period:
    """Return the period between two EDTF dates."""
    if first > last:
        raise UnknownTimeError("ends before it starts")
    return Period(first, last)


def year_text(year: int) -> str:
    """Return a year in EDTF."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UnknownTimeError(f"year {year}")
    return str(year)


def month_text(year: int, month: int) -> str:
    """Return a month in EDTF; months before January and after December are carried over to the year."""
    return f"{year_text(year + (month - 1) // 12)}-{(month - 1) % 12 + 1:02}"

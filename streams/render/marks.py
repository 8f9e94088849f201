"""Cuts a text along the spans of its events, which overlap, into stretches that do not."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

from streams.models import Event, Span

Role = Literal["trigger", "actor", "recipient", "content", "time", "place", "via"]
ROLES: tuple[Role, ...] = get_args(Role)

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LINE_END = re.compile(r"\s*\n\s*")


@dataclass(frozen=True)
class Mark:
    """A stretch that plays a role in the event of this number."""

    start: int
    end: int
    event: int
    role: Role


@dataclass(frozen=True)
class Segment:
    """A stretch of text over which the same marks hold, the shortest mark first."""

    start: int
    end: int
    marks: tuple[Mark, ...]


def marks_of(events: Sequence[Event]) -> Iterator[Mark]:
    """Yield every stretch that an event's fields name; events are numbered in their order, from 0."""
    for number, event in enumerate(events):
        for role in ROLES:
            span: Span | None = getattr(event, role)
            if span is not None:
                yield Mark(span.start, span.end, number, role)


def segments(start: int, end: int, marks: Iterable[Mark]) -> Iterator[Segment]:
    """Yield the stretches between `start` and `end`, in order and without gaps."""
    inside = sorted(
        (mark for mark in marks if mark.start < end and start < mark.end),
        key=lambda mark: (mark.end - mark.start, mark.event, ROLES.index(mark.role)),
    )
    cuts = {start, end}
    for mark in inside:
        cuts |= {max(mark.start, start), min(mark.end, end)}
    places = sorted(cuts)
    for left, right in pairwise(places):
        yield Segment(left, right, tuple(mark for mark in inside if mark.start <= left and right <= mark.end))


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the paragraphs of `text` stand: divided by blank lines, or by lines if there are no blank ones."""
    divider = _BLANK_LINE if _BLANK_LINE.search(text.strip()) else _LINE_END
    start = 0
    for gap in divider.finditer(text):
        if text[start : gap.start()].strip():
            yield start, gap.start()
        start = gap.end()
    if text[start:].strip():
        yield start, len(text)

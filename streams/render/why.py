"""The explanation of an event as rows, and as aligned plain text."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple

from streams.explanation import Explanation
from streams.models import Event
from streams.render.words import one_line, shorten, who

REASONS = ("field", "value", "why")
WORDS = ("word", "lemma", "pos", "relation", "head", "role")
VALUE_WIDTH = 44
INDENT = "  "

Rows = Sequence[tuple[str, ...]]


def explanation_lines(event: Event, explanation: Explanation) -> Iterator[str]:
    """Yield an event's explanation: what it says, its fields with their reasons, the parse around its trigger."""
    yield f"{event.type}/{event.mode}  {who(event)} · {one_line(event.trigger.text)}"
    yield f"{INDENT}{one_line(event.sentence.text)}"
    for titles, rows in ((REASONS, reason_rows(explanation)), (WORDS, word_rows(explanation))):
        yield ""
        yield from _aligned([titles, *rows])


def reason_rows(explanation: Explanation) -> Rows:
    """Return a row a field: its name, its value, why it has it."""
    return [(reason.field, shorten(reason.value, VALUE_WIDTH), one_line(reason.why)) for reason in explanation.reasons]


def word_rows(explanation: Explanation) -> Rows:
    """Return a row a word of the parse around the trigger."""
    return [tuple(one_line(cell) for cell in astuple(word)) for word in explanation.words]


def _aligned(rows: Rows) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield INDENT + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()

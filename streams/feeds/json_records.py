"""Articles and ninjs as JSON: one document, a list, or a record a line. A CloudEvent's `data` counts as the record."""

from collections.abc import Iterator
from typing import Any

import orjson
from pydantic import ValidationError

from streams.codec import decode_json, faults
from streams.errors import DecodeError, InputError
from streams.feeds import ninjs
from streams.feeds.item import Found, Item, Origin, Problem


def holds_lines(raw: bytes) -> bool:
    """Tell whether JSON is one record a line: its first line is complete and is not the last."""
    first, _, rest = raw.lstrip().partition(b"\n")
    if not rest.strip():
        return False
    try:
        orjson.loads(first)
    except orjson.JSONDecodeError:
        return False
    return True


def parse(raw: bytes, origin: Origin) -> Iterator[Found]:
    """Yield the items of JSON in the order in which they stand; raise InputError for a document that is no JSON.

    A line that is no JSON is a Problem of its own; the others are read.
    """
    if holds_lines(raw):
        yield from lines(raw, origin)
        return
    try:
        document = decode_json(raw)
    except DecodeError as error:
        raise InputError(str(error)) from error
    records = document if isinstance(document, list) else [document]
    for number, record in enumerate(records, 1):
        yield from _items(record, origin, f"record {number}")


def lines(raw: bytes, origin: Origin) -> Iterator[Found]:
    """Yield the items of JSON lines; blank lines are skipped."""
    for number, line in enumerate(raw.split(b"\n"), origin.first_line):
        if not line.strip():
            continue
        try:
            record = decode_json(line)
        except DecodeError as error:
            yield Problem(f"line {number}", str(error))
        else:
            yield from _items(record, origin, f"line {number}")


def _items(record: Any, origin: Origin, where: str) -> tuple[Found, ...]:  # noqa: ANN401 - whatever JSON holds
    if ninjs.is_ninjs(record):
        return ninjs.read(record, origin, where)
    if isinstance(record, dict) and not record.get("language") and origin.language:
        record = {**record, "language": origin.language}
    try:
        return (Item.model_validate(record),)
    except ValidationError as error:
        return (Problem(where, faults(error)),)

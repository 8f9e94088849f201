"""Reads the files that commands are given, and says in one line what is wrong with them."""

import sys
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from streams.errors import InputError

_Record = TypeVar("_Record", bound=BaseModel)

STDIN = "-"


def read_bytes(name: str) -> bytes:
    """Return the bytes of the file `name`, or of standard input for "-"."""
    if name == STDIN:
        return sys.stdin.buffer.read()
    path = Path(name)
    if path.is_dir():
        raise InputError(f"{name}: is a folder; name the files in it")
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {(error.strerror or str(error)).lower()}") from error


def read_text(name: str) -> str:
    """Return the text of `name` without byte order mark and carriage returns; it must be UTF-8 and not blank."""
    raw = read_bytes(name)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{label(name)}: is not UTF-8 (byte {error.start}); convert it to UTF-8") from error
    if not text.strip():
        raise InputError(f"{label(name)}: is empty; an article needs text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_records(name: str, record: type[_Record]) -> list[_Record]:
    """Return the records of a JSON lines file; blank lines are skipped."""
    return [
        parse_record(line, record, where=f"{label(name)}, line {number}")
        for number, line in enumerate(read_text(name).split("\n"), start=1)
        if line.strip()
    ]


def parse_record(text: str, record: type[_Record], *, where: str) -> _Record:
    """Return the record that the JSON `text` holds; `where` names its place in a message."""
    try:
        return record.model_validate_json(text)
    except ValidationError as error:
        raise InputError(f"{where}: {problem(error)}") from error


def problem(error: ValidationError) -> str:
    """Return the first problem of `error` in one line, and how many more there are."""
    problems = error.errors(include_url=False, include_input=False)
    first = problems[0]
    place = ".".join(str(part) for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{place}: {message}{more}" if place else f"{message}{more}"


def label(name: str) -> str:
    """Return what to call an input in a message."""
    return "standard input" if name == STDIN else name

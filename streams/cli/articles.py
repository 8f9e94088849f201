"""Turns what `streams extract` is given into articles: plain text, HTML, an Article as JSON, or an Article a line."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from streams.cli.inputs import STDIN, label, problem
from streams.codec import decode_article
from streams.errors import InputError, RecordError
from streams.feeds.html_text import HTML_START, read_html
from streams.models import Article

Form = Literal["text", "html", "json"]

SUFFIXES: dict[str, Form] = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
}


def form_of(name: str, text: str) -> Form:
    """Return how an input is to be read: by the ending of its name, or by its first characters."""
    if form := SUFFIXES.get(Path(name).suffix.lower()):
        return form
    if text.lstrip().startswith("{"):
        return "json"
    return "html" if HTML_START.match(text) else "text"


@dataclass(frozen=True)
class Piece:
    """The part of an input that is to become one article; `where` names it in messages."""

    where: str
    name: str
    form: Form
    text: str


def pieces(name: str, text: str) -> Iterator[Piece]:
    """Yield the parts of the input `name` that hold an article each."""
    form = form_of(name, text)
    if form == "json" and _holds_lines(text):
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                yield Piece(f"{label(name)}, line {number}", name, form, line)
    else:
        yield Piece(label(name), name, form, text)


def article_of(piece: Piece, *, language: str | None, published: str | None) -> Article:
    """Return the article that a piece holds; `language` and `published` hold if it names none itself."""
    if piece.form == "json":
        try:
            fields = decode_article(piece.text.encode(), max_text=sys.maxsize).model_dump()
        except RecordError as error:
            raise InputError(f"{piece.where}: {error}") from error
    else:
        title, text = read_html(piece.text) if piece.form == "html" else ("", piece.text)
        fields = {"id": "stdin" if piece.name == STDIN else Path(piece.name).stem, "title": title, "text": text}
    fields["language"] = fields.get("language") or language
    fields["published_at"] = fields.get("published_at") or published
    try:
        return Article.model_validate(fields)
    except ValidationError as error:
        raise InputError(f"{piece.where}: {problem(error)}") from error


def check_date(value: str) -> str:
    """Return `value` if it is a date or a time in ISO 8601."""
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise InputError(f"--published {value!r} is not a date; write 2024-11-18 or 2024-11-18T06:00:00Z") from None
    return value


def _holds_lines(text: str) -> bool:
    """Tell whether JSON `text` is one record a line: its first line is complete and is not the last."""
    first, _, rest = text.lstrip().partition("\n")
    if not rest.strip():
        return False
    try:
        json.loads(first)
    except ValueError:
        return False
    return True

"""Tells the formats apart, by what a document holds rather than by its name, and reads each with its parser."""

import re
from typing import Literal

from streams.errors import InputError
from streams.feeds import atom, json_records, newsml, page, plain_text, rss
from streams.feeds.html_text import HTML_START
from streams.feeds.item import Found, Origin, Parser
from streams.feeds.safe_xml import root_name

Format = Literal["rss", "atom", "newsml", "json", "lines", "html", "text"]

PARSERS: dict[Format, Parser] = {
    "rss": rss.parse,
    "atom": atom.parse,
    "newsml": newsml.parse,
    "json": json_records.parse,
    "lines": json_records.lines,
    "html": page.parse,
    "text": plain_text.parse,
}
ROOTS: dict[str, Format] = {
    "rss": "rss",
    "RDF": "rss",
    "feed": "atom",
    "newsMessage": "newsml",
    "newsItem": "newsml",
    "packageItem": "newsml",
    "html": "html",
}
"""What the root element of an XML document says."""
LINES = (".jsonl", ".ndjson", "/jsonl", "/x-ndjson", "/jsonlines", "/x-jsonlines")
"""How names and media types of JSON lines end."""
BOM = b"\xef\xbb\xbf"
_HEAD = 8192
_TAG = re.compile(r"<[a-z?!]", re.IGNORECASE)


def read(raw: bytes, origin: Origin, *, hint: str = "") -> list[Found]:
    """Return the items of a document; raise InputError if it cannot be read as a whole.

    `hint` is a media type or a file's name, asked only about text that could be anything.
    """
    form = format_of(raw, hint)
    raw = raw.removeprefix(BOM)
    return list(PARSERS[form](raw if form == "lines" else raw.lstrip(), origin))  # XML begins with the first byte


def format_of(raw: bytes, hint: str = "") -> Format:
    """Return the format of a document; raise InputError for one that is none of ours."""
    raw = raw.removeprefix(BOM).lstrip()
    if not raw:
        raise InputError("is empty")
    if hint.endswith(LINES):
        return "lines"
    if raw.startswith((b"{", b"[")) and not hint.endswith((".txt", ".md")):
        return "json"
    head = raw[:_HEAD].decode("utf-8", "replace")
    if HTML_START.match(head):
        return "html"
    root = root_name(raw)
    if root in ROOTS:
        return ROOTS[root]
    if head.startswith("<") and hint.startswith(("text/html", "application/xhtml")):
        return "html"
    if root is not None:
        raise InputError(f"is XML, but neither RSS, Atom nor NewsML-G2: its root is <{root}>")
    if _TAG.match(head):
        raise InputError("begins like XML, but is cut off or broken before its first element is complete")
    if b"\0" in raw[:_HEAD] or raw.startswith((b"%PDF", b"\x1f\x8b", b"PK\x03\x04")):
        raise InputError("is neither a feed nor text")
    return "html" if hint.startswith("text/html") or hint.endswith((".html", ".htm")) else "text"

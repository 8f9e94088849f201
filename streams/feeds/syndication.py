"""What RSS and Atom share: reading with feedparser, and the fields that both name alike."""

import re
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import feedparser

from streams.errors import InputError
from streams.feeds.dates import read_date
from streams.feeds.item import Origin, Problem, Subject
from streams.feeds.safe_xml import mend, scan

_END = re.compile(rb"</(\w+:)?(rss|RDF|feed)\s*>")
_TAIL = 1000
LARGEST_BROKEN = 500_000
"""Bytes of the largest feed that is read although it is not XML; the time that this takes grows with their square."""


@dataclass(frozen=True)
class Feed:
    """A feed and its entries as feedparser's dictionaries; links and ids are as written, not resolved."""

    about: Any
    entries: list[Any]
    flaws: list[Problem]


def read_feed(raw: bytes) -> Feed:
    """Return the feed that a document holds; raise InputError if it is none.

    Of a document that was cut off the last entry is left out, which may lack half of its text.
    """
    if scan(raw):
        raw = mend(raw)
    flaw = scan(raw)
    if flaw and len(raw) > LARGEST_BROKEN:
        raise InputError(
            f"is not well-formed XML ({flaw}), and with {len(raw) / 1e6:.1f} MB too large to be read as it is"
        )
    try:
        parsed = feedparser.parse(
            BytesIO(raw),  # bytes alone could be taken for the name of a file
            response_headers={"content-type": "application/xml"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError) as error:  # seen on broken XML only
        raise InputError(f"is no feed that can be read ({flaw or error})") from error
    if not parsed.version or (flaw and not parsed.entries):
        raise InputError(f"is no feed that can be read ({flaw or 'no RSS and no Atom'})")
    if flaw and not _END.search(raw[-_TAIL:]):
        *whole, _ = parsed.entries
        lost = Problem(f"item {len(parsed.entries)}", "is cut off; the next reading may bring it whole")
        return Feed(parsed.feed, whole, [lost])
    return Feed(parsed.feed, parsed.entries, [])


def link_of(entry: Any, origin: Origin) -> str | None:  # noqa: ANN401 - feedparser is untyped
    """Return the absolute URL of an entry's page, behind a link counter the page itself."""
    link = (entry.get("feedburner_origlink") or entry.get("link") or "").strip()
    try:
        return urljoin(origin.name, link) if link else None
    except ValueError:  # such as http://[
        return None


def moment(entry: Any, name: str) -> datetime | None:  # noqa: ANN401
    """Return an entry's date, in UTC, or None where it has none that can be read."""
    return read_date(dict.get(entry, name), dict.get(entry, f"{name}_parsed"))  # entry.get puts one date for another


def authors_of(entry: Any) -> tuple[str, ...]:  # noqa: ANN401
    """Return the names of an entry's authors, each once; an address where there is no name."""
    names = (author.get("name") or author.get("email") for author in entry.get("authors", ()))
    return tuple(dict.fromkeys(name.strip() for name in names if name and name.strip()))


def subjects_of(entry: Any) -> tuple[Subject, ...]:  # noqa: ANN401
    """Return an entry's categories; a category that is a URL, or belongs to a scheme that is one, has a `uri`."""
    return tuple(_subject(tag.get("term") or "", tag.get("scheme") or "", tag.get("label")) for tag in _tags(entry))


def _tags(entry: Any) -> list[Any]:  # noqa: ANN401
    return [tag for tag in entry.get("tags", ()) if tag.get("term") or tag.get("label")]


def _subject(term: str, scheme: str, label: str | None) -> Subject:
    if term.startswith(("http://", "https://")):
        return Subject(uri=term, name=label)
    uri = scheme.rstrip("/#") + "/" + term if term and scheme.startswith(("http://", "https://")) else None
    return Subject(uri=uri, name=label or term)

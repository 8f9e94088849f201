"""Atom 1.0 (RFC 4287) and its deleted entries (RFC 6721)."""

from typing import Any

from streams.errors import InputError
from streams.feeds.dates import read_date
from streams.feeds.html_text import text_of, unescaped
from streams.feeds.identity import article_id
from streams.feeds.item import Found, Origin, Problem, build, newest
from streams.feeds.safe_xml import mend, parse_xml, scan
from streams.feeds.syndication import authors_of, link_of, moment, read_feed, subjects_of

TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
_HTML = ("text/html", "application/xhtml+xml")


def parse(raw: bytes, origin: Origin) -> list[Found]:
    """Return the entries of an Atom feed, deleted ones as canceled; raise InputError if it is none."""
    feed = read_feed(raw)
    items = [_item(entry, feed.about, origin, number) for number, entry in enumerate(feed.entries, 1)]
    return newest([*items, *feed.flaws, *(_deleted(raw, origin) if b"deleted-entry" in raw else ())])


def _item(entry: Any, feed: Any, origin: Origin, number: int) -> Found:  # noqa: ANN401 - feedparser is untyped
    title, link = _plain(entry.get("title_detail")), link_of(entry, origin)
    identifier = article_id(entry.get("id"), link, title, origin)
    if identifier is None:
        return Problem(f"entry {number}", "has neither id nor link nor title")
    updated = moment(entry, "updated")
    return build(
        origin,
        f"entry {number}",
        id=identifier,
        version=updated.isoformat().replace("+00:00", "Z") if updated else None,
        title=title,
        text=next(filter(None, map(_plain, entry.get("content", ()))), "") or _plain(entry.get("summary_detail")),
        language=_language(entry) or feed.get("language"),
        published_at=moment(entry, "published") or updated,
        updated_at=updated,
        url=link,
        source=_plain(entry.get("source", {}).get("title_detail") or feed.get("title_detail")),
        authors=authors_of(entry),
        subjects=subjects_of(entry),
    )


def _plain(construct: Any) -> str:  # noqa: ANN401
    """Return the text of a text construct or a content element: HTML, XHTML or plain; nothing of any other type."""
    kind, value = (construct.get("type") or "text/plain", construct.get("value") or "") if construct else ("", "")
    if kind in _HTML:
        return text_of(value)
    return unescaped(value) if kind.startswith("text/") else ""


def _language(entry: Any) -> str | None:  # noqa: ANN401
    """Return the `xml:lang` that holds for an entry's text."""
    constructs = (*entry.get("content", ()), entry.get("summary_detail"), entry.get("title_detail"))
    return next((text.get("language") for text in constructs if text and text.get("language")), None)


def _deleted(raw: bytes, origin: Origin) -> list[Found]:
    """Return the entries that the feed says are deleted."""
    found: list[Found] = []
    try:
        root = parse_xml(mend(raw) if scan(raw) else raw)
    except InputError as error:
        return [Problem("deleted entries", str(error))]
    for element in root.iter(TOMBSTONE):
        reference, when = (element.get("ref") or "").strip(), read_date(element.get("when"))
        identifier = article_id(reference, None, None, origin)
        if identifier is None:
            found.append(Problem("deleted entry", "has no ref"))
        else:
            found.append(
                build(origin, reference, id=identifier, status="canceled", version=element.get("when"), updated_at=when)
            )
    return found

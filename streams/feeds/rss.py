"""RSS 2.0, 1.0 (RDF) and their older relatives.

An RSS item has no version: a digest of its title and text stands for it. Titles and descriptions may be HTML or plain
text, escaped once or more often; the feed does not say which.
"""

from typing import Any

from streams.feeds.html_text import text_of
from streams.feeds.identity import article_id
from streams.feeds.item import Found, Origin, Problem, build, newest
from streams.feeds.syndication import authors_of, link_of, moment, read_feed, subjects_of


def parse(raw: bytes, origin: Origin) -> list[Found]:
    """Return the items of an RSS feed; raise InputError if it is none."""
    feed = read_feed(raw)
    items = [_item(entry, feed.about, origin, number) for number, entry in enumerate(feed.entries, 1)]
    return newest([*items, *feed.flaws])


def _item(entry: Any, feed: Any, origin: Origin, number: int) -> Found:  # noqa: ANN401 - feedparser is untyped
    title, link = text_of(entry.get("title") or ""), link_of(entry, origin)
    identifier = article_id(entry.get("id"), link, title, origin)
    if identifier is None:
        return Problem(f"item {number}", "has neither guid nor link nor title")
    return build(
        origin,
        f"item {number}",
        id=identifier,
        title=title,
        text=_text(entry),
        language=entry.get("language") or feed.get("language"),
        published_at=moment(entry, "published") or moment(entry, "updated"),
        url=link,
        source=text_of(entry.get("source", {}).get("title") or feed.get("title") or ""),
        authors=authors_of(entry),
        subjects=subjects_of(entry),
    )


def _text(entry: Any) -> str:  # noqa: ANN401
    """Return the text of `content:encoded`, else of the description."""
    contents = (text_of(content.get("value") or "") for content in entry.get("content", ()))
    return max(contents, key=len, default="") or text_of(entry.get("summary") or "")

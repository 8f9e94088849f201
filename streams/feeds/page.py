"""A web page: the article on it, without navigation, teasers and comments. Trafilatura finds it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from streams.errors import InputError
from streams.feeds.dates import read_date
from streams.feeds.html_text import read_html
from streams.feeds.identity import article_id
from streams.feeds.item import Found, Origin, build

_ENCODING = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_HEAD = 4096
LARGEST = 3_000_000
"""Bytes of the largest page that is read."""


@dataclass(frozen=True)
class Page:
    """What a page tells of its article; paragraphs of `text` are set apart by blank lines."""

    text: str
    title: str = ""
    language: str | None = None
    date: str | None = None
    author: str | None = None
    site: str | None = None
    url: str | None = None


def read_page(raw: bytes, url: str) -> Page:
    """Return the article of a page; where no article can be made out, all of its readable text.

    Raise InputError for a page so large that telling its parts apart would take minutes.
    """
    if len(raw) > LARGEST:
        raise InputError(f"is a page of more than {LARGEST / 1e6:g} MB")
    import trafilatura  # noqa: PLC0415 - a second that feeds without pages need not wait for
    from trafilatura.settings import Document  # noqa: PLC0415

    tree = trafilatura.load_html(raw)
    found = None
    if tree is not None:
        found = trafilatura.bare_extraction(
            tree,
            url=url,
            include_comments=False,
            include_tables=False,
            with_metadata=True,
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    if not isinstance(found, Document) or not found.text:
        title, text = read_html(_decoded(raw))
        return Page(text=text, title=title)
    return Page(
        text="\n\n".join(line.strip() for line in found.text.split("\n") if line.strip()),
        title=found.title or "",
        language=tree.get("lang") if tree is not None else None,
        date=found.date,
        author=found.author,
        site=found.sitename,
        url=found.url,
    )


def parse(raw: bytes, origin: Origin) -> Iterator[Found]:
    """Yield the article of a page; its canonical address is its id. Raise InputError if there is nothing to read."""
    page = read_page(raw, origin.name)
    if not page.text:
        raise InputError("is a page without text that can be read")
    remote = origin.name.startswith(("http://", "https://"))
    url = urljoin(origin.name, page.url or "") if remote else page.url
    yield build(
        origin,
        "page",
        id=article_id(origin.name if not remote else None, url, origin.name, origin),
        title=page.title,
        text=page.text,
        language=page.language,
        published_at=read_date(page.date),
        url=url,
        source=page.site,
        authors=tuple(name.strip() for name in (page.author or "").split(";") if name.strip()),
    )


def _decoded(raw: bytes) -> str:
    """Return a page as text, in the encoding that it names, else UTF-8."""
    named = _ENCODING.search(raw[:_HEAD])
    try:
        return raw.decode(named[1].decode() if named else "utf-8", "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")

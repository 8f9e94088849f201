"""A plain text is an article: its address is its id, a digest its version."""

import re
from collections.abc import Iterator

from streams.errors import InputError
from streams.feeds.identity import article_id
from streams.feeds.item import Found, Origin, build

_BREAKS = re.compile(r"\r\n?")


def parse(raw: bytes, origin: Origin) -> Iterator[Found]:
    """Yield the article; raise InputError for text that is not UTF-8, or empty."""
    try:
        text = _BREAKS.sub("\n", raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(f"is neither a feed nor text in UTF-8 (byte {error.start})") from error
    if not text.strip():
        raise InputError("is empty")
    url = origin.name if origin.name.startswith(("http://", "https://")) else None
    yield build(origin, "text", id=article_id(origin.name, url, origin.name, origin), text=text, url=url)

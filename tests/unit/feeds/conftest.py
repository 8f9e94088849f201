from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from streams.feeds import formats
from streams.feeds.item import Found, Item, Origin, Problem

NOW = datetime(2024, 11, 18, 12, tzinfo=UTC)
FEED = "https://news.example/feed"

Read = Callable[..., list[Found]]
ReadOne = Callable[..., Item]


@pytest.fixture
def read() -> Read:
    """Read a document as `streams ingest` does."""

    def _read(document: str | bytes, *, name: str = FEED, language: str | None = None, hint: str = "") -> list[Found]:
        raw = document.encode() if isinstance(document, str) else document
        return formats.read(raw, Origin(name, NOW, language), hint=hint)

    return _read


@pytest.fixture
def read_one(read: Read) -> ReadOne:
    def _read_one(document: str | bytes, **options: str) -> Item:
        (found,) = read(document, **options)
        assert not isinstance(found, Problem), found
        return found

    return _read_one

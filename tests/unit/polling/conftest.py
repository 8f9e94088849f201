from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest

from streams.errors import TransientError
from streams.polling.fetch import Fetcher, fetcher
from streams.polling.poller import Counts, Poller
from streams.polling.sources import named
from streams.polling.state import State
from tests.website import Website, website

if TYPE_CHECKING:
    from streams.feeds.item import Item


class Desk:
    """A poller and all around it; `restart` begins anew with the same state file."""

    def __init__(self, folder: Path, fetch: Fetcher) -> None:
        self.folder, self.fetch = folder, fetch
        self.now = datetime(2024, 11, 18, 12, tzinfo=UTC)
        self.sent: list[Item] = []
        self.told: list[str] = []
        self.broker_is_away = False
        self.restart()

    def restart(self) -> None:
        self.state = State(self.folder / "state.db", topic="news.articles")
        self.poller = Poller(
            self.fetch, self.state, self.sent.append, self.confirm, self.told.append, now=lambda: self.now
        )

    def confirm(self) -> None:
        if self.broker_is_away:
            raise TransientError("broker is away")

    async def poll(self, *names: str | Path, full_text: bool = False, resend: bool = False) -> Counts:
        """Read the sources once."""
        self.poller.full_text, self.poller.resend = full_text, resend
        return await self.poller.round(
            [one for name in names for one in named(str(name), stdin=BytesIO(), settled=False)]
        )

    def limit(self, *, seconds: float = 30.0, max_bytes: int = 1_000_000) -> None:
        """Set what one document may take."""
        self.poller.fetcher = Fetcher(self.fetch._client, total_seconds=seconds, max_bytes=max_bytes)

    def titles(self) -> list[str]:
        """Return what was sent since the last call."""
        articles = [orjson.loads(item.encode()) for item in self.sent]
        titles = [" ".join(filter(None, (one.get("title"), one.get("status")))) for one in articles]
        self.sent.clear()
        return titles


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with fetcher() as fetch:
        desk = Desk(tmp_path, fetch)
        yield desk
        desk.state.close()


@pytest.fixture(scope="session")
def _site() -> Iterator[Website]:
    with website() as site:
        yield site


@pytest.fixture
def site(_site: Website) -> Website:
    _site.pages.clear()
    _site.requests.clear()
    _site.sent = 0
    return _site


@pytest.fixture
def rss() -> Callable[..., str]:
    """Write a feed, one item for each title; `about` gives an item's description."""

    def write(*titles: str, link: str = "", **about: str) -> str:
        items = "".join(
            f"<item><guid>tag:x.example,2024:{title}</guid><title>{title}</title>"
            f"<description>{about.get(title, '')}</description>{f'<link>{link}</link>' if link else ''}</item>"
            for title in titles
        )
        return f'<rss version="2.0"><channel><title>X</title>{items}</channel></rss>'

    return write


@pytest.fixture
def ninjs() -> Callable[..., str]:
    """Write a ninjs item."""

    def write(title: str, **fields: str) -> str:
        return orjson.dumps({"uri": "urn:x:1", "headline": title, "body_text": "Rome agreed.", **fields}).decode()

    return write

"""The rounds of polling: every source is read, what is new is sent, and what was sent is remembered once confirmed.

One source's failure is reported and stops no other; only a failing broker ends the round.
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime

from streams.errors import FetchError, InputError, RecordError
from streams.feeds import formats
from streams.feeds.item import Item, Origin, Problem
from streams.polling.fetch import Fetcher, Validator
from streams.polling.full_text import with_full_text
from streams.polling.sources import Document, Source
from streams.polling.state import Change, Known, State

AT_ONCE = 16
"""Sources that are read at the same time."""
PAGE_TRIES = 3
"""Polls in which an item's page is tried before the feed's own text has to do."""


@dataclass
class Counts:
    """What became of items (and, as `failed`, of sources)."""

    sent: int = 0
    withdrawn: int = 0
    unchanged: int = 0
    embargoed: int = 0
    postponed: int = 0
    refused: int = 0
    failed: int = 0
    unreachable: int = 0

    def add(self, other: "Counts") -> None:
        """Add the counts of another reading."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass
class Poller:
    """Reads sources and sends what is new.

    `send` hands an item over, `confirm` returns when everything handed over is safe; both may raise TransientError.
    `report` is given a source's name and what is wrong, once as long as it stays wrong; `progress` what `total` counts
    so far. With `resend` the first reading of a source sends what is unchanged, too.
    """

    fetcher: Fetcher
    state: State
    send: Callable[[Item], None]
    confirm: Callable[[], None]
    report: Callable[[str], None]
    full_text: bool = False
    resend: bool = False
    language: str | None = None
    progress: Callable[[Counts], None] = lambda _: None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    total: Counts = field(default_factory=Counts)
    _gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _told: dict[str, set[str]] = field(default_factory=dict)
    _resting: dict[str, float] = field(default_factory=dict)

    async def round(self, sources: Iterable[Source]) -> Counts:
        """Read every source once and return the counts; a source whose server asked for rest is left out."""
        round_counts = Counts()

        async def one(source: Source) -> None:
            async with self._gate:
                counts = await _Poll(self, source).run()
            round_counts.add(counts)
            self.total.add(counts)
            self.progress(self.total)

        awake = [source for source in sources if self._resting.get(source.address, 0) <= time.monotonic()]
        await asyncio.gather(*map(one, awake))
        self.state.forget_old(self.now())
        return round_counts

    def rest(self, source: Source, seconds: float) -> None:
        """Leave a source alone for some seconds."""
        self._resting[source.address] = time.monotonic() + seconds

    def tell(self, source: Source, problems: list[str]) -> None:
        """Report those of a source's problems that it did not have in the last round."""
        told = self._told.get(source.address, set())
        for problem in dict.fromkeys(problems):
            if problem not in told:
                self.report(f"{source.name}: {problem}")
        self._told[source.address] = set(problems)

    def again(self, source: Source) -> bool:
        """Tell whether what is unchanged is to be sent, too."""
        return self.resend and source.address not in self._told


class _Poll:
    """One reading of one source."""

    def __init__(self, poller: Poller, source: Source) -> None:
        self._poller, self._source, self._again = poller, source, poller.again(source)
        self._counts = Counts()
        self._due = {item.id: item for item in poller.state.due(source.address, poller.now())}
        self._changes: dict[str, Change] = {}
        self._problems: list[str] = []

    async def run(self) -> Counts:
        """Read the source, send and remember; return the counts."""
        poller, source, counts = self._poller, self._source, self._counts
        known = Validator() if self._again else poller.state.validator(source.address)
        validator = None
        try:
            async for document in source.documents(poller.fetcher, known):
                validator = document.validator
                await self._read(document)
                await self._settle()
            if validator is None:
                poller.state.seen(source.address, poller.now())
        except FetchError as error:
            counts.unreachable += 1
            self._problems.append(str(error))
            poller.rest(source, error.retry_after)
        except InputError as error:
            counts.failed += 1
            self._problems.append(str(error))
        for item in list(self._due.values()):  # what the source itself has not brought again
            await self._take(item)
        flawless = not (counts.failed or counts.unreachable or counts.refused)
        await self._settle(validator if flawless else None)
        poller.tell(source, self._problems)
        return counts

    async def _read(self, document: Document) -> None:
        poller = self._poller
        origin = Origin(self._source.address, poller.now(), poller.language, document.first_line)
        # In a thread, because a large feed takes seconds in which other servers wait for us.
        for one in await asyncio.to_thread(formats.read, document.raw, origin, hint=document.hint):
            if isinstance(one, Problem):
                self._refuse(str(one))
            else:
                await self._take(one)

    async def _take(self, item: Item) -> None:
        """Send an item that is new or changed, unless its embargo or its page has to be waited for."""
        poller, counts = self._poller, self._counts
        self._due.pop(item.id, None)
        pending = self._changes.get(item.id)
        known = pending.known if pending else poller.state.known(self._source.address, item.id)
        digest = item.digest()
        if known.digest == digest and not self._again:
            counts.unchanged += 1
            self._changes[item.id] = Change(item.id, known)
            return
        if item.embargoed_until and item.embargoed_until > poller.now() and not item.withdrawn:
            counts.embargoed += 1
            self._changes[item.id] = Change(item.id, known, item)
            return
        complete = await self._complete(item, known) if poller.full_text and item.url and not item.withdrawn else item
        if complete is None:
            counts.postponed += 1
            self._changes[item.id] = Change(item.id, Known(known.digest, known.tries + 1), item)
            return
        try:
            poller.send(complete)
        except RecordError as error:
            self._refuse(f"{item.id}: {error}")
            return
        self._changes[item.id] = Change(item.id, Known(digest))
        counts.withdrawn += item.withdrawn
        counts.sent += not item.withdrawn

    async def _complete(self, item: Item, known: Known) -> Item | None:
        """Return an item with the text of its page, as it is where that cannot be had, None to try again later."""
        try:
            return await with_full_text(item, self._poller.fetcher)
        except FetchError as error:
            self._problems.append(f"{item.url}: {error}")
            return None if known.tries + 1 < PAGE_TRIES else item
        except InputError as error:
            self._problems.append(f"{item.url}: {error}; the feed's own text is sent")
            return item

    def _refuse(self, problem: str) -> None:
        self._counts.refused += 1
        self._problems.append(problem)

    async def _settle(self, validator: Validator | None = None) -> None:
        """Wait until what was sent is safe, then remember it; never the other way round."""
        if self._changes:
            await asyncio.to_thread(self._poller.confirm)
        self._poller.state.record(self._source.address, self._changes.values(), self._poller.now(), validator=validator)
        self._changes = {}

"""What ties an agent's logic to Faust: batches in, handled in order, committed after publishing.

Nothing is committed before every send is confirmed, and any unexpected error crashes the process (see `app.py`); the
next one reads again from the last commit (see `progress.py`).
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

import faust

from streams.agents.group import FaustGroup
from streams.messages import Message, Record
from streams.watch import Watch

Publish = Callable[[Sequence[Message]], Awaitable[None]]
"""Publishes messages in order and returns when the broker has confirmed all of them."""

BATCH_WAIT = 0.05
"""Seconds that a batch waits to fill up, and an article for its batch."""
REVOKE_WAIT = 20.0
"""Seconds that a rebalance waits for the running batch; Kafka grants 60 before it goes on without this worker."""


class Handler(Protocol):
    """An agent's logic as the worker sees it."""

    watch: Watch

    def summary(self) -> str:
        """Return all counts in one line."""
        ...


class Taker(Protocol):
    """Handles and commits one generation's records."""

    async def take(self, records: Sequence[Record]) -> None:
        """Handle and commit records, in order; what this raises must end the process."""
        ...


def register(
    app: faust.App,
    source: faust.TopicT,
    *,
    name: str,
    watch: Watch,
    begin: Callable[[FaustGroup], Taker],
    batch_size: int,
) -> None:
    """Tie an agent to Faust: concurrency 1, a batch at a time; `begin` is called for each generation of the group."""
    running = asyncio.Lock()

    @app.agent(source, name=name)
    async def agent(stream: faust.StreamT[bytes]) -> None:
        group, taker = None, None
        async for events in stream.noack_take(batch_size, within=BATCH_WAIT):  # type: ignore[attr-defined]  # missing in StreamT
            async with running:
                if group is None or taker is None or group.generation != app.consumer_generation_id:
                    group = FaustGroup(app, watch)
                    taker = begin(group)
                # What an earlier generation fetched comes again, here or elsewhere.
                fresh = [_record(event) for event in events if event.message.generation_id == group.generation]
                if fresh and not app.should_stop:
                    with watch.batch((record.topic, record.partition) for record in fresh):
                        await taker.take(fresh)

    async def revoked(*_: object, **__: object) -> None:
        """Let the running batch end and commit while the partitions are still ours: fewer duplicates."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(REVOKE_WAIT), running:
                pass

    async def stopping(*_: object, **__: object) -> None:
        """Let the running batch end before the agent is cancelled."""
        async with running:
            pass

    async def seeking(*_: object, **__: object) -> None:
        await FaustGroup(app, watch).repair()

    app.on_partitions_revoked.connect(revoked, weak=False)
    app.on_before_shutdown.connect(stopping, weak=False)
    app.on_rebalance_complete.connect(seeking, weak=False)


def _record(event: faust.EventT[bytes]) -> Record:
    message = event.message
    return Record(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        timestamp=int(message.timestamp * 1000) if message.timestamp else None,
        key=message.key,
        value=message.value,
        headers=tuple(message.headers or ()),  # type: ignore[arg-type]  # aiokafka's own: a tuple of pairs
    )

"""The extract agent: articles in; events, manifests and dead letters out, nothing lost.

Why it is written this way: nothing is committed before every send is confirmed, and any unexpected error crashes the
process (see `app.py`); the next one reads again from the last commit (see `progress.py`).
"""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor

import faust

from streams.agents.group import FaustGroup
from streams.agents.progress import Progress
from streams.errors import TooManyDeadLettersError
from streams.pipeline import Message, Processor, Record, Result
from streams.watch import Watch

log = logging.getLogger(__name__)

Publish = Callable[[Sequence[Message]], Awaitable[None]]
"""Publishes messages in order and returns when the broker has confirmed all of them."""

BATCH_WAIT = 0.2
"""Seconds that a batch waits to fill up."""
REVOKE_WAIT = 20.0
"""Seconds that a rebalance waits for the running batch; Kafka grants 60 before it goes on without this worker."""


class Batches:
    """Handles batches of records: processes them in a thread, publishes what comes out, counts."""

    def __init__(
        self,
        process: Processor,
        publish: Publish,
        executor: Executor,
        *,
        dead_letter_limit: int,
        watch: Watch | None = None,
    ) -> None:
        """Dead letters in a row beyond `dead_letter_limit` stop the worker: a bad deploy, not bad data."""
        self.counts: Counter[str] = Counter()
        self.watch = watch or Watch()
        self._process, self._publish, self._executor = process, publish, executor
        self._limit = dead_letter_limit
        self._in_a_row = 0

    async def handle(self, records: Sequence[Record]) -> None:
        """Process and publish a batch; return when the broker has confirmed every message of it."""
        with self.watch.stage("read"):
            results = await asyncio.get_running_loop().run_in_executor(self._executor, self._process.batch, records)
        await self._finish(records, results)

    async def give_up(self, record: Record, beginnings: int) -> None:
        """Publish the dead letter of a record that the process died of each time it was begun."""
        await self._finish([record], [self._process.give_up(record, beginnings)])

    async def _finish(self, records: Sequence[Record], results: Sequence[Result]) -> None:
        self._judge(records, results)
        with self.watch.stage("publish"):
            await self._publish([m for r in results for m in r.messages[:-1]])
            await self._publish([m for r in results for m in r.messages[-1:]])  # a manifest never before its events
        self.watch.published()
        for record, result in zip(records, results, strict=True):
            self._process.published(record, result)
            self._count(record, result)

    def summary(self) -> str:
        """Return all counts in one line."""
        return " ".join(f"{name}={number}" for name, number in sorted(self.counts.items())) or "no records"

    def _count(self, record: Record, result: Result) -> None:
        """Count what a record has become."""
        metrics = self.watch.metrics
        self.counts[f"{result.outcome}:{result.detail}"] += 1
        self.counts["messages"] += len(result.messages)
        metrics.processed.labels(result.outcome, result.detail).inc()
        for message in result.messages:
            metrics.published.labels(message.topic).inc()
        if result.outcome == "dead_lettered":
            metrics.dead_letters.labels(result.detail).inc()
        if result.outcome == "ok":
            self.watch.delivered(record.timestamp)

    def _judge(self, records: Sequence[Record], results: Sequence[Result]) -> None:
        """Log each dead letter; raise where too many follow one another."""
        for record, result in zip(records, results, strict=True):
            if result.outcome != "dead_lettered":
                self._in_a_row = 0
                continue
            self._in_a_row += 1
            log.warning("dead letter", extra={"reason": result.detail, **_ids(record)})
            if self._in_a_row > self._limit:
                place = f"{record.topic}[{record.partition}]@{record.offset}"
                raise TooManyDeadLettersError(
                    f"{self._in_a_row} dead letters in a row, the last one {place} ({result.detail}); "
                    "check the topic and the deployment, then start again: nothing of this batch was committed"
                )


def register(app: faust.App, source: faust.TopicT, batches: Batches, *, batch_size: int) -> None:
    """Tie the agent to Faust: concurrency 1, committed after publishing, a batch at a time."""
    running = asyncio.Lock()

    @app.agent(source, name="extract")
    async def extract(stream: faust.StreamT[bytes]) -> None:
        group, progress = None, None
        async for events in stream.noack_take(batch_size, within=BATCH_WAIT):  # type: ignore[attr-defined]  # missing in StreamT
            async with running:
                if group is None or progress is None or group.generation != app.consumer_generation_id:
                    group = FaustGroup(app, batches.watch)
                    progress = Progress(group, batches.handle, batches.give_up, batch_size=batch_size)
                # What an earlier generation fetched comes again, here or elsewhere.
                fresh = [_record(event) for event in events if event.message.generation_id == group.generation]
                if fresh and not app.should_stop:
                    with batches.watch.batch((record.topic, record.partition) for record in fresh):
                        await progress.take(fresh)

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
        await FaustGroup(app, batches.watch).repair()

    app.on_partitions_revoked.connect(revoked, weak=False)
    app.on_before_shutdown.connect(stopping, weak=False)
    app.on_rebalance_complete.connect(seeking, weak=False)


def _ids(record: Record) -> dict[str, object]:
    """Return what tells a record from all others, for a log line; its key is the article's id as a rule."""
    key = None if record.key is None else record.key.decode("utf-8", "backslashreplace")
    return {"topic": record.topic, "partition": record.partition, "offset": record.offset, "key": key}


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

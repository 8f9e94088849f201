"""The extract agent: articles in; events, manifests and dead letters out, nothing lost.

Nothing is committed before every send is confirmed, and any unexpected error crashes the process (see `loop.py`); the
next one reads again from the last commit.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Executor

from streams.agents.loop import Publish
from streams.errors import TooManyDeadLettersError
from streams.messages import Record
from streams.pipeline import Processor, Result
from streams.watch import Watch

log = logging.getLogger(__name__)


class Batches:
    """Handles batches of records: processes them in a thread, publishes what comes out, counts.

    An article's messages are published while the next article is read, in the order of the articles.
    """

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
        confirmed = asyncio.sleep(0)
        for record in records:
            result, _ = await asyncio.gather(self._read(record), confirmed)
            self._judge(record, result)
            confirmed = self._finish(record, result)
        await confirmed
        self.watch.published()

    async def give_up(self, record: Record, beginnings: int) -> None:
        """Publish the dead letter of a record that the process died of each time it was begun."""
        result = self._process.give_up(record, beginnings)
        self._judge(record, result)
        await self._finish(record, result)
        self.watch.published()

    async def _read(self, record: Record) -> Result:
        with self.watch.stage("read"):
            return await asyncio.get_running_loop().run_in_executor(self._executor, self._process, record)

    async def _finish(self, record: Record, result: Result) -> None:
        with self.watch.stage("publish"):
            await self._publish(result.messages[:-1])
            await self._publish(result.messages[-1:])  # a manifest never before its events
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

    def _judge(self, record: Record, result: Result) -> None:
        """Log a dead letter; raise where too many follow one another."""
        if result.outcome != "dead_lettered":
            self._in_a_row = 0
            return
        self._in_a_row += 1
        log.warning("dead letter", extra={"reason": result.detail, **record.ids})
        if self._in_a_row > self._limit:
            raise TooManyDeadLettersError(
                f"{self._in_a_row} dead letters in a row, the last one {record.place} ({result.detail}); "
                "check the topic and the deployment, then start again: nothing of this batch was committed"
            )

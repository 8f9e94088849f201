"""The alert agent: events, manifests and rules in; alerts and dead letters out.

One worker reads everything: a group of events may come from any partition. It is cheap beside reading articles, and
its whole state follows from the log, so that another worker can take its place at any time.
"""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

from streams.agents.loop import Publish
from streams.alerting import Alerting
from streams.alerts import Alert
from streams.codec import alert_headers, encode, is_for_others
from streams.errors import RecordError
from streams.messages import DeadLetters, Message, Record
from streams.topics import ALERT_RULES, ALERTS, MANIFESTS
from streams.watch import Watch

log = logging.getLogger(__name__)

BATCH_SIZE = 256
"""Records applied together. What fires and is withdrawn within a batch is published to nobody."""


class AlertBatches:
    """Handles batches of records in the order of the log."""

    def __init__(
        self,
        publish: Publish,
        remember: Callable[[Alerting], Awaitable[None]],
        dead_letter: DeadLetters,
        *,
        prefix: str,
        source: str,
        watch: Watch | None = None,
    ) -> None:
        """`remember` is called before the first batch to bring a new state up to what the group has committed."""
        self.watch = watch or Watch()
        self._core = Alerting()
        self._publish, self._remember, self._dead_letter = publish, remember, dead_letter
        self._prefix, self._source = prefix, source
        self._begun = False
        self._bad: Counter[str] = Counter()

    async def handle(self, records: Sequence[Record]) -> None:
        """Apply records and publish what changes; return when the broker has confirmed every message."""
        if not self._begun:
            await self._remember(self._core)
            self._core.changes()  # they were published before
            self._begun = True
        with self.watch.stage("read"):
            letters = [letter for record in records if (letter := self._take(record))]
            messages = [*letters, *map(self._message, self._core.changes())]
        with self.watch.stage("publish"):
            await self._publish(messages)
        self.watch.published()
        for message in messages:
            self.watch.metrics.published.labels(message.topic).inc()

    def summary(self) -> str:
        """Return all counts in one line."""
        counts = self._core.counts + self._bad
        return " ".join(f"{name}={number}" for name, number in sorted(counts.items())) or "no records"

    def _take(self, record: Record) -> Message | None:
        """Apply a record; return a dead letter where it cannot be used."""
        if is_for_others(record.headers, self._dead_letter.group):
            return None
        try:
            apply(self._core, record, prefix=self._prefix)
        except RecordError as error:
            log.warning("dead letter: %s", error, extra={"reason": error.reason, **record.ids})
            self.watch.metrics.dead_letters.labels(error.reason).inc()
            self._bad[f"dead_lettered:{error.reason}"] += 1
            return self._dead_letter(record, error)
        return None

    def _message(self, alert: Alert) -> Message:
        log.info("alert %s: %s (%s)", alert.id, alert.status, alert.rule.id)
        topic = f"{self._prefix}.{ALERTS}"
        return Message(topic, alert.id.encode(), encode(alert), alert_headers(alert, source=self._source))


def apply(core: Alerting, record: Record, *, prefix: str) -> None:
    """Apply a rule, a manifest or an event to a state; raise RecordError where the record is none."""
    time = record.timestamp or 0
    if record.topic == f"{prefix}.{ALERT_RULES}":
        core.take_rule((record.key or b"").decode("utf-8", "replace"), record.value, time)
    elif record.value is None:
        return
    elif record.topic == f"{prefix}.{MANIFESTS}":
        core.take_manifest(record.value, time)
    else:
        core.take_event(record.value, time)

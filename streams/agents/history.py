"""What the log says about the time before a worker started: the alert agent's state, without a table.

Read are all rules, all alerts that their topic still keeps, and of events and manifests as much as the longest window
of a rule reaches back, up to what the group has committed; what comes after that arrives by itself.
"""

import logging
import time
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition  # type: ignore[import-untyped]
from aiokafka.errors import KafkaError  # type: ignore[import-untyped]

from streams.agents.alert import apply
from streams.alerting import Alerting
from streams.codec import decode_alert, is_for_others
from streams.errors import RecordError, TransientError
from streams.messages import Record
from streams.topics import ALERT_RULES, ALERTS

log = logging.getLogger(__name__)

POLL_MS = 500
PATIENCE = 30.0
"""Seconds without a record after which the history is taken to be unreadable."""


@dataclass(frozen=True)
class History:
    """Reads what a consumer group has behind it; `options` are aiokafka's for reaching the broker."""

    servers: str
    group: str
    prefix: str
    topics: Sequence[str]
    options: Mapping[str, Any] = field(default_factory=dict)

    async def replay(self, core: Alerting, owned: Collection[tuple[str, int]]) -> None:
        """Bring a new state up to the group's commits.

        Raise TransientError where the broker fails, or where `owned` are not all partitions: another worker has the
        rest, and a rule's group would be torn apart.
        """
        client = AIOKafkaConsumer(
            bootstrap_servers=self.servers, group_id=self.group, enable_auto_commit=False, **self.options
        )
        try:
            await client.start()
            places = [place for topic in self.topics for place in await _partitions(client, topic)]
            topics = {topic for topic, _ in owned}  # one that was created a moment ago may have no owner yet
            if missing := {(p.topic, p.partition) for p in places if p.topic in topics} - set(owned):
                raise TransientError(
                    f"{len(missing)} partitions belong to another alert worker of group {self.group}; run one only"
                )
            alerts = await _partitions(client, f"{self.prefix}.{ALERTS}")
            client.assign([*places, *alerts])
            client.pause(*places, *alerts)
            await self._read(client, core, places, alerts)
        except KafkaError as error:
            raise TransientError(f"broker {self.servers}: reading the log back failed: {error!r}") from error
        finally:
            await client.stop()

    async def _read(self, client: Any, core: Alerting, places: Sequence[Any], alerts: Sequence[Any]) -> None:  # noqa: ANN401
        began = time.monotonic()
        count = 0
        rules = [place for place in places if place.topic == f"{self.prefix}.{ALERT_RULES}"]
        async for record in _between(client, await client.beginning_offsets(rules), await client.end_offsets(rules)):
            _try(core, record, prefix=self.prefix, group=self.group)
        async for record in _between(client, await client.beginning_offsets(alerts), await client.end_offsets(alerts)):
            try:
                core.restore(decode_alert(record.value or b""))
            except RecordError as error:
                log.warning("%s is no alert: %s", record.place, error)
        if core.lookback > timedelta(0):
            rest = [place for place in places if place not in rules]
            since = round((time.time() - core.lookback.total_seconds()) * 1000)
            committed = await client._coordinator.fetch_committed_offsets(rest)  # noqa: SLF001 - all in one request
            ends = {place: committed[place].offset if place in committed else 0 for place in rest}
            async for record in _between(client, await _starts(client, rest, since), ends):
                _try(core, record, prefix=self.prefix, group=self.group)
                count += 1
        log.info("read %s records of the last %s back in %.1f s", count, core.lookback, time.monotonic() - began)


def _try(core: Alerting, record: Record, *, prefix: str, group: str) -> None:
    """Apply a record; one that cannot be used became a dead letter when it was new."""
    if is_for_others(record.headers, group):
        return
    try:
        apply(core, record, prefix=prefix)
    except RecordError as error:
        log.info("%s is of no use: %s", record.place, error)


async def _partitions(client: Any, topic: str) -> list[Any]:  # noqa: ANN401 - aiokafka has no types
    await client._client._wait_on_metadata(topic)  # noqa: SLF001
    return [TopicPartition(topic, number) for number in sorted(client.partitions_for_topic(topic) or ())]


async def _starts(client: Any, places: Sequence[Any], since: int) -> dict[Any, int]:  # noqa: ANN401
    """Return the first offset of each partition whose record is not older than `since`; none where all are older."""
    looked_up = await client.offsets_for_times(dict.fromkeys(places, since))
    starts = {place: found.offset for place, found in looked_up.items() if found is not None}
    # The embedded broker cannot look up times and finds nothing: its partitions are read from the beginning.
    unknown = [place for place in places if place not in starts]
    oldest, ends = await client.beginning_offsets(unknown), await client.end_offsets(unknown)
    lasts = {place: max(oldest[place], ends[place] - 1) for place in unknown}
    async for last in _between(client, lasts, ends):
        if (last.timestamp or 0) >= since:
            place = TopicPartition(last.topic, last.partition)
            starts[place] = oldest[place]
    return starts


async def _between(client: Any, starts: Mapping[Any, int], ends: Mapping[Any, int]) -> AsyncIterator[Record]:  # noqa: ANN401
    """Yield the records of partitions, which are paused before and after, from their starts to before their ends."""
    left = {place for place, start in starts.items() if start < ends.get(place, 0)}
    if not left:
        return
    for place in left:
        client.seek(place, starts[place])
    client.resume(*left)
    last = time.monotonic()
    while left:
        for place, messages in (await client.getmany(timeout_ms=POLL_MS)).items():
            last = time.monotonic()
            for m in messages:
                if m.offset < ends[place]:
                    yield Record(m.topic, m.partition, m.offset, m.timestamp, m.key, m.value, tuple(m.headers))
        for place in tuple(left):
            if await client.position(place) >= ends[place]:
                left.discard(place)
                client.pause(place)
        if time.monotonic() - last > PATIENCE:
            raise TransientError(f"{len(left)} partitions gave no record for {PATIENCE:.0f} seconds")

"""The consumer group behind a Faust app, in what Faust does not offer: offsets with metadata, their repair, the start.

Reaches into Faust's consumer thread for aiokafka's client; the dependency's upper bound is there for this.
"""

import logging
from collections.abc import Collection, Mapping
from typing import Any

import faust
from aiokafka import TopicPartition  # type: ignore[import-untyped]
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError  # type: ignore[import-untyped]
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer, Transport

from streams.agents.progress import Committed, Place
from streams.errors import TransientError
from streams.watch import Watch

log = logging.getLogger(__name__)


class RewindingThread(AIOKafkaConsumerThread):
    """Faust's consumer thread, which seeks to the committed offset 0 too, and to the start where nothing is committed.

    Faust drops what it fetches during a rebalance and counts on seeking back. aiokafka seeks only to committed offsets
    above 0: of a partition of which nothing was committed yet, the records dropped were never read again.
    """

    async def seek_to_committed(self) -> Mapping[faust.types.TP, int]:
        """Seek each assigned partition to where reading must go on; return the committed offsets."""
        committed: Mapping[faust.types.TP, int] = await super().seek_to_committed()
        if unread := [partition for partition, offset in committed.items() if not offset]:
            await self.call_thread(self._rewind, unread)
        return committed

    async def _rewind(self, partitions: Collection[TopicPartition]) -> None:
        client = self._ensure_consumer()
        starts = await client.beginning_offsets(partitions)
        for partition in client.assignment().intersection(partitions):
            client.seek(partition, starts[partition])


class RewindingConsumer(Consumer):
    """Faust's consumer with a `RewindingThread`."""

    def _new_consumer_thread(self) -> RewindingThread:
        return RewindingThread(self, loop=self.loop, beacon=self.beacon)


class RewindingTransport(Transport):
    """Faust's Kafka transport with a `RewindingConsumer`."""

    Consumer = RewindingConsumer


class FaustGroup:
    """One generation of a Faust app's consumer group."""

    def __init__(self, app: faust.App, watch: Watch) -> None:
        """Belong to the app's present generation; the watch follows its commits."""
        self._app, self._watch = app, watch
        self.generation: int = app.consumer_generation_id

    @property
    def coordinated(self) -> bool:
        """Whether the broker that coordinates the group is known and answered the last heartbeat."""
        client = self._app.consumer._thread._consumer  # type: ignore[attr-defined] # noqa: SLF001
        return client is not None and client._coordinator.coordinator_id is not None  # noqa: SLF001

    async def committed(self, places: Collection[Place]) -> Mapping[Place, Committed]:
        """Return what is committed for some partitions."""
        partitions = [TopicPartition(*place) for place in places]
        found = await self._call("_coordinator.fetch_committed_offsets", partitions)
        nothing = Committed(None)
        return {
            (p.topic, p.partition): Committed(found[p].offset, found[p].metadata)
            if p in found and found[p].offset >= 0
            else nothing
            for p in partitions
        }

    async def earliest(self, place: Place) -> int:
        """Return the offset of a partition's oldest record."""
        partition = TopicPartition(*place)
        offsets: dict[TopicPartition, int] = await self._call("beginning_offsets", [partition])
        return offsets[partition]

    async def commit(self, offsets: Mapping[Place, Committed]) -> bool:
        """Commit; return whether the partitions were still this generation's. Raise TransientError where it fails."""
        if self._app.consumer_generation_id != self.generation:
            self._watch.committed({})
            return False
        try:
            with self._watch.stage("commit"):
                await self._call("commit", {TopicPartition(*place): tuple(what) for place, what in offsets.items()})
        except (CommitFailedError, IllegalStateError) as error:
            log.info("not committed, the partitions were reassigned: %s", error)
            return False
        self._watch.committed({place: what.offset for place, what in offsets.items() if what.offset is not None})
        return True

    async def repair(self) -> None:
        """Commit the oldest offset where the committed one does not exist: retention, or a topic that was made anew.

        To be called before Faust seeks to the committed offsets: it would drop every record before them unseen.
        """
        places = [(tp.topic, tp.partition) for tp in self._app.consumer.assignment()]
        partitions = [TopicPartition(*place) for place in places]
        if not partitions:
            return
        committed = await self.committed(places)
        starts = await self._call("beginning_offsets", partitions)
        ends = await self._call("end_offsets", partitions)
        for partition, place in zip(partitions, places, strict=True):
            offset, start, end = committed[place].offset, starts[partition], ends[partition]
            if offset is None or start <= offset <= end:
                continue
            lost = f"lost: @{offset} to {start - 1} were deleted before they were read"
            anew = f"{offset} is committed, but the topic ends at {end}: it was made anew"
            log.error("%s[%s]: %s; reading on from %s", *place, lost if offset < start else anew, start)
            await self.commit({place: Committed(start)})

    async def _call(self, name: str, *arguments: object) -> Any:  # noqa: ANN401 - aiokafka has no types
        """Call a method of aiokafka's consumer in the thread that owns it."""
        thread = self._app.consumer._thread  # type: ignore[attr-defined] # noqa: SLF001
        method = thread._ensure_consumer()  # noqa: SLF001
        for part in name.split("."):
            method = getattr(method, part)
        try:
            return await thread.call_thread(method, *arguments)
        except (CommitFailedError, IllegalStateError):
            raise
        except KafkaError as error:
            raise TransientError(f"consumer group: {name} failed: {error!r}") from error

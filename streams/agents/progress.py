"""How far the input is done: the worker commits for itself, and leaves on the broker what it has begun.

Faust's own bookkeeping is not used: at a rebalance it counts skipped records as done, and it cannot commit metadata.
Here records come in order, one batch at a time, and an offset is committed when everything before it is published.

A record that kills the process leaves no trace in it. So each partition's first records after a start are handled one
at a time, each only after a commit that says, as the offset's metadata, how often it was begun. Another worker reads
that; a record begun often enough is given up without being begun again.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

from streams.messages import Record

log = logging.getLogger(__name__)

BEGINNINGS = 2
"""How often a record is begun alone. It may have killed a worker once before, among others in a batch."""
MARK = re.compile(r"begun=(\d+)")

Place = tuple[str, int]
"""Topic and partition."""


class Committed(NamedTuple):
    """What a group has committed for a partition: the next offset to read, None at the start, and its metadata."""

    offset: int | None
    metadata: str = ""


class Group(Protocol):
    """The consumer group as one generation of its members sees it."""

    async def committed(self, places: Collection[Place]) -> Mapping[Place, Committed]:
        """Return what is committed for some partitions."""
        ...

    async def earliest(self, place: Place) -> int:
        """Return the offset of a partition's oldest record."""
        ...

    async def commit(self, offsets: Mapping[Place, Committed]) -> bool:
        """Commit; return whether the partitions were still this generation's."""
        ...


class Progress:
    """Handles one generation's records and commits what is done."""

    def __init__(
        self,
        group: Group,
        handle: Callable[[Sequence[Record]], Awaitable[None]],
        give_up: Callable[[Record, int], Awaitable[None]],
        *,
        batch_size: int,
    ) -> None:
        """`handle` publishes what becomes of records, `give_up` of one that was begun too often."""
        self._group, self._handle, self._give_up = group, handle, give_up
        self._batch_size = batch_size
        self._next: dict[Place, int] = {}
        self._alone: dict[Place, int] = {}  # how many more records are handled one at a time
        self._begun: dict[tuple[Place, int], int] = {}

    async def take(self, records: Sequence[Record]) -> None:
        """Handle and commit records, in order; what this raises must end the process."""
        await self._resume({_place(record) for record in records} - set(self._alone))
        await self._report_gaps(records)
        if not any(self._alone[_place(record)] for record in records):
            await self._handle(records)
            await self._group.commit({_place(record): Committed(record.offset + 1) for record in records})
            return
        for record in records:
            if not await self._take_alone(record):
                return  # the partitions went elsewhere, and the rest with them

    async def _resume(self, places: Collection[Place]) -> None:
        """Learn where the last owner of partitions stood."""
        for place, (offset, metadata) in (await self._group.committed(places) if places else {}).items():
            self._alone[place] = self._batch_size
            if offset is not None:
                self._next[place] = offset
                mark = MARK.fullmatch(metadata)
                self._begun[place, offset] = int(mark[1]) if mark else 0

    async def _take_alone(self, record: Record) -> bool:
        place = _place(record)
        begun = self._begun.pop((place, record.offset), 0)
        if begun < BEGINNINGS:
            if not await self._group.commit({place: Committed(record.offset, f"begun={begun + 1}")}):
                return False
            await self._handle([record])
        else:
            await self._give_up(record, begun)
        self._alone[place] = max(0, self._alone[place] - 1)
        return await self._group.commit({place: Committed(record.offset + 1)})

    async def _report_gaps(self, records: Sequence[Record]) -> None:
        """Say so where retention has deleted records that nobody had read; a transaction's markers are no loss."""
        for record in records:
            place = _place(record)
            due = self._next.get(place, record.offset)
            self._next[place] = record.offset + 1
            if due < record.offset and await self._group.earliest(place) > due:
                topic, number = place
                last = record.offset - 1
                log.error("%s[%s]: lost: @%s to %s were deleted before they were read", topic, number, due, last)


class Straight:
    """Handles one generation's records batch by batch, without marks: where no record can kill the process."""

    def __init__(self, group: Group, handle: Callable[[Sequence[Record]], Awaitable[None]]) -> None:
        self._group, self._handle = group, handle

    async def take(self, records: Sequence[Record]) -> None:
        """Handle and commit records, in order; what this raises must end the process."""
        await self._handle(records)
        await self._group.commit({_place(record): Committed(record.offset + 1) for record in records})


def _place(record: Record) -> Place:
    return record.topic, record.partition

"""What is committed and when: after publishing, and, for a partition's first records, before each is begun."""

import logging
from collections.abc import Collection, Mapping, Sequence

import pytest

from streams.agents.progress import Committed, Place, Progress
from streams.messages import Record

PLACE = ("news.articles", 0)


class Group:
    """Keeps offsets like a broker; `ours` says whether it still takes this member's."""

    def __init__(self, committed: Committed | None = None, *, earliest: int = 0, ours: bool = True) -> None:
        self.stored = {} if committed is None else {PLACE: committed}
        self.commits: list[Committed] = []
        self._earliest, self._ours = earliest, ours

    async def committed(self, places: Collection[Place]) -> Mapping[Place, Committed]:
        return {place: self.stored.get(place, Committed(None)) for place in places}

    async def earliest(self, _: Place) -> int:
        return self._earliest

    async def commit(self, offsets: Mapping[Place, Committed]) -> bool:
        if self._ours:
            self.stored.update(offsets)
            self.commits += offsets.values()
        return self._ours


class Work:
    """Notes what is handled and given up."""

    def __init__(self, group: Group, *, batch_size: int = 2) -> None:
        self.handled: list[list[int]] = []
        self.given_up: list[tuple[int, int]] = []
        self._progress = Progress(group, self._handle, self._give_up, batch_size=batch_size)

    async def take(self, *offsets: int) -> None:
        await self._progress.take([Record(*PLACE, offset, None, None, b"") for offset in offsets])

    async def _handle(self, records: Sequence[Record]) -> None:
        self.handled.append([record.offset for record in records])

    async def _give_up(self, record: Record, beginnings: int) -> None:
        self.given_up.append((record.offset, beginnings))


async def test_the_first_records_are_handled_one_at_a_time_each_marked_before_it_is_begun() -> None:
    group = Group()
    work = Work(group)

    await work.take(0, 1)

    assert work.handled == [[0], [1]]
    assert group.commits == [(0, "begun=1"), (1, ""), (1, "begun=1"), (2, "")]


async def test_later_records_are_handled_in_batches_with_one_commit() -> None:
    group = Group()
    work = Work(group)
    await work.take(0, 1)
    group.commits.clear()

    await work.take(2, 3)

    assert work.handled[2:] == [[2, 3]]
    assert group.commits == [(4, "")]


async def test_a_record_begun_twice_is_given_up_and_the_next_one_handled() -> None:
    group = Group(Committed(7, "begun=2"))
    work = Work(group)

    await work.take(7, 8)

    assert work.given_up == [(7, 2)]
    assert work.handled == [[8]]
    assert group.stored[PLACE] == (9, "")


async def test_a_record_begun_once_is_begun_again_and_that_is_noted() -> None:
    group = Group(Committed(7, "begun=1"))

    await Work(group).take(7)

    assert group.commits == [(7, "begun=2"), (8, "")]


@pytest.mark.parametrize("metadata", ["", "begun=", "begun=-2", "somebody else's"])
async def test_metadata_that_is_not_ours_counts_nothing(metadata: str) -> None:
    group = Group(Committed(7, metadata))
    work = Work(group)

    await work.take(7)

    assert work.handled == [[7]]


async def test_nothing_more_is_begun_when_the_partitions_went_elsewhere() -> None:
    work = Work(Group(ours=False))

    await work.take(0, 1)

    assert work.handled == []


async def test_deleted_records_are_named(caplog: pytest.LogCaptureFixture) -> None:
    work = Work(Group(earliest=9))

    await work.take(3, 9)

    (record,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert record.getMessage() == "news.articles[0]: lost: @4 to 8 were deleted before they were read"


async def test_a_gap_that_no_deletion_made_is_none_of_our_business(caplog: pytest.LogCaptureFixture) -> None:
    await Work(Group(earliest=0)).take(3, 9)

    assert not caplog.records

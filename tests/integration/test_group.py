"""The consumer group behind a worker's Faust app, inside the test's own process, on a real broker protocol."""

import asyncio
import threading
from typing import TYPE_CHECKING

from streams.app import create_app
from streams.config import Settings
from streams.models import Article, Event

if TYPE_CHECKING:
    from tests.integration.conftest import Stream

ARTICLES = 12
SOME = 2
"""Partitions that have been fetched from, of which one at most has an offset committed."""
PATIENCE = 40.0


async def test_what_nobody_has_committed_is_read_from_the_start_after_a_rebalance(stream: "Stream") -> None:
    """Faust drops what it fetches during a rebalance, then seeks: it must seek to the offset 0 and to the start too."""
    for key in (b"a", b"b", b"c", b"d"):
        stream.send(*(b'{"id":"a%d","text":"Ja."}' % number for number in range(ARTICLES)), key=key)
    begun, go_on = threading.Event(), threading.Event()

    def wait(_: Article) -> tuple[Event, ...]:
        begun.set()
        go_on.wait(PATIENCE)
        return ()

    app = create_app(Settings(broker=stream.broker, topic_prefix=stream.prefix, group=stream.prefix), wait)
    async with asyncio.timeout(PATIENCE):
        await app.start()
        try:
            await asyncio.to_thread(begun.wait)  # one record is marked as begun, nothing is committed as done
            partitions = app.consumer.assignment()
            while sum([await app.consumer.position(partition) > 0 for partition in partitions]) < SOME:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
            app.consumer.pause_partitions(partitions)

            await app.consumer.perform_seek()

            assert {await app.consumer.position(partition) for partition in partitions} == {0}
        finally:
            go_on.set()
            await app.stop()

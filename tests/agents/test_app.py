"""The worker's app: sends in order until all is confirmed, forgets at a rebalance, leaves no folder."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from aiokafka.errors import KafkaTimeoutError

from streams import app as composition
from streams.app import Publisher, create_app
from streams.config import Settings
from streams.errors import TransientError
from streams.messages import Message, Record
from streams.watch import Watch


class Broker:
    """Stands in for Faust's app and topics: refuses each value as often as it is told, keeps the others in order."""

    def __init__(self, **refusals: int) -> None:
        self.kept: list[bytes] = []
        self.asked: Counter[bytes] = Counter()
        self._refusals = refusals

    def topic(self, _: str, **__: object) -> "Broker":
        return self

    async def send(self, *, key: bytes, value: bytes, headers: list[object]) -> "asyncio.Future[None]":
        del key, headers
        confirmed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.asked[value] += 1
        if self.asked[value] <= self._refusals.get(value.decode(), 0):
            confirmed.set_exception(KafkaTimeoutError())
        else:
            self.kept.append(value)
            confirmed.set_result(None)
        return confirmed


def message(value: str, key: str = "a") -> Message:
    return Message("news.manifests", key.encode(), value.encode(), ())


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composition, "FIRST_PAUSE", 0.0)


async def test_a_failed_send_is_repeated_and_the_newest_version_stays_last() -> None:
    broker = Broker(v1=2)

    await Publisher(broker, Watch())([message("v1"), message("other", key="b"), message("v2")])  # type: ignore[arg-type]

    assert broker.kept[-2:] == [b"v1", b"v2"]
    assert broker.asked[b"other"] == 1


async def test_a_send_that_keeps_failing_stops_the_worker() -> None:
    broker = Broker(v1=99)

    with pytest.raises(TransientError, match=r"news\.manifests: sending failed 5 times"):
        await Publisher(broker, Watch())([message("v1")])  # type: ignore[arg-type]


async def test_partitions_taken_away_make_the_worker_forget_what_it_has_seen() -> None:
    app = create_app(Settings(group="forget"), lambda _: ())
    record = Record("news.articles", 0, 0, None, b"k", b'{"id":"a","text":"Text."}')
    process = app.batches._process
    process(record)
    assert process(record).outcome == "skipped"

    await app.on_partitions_revoked.send(set())

    assert process(record).outcome == "ok"


def test_the_worker_needs_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    asyncio.run(create_app(Settings(group="folder"), lambda _: ()).on_first_start())

    assert list(tmp_path.iterdir()) == []

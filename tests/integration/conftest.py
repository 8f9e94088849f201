"""Topics of each test's own and real worker processes."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Consumer, TopicPartition

from streams import clients
from streams.topics import topics

STUB = Path(__file__).with_name("stub_worker.py")
ROOT = Path(__file__).parents[2]
PATIENCE = 40.0


class Stream:
    """One test's broker, topics and workers."""

    def __init__(self, broker: str, *, embedded: bool) -> None:
        self.broker, self.embedded = broker, embedded
        self.prefix = f"test-{uuid.uuid4().hex[:8]}"
        self.workers: list[subprocess.Popen[str]] = []
        if not embedded:
            clients.create_topics(broker, topics(self.prefix, partitions=2), replication=1, max_message=1_000_000)

    def topic(self, name: str) -> str:
        return f"{self.prefix}.{name}"

    def environment(self, **settings: str) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "STREAMS_BROKER": self.broker,
            "STREAMS_TOPIC_PREFIX": self.prefix,
            "STREAMS_GROUP": self.prefix,
            "STREAMS_ALERT_GROUP": f"{self.prefix}-alert",
            **settings,
        }

    def start_worker(self, *arguments: str, **settings: str) -> subprocess.Popen[str]:
        worker = subprocess.Popen(
            [sys.executable, str(STUB), *arguments], env=self.environment(**settings), stderr=subprocess.PIPE, text=True
        )
        self.workers.append(worker)
        return worker

    def start(self, *arguments: str, **settings: str) -> subprocess.Popen[str]:
        """Start a command that runs until it is stopped."""
        command = subprocess.Popen(
            [sys.executable, "-m", "streams", *arguments],
            env=self.environment(**settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.workers.append(command)
        return command

    def run(self, *arguments: str, stdin: str = "") -> str:
        """Run a command to its end and return what it printed; fail where it fails."""
        flag = ["--embedded"] if self.embedded else []
        done = subprocess.run(
            [sys.executable, "-m", "streams", *arguments, *flag],
            env=self.environment(),
            input=stdin,
            capture_output=True,
            check=False,
            text=True,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def close(self) -> None:
        """End the workers that are still running."""
        for worker in self.workers:
            if worker.poll() is None:
                worker.kill()
            worker.wait(PATIENCE)
            for pipe in (worker.stdout, worker.stderr):
                if pipe:
                    pipe.close()

    def send(self, *values: bytes | None, key: bytes = b"k", headers: tuple[tuple[str, bytes], ...] = ()) -> None:
        with clients.producer(self.broker, embedded=self.embedded) as producer:
            for value in values:
                producer.send(self.topic("articles"), key=key, value=value, headers=list(headers))

    def receive(self, *names: str, count: int, settle: float = 0.0) -> list[Any]:
        """Return the records of some topics as soon as there are `count`; fail when they do not come in time.

        With `settle` it waits that many seconds for more, to tell that there are none.
        """
        found: list[Any] = []
        deadline = time.monotonic() + PATIENCE
        wanted = [self.topic(name) for name in names]
        with clients.consumer(self.broker, wanted, from_start=True, embedded=self.embedded) as consumer:
            while time.monotonic() < deadline:
                for records in consumer.poll(timeout_ms=200).values():
                    found += records
                if len(found) >= count:
                    deadline = min(deadline, time.monotonic() + settle)
        assert len(found) >= count, f"{len(found)} of {count} records on {wanted}"
        return found

    def committed(self) -> int:
        """Return how many articles the workers' group has committed."""
        consumer = Consumer({"bootstrap.servers": self.broker, "group.id": self.prefix})
        try:
            partitions = (
                consumer.list_topics(self.topic("articles"), timeout=10).topics[self.topic("articles")].partitions
            )
            places = [TopicPartition(self.topic("articles"), number) for number in partitions]
            return sum(max(place.offset, 0) for place in consumer.committed(places, timeout=10))
        finally:
            consumer.close()


def stop(worker: subprocess.Popen[str]) -> int:
    worker.send_signal(signal.SIGTERM)
    return worker.wait(PATIENCE)


@pytest.fixture(scope="module")
def new_stream(broker: tuple[str, bool]) -> Iterator[Callable[[], Stream]]:
    """Make streams whose workers are gone when the module's tests are done."""
    streams: list[Stream] = []

    def new() -> Stream:
        streams.append(Stream(broker[0], embedded=broker[1]))
        return streams[-1]

    yield new
    for stream in streams:
        stream.close()


@pytest.fixture
def stream(broker: tuple[str, bool]) -> Iterator[Stream]:
    stream = Stream(broker[0], embedded=broker[1])
    yield stream
    stream.close()


@pytest.fixture
def stop_worker() -> Callable[[subprocess.Popen[str]], int]:
    return stop

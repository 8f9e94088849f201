"""kafka-python clients of the command line: producing, consuming and creating topics, with errors in our own words."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from kafka import (
    ConsumerRebalanceListener,
    KafkaAdminClient,
    KafkaConsumer,
    KafkaProducer,
    OffsetAndMetadata,
    TopicPartition,
)
from kafka.admin import NewTopic
from kafka.errors import CommitFailedError, KafkaError, MessageSizeTooLargeError, TopicAlreadyExistsError

from streams.embedded import EMBEDDED_API
from streams.errors import TooLargeError, TransientError
from streams.security import PLAINTEXT, Security
from streams.topics import Topic

TIMEOUT_MS = 10_000
POLL_RECORDS = 50
QUIET_MS = 3000
"""Milliseconds without a record after which a topic is taken to be read, should its last offsets be no records."""


@contextmanager
def _reaching(broker: str) -> Iterator[None]:
    """Translate the client's errors into one line that names the broker."""
    try:
        yield
    except KafkaError as error:
        raise _unreachable(broker, error) from error


def _unreachable(broker: str, error: BaseException) -> TransientError:
    reason = str(error).removeprefix(f"{type(error).__name__}: ")  # some of the client's errors begin with their name
    return TransientError(f"broker {broker}: {type(error).__name__}: {reason}; is it running, is STREAMS_BROKER right?")


class Sender:
    """Sends records; `finish` tells whether the broker has taken all of them, which flushing alone does not."""

    def __init__(self, client: KafkaProducer, broker: str) -> None:
        self._client, self._broker = client, broker
        self._failures: list[BaseException] = []

    def send(
        self, topic: str, *, key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes | None]] = ()
    ) -> None:
        """Send a record in the background; raise TooLargeError at once where the broker would not take it.

        A null header is sent empty, the nearest that the client can send.
        """
        try:
            with _reaching(self._broker):
                future = self._client.send(
                    topic, key=key, value=value, headers=[(name, text or b"") for name, text in headers]
                )
        except TransientError as error:
            if isinstance(error.__cause__, MessageSizeTooLargeError):
                raise TooLargeError(f"takes {len(value or b'')} bytes, more than the broker accepts") from error
            raise
        future.add_errback(self._failures.append)

    def finish(self) -> None:
        """Wait until everything is sent; raise TransientError where the broker has not taken all of it."""
        with _reaching(self._broker):
            self._client.flush()
        if self._failures:
            first = _unreachable(self._broker, self._failures[0])
            raise TransientError(f"{len(self._failures)} records were not sent: {first}") from self._failures[0]


def _common(broker: str, security: Security, *, embedded: bool) -> dict[str, Any]:
    options: dict[str, Any] = security.client_options() | {
        "bootstrap_servers": broker.split(","),
        "bootstrap_timeout_ms": TIMEOUT_MS,
        "client_id": "streams",
    }
    return options | ({"api_version": EMBEDDED_API} if embedded else {})


@contextmanager
def producer(
    broker: str, *, security: Security = PLAINTEXT, embedded: bool = False, max_message: int = 1_000_000
) -> Iterator[Sender]:
    """Yield a sender that waits for all replicas; when the block ends, everything is sent or TransientError raised."""
    with _reaching(broker):
        client = KafkaProducer(
            **_common(broker, security, embedded=embedded),
            acks="all",
            linger_ms=5,
            max_request_size=max_message,
            max_block_ms=TIMEOUT_MS,
        )
    try:
        sender = Sender(client, broker)
        yield sender
        sender.finish()
    finally:
        client.close(timeout=5)


@contextmanager
def consumer(
    broker: str,
    topics: list[str],
    *,
    from_start: bool,
    timeout_ms: int | None = None,
    security: Security = PLAINTEXT,
    embedded: bool = False,
) -> Iterator[KafkaConsumer]:
    """Yield a consumer of all partitions of `topics`, without a group.

    Iteration ends after `timeout_ms` without a record.
    """
    options: dict[str, Any] = {"consumer_timeout_ms": timeout_ms} if timeout_ms is not None else {}
    with _reaching(broker):
        client = KafkaConsumer(
            *topics,
            **_common(broker, security, embedded=embedded),
            **options,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest" if from_start else "latest",
            metadata_max_age_ms=1000,
        )
    try:
        with _reaching(broker):
            yield client
    finally:
        client.close()


def read_all(broker: str, topic: str, *, security: Security = PLAINTEXT, embedded: bool = False) -> Iterator[Any]:
    """Yield the records that a topic holds now; what is added meanwhile is left out."""
    options: dict[str, Any] = {"security": security, "embedded": embedded}
    with consumer(broker, [topic], from_start=True, timeout_ms=QUIET_MS, **options) as client:
        partitions = [TopicPartition(topic, number) for number in client.partitions_for_topic(topic) or ()]
        starts, ends = client.beginning_offsets(partitions), client.end_offsets(partitions)
        open_ones = {place for place in partitions if starts[place] < ends[place]}
        if not open_ones:
            return
        for record in client:
            place = TopicPartition(record.topic, record.partition)
            if record.offset < ends[place]:
                yield record
            if record.offset + 1 >= ends[place]:
                open_ones.discard(place)
            if not open_ones:
                return


def create_topics(
    broker: str, topics: tuple[Topic, ...], *, replication: int, max_message: int, security: Security = PLAINTEXT
) -> dict[str, str]:
    """Create the topics that do not exist; return "created" or "exists" for each name."""
    with _reaching(broker):
        admin = KafkaAdminClient(**_common(broker, security, embedded=False))
    states = {}
    try:
        for topic in topics:
            config = {"cleanup.policy": topic.cleanup, "max.message.bytes": str(max_message + topic.room)}
            if topic.retention_ms is not None:
                config["retention.ms"] = str(topic.retention_ms)
            new = NewTopic(topic.name, topic.partitions, replication, topic_configs=config)
            try:
                with _reaching(broker):
                    admin.create_topics([new], timeout_ms=TIMEOUT_MS)
                states[topic.name] = "created"
            except TransientError as error:
                if not isinstance(error.__cause__, TopicAlreadyExistsError):
                    raise
                states[topic.name] = "exists"
    finally:
        admin.close()
    return states


class Subscription:
    """A member of a consumer group: records one by one, each committed by `done`, waiting without leaving the group."""

    def __init__(self, client: KafkaConsumer, topics: list[str], broker: str, *, from_start: bool) -> None:
        """`from_start`: a group that has never committed begins with the oldest record instead of new ones."""
        self._client, self._broker, self._from_start = client, broker, from_start
        self._arrivals = _Arrivals(client)
        client.subscribe(topics, listener=self._arrivals)

    def poll(self) -> list[Any]:
        """Return the next records, none after half a second without one."""
        with _reaching(self._broker):
            found = self._client.poll(timeout_ms=500, max_records=POLL_RECORDS)
            if self._arrivals.places:
                self._begin()
        return [record for records in found.values() for record in records]

    def _begin(self) -> None:
        """Begin to read partitions that have just come.

        Where a group has never committed, its beginning is: a partition without records needs a place to go on from.
        """
        places = list(self._arrivals.places)
        new = [place for place in places if self._client.committed(place) is None]
        offsets = self._client.beginning_offsets(new) if self._from_start else self._client.end_offsets(new)
        for place, offset in offsets.items():
            self._client.commit({place: OffsetAndMetadata(offset, "", -1)})
            self._client.seek(place, offset)
        self._client.resume(*places)
        self._arrivals.places.difference_update(places)

    def done(self, record: Any) -> bool:  # noqa: ANN401 - kafka-python has no types
        """Commit a record and all before it; return whether its partition was still ours."""
        place = TopicPartition(record.topic, record.partition)
        try:
            with _reaching(self._broker):
                self._client.commit({place: OffsetAndMetadata(record.offset + 1, "", -1)})
        except TransientError as error:
            if isinstance(error.__cause__, CommitFailedError):
                return False
            raise
        return True

    def wait(self, seconds: float) -> None:
        """Pass time as a member of the group that takes no records."""
        deadline = time.monotonic() + seconds
        with _reaching(self._broker):
            while (left := deadline - time.monotonic()) > 0:
                self._client.pause(*self._client.assignment())
                for place, records in self._client.poll(timeout_ms=min(1000, left * 1000)).items():
                    self._client.seek(place, records[0].offset)  # of a partition that came meanwhile
            self._client.resume(*(self._client.paused() - self._arrivals.places))


class _Arrivals(ConsumerRebalanceListener):  # type: ignore[misc]  # kafka-python has no types
    """Collects partitions that the group has just given to a member, and keeps them from being read at once."""

    def __init__(self, client: KafkaConsumer) -> None:
        self.places: set[TopicPartition] = set()
        self._client = client

    def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Forget partitions that are gone."""
        self.places.difference_update(revoked)

    def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Hold new partitions back; the client allows no requests here."""
        self._client.pause(*assigned)
        self.places.update(assigned)


@contextmanager
def subscription(
    broker: str,
    topics: list[str],
    *,
    group: str,
    from_start: bool,
    security: Security = PLAINTEXT,
    embedded: bool = False,
) -> Iterator[Subscription]:
    """Yield a member of a consumer group; a record is redelivered until it is committed."""
    with _reaching(broker):
        client = KafkaConsumer(
            **_common(broker, security, embedded=embedded),
            group_id=group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=6_000 if embedded else 30_000,  # that broker waits so long for members that have left
            metadata_max_age_ms=30_000,
        )
    try:
        yield Subscription(client, topics, broker, from_start=from_start)
    finally:
        client.close()

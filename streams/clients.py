"""kafka-python clients of the command line: producing, consuming and creating topics, with errors in our own words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.admin import NewTopic
from kafka.errors import KafkaError, TopicAlreadyExistsError

from streams.embedded import EMBEDDED_API
from streams.errors import TransientError
from streams.topics import Topic

TIMEOUT_MS = 10_000


@contextmanager
def _reaching(broker: str) -> Iterator[None]:
    """Translate the client's errors into one line that names the broker."""
    try:
        yield
    except (KafkaError, ValueError) as error:
        raise TransientError(
            f"broker {broker}: {type(error).__name__}: {error}; is it running, is STREAMS_BROKER right?"
        ) from error


def _common(broker: str, *, embedded: bool) -> dict[str, Any]:
    options: dict[str, Any] = {"bootstrap_servers": broker.split(","), "client_id": "streams"}
    return options | ({"api_version": EMBEDDED_API} if embedded else {})


@contextmanager
def producer(broker: str, *, embedded: bool = False, max_message: int = 1_000_000) -> Iterator[KafkaProducer]:
    """Yield a producer that waits for all replicas; everything sent is flushed when the block ends."""
    with _reaching(broker):
        client = KafkaProducer(
            **_common(broker, embedded=embedded), acks="all", linger_ms=5, max_request_size=max_message
        )
    try:
        yield client
        with _reaching(broker):
            client.flush()
    finally:
        client.close(timeout=5)


@contextmanager
def consumer(
    broker: str, topics: list[str], *, from_start: bool, timeout_ms: int | None = None, embedded: bool = False
) -> Iterator[KafkaConsumer]:
    """Yield a consumer of all partitions of `topics` without a group; iteration ends after `timeout_ms` without a record."""
    options: dict[str, Any] = {"consumer_timeout_ms": timeout_ms} if timeout_ms is not None else {}
    with _reaching(broker):
        client = KafkaConsumer(
            *topics,
            **_common(broker, embedded=embedded),
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


def create_topics(broker: str, topics: tuple[Topic, ...], *, replication: int, max_message: int) -> dict[str, str]:
    """Create the topics that do not exist; return "created" or "exists" for each name."""
    with _reaching(broker):
        admin = KafkaAdminClient(**_common(broker, embedded=False))
    states = {}
    try:
        for topic in topics:
            config = {"cleanup.policy": topic.cleanup, "max.message.bytes": str(max_message)}
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

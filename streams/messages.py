"""What is read from a topic and what is published to one: records, messages, and dead letters made of both."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from streams.codec import Headers, dead_letter_headers, original_headers, read_replay
from streams.errors import RecordError
from streams.models import DeadLetter
from streams.topics import DEAD_LETTER_ROOM, DEAD_LETTERS

LONGEST_REASON = 1000
OVERHEAD = 1024
"""Bytes of a Kafka record batch that are neither key, value nor headers, generously."""


@dataclass(frozen=True)
class Record:
    """A record as it arrived; `timestamp` in milliseconds since 1970."""

    topic: str
    partition: int
    offset: int
    timestamp: int | None
    key: bytes | None
    value: bytes | None
    headers: Headers = ()

    @property
    def place(self) -> str:
        """Where the record stands, for messages."""
        return f"{self.topic}[{self.partition}]@{self.offset}"

    @property
    def ids(self) -> dict[str, object]:
        """What tells the record from all others, for a log line; its key is the article's id as a rule."""
        key = None if self.key is None else self.key.decode("utf-8", "backslashreplace")
        return {"topic": self.topic, "partition": self.partition, "offset": self.offset, "key": key}


@dataclass(frozen=True)
class Message:
    """A message to publish."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers

    @property
    def size(self) -> int:
        """Bytes that the message takes in a request, an upper bound."""
        headers = sum(len(name.encode()) + len(value or b"") for name, value in self.headers)
        return OVERHEAD + len(self.key or b"") + len(self.value or b"") + headers


@dataclass(frozen=True)
class DeadLetters:
    """Makes the dead letters of one consumer: the original bytes, key and headers, and why they came to nothing."""

    prefix: str
    stage: str
    group: str
    version: str
    max_message: int
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def __call__(self, record: Record, error: RecordError) -> Message:
        """Return the record with its original bytes and the reason; without its value only where it cannot be sent."""
        attempts, first_failed_at = read_replay(record.headers)
        letter = DeadLetter(
            reason=error.reason,
            stage=self.stage,
            message=str(error)[:LONGEST_REASON],
            error=type(error).__name__,
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            timestamp=record.timestamp,
            group=self.group,
            attempts=attempts + 1,
            first_failed_at=first_failed_at or self.now(),
            app_version=self.version,
        )
        headers = (*original_headers(record.headers), *dead_letter_headers(letter))
        message = Message(f"{self.prefix}.{DEAD_LETTERS}", record.key, record.value, headers)
        if message.size <= self.max_message + DEAD_LETTER_ROOM:
            return message
        return Message(message.topic, record.key, None, headers)

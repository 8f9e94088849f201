"""The core: one record in; events and a manifest, a counted skip, or a dead letter out. Knows neither Kafka nor spaCy.

The steps' order matters: tombstones first, because they have no bytes to decode; decoding before the repeat check,
which needs the article's id; withdrawals before extraction, because they need none; sizes last, when all outputs are
known.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from streams.codec import (
    Headers,
    dead_letter_headers,
    decode_article,
    encode,
    event_headers,
    manifest_headers,
    original_headers,
    read_replay,
)
from streams.dedup import Seen
from streams.errors import CrashError, OutputTooLargeError, RecordError
from streams.models import Article, DeadLetter, Event, Manifest
from streams.topics import DEAD_LETTER_ROOM, DEAD_LETTERS, MANIFESTS, events_topic

Extractor = Callable[[Article], tuple[Event, ...]]
Outcome = Literal["ok", "skipped", "dead_lettered"]

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
class Result:
    """What became of a record. `messages` are to be sent in order: a manifest never before its events."""

    outcome: Outcome
    detail: str
    messages: tuple[Message, ...] = ()
    article_id: str | None = None


@dataclass(frozen=True)
class Processor:
    """Turns records into results; `extract` is called for usable articles only and may raise any RecordError."""

    extract: Extractor
    prefix: str
    group: str
    source: str
    version: str
    max_text: int
    max_message: int
    seen: Seen
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def __call__(self, record: Record) -> Result:
        """Return the result of one record; only our own bugs raise."""
        return self._process(record, {})

    def batch(self, records: Sequence[Record]) -> list[Result]:
        """Return the results of records in order; each counts the earlier ones as published."""
        pending: dict[str, bytes] = {}
        results = []
        for record in records:
            result = self._process(record, pending)
            if result.article_id is not None and record.value is not None:
                pending[result.article_id] = record.value
            results.append(result)
        return results

    def _process(self, record: Record, pending: dict[str, bytes]) -> Result:
        if record.value is None:
            return Result("skipped", "tombstone")
        try:
            article = decode_article(record.value, max_text=self.max_text)
            newest = pending.get(article.id)
            if self.seen.is_repeat(article.id, record.value) if newest is None else newest == record.value:
                return Result("skipped", "repeat")
            events = self.extract(article) if article.status == "usable" else ()
            messages = self._messages(article, events)
        except RecordError as error:
            return Result("dead_lettered", error.reason, (self._dead_letter(record, error),))
        return Result("ok", article.status, messages, article.id)

    def give_up(self, record: Record, beginnings: int) -> Result:
        """Return the dead letter of a record that was begun so often without an end."""
        error = CrashError(f"begun {beginnings} times alone and never finished: it seems to kill the process")
        return Result("dead_lettered", error.reason, (self._dead_letter(record, error),))

    def published(self, record: Record, result: Result) -> None:
        """Note that a result's messages are safely published, so that the same bytes need not be processed again."""
        if result.outcome == "ok" and result.article_id is not None and record.value is not None:
            self.seen.remember(result.article_id, record.value)

    def _messages(self, article: Article, events: tuple[Event, ...]) -> tuple[Message, ...]:
        manifest = Manifest(
            article_id=article.id,
            version=article.version,
            status=article.status,
            event_ids=tuple(event.id for event in events),
        )
        key = article.id.encode()
        messages = (
            *(
                self._message(events_topic(e.type), key, encode(e), event_headers(e, source=self.source))
                for e in events
            ),
            self._message(MANIFESTS, key, encode(manifest), manifest_headers(manifest, source=self.source)),
        )
        largest = max(message.size for message in messages)
        if largest > self.max_message:
            raise OutputTooLargeError(f"an event takes {largest} bytes, the broker accepts {self.max_message}")
        return messages

    def _message(self, name: str, key: bytes | None, value: bytes | None, headers: Headers) -> Message:
        return Message(f"{self.prefix}.{name}", key, value, headers)

    def _dead_letter(self, record: Record, error: RecordError) -> Message:
        """Return the record with its original bytes and the reason; without its value only where it cannot be sent."""
        attempts, first_failed_at = read_replay(record.headers)
        letter = DeadLetter(
            reason=error.reason,
            stage="extract",
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
        message = self._message(DEAD_LETTERS, record.key, record.value, headers)
        if message.size <= self.max_message + DEAD_LETTER_ROOM:
            return message
        return self._message(DEAD_LETTERS, record.key, None, headers)

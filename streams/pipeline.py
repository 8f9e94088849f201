"""The core: one record in; events and a manifest, a counted skip, or a dead letter out. Knows neither Kafka nor spaCy.

The steps' order matters: tombstones first, because they have no bytes to decode; decoding before the check for repeats
and stale versions, which needs the article's id and version; withdrawals before extraction, because they need none;
sizes last, when all outputs are known.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from streams.codec import Headers, decode_article, encode, event_headers, manifest_headers
from streams.dedup import Seen, version_of
from streams.errors import CrashError, OutputTooLargeError, RecordError
from streams.messages import DeadLetters, Message, Record
from streams.models import Article, Event, Manifest
from streams.topics import MANIFESTS, events_topic

Extractor = Callable[[Article], tuple[Event, ...]]
Outcome = Literal["ok", "skipped", "dead_lettered"]


@dataclass(frozen=True)
class Result:
    """What became of a record. `messages` are to be sent in order: a manifest never before its events."""

    outcome: Outcome
    detail: str
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Processor:
    """Turns records into results; `extract` is called for usable articles only and may raise any RecordError.

    An article counts as seen as soon as it is processed: what then cannot be published ends the process (see
    `agents/loop.py`) and its memory with it.
    """

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
        if record.value is None:
            return Result("skipped", "tombstone")
        try:
            article = decode_article(record.value, max_text=self.max_text)
            version = version_of(record.value, article.version if "version" in article.model_fields_set else None)
            last = self.seen.last(article.id)
            if last is not None and last.digest == version.digest:
                return Result("skipped", "repeat")
            if last is not None and article.status == "usable" and version.is_older(last):
                return Result("skipped", "stale")  # its manifest would stand behind the newer one's and win
            events = self.extract(article) if article.status == "usable" else ()
            messages = self._messages(article, events)
        except RecordError as error:
            return Result("dead_lettered", error.reason, (self._dead_letter(record, error),))
        self.seen.remember(article.id, version)
        return Result("ok", article.status, messages)

    def give_up(self, record: Record, beginnings: int) -> Result:
        """Return the dead letter of a record that was begun so often without an end."""
        error = CrashError(f"begun {beginnings} times alone and never finished: it seems to kill the process")
        return Result("dead_lettered", error.reason, (self._dead_letter(record, error),))

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
        make = DeadLetters(self.prefix, "extract", self.group, self.version, self.max_message, self.now)
        return make(record, error)

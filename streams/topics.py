"""Topics as data: name, key, cleanup and retention of every topic the system reads or writes."""

from dataclasses import dataclass
from typing import Literal

from streams.ontology import EVENT_TYPES

DAY_MS = 24 * 60 * 60 * 1000
DEAD_LETTER_ROOM = 32_768
"""Bytes by which a dead letter may exceed the largest message: the original record and the headers that say why.

With the default settings the sum stays below what Kafka accepts by default.
"""


@dataclass(frozen=True)
class Topic:
    """A topic and how it is kept.

    `retention_ms` is None where compaction decides; `room` adds to the largest message.
    """

    name: str
    key: str
    cleanup: Literal["delete", "compact"]
    retention_ms: int | None
    partitions: int
    room: int = 0


ARTICLES = "articles"
MANIFESTS = "manifests"
DEAD_LETTERS = "dead-letters"
ALERT_RULES = "alert-rules"
ALERTS = "alerts"


def events_topic(event_type: str) -> str:
    """Return the topic of an event type, without prefix."""
    return f"events.{event_type}"


def topics(
    prefix: str = "news", *, partitions: int = 12, event_types: tuple[str, ...] = EVENT_TYPES
) -> tuple[Topic, ...]:
    """Return every topic, `prefix` first in each name; `partitions` bounds the number of useful workers."""
    return (
        Topic(f"{prefix}.{ARTICLES}", "article id", "delete", 7 * DAY_MS, partitions),
        *(
            Topic(f"{prefix}.{events_topic(event_type)}", "article id", "delete", 30 * DAY_MS, partitions)
            for event_type in event_types
        ),
        Topic(f"{prefix}.{MANIFESTS}", "article id", "compact", None, partitions),
        Topic(f"{prefix}.{ALERT_RULES}", "rule id", "compact", None, 1),
        Topic(f"{prefix}.{ALERTS}", "alert id", "delete", 30 * DAY_MS, partitions),
        Topic(f"{prefix}.{DEAD_LETTERS}", "original key", "delete", 30 * DAY_MS, 1, DEAD_LETTER_ROOM),
    )

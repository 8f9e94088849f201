"""Deterministic identifiers: the same article gives the same event ids on any worker, in any batch, at any time."""

import uuid
from collections.abc import Iterable

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:news-event-streams:event")
ALERT_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:news-event-streams:alert")


def event_id(article_id: str, event_type: str, sentence: str, position: int, *, repeat: int = 0) -> str:
    """Return the UUIDv5 of an event.

    `position` is the trigger's offset in its sentence in code points. `repeat` numbers sentences of identical text
    within the article from 0, so that a refrain does not collapse into one event.
    """
    parts = (article_id, event_type, sentence, str(position), *([str(repeat)] if repeat else []))
    return str(uuid.uuid5(NAMESPACE, "\x1f".join(parts)))


def alert_id(rule_id: str, event_ids: Iterable[str]) -> str:
    """Return the UUIDv5 of the alert that a rule raises for some events, in whatever order they come."""
    return str(uuid.uuid5(ALERT_NAMESPACE, "\x1f".join((rule_id, *sorted(event_ids)))))

"""What Alertmanager gets: labels that are an alert's identity, texts beside them, an end of its own."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from streams import examples
from streams.alerts import Alert
from streams.codec import encode
from streams.delivery.alertmanager import to_alertmanager
from streams.errors import DeliveryError

NOW = datetime(2024, 11, 18, 7, tzinfo=UTC)


def told(record: Any, kind: str) -> dict[str, Any]:
    event = {"type": f"org.streams.{kind}.v1", "data": orjson.loads(encode(record))}
    return to_alertmanager(event, now=NOW, active=timedelta(hours=6))


def test_an_alert_is_shown_for_a_while() -> None:
    assert told(examples.ALERT, "alert.firing") == {
        "labels": {
            "alertname": "Warnings by governments",
            "rule": "warnings",
            "severity": "warning",
            "alert_id": examples.ALERT.id,
            "actor_name": "Polish government",
        },
        "annotations": {"summary": examples.ALERT.summary, "description": ""},
        "startsAt": "2024-11-18T06:00:00+00:00",
        "endsAt": "2024-11-18T13:00:00+00:00",
        "generatorURL": "https://news.example/1",
    }


def test_a_resolved_alert_ends_when_it_was_resolved_and_has_the_same_labels() -> None:
    resolved = Alert.model_validate(examples.ALERT.model_dump() | {"status": "resolved", "revision": 2, "ends_at": NOW})

    assert told(resolved, "alert.resolved")["endsAt"] == NOW.isoformat()
    assert told(resolved, "alert.resolved")["labels"] == told(examples.ALERT, "alert.firing")["labels"]


def test_an_event_is_an_alert_of_its_own() -> None:
    assert told(examples.EVENT, "event.warning")["labels"] == {
        "alertname": "NewsEvent",
        "type": "warning",
        "mode": "warn",
        "language": "en",
        "severity": "info",
        "event_id": examples.EVENT.id,
    }


@pytest.mark.parametrize("link", [None, "javascript:alert(1)", "urn:x"])
def test_only_web_addresses_become_links(link: str | None) -> None:
    article = examples.EVENT.article.model_copy(update={"url": link})

    assert "generatorURL" not in told(examples.EVENT.model_copy(update={"article": article}), "event.warning")


@pytest.mark.parametrize("kind", ["manifest", "alert.firing"])
def test_what_is_neither_alert_nor_event_is_refused(kind: str) -> None:
    with pytest.raises(DeliveryError):
        told(examples.MANIFEST, kind)

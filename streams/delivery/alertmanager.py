"""Prometheus Alertmanager by its v2 API: alerts, and single events as alerts of their own.

Labels are an alert's identity there, so they hold what is stable; texts are annotations. News is over when it is told:
an alert gets an end of its own instead of being sent again and again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import orjson
from pydantic import ValidationError

from streams.alerts import Alert
from streams.delivery.http import post
from streams.errors import DeliveryError
from streams.models import ArticleRef, Event

PATH = "/api/v2/alerts"


@dataclass(frozen=True)
class Alertmanager:
    """Posts each alert to an Alertmanager, to be shown there for `active` unless it is resolved before."""

    url: str
    client: httpx.Client
    active: timedelta

    def send(self, event: Mapping[str, Any]) -> None:
        """Post one CloudEvent; raise RetryLaterError or DeliveryError."""
        alert = to_alertmanager(event, now=datetime.now(UTC), active=self.active)
        post(self.client, self.url.rstrip("/") + PATH, orjson.dumps([alert]), {"content-type": "application/json"})


def to_alertmanager(event: Mapping[str, Any], *, now: datetime, active: timedelta) -> dict[str, Any]:
    """Return a CloudEvent as Alertmanager wants it; raise DeliveryError where it is neither alert nor event."""
    kind, data = event["type"], event["data"]
    try:
        if kind.startswith("org.streams.alert."):
            return _alert(Alert.model_validate(data, extra="ignore"), now + active)
        if kind.startswith("org.streams.event."):
            return _event(Event.model_validate(data, extra="ignore"), now, now + active)
    except ValidationError as error:
        raise DeliveryError(f"{kind}: {error.error_count()} fields are not as they should be") from error
    raise DeliveryError(f"{kind}: Alertmanager takes alerts and events only")


def _alert(alert: Alert, end: datetime) -> dict[str, Any]:
    labels = {
        "alertname": alert.rule.name,
        "rule": alert.rule.id,
        "severity": alert.severity,
        "alert_id": alert.id,
        **{_label(name): value for name, value in alert.group.items() if value},
    }
    first = alert.events[0].article if alert.events else None
    return {
        "labels": labels,
        "annotations": {"summary": alert.summary, "description": alert.description},
        "startsAt": alert.starts_at.isoformat(),
        "endsAt": (alert.ends_at or max(end, alert.starts_at)).isoformat(),
        **_link(first),
    }


def _event(event: Event, now: datetime, end: datetime) -> dict[str, Any]:
    labels = {
        "alertname": "NewsEvent",
        "type": event.type,
        "mode": event.mode,
        "language": event.article.language,
        "severity": "info",
        "event_id": event.id,
    }
    return {
        "labels": labels,
        "annotations": {"summary": event.sentence.text, "title": event.article.title},
        "startsAt": now.isoformat(),
        "endsAt": end.isoformat(),
        **_link(event.article),
    }


def _link(article: ArticleRef | None) -> dict[str, str]:
    url = article.url if article else None
    return {"generatorURL": url} if url and url.startswith(("http://", "https://")) else {}


def _label(name: str) -> str:
    """Return a field's name as Prometheus allows it: `event.actor.name` is `actor_name`."""
    return re.sub(r"[^a-zA-Z0-9_]", "_", name.removeprefix("event."))

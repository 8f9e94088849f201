"""One example of every record on the wire, made by the code that makes the real ones: for the AsyncAPI document."""

from datetime import UTC, datetime
from typing import Any

import orjson

from streams.alerts import Alert, AlertEvent, AlertRule, RuleRef, Threshold
from streams.codec import (
    Headers,
    alert_headers,
    dead_letter_headers,
    encode,
    event_headers,
    manifest_headers,
)
from streams.ids import alert_id, event_id
from streams.models import (
    Article,
    ArticleRef,
    DeadLetter,
    Event,
    Extractor,
    Manifest,
    Participant,
    Plover,
    Span,
    Trigger,
)

TEXT = "The Polish government warned that Moscow could cut the cable."
SOURCE = "/streams"
TIME = datetime(2024, 11, 18, 6, tzinfo=UTC)

ARTICLE = Article(
    id="urn:example:1",
    title="Warning about a cable",
    text=TEXT,
    language="en",
    published_at=TIME,
    url="https://news.example/1",
    source="Example News",
)


def _span(words: str) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"text": words, "start": start, "end": start + len(words)}


EVENT = Event(
    id=event_id(ARTICLE.id, "warning", TEXT, TEXT.index("warned")),
    type="warning",
    mode="warn",
    article=ArticleRef(**ARTICLE.model_dump(include=set(ArticleRef.model_fields))),
    trigger=Trigger(**_span("warned"), lemma="warn"),
    actor=Participant(**_span("Polish government"), name="Polish government", kind="organisation", country="POL"),
    recipient=None,
    content=Span(**_span("that Moscow could cut the cable")),
    quote="indirect",
    stance=None,
    polarity="affirmed",
    modality="actual",
    time=None,
    place=None,
    via=None,
    sentence=Span(**_span(TEXT)),
    plover=Plover(type="THREATEN", quad=3),
    confidence=0.91,
    extractor=Extractor(version="0.1.0", model="streams-reader", rule="en:warn"),
)
MANIFEST = Manifest(article_id=ARTICLE.id, version=ARTICLE.version, status="usable", event_ids=(EVENT.id,))
RULE = AlertRule(
    id="warnings",
    name="Warnings by governments",
    filter="event.type == 'warning' && event.actor.kind == 'organisation'",
    group_by=("event.actor.name",),
    summary="{event.actor.name}: {event.content.text}",
)
ALERT = Alert(
    id=alert_id(RULE.id, [EVENT.id]),
    revision=1,
    status="firing",
    rule=RuleRef(id=RULE.id, name=RULE.name, threshold=Threshold(), group_by=RULE.group_by),
    severity=RULE.severity,
    group={"event.actor.name": "Polish government"},
    summary="Polish government: that Moscow could cut the cable",
    description="",
    starts_at=TIME,
    ends_at=None,
    events=(AlertEvent.model_validate(EVENT.model_dump(include=set(AlertEvent.model_fields))),),
)
DEAD_LETTER = DeadLetter(
    reason="decode",
    stage="extract",
    message="not UTF-8 JSON: unexpected end of data: line 1 column 2 (char 1)",
    error="DecodeError",
    topic="news.articles",
    partition=0,
    offset=7,
    timestamp=1_731_909_600_000,
    group="streams-extract",
    attempts=1,
    first_failed_at=TIME,
    app_version="0.1.0",
)


def examples() -> dict[str, dict[str, Any]]:
    """Return headers and payload of each kind of message."""
    return {
        "article": {"payload": _plain(ARTICLE)},
        "event": {"headers": _read(event_headers(EVENT, source=SOURCE)), "payload": _plain(EVENT)},
        "manifest": {"headers": _read(manifest_headers(MANIFEST, source=SOURCE)), "payload": _plain(MANIFEST)},
        "alert-rule": {"payload": _plain(RULE)},
        "alert": {"headers": _read(alert_headers(ALERT, source=SOURCE)), "payload": _plain(ALERT)},
        "dead-letter": {"headers": _read(dead_letter_headers(DEAD_LETTER)), "payload": "{"},
    }


def _plain(record: Article | Event | Manifest | AlertRule | Alert) -> Any:  # noqa: ANN401 - any JSON
    return orjson.loads(encode(record))


def _read(headers: Headers) -> dict[str, str]:
    return {name: (value or b"").decode() for name, value in headers}

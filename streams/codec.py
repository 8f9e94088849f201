"""Bytes to records and back: decoding articles, encoding events and manifests, CloudEvents and dead-letter headers.

Pure functions. Whatever arrives either becomes an Article or raises one RecordError with one clear message that quotes
none of the text.
"""

from datetime import datetime
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, Field, ValidationError

from streams.alerts import Alert, AlertRule
from streams.errors import DecodeError, SchemaError, TooLargeError
from streams.models import Article, DeadLetter, Event, Manifest, Timestamp

_Record = TypeVar("_Record", bound=BaseModel)

Headers = tuple[tuple[str, bytes | None], ...]
"""Kafka's headers: names may repeat, values may be null."""

SPEC_VERSION = "1.0"
CE = "ce_"
"""Prefix of CloudEvents attributes in Kafka headers."""
CONTENT_TYPE = "application/json"
SCHEMAS = "https://news-event-streams.example/schemas"
DEAD_LETTER = "streams.dlq."
REPLAY = "streams.replay."
FAULTS_SHOWN = 3


def decode_article(raw: bytes, *, max_text: int) -> Article:
    """Return the article in `raw`: Article JSON, or a CloudEvent in structured mode whose `data` is one.

    Raise DecodeError, SchemaError or TooLargeError; `max_text` counts code points.
    """
    try:
        article = Article.model_validate(decode_json(raw))
    except ValidationError as error:
        raise SchemaError(faults(error)) from error
    if article.status == "usable" and len(article.text) > max_text:
        raise TooLargeError(f"text has {len(article.text)} characters, {max_text} are accepted; split the article")
    return article


def decode_json(raw: bytes) -> Any:  # noqa: ANN401 - any JSON
    """Return what JSON holds; of a CloudEvent in structured mode its `data`. Raise DecodeError."""
    data = _loads(raw)
    return data["data"] if isinstance(data, dict) and "specversion" in data and "data" in data else data


def decode_event(raw: bytes) -> Event:
    """Return the event in `raw`, which may have fields of a later version; raise DecodeError or SchemaError."""
    return _decode(raw, Event, "event")


def decode_manifest(raw: bytes) -> Manifest:
    """Return the manifest in `raw`; raise DecodeError or SchemaError."""
    return _decode(raw, Manifest, "manifest")


def decode_rule(raw: bytes) -> AlertRule:
    """Return the alert rule in `raw`; raise DecodeError or SchemaError."""
    return _decode(raw, AlertRule, "alert rule")


def decode_alert(raw: bytes) -> Alert:
    """Return the alert in `raw`; raise DecodeError or SchemaError."""
    return _decode(raw, Alert, "alert")


def _decode(raw: bytes, record: type[_Record], name: str) -> _Record:
    """Return our own record, as this or a later minor version wrote it."""
    try:
        return record.model_validate(_loads(raw), extra="ignore")
    except ValidationError as error:
        raise SchemaError(f"no {name}: {faults(error)}") from error


def _loads(raw: bytes) -> Any:  # noqa: ANN401 - any JSON
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise DecodeError(f"not UTF-8 JSON: {error}") from error


def faults(error: ValidationError) -> str:
    """Name the first faults of a record, each with its field, without the values, which may be article text."""
    told = [
        f"{'.'.join(map(str, fault['loc'])) or 'article'}: {fault['msg'].removeprefix('Value error, ')}"
        for fault in error.errors()
    ]
    more = f" (and {len(told) - FAULTS_SHOWN} more)" if len(told) > FAULTS_SHOWN else ""
    return "; ".join(told[:FAULTS_SHOWN]) + more


def encode(record: BaseModel) -> bytes:
    """Return a record as JSON, its fields in the model's order, so that equal records are equal bytes."""
    return orjson.dumps(record.model_dump(mode="json"))


def event_headers(event: Event, *, source: str) -> Headers:
    """Return the CloudEvents 1.0 headers of an event in Kafka's binary mode."""
    return _cloud_event(
        id=event.id,
        source=source,
        type=f"org.streams.event.{event.type}.v1",
        subject=event.article.id,
        time=event.article.published_at.isoformat() if event.article.published_at else None,
        dataschema=f"{SCHEMAS}/event.v1.json",
    )


def manifest_headers(manifest: Manifest, *, source: str) -> Headers:
    """Return the CloudEvents headers of a manifest; its id is the article's id and version."""
    return _cloud_event(
        id=f"{manifest.article_id}#{manifest.version}",
        source=source,
        type="org.streams.manifest.v1",
        subject=manifest.article_id,
        time=None,
        dataschema=f"{SCHEMAS}/manifest.v1.json",
    )


def alert_headers(alert: Alert, *, source: str) -> Headers:
    """Return the CloudEvents headers of an alert; its id is the alert's id and revision."""
    return _cloud_event(
        id=f"{alert.id}#{alert.revision}",
        source=source,
        type=f"org.streams.alert.{alert.status}.v1",
        subject=alert.rule.id,
        time=(alert.ends_at or alert.starts_at).isoformat(),
        dataschema=f"{SCHEMAS}/alert.v1.json",
    )


def _cloud_event(**attributes: str | None) -> Headers:
    values = {"specversion": SPEC_VERSION, **attributes}
    present = ((CE + name, value.encode()) for name, value in values.items() if value is not None)
    return (*present, ("content-type", CONTENT_TYPE.encode()))


def dead_letter_headers(letter: DeadLetter) -> Headers:
    """Return the headers that a dead letter adds to the original ones; null fields are left out."""
    fields = letter.model_dump(mode="json")
    return tuple(
        (DEAD_LETTER + name.replace("_", "-"), str(value).encode())
        for name, value in fields.items()
        if value is not None
    )


def read_dead_letter(headers: Headers) -> DeadLetter | None:
    """Return the dead letter that headers describe, or None where they describe none."""
    try:
        return DeadLetter.model_validate({"timestamp": None, **_fields(headers, DEAD_LETTER)})
    except ValidationError:
        return None


class _Replay(BaseModel):
    """What the headers of a record that was sent back say."""

    attempts: int = Field(default=0, ge=0, le=10**6)
    first_failed_at: Timestamp | None = None


def read_replay(headers: Headers) -> tuple[int, datetime | None]:
    """Return how often and since when a record failed before; headers that make no sense say nothing."""
    try:
        replay = _Replay.model_validate(_fields(headers, REPLAY))
    except ValidationError:
        return 0, None
    return replay.attempts, replay.first_failed_at


def _fields(headers: Headers, prefix: str) -> dict[str, Any]:
    """Return the headers behind a prefix as a model's fields; anybody may have written them."""
    return {
        name.removeprefix(prefix).replace("-", "_"): value.decode("utf-8", "replace")
        for name, value in headers
        if name.startswith(prefix) and value is not None
    }


def original_headers(headers: Headers) -> Headers:
    """Return a record's headers without those that dead letters and replays added."""
    return tuple((name, value) for name, value in headers if not name.startswith((DEAD_LETTER, REPLAY)))


def replay_headers(letter: DeadLetter, headers: Headers) -> Headers:
    """Return the headers of a dead letter sent back: the original ones, and how often and since when it failed."""
    return (
        *original_headers(headers),
        (f"{REPLAY}attempts", str(letter.attempts).encode()),
        (f"{REPLAY}first-failed-at", letter.first_failed_at.isoformat().encode()),
        (f"{REPLAY}group", letter.group.encode()),
    )


def is_for_others(headers: Headers, group: str) -> bool:
    """Tell whether a record was sent back for another consumer group, this one having had it before."""
    groups = [value for name, value in headers if name == f"{REPLAY}group"]
    return bool(groups) and group.encode() not in groups

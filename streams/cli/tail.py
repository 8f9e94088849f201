"""`streams tail`: shows what is published, as it is published."""

import os
import time
from base64 import b64encode
from typing import Any

import click
import orjson
from pydantic import ValidationError
from rich.console import Console
from rich.text import Text

from streams import clients
from streams.alerts import Alert
from streams.cli.own_types import event_types
from streams.codec import Headers, read_dead_letter
from streams.config import load_settings
from streams.errors import InputError
from streams.models import Event, Manifest
from streams.render.table import event_line
from streams.render.words import one_line
from streams.topics import ALERTS, DEAD_LETTERS, MANIFESTS, events_topic

NEVER = 10**9


@click.command(name="tail")
@click.option("--type", "types", multiple=True, help="Only this event type; may be repeated.")
@click.option("--manifests", is_flag=True, help="Show manifests too.")
@click.option("--alerts", is_flag=True, help="Show alerts too.")
@click.option("--dead-letters", is_flag=True, help="Show dead letters too.")
@click.option("--from-start", is_flag=True, help="Begin with the oldest record instead of new ones.")
@click.option("--max", "limit", type=click.IntRange(1), default=None, help="Stop after this many records.")
@click.option("--timeout", type=float, default=None, help="Stop after this many seconds.")
@click.option("--embedded", is_flag=True, hidden=True, help="Speak the embedded broker's API version.")
def command(
    *,
    types: tuple[str, ...],
    manifests: bool,
    alerts: bool,
    dead_letters: bool,
    from_start: bool,
    limit: int | None,
    timeout: float | None,
    embedded: bool,
) -> None:
    """Print events as they are published: a line each on a terminal, JSON lines in a pipe.

    Example: streams tail --type warning --type force --from-start --max 10
    """
    settings = load_settings(os.environ)
    known = event_types(settings.lexicon)
    unknown = [name for name in types if name not in known]
    if unknown:
        raise InputError(f"--type {', '.join(unknown)}: not an event type; there are {', '.join(known)}")
    names = [events_topic(name) for name in types or known]
    names += [MANIFESTS] * manifests + [ALERTS] * alerts + [DEAD_LETTERS] * dead_letters
    topics = [f"{settings.topic_prefix}.{name}" for name in names]
    console = Console()
    deadline = time.monotonic() + timeout if timeout is not None else None
    shown = 0
    options: dict[str, Any] = {"from_start": from_start, "security": settings.security, "embedded": embedded}
    with clients.consumer(settings.broker, topics, **options) as consumer:
        while shown < (limit or NEVER) and (deadline is None or time.monotonic() < deadline):
            for records in consumer.poll(timeout_ms=500).values():
                for record in records[: (limit or NEVER) - shown]:
                    show(console, record.topic, record.value, tuple(record.headers or ()))
                    shown += 1


def show(console: Console, topic: str, value: bytes | None, headers: Headers) -> None:
    """Print one record: as text on a terminal, else as a JSON line."""
    if console.is_terminal:
        console.print(_line(topic, value or b"", headers), overflow="ellipsis", no_wrap=True)
        return
    if topic.endswith(f".{DEAD_LETTERS}"):
        value = orjson.dumps(_dead_letter(value, headers))
    console.file.write((value or b"null").decode("utf-8", "replace") + "\n")
    console.file.flush()


def _line(topic: str, value: bytes, headers: Headers) -> Text:
    try:
        return _told(topic, value, headers)
    except ValidationError:  # written by another version
        return Text(one_line(value.decode("utf-8", "replace")))


def _told(topic: str, value: bytes, headers: Headers) -> Text:
    if topic.endswith(f".{DEAD_LETTERS}"):
        letter = read_dead_letter(headers)
        why = one_line(f"{letter.reason}: {letter.message}") if letter else "without a reason"
        return Text.assemble(("dead letter", "bold red"), f" {why}")
    if topic.endswith(f".{MANIFESTS}"):
        manifest = Manifest.model_validate_json(value)
        about = one_line(f"{manifest.article_id} version {manifest.version} ({manifest.status})")
        return Text(f"manifest {about}: {len(manifest.event_ids)} events", "dim")
    if topic.endswith(f".{ALERTS}"):
        alert = Alert.model_validate_json(value)
        style = "bold red" if alert.status == "firing" else "green"
        return Text.assemble((f"alert {alert.status}", style), f" {alert.severity} {one_line(alert.summary)}")
    return event_line(Event.model_validate_json(value))


def _dead_letter(value: bytes | None, headers: Headers) -> dict[str, Any]:
    """Return a dead letter as JSON; `base64` holds the original bytes where they are no text."""
    letter = read_dead_letter(headers)
    described = letter.model_dump(mode="json") if letter else {}
    try:
        return described | {"value": None if value is None else value.decode()}
    except UnicodeDecodeError:
        return described | {"base64": b64encode(value or b"").decode()}

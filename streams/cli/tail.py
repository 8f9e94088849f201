"""`streams tail`: shows what is published, as it is published."""

import os
import sys
import time

import click
import orjson
from rich.console import Console

from streams import clients
from streams.config import load_settings
from streams.errors import InputError
from streams.ontology import EVENT_TYPES
from streams.topics import DEAD_LETTERS, MANIFESTS, events_topic

STYLES = {"warning": "yellow", "force": "red", "decision": "cyan", "refusal": "magenta", "accusation": "red"}
NEVER = 10**9


@click.command(name="tail")
@click.option("--type", "types", multiple=True, help="Only this event type; may be repeated.")
@click.option("--manifests", is_flag=True, help="Show manifests too.")
@click.option("--dead-letters", is_flag=True, help="Show dead letters too.")
@click.option("--from-start", is_flag=True, help="Begin with the oldest record instead of new ones.")
@click.option("--max", "limit", type=click.IntRange(1), default=None, help="Stop after this many records.")
@click.option("--timeout", type=float, default=None, help="Stop after this many seconds.")
@click.option("--embedded", is_flag=True, hidden=True, help="Speak the embedded broker's API version.")
def command(
    *,
    types: tuple[str, ...],
    manifests: bool,
    dead_letters: bool,
    from_start: bool,
    limit: int | None,
    timeout: float | None,
    embedded: bool,
) -> None:
    """Print events as they are published: a line each on a terminal, JSON lines in a pipe.

    Example: streams tail --type warning --type force --from-start --max 10
    """
    unknown = [name for name in types if name not in EVENT_TYPES]
    if unknown:
        raise InputError(f"--type {', '.join(unknown)}: not an event type; there are {', '.join(EVENT_TYPES)}")
    settings = load_settings(os.environ)
    names = [events_topic(name) for name in types or EVENT_TYPES]
    names += [MANIFESTS] * manifests + [DEAD_LETTERS] * dead_letters
    topics = [f"{settings.topic_prefix}.{name}" for name in names]
    console = Console()
    deadline = time.monotonic() + timeout if timeout is not None else None
    shown = 0
    with clients.consumer(settings.broker, topics, from_start=from_start, embedded=embedded) as consumer:
        while shown < (limit or NEVER) and (deadline is None or time.monotonic() < deadline):
            for records in consumer.poll(timeout_ms=500).values():
                for record in records[: (limit or NEVER) - shown]:
                    show(console, record.topic, record.value, dict(record.headers or ()))
                    shown += 1


def show(console: Console, topic: str, value: bytes | None, headers: dict[str, bytes]) -> None:
    """Print one record."""
    if not console.is_terminal:
        if topic.endswith(DEAD_LETTERS):
            described = {name: text.decode("utf-8", "replace") for name, text in headers.items()}
            value = orjson.dumps({"value": (value or b"").decode("utf-8", "replace"), "headers": described})
        sys.stdout.write((value or b"").decode("utf-8", "replace") + "\n")
        sys.stdout.flush()
        return
    if topic.endswith(DEAD_LETTERS):
        reason = headers.get("streams.dlq.reason", b"").decode()
        console.print(f"[red]dead letter[/red] {reason}: {headers.get('streams.dlq.message', b'').decode()}")
        return
    data = orjson.loads(value or b"{}")
    if topic.endswith(MANIFESTS):
        console.print(
            f"[dim]manifest {data['article_id']} version {data['version']}: {len(data['event_ids'])} events[/dim]"
        )
        return
    style = STYLES.get(data["type"], "green")
    actor = (data["actor"] or {}).get("name") or "–"
    recipient = f" → {data['recipient']['name']}" if data["recipient"] else ""
    content = ((data["content"] or {}).get("text") or "").replace("\n", " ")
    act = f"[{style}]{data['type']}/{data['mode']}[/{style}]"
    line = f"{act} [bold]{_plain(actor)}{_plain(recipient)}[/bold] {_plain(content)}"
    console.print(line, overflow="ellipsis", no_wrap=True)


def _plain(text: str) -> str:
    return text.replace("[", r"\[")

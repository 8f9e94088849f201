"""`streams demo`: the sample articles through a broker and a worker of their own, and the events as they arrive."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console

from streams import clients
from streams.cli.arrivals import Arrivals
from streams.cli.inputs import read_text
from streams.config import PREFIX, Settings, variable
from streams.embedded import embedded_broker
from streams.errors import InputError, TransientError
from streams.ontology import EVENT_TYPES
from streams.topics import ARTICLES, DEAD_LETTERS, MANIFESTS, events_topic

SAMPLES = Path("seeds", "articles.jsonl")
BROKEN = b'{"id": "broken", "text": '
"""A record that no worker can read, so that the demo shows a dead letter."""

PATIENCE = 60.0
"""Seconds without anything new after which the demo gives up."""
STOP_SECONDS = 20.0


@click.command("demo", short_help="Show the events of the sample articles arriving, on an embedded broker.")
@click.option("--articles", metavar="FILE", help=f"Articles to send, one JSON object a line.  [default: {SAMPLES}]")
def command(*, articles: str | None) -> None:
    """Start a broker and a worker on this machine, send articles and show their events as they arrive.

    One broken record is sent besides; it ends as a dead letter. Nothing stays behind.

    Example: streams demo --articles seeds/articles.jsonl
    """
    records = _records(articles or str(_samples()))
    console = Console(highlight=False)
    arrivals = Arrivals(console)
    console.print(f"Starting a broker and a worker; {len(records)} records are on their way.\n", soft_wrap=True)
    started = time.monotonic()
    with embedded_broker() as broker:
        _send(broker, records)
        with _worker(broker) as check:
            _receive(broker, arrivals, check, count=len(records))
            seconds = time.monotonic() - started
    arrivals.summary(seconds)


def _samples() -> Path:
    """Return where the sample articles are: in the current folder, or beside the package in a source checkout."""
    places = (Path(), Path(__file__).parents[2])
    found = next((place / SAMPLES for place in places if (place / SAMPLES).is_file()), None)
    if found is None:
        raise InputError(f"{SAMPLES}: not found; run this in a source checkout or name a file with --articles")
    return found


def _records(name: str) -> list[bytes]:
    """Return the records to send; equal ones once, because the worker skips repeats without a word."""
    lines = [line.strip().encode() for line in read_text(name).split("\n") if line.strip()]
    return list(dict.fromkeys([*lines, BROKEN]))


def _topic(name: str) -> str:
    return f"{Settings().topic_prefix}.{name}"


def _send(broker: str, records: Sequence[bytes]) -> None:
    with clients.producer(broker, embedded=True) as producer:
        for raw in records:
            producer.send(_topic(ARTICLES), key=_key(raw), value=raw)


def _key(raw: bytes) -> bytes | None:
    """Return the article's id, so that its versions keep their order."""
    try:
        return str(json.loads(raw)["id"]).encode()
    except (ValueError, KeyError, TypeError):
        return None


@contextmanager
def _worker(broker: str) -> Iterator[Callable[[], None]]:
    """Run a worker for the duration of the block; yields a check that raises when it has stopped too early.

    It gets default settings whatever the environment says, so that a demo never touches a real broker.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environment |= {variable("broker"): broker, variable("log_level"): "ERROR"}
    with tempfile.TemporaryDirectory() as folder, Path(folder, "log").open("w+b") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streams", "worker"], env=environment, cwd=folder, stdout=log, stderr=log
        )

        def check() -> None:
            if process.poll():
                log.seek(0)
                lines = log.read().decode("utf-8", "replace").split("\n")
                last = next((line.strip() for line in reversed(lines) if line.strip()), "it left no message")
                raise TransientError(f"the worker stopped with exit code {process.returncode}: {last}")

        try:
            yield check
            process.terminate()
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            raise TransientError(f"the worker did not stop within {STOP_SECONDS:.0f} seconds") from None
        finally:
            process.kill()
            process.wait()
        check()


def _receive(broker: str, arrivals: Arrivals, check: Callable[[], None], *, count: int) -> None:
    """Show what is published until `count` records have become events or dead letters."""
    topics = [_topic(name) for name in (*map(events_topic, EVENT_TYPES), MANIFESTS, DEAD_LETTERS)]
    last = time.monotonic()
    with clients.consumer(broker, topics, from_start=True, embedded=True) as consumer:
        while arrivals.finished < count:
            check()
            for records in consumer.poll(timeout_ms=200).values():
                for record in records:
                    arrivals.take(record.topic, record.value, tuple(record.headers))
                last = time.monotonic()
            if time.monotonic() - last > PATIENCE:
                raise TransientError(
                    f"nothing arrived for {PATIENCE:.0f} seconds; {arrivals.finished} of {count} records are done"
                )

"""The examples do what they say."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest

from streams import clients
from streams.codec import encode, event_headers, manifest_headers
from streams.models import Event, Manifest
from streams.testing import article, statement
from tests.website import wait_until

if TYPE_CHECKING:
    from tests.integration.conftest import Stream

CONSUMER = Path(__file__).parents[2] / "examples" / "consumer.py"


def event(word: str, article_id: str) -> Event:
    return statement(article(f"Der Rat {word} heute.", id=article_id), word)


def publish(stream: "Stream", *records: Event | Manifest) -> None:
    with clients.producer(stream.broker, embedded=stream.embedded) as producer:
        for record in records:
            if isinstance(record, Event):
                topic, key, headers = f"events.{record.type}", record.article.id, event_headers(record, source="/s")
            else:
                topic, key, headers = "manifests", record.article_id, manifest_headers(record, source="/s")
            producer.send(stream.topic(topic), key=key.encode(), value=encode(record), headers=headers)


def manifest(article_id: str, *events: Event) -> Manifest:
    return Manifest(article_id=article_id, version="1", status="usable", event_ids=tuple(e.id for e in events))


@pytest.fixture
def consumer(stream: "Stream", tmp_path: Path) -> Iterator[Path]:
    publish(stream, event("SAGT", "a1"), manifest("a1", event("SAGT", "a1")))
    file = tmp_path / "events.db"
    process = subprocess.Popen([sys.executable, str(CONSUMER), str(file)], env=stream.environment())
    yield file
    process.kill()
    process.wait()


def standing(file: Path) -> set[str]:
    db = sqlite3.connect(file)
    try:
        return {orjson.loads(body)["trigger"]["text"] for (body,) in db.execute("select body from standing")}
    except sqlite3.OperationalError:  # not made yet
        return set()
    finally:
        db.close()


def test_the_consumer_is_short() -> None:
    code = [line for line in CONSUMER.read_text("utf-8").splitlines()[1:] if line.strip()]

    assert len([line for line in code if not line.startswith(("import", "from"))]) <= 20


def test_the_consumer_upserts_by_id_and_honours_manifests(stream: "Stream", consumer: Path) -> None:
    wait_until(lambda: standing(consumer) == {"SAGT"}, seconds=40)

    new = event("LOBT", "a1")
    publish(stream, manifest("a2", event("RUFT", "a2")), event("RUFT", "a2"), event("SAGT", "a1"), new)
    publish(stream, manifest("a1", new))

    wait_until(lambda: standing(consumer) == {"LOBT", "RUFT"}, seconds=40)
    publish(stream, manifest("a2"))
    wait_until(lambda: standing(consumer) == {"LOBT"}, seconds=40)

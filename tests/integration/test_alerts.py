"""The alert agent as a process on a real broker protocol: rules, events and manifests in; alerts out."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest

from streams import clients
from streams.codec import encode, read_dead_letter
from streams.models import Event, Manifest
from streams.testing import article, statement

if TYPE_CHECKING:
    from tests.integration.conftest import Stream

ONE = "{id: says, name: Says, filter: event.trigger.text == 'SAGT', summary: '{event.sentence.text}'}"
THREE = "{id: three, name: Three, filter: event.mode == 'say', threshold: {count: 3, window: 1h, sources: 2}}"


def event(number: int, source: str = "A") -> Event:
    return statement(article(f"Der Rat SAGT Satz {number}.", id=f"a{number}", source=source), "SAGT")


def publish(stream: "Stream", *records: Event | Manifest) -> None:
    with clients.producer(stream.broker, embedded=stream.embedded) as producer:
        for record in records:
            name = "manifests" if isinstance(record, Manifest) else f"events.{record.type}"
            key = record.article_id if isinstance(record, Manifest) else record.article.id
            producer.send(stream.topic(name), key=key.encode(), value=encode(record))


def manifest(*events: Event, article_id: str | None = None) -> Manifest:
    name = article_id or events[0].article.id
    return Manifest(article_id=name, version="1", status="usable", event_ids=tuple(e.id for e in events))


@pytest.fixture
def put(stream: "Stream", tmp_path: Path) -> Callable[[str], str]:
    def put(rule: str) -> str:
        file = tmp_path / "rules.yaml"
        file.write_text(rule)
        return stream.run("rules", "put", str(file))

    return put


def test_an_event_fires_an_alert_and_its_withdrawal_resolves_it(
    stream: "Stream", put: Callable[[str], str], stop_worker: Callable[[subprocess.Popen[str]], int]
) -> None:
    assert put(ONE) == "says\tnew\n"
    worker = stream.start_worker("alert")
    told = event(1)
    publish(stream, told, manifest(told))
    (fired,) = stream.receive("alerts", count=1)

    alert = orjson.loads(fired.value)
    assert (alert["status"], alert["summary"]) == ("firing", "Der Rat SAGT Satz 1.")
    assert alert["events"][0]["trigger"] == {"text": "SAGT", "start": 8, "end": 12, "lemma": "sagt"}
    assert dict(fired.headers)["ce_type"] == b"org.streams.alert.firing.v1"

    publish(stream, manifest(article_id="a1"))
    resolved = orjson.loads(stream.receive("alerts", count=2)[-1].value)
    assert (resolved["id"], resolved["status"], resolved["revision"]) == (alert["id"], "resolved", 2)
    assert stop_worker(worker) == 0


def test_a_window_survives_a_restart_and_nothing_is_told_twice(
    stream: "Stream", put: Callable[[str], str], stop_worker: Callable[[subprocess.Popen[str]], int]
) -> None:
    put(f"[{ONE}, {THREE}]")
    first = stream.start_worker("alert")
    publish(stream, event(1), event(2))
    stream.receive("alerts", count=2)
    assert stop_worker(first) == 0

    second = stream.start_worker("alert")
    publish(stream, event(1), event(3, source="B"))

    found = [orjson.loads(record.value) for record in stream.receive("alerts", count=4, settle=2)]
    assert sorted(alert["rule"]["id"] for alert in found) == ["says", "says", "says", "three"]
    (three,) = (alert for alert in found if alert["rule"]["id"] == "three")
    assert [e["id"] for e in three["events"]] == [event(n).id for n in (1, 2, 3)]
    assert stop_worker(second) == 0


def test_records_of_no_use_are_dead_letters_and_the_agent_goes_on(
    stream: "Stream", put: Callable[[str], str], stop_worker: Callable[[subprocess.Popen[str]], int]
) -> None:
    put(ONE)
    with clients.producer(stream.broker, embedded=stream.embedded) as producer:
        producer.send(stream.topic("alert-rules"), key=b"bad", value=b'{"id": "bad", "name": "B", "filter": "1 +"}')
        producer.send(stream.topic("alert-rules"), key=b"says", value=b"{")
        producer.send(stream.topic("events.statement"), key=b"k", value=b'{"id": 1}')
        producer.send(stream.topic("manifests"), key=b"k", value=b"\xff")
    worker = stream.start_worker("alert")
    dead = stream.receive("dead-letters", count=4)
    publish(stream, event(1))

    assert len(stream.receive("alerts", count=1)) == 1
    letters = [read_dead_letter(tuple(record.headers)) for record in dead]
    assert sorted(letter.reason for letter in letters if letter) == ["decode", "decode", "schema", "schema"]
    assert {letter.stage for letter in letters if letter} == {"alert"}
    assert stop_worker(worker) == 0


def test_rules_are_listed_left_alone_when_unchanged_and_deleted(stream: "Stream", put: Callable[[str], str]) -> None:
    put(ONE)

    assert put(ONE) == "says\tunchanged\n"
    assert put(ONE.replace("Says", "Said")) == "says\tchanged\n"
    assert stream.run("rules", "list").splitlines()[1:] == ["says\twarning\tSaid\tevent.trigger.text == 'SAGT'"]
    assert stream.run("rules", "delete", "says") == "says\tdeleted\n"
    assert stream.run("rules", "list", "--yaml") == ""


def test_a_second_alert_worker_ends_and_the_first_goes_on(
    stream: "Stream", put: Callable[[str], str], stop_worker: Callable[[subprocess.Popen[str]], int]
) -> None:
    if stream.embedded:
        pytest.skip("the embedded broker cannot share so many partitions between two members")
    put(ONE)
    first = stream.start_worker("alert")
    publish(stream, event(0))
    stream.receive("alerts", count=1)

    second = stream.start_worker("alert")
    number = 0
    while second.poll() is None:  # until it is given a partition with an event
        number += 1
        publish(stream, event(number))
        time.sleep(0.5)
        assert number < 100
    _, written = second.communicate()

    assert second.returncode == 1
    assert "belong to another alert worker" in written.splitlines()[-1]
    fired = [orjson.loads(record.value)["id"] for record in stream.receive("alerts", count=number + 1, settle=1)]
    assert len(fired) == len(set(fired)) == number + 1
    assert stop_worker(first) == 0

"""`streams deliver` as a process: at least once, whatever the receiver does; and a real Alertmanager."""

import json
import os
import shutil
import socket
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from streams import clients, examples
from streams.alerts import Alert
from streams.codec import alert_headers, encode, read_dead_letter
from tests.receiver import receiver
from tests.website import wait_until

if TYPE_CHECKING:
    from tests.integration.conftest import Stream

Stop = Callable[[subprocess.Popen[str]], int]
ALERTMANAGER = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
PATIENCE = 40.0


def alert(number: int, **fields: Any) -> Alert:
    return Alert.model_validate(examples.ALERT.model_dump() | {"id": f"alert-{number}", **fields})


def publish(stream: "Stream", *alerts: Alert) -> None:
    with clients.producer(stream.broker, embedded=stream.embedded) as producer:
        for told in alerts:
            headers = alert_headers(told, source="/streams")
            producer.send(stream.topic("alerts"), key=told.id.encode(), value=encode(told), headers=headers)


def deliver(stream: "Stream", *arguments: str, **settings: str) -> subprocess.Popen[str]:
    flag = ["--embedded"] if stream.embedded else []
    name = f"{stream.prefix}-{arguments[0]}"
    return stream.start("deliver", *arguments, "--name", name, "--from-start", *flag, **settings)


def test_a_webhook_that_fails_stalls_and_comes_back_gets_everything(stream: "Stream", stop_worker: Stop) -> None:
    publish(stream, *map(alert, range(4)))
    with receiver(500, 204, 0, stall=3) as hook:
        process = deliver(stream, "webhook", hook.url, "--timeout", "1s")
        wait_until(lambda: len(hook.taken) == 4, seconds=PATIENCE)

        assert stop_worker(process) == 0
        assert hook.asked == 6
        assert {event["data"]["id"] for event in hook.taken} == {f"alert-{n}" for n in range(4)}
        assert {event["type"] for event in hook.taken} == {"org.streams.alert.firing.v1"}
        again = deliver(stream, "webhook", hook.url)
        publish(stream, alert(4))
        wait_until(lambda: len(hook.taken) > 4, seconds=PATIENCE)
        assert [event["data"]["id"] for event in hook.taken[4:]] == ["alert-4"], "what was taken is committed"
        assert stop_worker(again) == 0


def test_what_was_not_taken_when_the_process_died_comes_again(stream: "Stream", stop_worker: Stop) -> None:
    publish(stream, alert(1))
    with receiver(*[500] * 3) as hook:
        first = deliver(stream, "webhook", hook.url)
        wait_until(lambda: hook.asked >= 1, seconds=PATIENCE)
        first.kill()
        first.wait()
        assert not hook.taken
        second = deliver(stream, "webhook", hook.url)
        wait_until(lambda: len(hook.taken) == 1, seconds=PATIENCE)
        assert stop_worker(second) == 0


def test_a_receiver_that_is_away_holds_up_no_other_and_is_given_up(
    stream: "Stream", stop_worker: Stop, tmp_path: Path
) -> None:
    publish(stream, *map(alert, range(3)))
    away = deliver(stream, "webhook", "http://127.0.0.1:1/", "--give-up-after", "2s")
    out = tmp_path / "alerts.jsonl"
    file = deliver(stream, "file", str(out))
    wait_until(lambda: out.exists() and len(out.read_bytes().splitlines()) == 3, seconds=PATIENCE)

    dead = stream.receive("dead-letters", count=3)
    letters = [read_dead_letter(tuple(record.headers)) for record in dead]
    assert {(letter.reason, letter.stage) for letter in letters if letter} == {("delivery", "deliver")}
    assert stop_worker(away) == stop_worker(file) == 0

    stream.run("replay", "--reason", "delivery")
    file = deliver(stream, "file", str(out))
    with receiver() as hook:
        back = deliver(stream, "webhook", hook.url)
        wait_until(lambda: len(hook.taken) == 3, seconds=PATIENCE)
        assert stop_worker(back) == stop_worker(file) == 0
    assert len(out.read_bytes().splitlines()) == 3, "what was sent back is for the receiver that lacks it"


def test_a_receiver_that_refuses_everything_ends_the_process(stream: "Stream") -> None:
    publish(stream, *map(alert, range(4)))
    with receiver(*[404] * 10) as hook:
        process = deliver(stream, "webhook", hook.url, STREAMS_DEAD_LETTER_LIMIT="2")
        _, written = process.communicate(timeout=PATIENCE)

    assert process.returncode == 3
    assert "3 dead letters in a row" in written.splitlines()[-1]
    assert "Traceback" not in written


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@contextmanager
def alertmanager(folder: Path) -> Iterator[str]:
    """Run an Alertmanager on loopback; yields its address once it answers."""
    config = folder / "alertmanager.yml"
    config.write_text("route: {receiver: none}\nreceivers: [{name: none}]\n")
    address = f"127.0.0.1:{free_port()}"
    process = subprocess.Popen(
        [
            str(ALERTMANAGER),
            f"--config.file={config}",
            f"--storage.path={folder}",
            f"--web.listen-address={address}",
            "--cluster.listen-address=",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"]},
    )
    try:
        wait_until(lambda: ask(address, "/-/ready") is not None, seconds=PATIENCE)
        yield address
    finally:
        process.terminate()
        process.wait(PATIENCE)


def ask(address: str, path: str) -> bytes | None:
    try:
        with urllib.request.urlopen(f"http://{address}{path}", timeout=5) as answer:
            told: bytes = answer.read()
            return told
    except OSError:
        return None


@pytest.mark.skipif(ALERTMANAGER is None, reason="no Alertmanager here; Debian's is prometheus-alertmanager")
def test_a_real_alertmanager_shows_an_alert_until_it_is_resolved(
    stream: "Stream", stop_worker: Stop, tmp_path: Path
) -> None:
    publish(stream, alert(1), alert(2))
    with alertmanager(tmp_path) as address:
        process = deliver(stream, "alertmanager", f"http://{address}")

        def active() -> dict[str, Any]:
            found = json.loads(ask(address, "/api/v2/alerts?active=true") or b"[]")
            return {told["labels"]["alert_id"]: told for told in found}

        wait_until(lambda: len(active()) == 2, seconds=PATIENCE)
        told = active()["alert-1"]
        assert told["labels"]["alertname"] == "Warnings by governments"
        assert told["labels"]["actor_name"] == "Polish government"
        assert told["annotations"]["summary"] == examples.ALERT.summary
        assert told["generatorURL"] == "https://news.example/1"
        end = examples.TIME.replace(hour=7)
        publish(stream, alert(1, status="resolved", revision=2, ends_at=end))
        wait_until(lambda: set(active()) == {"alert-2"}, seconds=PATIENCE)
        assert stop_worker(process) == 0


def test_standard_output_gets_cloud_events(stream: "Stream", stop_worker: Stop) -> None:
    publish(stream, alert(1))
    process = deliver(stream, "file", "-")
    assert process.stdout is not None

    line = process.stdout.readline()

    assert orjson.loads(line)["id"] == "alert-1#1"
    assert stop_worker(process) == 0

"""A real worker process on a real broker protocol: articles in; events, manifests and dead letters out."""

import re
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest
from click.testing import CliRunner
from confluent_kafka import Producer

from streams.cli import streams
from streams.codec import read_dead_letter
from tests.probes import ask

if TYPE_CHECKING:
    from tests.integration.conftest import Stream


def article(number: int, text: str = "Der Rat SAGT JA", **fields: object) -> bytes:
    return orjson.dumps({"id": f"a{number}", "text": text, "language": "de", **fields})


def test_articles_become_events_manifests_and_dead_letters(
    stream: "Stream", stop_worker: Callable[[subprocess.Popen[str]], int]
) -> None:
    bad = {b"{": "decode", b"\xff": "decode", b'{"id":"x"}': "schema", article(9, "BROKEN"): "processing-error"}
    stream.send(article(1), *bad, None, article(2), article(3, status="canceled"), article(1))
    worker = stream.start_worker()

    events = stream.receive("events.statement", count=4)
    manifests = stream.receive("manifests", count=3)
    dead = stream.receive("dead-letters", count=4)

    assert stop_worker(worker) == 0
    assert Counter(e.key for e in events) == {b"a1": 2, b"a2": 2}
    listed = {m.key: orjson.loads(m.value)["event_ids"] for m in manifests}
    published = {orjson.loads(e.value)["id"] for e in events}
    assert listed[b"a3"] == []
    assert set(listed[b"a1"]) | set(listed[b"a2"]) == published
    assert {d.value: read_dead_letter(tuple(d.headers)).reason for d in dead} == bad
    assert len(stream.receive("manifests", count=3, settle=1)) == 3, "the repeated article is skipped"
    headers = dict(events[0].headers)
    assert headers["ce_id"].decode() in published
    assert headers["ce_type"] == b"org.streams.event.statement.v1"


def test_no_record_stops_the_worker_and_each_keeps_its_bytes(
    stream: "Stream", stop_worker: Callable[[subprocess.Popen[str]], int]
) -> None:
    bad: dict[bytes, tuple[bytes, str]] = {
        b"nul": (article(1, "Der Rat\0 SAGT"), "schema"),
        b"empty text": (article(1, " "), "schema"),
        b"no bytes": (b"", "decode"),
        b"deep": (b"[" * 100_000, "decode"),
        b"long": (article(1, "x" * 600_000), "too-large"),
        b"large": (b"x" * 990_000, "decode"),
        b"1066": (article(1, published_at="1066-10-14"), "schema"),
        b"year 0": (article(1, published_at="0001-01-01T00:00:00+14:00"), "schema"),
        b"forged": (b"{", "decode"),
    }
    headers = [("h", None), ("h", b"\xff"), ("streams.replay.attempts", b"many")]
    feed = Producer({"bootstrap.servers": stream.broker})
    for key, (value, _) in bad.items():
        feed.produce(stream.topic("articles"), value, key, headers=headers)
    feed.produce(stream.topic("articles"), article(2), b"good", headers=headers)
    feed.flush()
    worker = stream.start_worker()

    dead = stream.receive("dead-letters", count=len(bad))
    stream.receive("manifests", count=1)

    assert stop_worker(worker) == 0
    found = {d.key: (d.value, read_dead_letter(tuple(d.headers)).reason) for d in dead}
    assert [key for key in bad if found.get(key) != bad[key]] == []
    assert {tuple(d.headers)[:2] for d in dead} == {(("h", None), ("h", b"\xff"))}


def test_a_worker_killed_in_the_middle_loses_nothing(stream: "Stream") -> None:
    count = 24
    stream.send(*(article(n, f"Der Rat SAGT SLOW {n}" if n == 12 else f"Der Rat SAGT {n}") for n in range(count)))
    first = stream.start_worker(STREAMS_BATCH_SIZE="4")
    stream.receive("manifests", count=4)
    first.kill()
    first.wait()
    stream.start_worker(STREAMS_BATCH_SIZE="4")

    manifests = stream.receive("manifests", count=count)

    while len({m.key for m in manifests}) < count:
        manifests = stream.receive("manifests", count=len(manifests) + 1)
    by_id: dict[str, set[bytes]] = {}
    for event in stream.receive("events.statement", count=count + 1, settle=1):
        by_id.setdefault(orjson.loads(event.value)["id"], set()).add(event.value)
    assert len(by_id) == count + 1
    assert all(len(values) == 1 for values in by_id.values()), "duplicates are identical"


def test_sigterm_finishes_the_running_batch_and_commits(
    stream: "Stream", stop_worker: Callable[[subprocess.Popen[str]], int]
) -> None:
    stream.send(article(1), article(2, "Der Rat SAGT SLOW"), article(3))
    worker = stream.start_worker(STREAMS_BATCH_SIZE="1")
    stream.receive("manifests", count=1)
    time.sleep(0.5)

    assert stop_worker(worker) == 0

    done = {record.key for record in stream.receive("manifests", count=2, settle=1)}
    assert done >= {b"a1", b"a2"}, "the batch that was running when the signal came is finished"
    assert stream.committed() == len(done), "what is published is committed, and nothing else"


@pytest.fixture(scope="module")
def stopping(new_stream: Callable[[], "Stream"]) -> dict[str, "Stream"]:
    """Workers that stop by themselves, started together because each takes seconds to join its group."""
    streams = {name: new_stream() for name in ("dead letters", "bug", "no broker")}
    streams["dead letters"].send(*[b"{"] * 12)
    streams["dead letters"].start_worker(STREAMS_DEAD_LETTER_LIMIT="5", STREAMS_BATCH_SIZE="4")
    streams["bug"].send(article(1), article(2, "Der BUG"))
    streams["bug"].start_worker()
    streams["no broker"].start_worker(STREAMS_BROKER="127.0.0.1:1", STREAMS_BROKER_WAIT="1")
    return streams


def end(stream: "Stream") -> tuple[int, str]:
    """Wait for a stream's worker to stop; return its exit code and what it wrote."""
    (worker,) = stream.workers
    _, written = worker.communicate(timeout=40)
    return worker.returncode, written


def test_too_many_dead_letters_in_a_row_stop_the_worker_with_exit_code_3(stopping: dict[str, "Stream"]) -> None:
    code, written = end(stopping["dead letters"])

    assert code == 3
    assert "6 dead letters in a row" in written.splitlines()[-1]
    assert "Traceback" not in written
    committed = stopping["dead letters"].committed()
    letters = len(stopping["dead letters"].receive("dead-letters", count=committed, settle=1))
    assert 0 < committed <= letters <= 5, "the batch that went beyond the limit is not committed"


def test_a_bug_stops_the_worker_with_its_traceback_and_its_record_is_not_committed(
    stopping: dict[str, "Stream"],
) -> None:
    code, written = end(stopping["bug"])

    assert code == 1
    assert 'raise RuntimeError("our own mistake")' in written
    committed = stopping["bug"].committed()
    assert committed <= 1, "the record that failed is not committed, one before it in a batch of its own may be"
    assert len(stopping["bug"].receive("manifests", count=committed, settle=1)) == committed


def test_a_broker_that_is_away_is_named_in_the_last_line(stopping: dict[str, "Stream"]) -> None:
    code, written = end(stopping["no broker"])

    assert code == 1
    assert "broker 127.0.0.1:1: ConnectionRefusedError" in written.splitlines()[-1]
    assert "trying again for 1 s" in written
    assert "Traceback" not in written


def until(address: str, path: str, words: str) -> str:
    """Return the first answer that holds some words."""
    deadline = time.monotonic() + 40
    while words not in (said := ask(address, path)[1]):
        assert time.monotonic() < deadline, f"{path} does not say {words!r} but {said!r}"
        time.sleep(0.05)
    return said


def test_a_worker_tells_its_state_while_it_reads(
    stream: "Stream", stop_worker: Callable[[subprocess.Popen[str]], int]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    worker = stream.start_worker(STREAMS_HTTP=address, STREAMS_STALL_SECONDS="1", STREAMS_BATCH_SIZE="1")
    until(address, "/readyz", "ok")
    stream.send(article(1), b"{", article(2, "Der Rat SAGT SLOW"))

    assert "a batch does not get through its stage 'read'" in until(address, "/healthz", "stage")
    assert ask(address, "/readyz")[0] == 503
    until(address, "/healthz", "ok")
    stream.receive("manifests", count=2)
    until(address, "/readyz", "ok")

    topic = stream.topic("articles")
    said = until(address, "/metrics", 'streams_articles_processed_total{detail="usable",outcome="ok"} 2.0')
    assert 'streams_dead_letters_total{reason="decode"} 1.0' in said
    assert f'streams_messages_published_total{{topic="{stream.topic("manifests")}"}} 2.0' in said
    lags = re.findall(rf'streams_consumer_lag_messages{{partition="\d",topic="{topic}"}} (\S+)', said)
    assert lags
    assert set(lags) == {"0.0"}
    assert stop_worker(worker) == 0


def test_ingest_tail_and_replay_work_on_the_same_broker(
    stream: "Stream", stop_worker: Callable[[subprocess.Popen[str]], int], tmp_path: Path
) -> None:
    environment = {k: v for k, v in stream.environment().items() if k.startswith("STREAMS_")}
    environment["XDG_STATE_HOME"] = str(tmp_path)
    flag = ["--embedded"] if stream.embedded else []

    def run(*arguments: str, stdin: bytes = b"") -> str:
        result = CliRunner().invoke(streams, [*arguments, *flag], input=stdin, env=environment)
        if result.exception and not isinstance(result.exception, SystemExit):
            return f"{result.output}{result.exception}"
        return result.output

    out = run("ingest", "-", stdin=article(1) + b"\nnot an article\n" + article(2, "BROKEN") + b"\n")
    assert "2 articles sent" in out
    assert "standard input: line 2: not UTF-8 JSON" in out
    worker = stream.start_worker()
    stream.receive("manifests", "dead-letters", count=2)

    lines = run("tail", "--from-start", "--type", "statement", "--max", "2", "--timeout", "20").splitlines()
    assert [orjson.loads(line)["trigger"]["text"] for line in lines] == ["SAGT", "JA"]

    assert "1 dead letters would be sent back" in run("replay", "--dry-run")
    assert "1 dead letters sent back" in run("replay", "--reason", "processing-error")
    letters = [read_dead_letter(tuple(d.headers)) for d in stream.receive("dead-letters", count=2)]
    assert sorted(letter.attempts for letter in letters if letter) == [1, 2]
    assert stop_worker(worker) == 0

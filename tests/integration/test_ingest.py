"""`streams ingest` as a process of its own: from feeds on a web server and files in a folder to the article topic."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from tests.website import Page, Website, wait_until, website

if TYPE_CHECKING:
    from tests.integration.conftest import Stream

SEEDS = Path(__file__).parents[2] / "seeds" / "feeds"
PATIENCE = 40

Ingest = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as site:
        for path in SEEDS.iterdir():
            site.pages[f"/{path.name}"] = Page(path.read_bytes(), etag='"1"')
        yield site


@pytest.fixture
def ingest(stream: "Stream", tmp_path: Path) -> Iterator[Ingest]:
    """Start the command with the test's broker and a state file of its own."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "streams", "ingest", *arguments, "--state", str(tmp_path / "state.db")]
        process = subprocess.Popen(
            [*command, *["--embedded"] * stream.embedded],
            env={**stream.environment(), "PYTHONPATH": str(Path(__file__).parents[2])},
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def end(process: subprocess.Popen[str]) -> tuple[int, list[str]]:
    """Wait for a process to end; return its exit code and what it told."""
    _, told = process.communicate(timeout=PATIENCE)
    return process.returncode, told.splitlines()


def articles(stream: "Stream", count: int) -> list[dict[str, Any]]:
    records = stream.receive("articles", count=count, settle=0.5)
    found = [orjson.loads(record.value) for record in records]
    assert [record.key.decode() for record in records] == [article["id"] for article in found]
    return found


def test_feeds_of_every_format_become_articles_and_unchanged_ones_stay_away(
    stream: "Stream", site: Website, ingest: Ingest
) -> None:
    urls = [site.url(path) for path in site.pages]

    code, told = end(ingest(*urls, site.url("/missing")))
    again = end(ingest(*urls))

    assert (code, told) == (
        2,
        [
            f"{site.url('/missing')}: answered 404 Not Found",
            f"5 articles sent, 1 withdrawn, 1 readings failed; to {stream.topic('articles')}",
            "streams: not everything could be read; the lines above say what and why",
        ],
    )
    assert again == (0, [f"0 articles sent; to {stream.topic('articles')}"])
    found = {article["id"]: article for article in articles(stream, 6)}
    assert len(found) == 6
    assert found["tag:harbourwire.example,2024:ferry"]["status"] == "canceled"
    assert "Sturmflut" in found["urn:uuid:5d0c8a0e-7a0b-4d58-9f5e-3f1c0c6d1a01"]["text"]


def test_a_feed_is_polled_until_the_command_is_told_to_stop(stream: "Stream", site: Website, ingest: Ingest) -> None:
    path = "/harbour-wire.atom.xml"
    feed = (SEEDS / path[1:]).read_text("utf-8")
    process = ingest(site.url(path), "--every", "1s")
    articles(stream, 2)
    site.pages[path] = Page(feed.replace("09:30:00Z", "10:45:00Z").replace("eight percent", "six percent"), etag='"2"')

    last = articles(stream, 3)[-1]
    seen = site.count(path)
    wait_until(lambda: site.count(path) > seen + 1)
    process.send_signal(signal.SIGTERM)
    code, told = end(process)

    assert code == 0
    assert last["version"] == "2024-11-18T10:45:00Z"
    assert "six percent" in last["text"]
    assert told[-1] == f"2 articles sent, 1 withdrawn, 1 unchanged; to {stream.topic('articles')}"
    assert len(articles(stream, 3)) == 3


def test_a_folder_is_watched(stream: "Stream", ingest: Ingest, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    ingest(str(inbox), "--every", "1s")
    new = tmp_path / "new.txt"
    new.write_text("Der Rat hat den Haushalt beschlossen.", "utf-8")
    os.utime(new, (0, 0))

    new.rename(inbox / "new.txt")

    (article,) = articles(stream, 1)
    assert article["text"] == "Der Rat hat den Haushalt beschlossen."
    assert article["id"] == (inbox / "new.txt").as_uri()


def test_a_line_on_standard_input_is_sent_while_the_input_is_open(stream: "Stream", ingest: Ingest) -> None:
    process = ingest("-")
    assert process.stdin
    process.stdin.write('{"id": "a1", "text": "Rome agreed."}\n')
    process.stdin.flush()

    assert [article["id"] for article in articles(stream, 1)] == ["a1"]

    assert process.poll() is None


def test_a_broker_that_is_away_ends_the_command_and_nothing_is_remembered(
    stream: "Stream", site: Website, ingest: Ingest
) -> None:
    url = site.url("/depesche.ninjs.json")
    broker, stream.broker = stream.broker, "127.0.0.1:1"
    code, told = end(ingest(url))
    stream.broker = broker

    assert code == 1
    assert "is it running, is STREAMS_BROKER right?" in told[-1]
    assert end(ingest(url))[0] == 0
    assert len(articles(stream, 1)) == 1

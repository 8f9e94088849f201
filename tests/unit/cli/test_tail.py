"""What `streams tail` prints: JSON lines in a pipe, a line of text on a terminal."""

import io
from datetime import UTC, datetime

import orjson
import pytest
from rich.console import Console

from streams.cli.tail import show
from streams.codec import Headers, dead_letter_headers, encode
from streams.examples import ALERT
from streams.models import DeadLetter, Manifest
from streams.testing import article, statement

EVENT = encode(statement(article("Der [Rat]\x1b[2J SAGT heute."), "SAGT"))
MANIFEST = encode(Manifest(article_id="a1", version="2", status="canceled", event_ids=()))
LETTER = dead_letter_headers(
    DeadLetter(
        reason="schema",
        stage="extract",
        message="text: Field required",
        error="SchemaError",
        topic="news.articles",
        partition=1,
        offset=7,
        timestamp=None,
        group="g",
        attempts=1,
        first_failed_at=datetime(2024, 11, 18, tzinfo=UTC),
        app_version="1",
    )
)


def shown(topic: str, value: bytes | None, headers: Headers = (), *, terminal: bool) -> str:
    console = Console(file=io.StringIO(), force_terminal=terminal, color_system=None, width=200)
    show(console, topic, value, headers)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_pipe_gets_an_event_as_it_was_published() -> None:
    assert shown("news.events.statement", EVENT, terminal=False) == EVENT.decode() + "\n"


def test_a_pipe_gets_a_dead_letter_with_its_reason_and_its_text() -> None:
    data = orjson.loads(shown("news.dead-letters", b'{"id": "a"}', LETTER, terminal=False))

    assert (data["reason"], data["offset"], data["value"]) == ("schema", 7, '{"id": "a"}')


def test_bytes_that_are_no_text_come_as_base64() -> None:
    assert orjson.loads(shown("news.dead-letters", b"\xff", LETTER, terminal=False))["base64"] == "/w=="


@pytest.mark.parametrize(
    ("topic", "value", "headers", "text"),
    [
        ("news.events.statement", EVENT, (), "statement/say"),
        ("news.manifests", MANIFEST, (), "manifest a1 version 2 (canceled): 0 events"),
        ("news.alerts", encode(ALERT), (), "alert firing warning Polish government: that Moscow could cut the cable"),
        ("news.dead-letters", b"x", LETTER, "dead letter schema: text: Field required"),
        ("news.dead-letters", b"x", (), "dead letter without a reason"),
        ("news.events.statement", b'{"later": "version"}', (), '{"later": "version"}'),
    ],
)
def test_a_terminal_gets_one_line(topic: str, value: bytes, headers: Headers, text: str) -> None:
    out = shown(topic, value, headers, terminal=True)

    assert text in out
    assert out.count("\n") == 1


def test_an_article_cannot_command_the_terminal() -> None:
    hostile = encode(statement(article("Der Rat SA\x1b[2JGT heute."), "SA\x1b[2JGT"))

    assert "\x1b[2J" not in shown("news.events.statement", hostile, terminal=True)

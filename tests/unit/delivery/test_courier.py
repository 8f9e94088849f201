"""The courier and its receivers: what is tried again, what is given up, and what a receiver gets."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import orjson
import pytest

from streams.codec import encode, event_headers, read_dead_letter
from streams.delivery import Courier, File, Receiver, Retries, Webhook
from streams.delivery.webhook import read_key
from streams.errors import TooManyDeadLettersError
from streams.messages import DeadLetters, Message, Record
from streams.testing import article, statement
from tests.receiver import receiver

EVENT = statement(article("Der Rat SAGT heute."), "SAGT")
RECORD = Record("news.events.statement", 0, 7, 1, b"a1", encode(EVENT), event_headers(EVENT, source="/s"))


class Clock:
    """Notes how long the courier waits instead of waiting."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)


def courier(to: Receiver, clock: Clock, *, limit: timedelta = timedelta(hours=1), dead: int = 5) -> Courier:
    letters = DeadLetters("news", "deliver", "g", "1", 1_000_000)
    return Courier(to, letters, clock, retries=Retries(limit=limit), dead_letter_limit=dead)


@contextmanager
def client(seconds: float = 5.0) -> Iterator[httpx.Client]:
    with httpx.Client(timeout=seconds) as opened:
        yield opened


def reason(letter: Message | None) -> str | None:
    told = read_dead_letter(letter.headers) if letter else None
    return f"{told.reason}: {told.message}" if told else None


def test_a_webhook_gets_a_cloud_event_in_structured_mode() -> None:
    with receiver() as server, client() as http:
        assert courier(Webhook(server.url, http), Clock()).deliver(RECORD) is None

    (event,), (headers,) = server.taken, server.headers
    assert headers["content-type"] == "application/cloudevents+json; charset=UTF-8"
    assert {name: event[name] for name in ("specversion", "id", "source", "type", "subject")} == {
        "specversion": "1.0",
        "id": EVENT.id,
        "source": "/s",
        "type": "org.streams.event.statement.v1",
        "subject": "a1",
    }
    assert event["data"] == orjson.loads(encode(EVENT))
    assert "webhook-signature" not in headers


@pytest.mark.parametrize("secret", ["whsec_" + base64.b64encode(b"key").decode(), "key\n"])
def test_a_message_is_signed_with_the_secret(secret: str) -> None:
    with receiver() as server, client() as http:
        courier(Webhook(server.url, http, read_key(secret)), Clock()).deliver(RECORD)

    (headers,), (body,) = server.headers, server.bodies
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(b"key", signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


def test_a_secret_that_is_no_base64_is_refused() -> None:
    with pytest.raises(ValueError, match="is not base64"):
        read_key("whsec_!")


def test_a_receiver_that_fails_stalls_and_comes_back_gets_the_record_once() -> None:
    clock = Clock()
    with receiver(500, 503, 0, 408, 429, stall=0.5) as server, client(0.1) as http:
        assert courier(Webhook(server.url, http), clock).deliver(RECORD) is None

    assert len(server.taken) == 1
    assert clock.waits == [1, 2, 4, 8, 16]


def test_a_receiver_says_how_long_it_wants_to_be_left_alone() -> None:
    clock = Clock()
    with receiver(429) as server, client() as http:
        to = courier(Webhook(server.url, http), clock)
        to._retries = Retries(first=0.01)
        to.deliver(RECORD)

    assert clock.waits == [1]


def test_a_receiver_that_is_away_for_too_long_is_given_up() -> None:
    with client() as http:
        letter = courier(Webhook("http://127.0.0.1:1/", http), Clock(), limit=timedelta(0)).deliver(RECORD)

    assert letter is not None
    assert (letter.topic, letter.key, letter.value) == ("news.dead-letters", b"a1", RECORD.value)
    assert str(reason(letter)).startswith("delivery: http://127.0.0.1:1/: ConnectError")


@pytest.mark.parametrize("answer", [301, 400, 401, 404, 410, 422])
def test_what_a_receiver_refuses_for_good_is_not_tried_again(answer: int) -> None:
    with receiver(answer) as server, client() as http:
        letter = courier(Webhook(server.url, http), Clock()).deliver(RECORD)

    assert server.asked == 1
    assert f"answers {answer}" in str(reason(letter))


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (
            Record("t", 0, 0, None, None, b"{}"),
            "schema: no CloudEvent: headers ce_specversion, ce_id, ce_source, ce_type",
        ),
        (Record("t", 0, 0, None, None, b"{", RECORD.headers), "decode: not UTF-8 JSON"),
    ],
)
def test_a_record_that_is_no_cloud_event_is_given_up(record: Record, why: str) -> None:
    with client() as http:
        assert why in str(reason(courier(Webhook("http://127.0.0.1:1/", http), Clock()).deliver(record)))


def test_a_tombstone_is_nothing_to_deliver() -> None:
    with client() as http:
        assert (
            courier(Webhook("http://127.0.0.1:1/", http), Clock()).deliver(Record("t", 0, 0, None, b"k", None)) is None
        )


def test_too_many_dead_letters_in_a_row_end_the_courier() -> None:
    with receiver(404, 404, 204, 404, 404, 404) as server, client() as http:
        to = courier(Webhook(server.url, http), Clock(), dead=2)
        for _ in range(5):
            to.deliver(RECORD)

        with pytest.raises(TooManyDeadLettersError, match="3 dead letters in a row"):
            to.deliver(RECORD)


def test_a_file_collects_lines_and_may_be_moved_away(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    to = courier(File(path), Clock())
    to.deliver(RECORD)
    path.rename(tmp_path / "old.jsonl")
    to.deliver(RECORD)

    assert orjson.loads(path.read_bytes())["id"] == EVENT.id
    assert path.read_bytes() == (tmp_path / "old.jsonl").read_bytes()


def test_a_file_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    folder = tmp_path / "later"

    class Mend(Clock):
        def __call__(self, seconds: float) -> None:
            super().__call__(seconds)
            folder.mkdir()

    clock = Mend()
    assert courier(File(folder / "out"), clock).deliver(RECORD) is None
    assert clock.waits == [1]

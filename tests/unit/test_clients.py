"""What the command line sends: all of it, or an error that says so."""

import pytest
from kafka.errors import KafkaTimeoutError, MessageSizeTooLargeError
from kafka.future import Future

from streams.clients import Sender
from streams.errors import TooLargeError, TransientError


class Client:
    """A producer whose broker refuses some values, at once or later."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, list[tuple[str, bytes]]]] = []

    def send(self, topic: str, *, key: bytes | None, value: bytes, headers: list[tuple[str, bytes]]) -> Future:
        del key
        if value == b"large":
            raise MessageSizeTooLargeError
        if value == b"no metadata":
            raise KafkaTimeoutError("no metadata")
        self.sent.append((topic, headers))
        return Future().failure(KafkaTimeoutError("away")) if value == b"lost" else Future().success(None)

    def flush(self) -> None:
        """Raise nothing, whatever became of the records: so does kafka-python."""


def test_a_record_that_the_broker_has_not_taken_is_an_error_at_the_end() -> None:
    sender = Sender(Client(), "here:1")
    for value in (b"fine", b"lost", b"lost"):
        sender.send("t", key=None, value=value)

    with pytest.raises(TransientError, match=r"2 records were not sent: broker here:1: KafkaTimeoutError: .*away"):
        sender.finish()


def test_everything_taken_is_no_error() -> None:
    sender = Sender(Client(), "here:1")
    sender.send("t", key=None, value=b"fine")

    sender.finish()


def test_a_record_larger_than_the_broker_accepts_is_its_own_error() -> None:
    with pytest.raises(TooLargeError, match="5 bytes"):
        Sender(Client(), "here:1").send("t", key=None, value=b"large")


def test_a_broker_that_does_not_answer_is_named() -> None:
    with pytest.raises(TransientError, match=r"broker here:1.*STREAMS_BROKER"):
        Sender(Client(), "here:1").send("t", key=None, value=b"no metadata")


def test_a_null_header_is_sent_empty() -> None:
    client = Client()

    Sender(client, "here:1").send("t", key=None, value=b"fine", headers=(("h", None),))

    assert client.sent == [("t", [("h", b"")])]

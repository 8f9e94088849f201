"""The endpoints answer what the watch says, also while the program is busy."""

import logging
from collections.abc import Iterator

import pytest

from streams.probes import serve_probes
from streams.watch import Watch
from tests.probes import ask


@pytest.fixture
def watch() -> Watch:
    return Watch(limit=10, clock=lambda: 0.0)


@pytest.fixture
def address(watch: Watch) -> Iterator[str]:
    with serve_probes("127.0.0.1:0", watch) as address:
        yield address


def test_a_worker_that_starts_is_alive_and_not_ready(address: str) -> None:
    assert ask(address, "/healthz") == (200, "ok\n")
    assert ask(address, "/readyz") == (503, "starting\n")


def test_a_worker_that_has_its_partitions_is_ready(address: str, watch: Watch) -> None:
    watch.waits_for(None)
    watch.assigned([("t", 0)])

    assert ask(address, "/readyz?verbose") == (200, "ok\n")
    assert "streams_worker_ready 1.0" in ask(address, "/metrics")[1]


def test_what_is_stuck_is_named(address: str, watch: Watch) -> None:
    watch.waits_for(None)
    watch._clock = lambda: 11.0

    assert ask(address, "/healthz") == (503, "the event loop does not turn: 11 s\n")


def test_another_path_tells_which_there_are(address: str) -> None:
    assert ask(address, "/") == (404, "there are /healthz, /readyz and /metrics\n")


def test_head_has_no_body(address: str) -> None:
    assert ask(address, "/metrics", "HEAD") == (200, "")


def test_a_port_that_is_taken_is_replaced_and_said(
    address: str, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), serve_probes(address, watch) as other:
        assert other != address
        assert ask(other, "/healthz") == (200, "ok\n")

    assert [record.message for record in caplog.records] == [f"{address} is taken; health and metrics are at {other}"]


def test_an_address_of_another_machine_is_an_error(watch: Watch) -> None:
    with pytest.raises(OSError, match="assign"), serve_probes("192.0.2.1:0", watch):
        pass

"""Before it starts, a worker waits for its broker, with a limit and few words."""

import logging

import pytest

from streams.embedded import embedded_broker
from streams.errors import TransientError
from streams.reach import wait_for_broker

NOBODY = "127.0.0.1:1"


async def test_a_broker_that_answers_is_no_wait(caplog: pytest.LogCaptureFixture) -> None:
    with embedded_broker() as broker:
        await wait_for_broker(broker, patience=0)
        await wait_for_broker(f"{NOBODY},{broker}", patience=0)

    assert not [record for record in caplog.records if record.name.startswith("streams")]


async def test_a_broker_that_is_away_is_tried_again_until_patience_ends(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(TransientError, match=f"broker {NOBODY}: .*STREAMS_BROKER"):
        await wait_for_broker(NOBODY, patience=1.2)

    (line,) = [record.getMessage() for record in caplog.records if record.name == "streams.reach"]
    assert line.startswith(f"broker {NOBODY}: ")
    assert line.endswith("trying again for 1 s")

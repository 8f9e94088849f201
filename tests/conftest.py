"""A broker for all tests that need one: the embedded one, or the one in STREAMS_TEST_BROKER."""

import os
from collections.abc import Iterator

import pytest

from streams.embedded import embedded_broker


@pytest.fixture(scope="session")
def broker() -> Iterator[tuple[str, bool]]:
    """Yield the broker's address, and whether it is the embedded one."""
    own = os.environ.get("STREAMS_TEST_BROKER")
    if own:
        yield own, False
    else:
        with embedded_broker() as address:
            yield address, True

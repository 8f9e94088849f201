"""Waiting for the broker before a worker starts, so that a broker that starts later, or never, is one clear matter."""

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Any

from aiokafka.conn import create_conn  # type: ignore[import-untyped]
from aiokafka.errors import AuthenticationFailedError, KafkaError  # type: ignore[import-untyped]

from streams.errors import ConfigError, TransientError
from streams.security import PLAINTEXT, Security

log = logging.getLogger(__name__)

FIRST_PAUSE = 0.5
"""Seconds before the second attempt; doubled each time up to LONGEST_PAUSE."""
LONGEST_PAUSE = 5.0
ANSWER_MS = 10_000


async def wait_for_broker(servers: str, security: Security = PLAINTEXT, *, patience: float) -> None:
    """Return as soon as one of the comma-separated servers speaks Kafka with us, whoever we have to say we are.

    Raise TransientError when none did for `patience` seconds, ConfigError when one refuses the credentials.
    """
    options = security.client_options()
    began = time.monotonic()
    pause = FIRST_PAUSE
    while (reason := await _refusal(servers, options)) is not None:
        left = began + patience - time.monotonic()
        if left <= 0:
            raise TransientError(f"broker {servers}: {reason}; is it running, is STREAMS_BROKER right?")
        if pause == FIRST_PAUSE:
            log.warning("broker %s: %s; trying again for %.0f s", servers, reason, left)
        await asyncio.sleep(min(pause, left))
        pause = min(2 * pause, LONGEST_PAUSE)


async def _refusal(servers: str, options: Mapping[str, Any]) -> str | None:
    """Return None when a server has answered, else why the last one did not."""
    reason = None
    for server in servers.split(","):
        host, _, port = server.rpartition(":")
        try:
            connection = await create_conn(host, int(port), request_timeout_ms=ANSWER_MS, **options)
        except AuthenticationFailedError as error:
            raise ConfigError(f"broker {server} refuses the credentials: {error}") from error
        except (OSError, KafkaError) as error:  # TimeoutError is an OSError
            reason = f"{type(error).__name__}: {error}".removesuffix(": ")
        else:
            connection.close()
            return None
    return reason

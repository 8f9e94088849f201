"""The courier takes one record at a time to its receiver: tries again while the receiver is away, with a limit."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from streams.delivery.envelope import envelope
from streams.delivery.http import RetryLaterError
from streams.errors import DeliveryError, RecordError, TooManyDeadLettersError
from streams.messages import DeadLetters, Message, Record

log = logging.getLogger(__name__)


class Receiver(Protocol):
    """Where CloudEvents go. It has taken one when `send` returns."""

    def send(self, event: Mapping[str, Any]) -> None:
        """Deliver a CloudEvent; raise RetryLaterError where that may work later, DeliveryError where it never will."""
        ...


@dataclass(frozen=True)
class Retries:
    """When to try again: pauses in seconds, doubled each time, and how long in all."""

    first: float = 1.0
    longest: float = 60.0
    limit: timedelta = timedelta(hours=1)


class Courier:
    """Delivers records, and makes dead letters of those that cannot be delivered."""

    def __init__(
        self,
        receiver: Receiver,
        dead_letter: DeadLetters,
        wait: Callable[[float], None],
        *,
        retries: Retries,
        dead_letter_limit: int,
    ) -> None:
        """`wait` passes seconds and may raise to end the courier; more dead letters in a row than the limit end it."""
        self.counts: Counter[str] = Counter()
        self._receiver, self._dead_letter, self._wait = receiver, dead_letter, wait
        self._retries, self._limit = retries, dead_letter_limit
        self._in_a_row = 0

    def deliver(self, record: Record) -> Message | None:
        """Return when the receiver has the record, None, or its dead letter, which is to be published."""
        if record.value is None:
            return None
        try:
            self._send(envelope(record))
        except RecordError as error:
            return self._give_up(record, error)
        self._in_a_row = 0
        self.counts["delivered"] += 1
        return None

    def summary(self) -> str:
        """Return all counts in one line."""
        return " ".join(f"{name}={number}" for name, number in sorted(self.counts.items())) or "nothing delivered"

    def _send(self, event: Mapping[str, Any]) -> None:
        """Send until the receiver has it; raise DeliveryError when it never will, or has not for too long."""
        pause, began = self._retries.first, time.monotonic()
        while True:
            try:
                self._receiver.send(event)
            except RetryLaterError as error:
                left = self._retries.limit.total_seconds() - (time.monotonic() - began)
                if left <= 0:
                    raise DeliveryError(f"{error}; given up after {self._retries.limit}") from error
                seconds = min(max(pause, error.after), self._retries.longest, left)
                log.warning("%s; trying again in %.1f s", error, seconds)
                self.counts["retries"] += 1
                self._wait(seconds)
                pause *= 2
            else:
                return

    def _give_up(self, record: Record, error: RecordError) -> Message:
        self._in_a_row += 1
        self.counts[f"dead_lettered:{error.reason}"] += 1
        log.warning("dead letter: %s", error, extra={"reason": error.reason, **record.ids})
        if self._in_a_row > self._limit:
            raise TooManyDeadLettersError(
                f"{self._in_a_row} dead letters in a row, the last one {record.place}: {error}; check the receiver and "
                "its address, then start again: this record was not committed"
            )
        return self._dead_letter(record, error)

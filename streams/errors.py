"""All errors, grouped by what happens next.

StreamsError
├── ConfigError            before the start: every problem is shown, exit code 2
├── InputError             a command's input is bad: one line on standard error, exit code 2
├── RecordError            this record is bad: dead-letter it, never retry
│   ├── DecodeError            not UTF-8, not JSON
│   ├── SchemaError            JSON, but not an article
│   ├── TooLargeError          more text than the worker accepts
│   ├── LanguageError          no model for the article's language
│   ├── ExtractionError        the reader or the rules failed on it
│   ├── CrashError             the process ended while reading it, more than once
│   ├── OutputTooLargeError    an event exceeds what the broker accepts
│   └── DeliveryError          a receiver refuses it, or was away for too long
├── TooManyDeadLettersError  not the data but the deployment is bad: the worker stops, exit code 3
└── TransientError         the world is bad: retried with a limit, then the worker exits without committing
    └── FetchError             a feed or a page cannot be had now: the next poll tries again
"""

from typing import ClassVar, Literal, get_args

Reason = Literal[
    "decode", "schema", "too-large", "language", "processing-error", "processing-crash", "output-too-large", "delivery"
]
REASONS: tuple[Reason, ...] = get_args(Reason)


class StreamsError(Exception):
    """Base of every error that the project raises on purpose."""


class ConfigError(StreamsError):
    """A setting is wrong; the message names each variable, its value and what is allowed."""


class InputError(StreamsError):
    """A command got input that it cannot use; the message names it, the reason and what to do."""


class RecordError(StreamsError):
    """One record cannot become events; it goes to the dead letters with `reason`."""

    reason: ClassVar[Reason]


class DecodeError(RecordError):
    """The bytes are not UTF-8 JSON."""

    reason = "decode"


class SchemaError(RecordError):
    """The JSON is not an article."""

    reason = "schema"


class TooLargeError(RecordError):
    """The article's text is longer than the worker accepts."""

    reason = "too-large"


class LanguageError(RecordError):
    """No model is installed for the article's language, or the language cannot be told."""

    reason = "language"


class ExtractionError(RecordError):
    """Reading the article failed."""

    reason = "processing-error"


class CrashError(RecordError):
    """The process ended each time while it was reading the article."""

    reason = "processing-crash"


class OutputTooLargeError(RecordError):
    """An event of the article is larger than the broker accepts."""

    reason = "output-too-large"


class DeliveryError(RecordError):
    """A receiver refuses the record for good, or was away for longer than is waited."""

    reason = "delivery"


class TooManyDeadLettersError(StreamsError):
    """More dead letters in a row than the limit allows."""


class TransientError(StreamsError):
    """Something outside failed and may recover: the broker is away, a send timed out."""


class FetchError(TransientError):
    """A feed or a page cannot be fetched now; `retry_after` is how many seconds its server wants to be left alone."""

    def __init__(self, message: str, *, retry_after: float = 0) -> None:
        super().__init__(message)
        self.retry_after = retry_after

"""`streams deliver`: takes alerts or events to one receiver outside, at least once."""

import contextlib
import hashlib
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import httpx

from streams import __version__, clients
from streams.cli.durations import Duration
from streams.cli.logs import formatter
from streams.cli.own_types import event_types
from streams.codec import is_for_others
from streams.config import Settings, load_settings
from streams.delivery import Alertmanager, Courier, File, Receiver, Retries, Webhook
from streams.delivery.webhook import read_key
from streams.errors import InputError, TooManyDeadLettersError
from streams.messages import DeadLetters, Record
from streams.topics import ALERTS, events_topic

TOO_MANY_DEAD_LETTERS = 3

log = logging.getLogger(__name__)


class _StoppedError(Exception):
    """The process was told to end while it waited."""


class _Stop:
    """Whether the process was told to end; the record that is on its way is finished first."""

    def __init__(self) -> None:
        self.asked = False
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._ask)

    def wait(self, subscription: clients.Subscription, seconds: float) -> None:
        """Pass time; raise _StoppedError as soon as the process is told to end."""
        deadline = time.monotonic() + seconds
        while not self.asked and (left := deadline - time.monotonic()) > 0:
            subscription.wait(min(1.0, left))
        if self.asked:
            raise _StoppedError

    def _ask(self, *_: object) -> None:
        self.asked = True


@click.group(name="deliver")
def command() -> None:
    """Deliver alerts or events to a webhook, an Alertmanager or a file; one process a receiver.

    A record is committed when the receiver has it, so it may come twice and is never left out; the receiver tells a
    repeat by its id. A receiver that is away is tried again for as long as --give-up-after says; what it refuses, or
    what it was away for too long, goes to the dead letters. Each receiver has a consumer group of its own, so that
    none waits for another.

    Exit codes: 0 stopped, 1 the broker is away, 2 wrong usage, 3 too many dead letters in a row.

    Example: streams deliver webhook https://example.com/hook --secret-file secret.txt
    """


def _common(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options that all receivers have."""
    options = (
        click.option(
            "--topic",
            "topics",
            multiple=True,
            default=(ALERTS,),
            show_default=True,
            help="What to deliver: alerts, or an event topic such as events.warning; may be repeated.",
        ),
        click.option("--name", help="Name of the receiver's consumer group.  [default: made of its address]"),
        click.option("--from-start", is_flag=True, help="A new receiver gets what the topic holds, too."),
        click.option(
            "--give-up-after",
            type=Duration(),
            default="1h",
            show_default=True,
            help="How long a record waits for a receiver that is away.",
        ),
        click.option("--embedded", is_flag=True, hidden=True, help="Speak the embedded broker's API version."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def _http(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options of receivers that speak HTTP."""
    timeout = click.option("--timeout", type=Duration(), default="10s", show_default=True, help="For one answer.")
    return click.argument("url")(timeout(function))


@command.command()
@_http
@click.option(
    "--secret-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Holds the secret that messages are signed with.",
)
@_common
def webhook(*, url: str, timeout: timedelta, secret_file: Path | None, **options: Any) -> None:  # noqa: ANN401
    """Post each record to URL as a CloudEvent in structured mode; any answer 2xx takes it.

    With a secret, messages are signed as Standard Webhooks says (HMAC-SHA256): headers webhook-id, webhook-timestamp,
    webhook-signature. The secret is base64 behind "whsec_", or any text.

    Example: streams deliver webhook https://example.com/hook --topic events.warning --topic events.force
    """
    with _client(url, timeout) as client:
        _deliver(Webhook(url, client, _key(secret_file)), f"webhook-{_short(url)}", **options)


@command.command()
@_http
@click.option(
    "--active",
    type=Duration(),
    default="6h",
    show_default=True,
    help="How long an alert is shown unless it is resolved.",
)
@_common
def alertmanager(*, url: str, timeout: timedelta, active: timedelta, **options: Any) -> None:  # noqa: ANN401
    """Post each record to the Prometheus Alertmanager at URL by its v2 API.

    Labels are the rule's name and id, severity, alert id and the group's values; summary and description are
    annotations.

    Example: streams deliver alertmanager http://localhost:9093
    """
    with _client(url, timeout) as client:
        _deliver(Alertmanager(url, client, active), f"alertmanager-{_short(url)}", **options)


@command.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path, allow_dash=True))
@_common
def file(*, path: Path, **options: Any) -> None:  # noqa: ANN401
    """Append each record to the file PATH as a CloudEvent, one a line; "-" writes to standard output.

    Example: streams deliver file alerts.jsonl --from-start
    """
    place = None if str(path) == "-" else path
    _deliver(File(place), f"file-{_short(str(path.absolute()) if place else '-')}", **options)


def _deliver(
    receiver: Receiver,
    default_name: str,
    *,
    topics: tuple[str, ...],
    name: str | None,
    from_start: bool,
    give_up_after: timedelta,
    embedded: bool,
) -> None:
    settings = load_settings(os.environ)
    _check(topics, settings)
    _log(settings)
    group = f"streams-deliver-{name or default_name}"
    subscribed = clients.subscription(
        settings.broker,
        [f"{settings.topic_prefix}.{topic}" for topic in topics],
        group=group,
        from_start=from_start,
        security=settings.security,
        embedded=embedded,
    )
    sending = clients.producer(
        settings.broker, security=settings.security, embedded=embedded, max_message=settings.max_message
    )
    stop = _Stop()
    try:
        with subscribed as subscription, sending as sender:
            courier = Courier(
                receiver,
                DeadLetters(settings.topic_prefix, "deliver", group, __version__, settings.max_message),
                lambda seconds: stop.wait(subscription, seconds),
                retries=Retries(limit=give_up_after),
                dead_letter_limit=settings.dead_letter_limit,
            )
            log.info("delivering as group %s", group)
            with contextlib.suppress(_StoppedError):
                while not stop.asked:
                    _round(subscription, sender, courier, stop, group)
            log.info("stopped: %s", courier.summary())
    except TooManyDeadLettersError as error:
        log.error("%s", error)  # noqa: TRY400 - the message tells all
        sys.exit(TOO_MANY_DEAD_LETTERS)


def _round(
    subscription: clients.Subscription, sender: clients.Sender, courier: Courier, stop: "_Stop", group: str
) -> None:
    """Deliver what one poll brings, and commit each record when the receiver or the dead letters have it."""
    for found in subscription.poll():
        headers = tuple(found.headers or ())
        record = Record(found.topic, found.partition, found.offset, found.timestamp, found.key, found.value, headers)
        letter = None if is_for_others(headers, group) else courier.deliver(record)
        if letter is not None:
            sender.send(letter.topic, key=letter.key, value=letter.value, headers=letter.headers)
            sender.finish()
        if not subscription.done(found) or stop.asked:
            return  # the partitions went elsewhere, and the rest with them; or the rest comes after the next start


def _check(topics: tuple[str, ...], settings: Settings) -> None:
    known = (ALERTS, *map(events_topic, event_types(settings.lexicon)))
    unknown = [topic for topic in topics if topic not in known]
    if unknown:
        raise InputError(f"--topic {', '.join(unknown)}: cannot be delivered; there are {', '.join(known)}")


def _client(url: str, timeout: timedelta) -> httpx.Client:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(f"{url}: is no address; write one such as https://example.com/hook")
    return httpx.Client(timeout=timeout.total_seconds(), headers={"user-agent": f"news-event-streams/{__version__}"})


def _key(secret_file: Path | None) -> bytes | None:
    if secret_file is None:
        return None
    try:
        key = read_key(secret_file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{secret_file}: cannot be used as a secret: {error}") from error
    if not key:
        raise InputError(f"{secret_file}: is empty; write a secret into it")
    return key


def _short(address: str) -> str:
    """Return a short name of an address that holds no password and differs from those of others."""
    return hashlib.blake2b(address.encode(), digest_size=6).hexdigest()


def _log(settings: Settings) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(settings.log_format))
    logging.basicConfig(level=settings.log_level, handlers=[handler])
    for chatty in ("kafka", "httpx", "httpcore"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLevelName(settings.log_level)))

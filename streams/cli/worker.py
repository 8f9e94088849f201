"""`streams worker`: reads articles from Kafka and publishes their events until it is stopped."""

import asyncio
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, NoReturn

import click
from aiokafka.errors import KafkaError  # type: ignore[import-untyped]

from streams.cli.logs import formatter
from streams.cli.own_types import event_types
from streams.config import Settings, load_settings, settings_help, variable
from streams.errors import ConfigError, StreamsError, TooManyDeadLettersError
from streams.probes import serve_probes
from streams.reach import wait_for_broker

if TYPE_CHECKING:
    from streams.app import App

TOO_MANY_DEAD_LETTERS = 3

log = logging.getLogger(__name__)


@click.command(name="worker", epilog=settings_help())
@click.option(
    "--agent",
    type=click.Choice(("extract", "alert")),
    default="extract",
    show_default=True,
    help="extract: articles in, events out; alert: events in, alerts out.",
)
def command(*, agent: str) -> None:
    """Run a stream worker: articles in; events, manifests and dead letters out. Or events in, alerts out.

    Of the extract agent one process a core; start as many as there are partitions. Of the alert agent one process in
    all: it sees every event, and a second one ends. SIGTERM stops it cleanly: the running batch is
    finished and committed. /healthz, /readyz and /metrics are served at STREAMS_HTTP.

    Exit codes: 0 stopped, 1 crashed or the broker is away (start it again, nothing is lost), 2 wrong settings, 3 too
    many dead letters in a row.

    Example: STREAMS_BROKER=localhost:9092 streams worker
    """
    settings = load_settings(os.environ)
    from streams.app import create_alert_app, create_app  # noqa: PLC0415 - seconds that wrong settings need not wait for

    if agent == "alert":
        run(create_alert_app(settings, event_types(settings.lexicon)), settings)
    from streams.nlp import build_extractor  # noqa: PLC0415

    run(create_app(settings, build_extractor(lexicons=settings.lexicon, models=settings.models)), settings)


def run(app: "App", settings: Settings) -> NoReturn:
    """Run a worker until it is stopped and exit with a code that says why."""
    brief = _Brief()
    _log(settings, brief)
    try:
        with _probes(app, settings):
            app.batches.watch.waits_for(f"broker {settings.broker} does not answer yet")
            asyncio.run(wait_for_broker(settings.broker, settings.security, patience=settings.broker_wait))
            app.batches.watch.waits_for(None)
            sys.exit(_work(app, settings, brief))
    except StreamsError as error:
        log.error("%s", error)  # noqa: TRY400 - the message tells all
        sys.exit(2 if isinstance(error, ConfigError) else 1)


@contextmanager
def _probes(app: "App", settings: Settings) -> Iterator[None]:
    """Serve health and metrics for the duration of the block, where the settings want it."""
    with ExitStack() as stack:
        if settings.http:
            try:
                stack.enter_context(serve_probes(settings.http, app.batches.watch))
            except (OSError, OverflowError) as error:
                raise ConfigError(f"{variable('http')}={settings.http!r}: cannot listen there: {error}") from error
        yield


def _work(app: "App", settings: Settings, brief: "_Brief") -> int:
    """Run Faust's worker until it ends, log why, and return the exit code."""
    import faust  # noqa: PLC0415

    worker = faust.Worker(app, quiet=True, loglevel=settings.log_level, override_logging=False)
    worker.spinner = None  # quiet or not, it writes escape sequences to standard output
    code: object = 0
    try:
        worker.execute_from_commandline()
    except SystemExit as end:
        code = end.code
    except Exception:  # noqa: BLE001 - Faust raises its crash reason, which is dealt with below
        code = 1
    log.info("stopped: %s", app.batches.summary())
    reason = worker.crash_reason
    if isinstance(reason, StreamsError):
        log.error("%s", reason)
        return TOO_MANY_DEAD_LETTERS if isinstance(reason, TooManyDeadLettersError) else 1
    if reason is not None:
        log.error("crashed: %r", reason, exc_info=reason)
    elif code and brief.broker_error is not None:
        log.error("broker %s: %s; is it running, is STREAMS_BROKER right?", settings.broker, brief.broker_error)
    return 1 if code else 0


def _log(settings: Settings, brief: "_Brief") -> None:
    handler = logging.StreamHandler()
    handler.addFilter(brief)
    handler.setFormatter(formatter(settings.log_format))
    logging.basicConfig(level=settings.log_level, handlers=[handler])
    if settings.log_level == "INFO":
        for chatty in ("faust", "mode"):  # they tell of each of their parts that starts and stops
            logging.getLogger(chatty).setLevel(logging.WARNING)


class _Brief(logging.Filter):
    """Cuts the traceback of errors that tell all by themselves, and keeps the last one that came from the broker."""

    broker_error: KafkaError | None = None

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, KafkaError):
            self.broker_error = error
        if isinstance(error, (KafkaError, StreamsError)):
            record.exc_info = None
        return True

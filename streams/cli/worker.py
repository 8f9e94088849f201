"""`streams worker`: reads articles from Kafka and publishes their events until it is stopped."""

import logging
import os
import sys

import click

from streams.config import load_settings
from streams.errors import StreamsError, TooManyDeadLettersError

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
TOO_MANY_DEAD_LETTERS = 3

log = logging.getLogger(__name__)


@click.command(name="worker")
def command() -> None:
    """Run a stream worker: articles in; events, manifests and dead letters out.

    One process a core; start as many as there are partitions. SIGTERM stops it cleanly: the running batch is
    finished and committed.

    Exit codes: 0 stopped, 1 crashed (start it again, nothing is lost), 2 wrong settings, 3 too many dead letters in
    a row.

    Example: STREAMS_BROKER=localhost:9092 streams worker
    """
    settings = load_settings(os.environ)
    logging.basicConfig(format=LOG_FORMAT, level=settings.log_level, stream=sys.stderr)
    import faust  # noqa: PLC0415 - half a second that wrong settings need not wait for

    from streams.app import create_app  # noqa: PLC0415
    from streams.nlp import build_extractor  # noqa: PLC0415

    app = create_app(settings, build_extractor(lexicons=settings.lexicon))
    run(app, faust.Worker(app, quiet=True, loglevel=settings.log_level, override_logging=False))


def run(app: "faust.App", worker: "faust.Worker") -> None:  # type: ignore[name-defined]  # noqa: F821 - imported late
    """Run until stopped and turn the end into an exit code."""
    worker.spinner = None  # quiet or not, it writes escape sequences to standard output
    try:
        worker.execute_from_commandline()
    except SystemExit as end:
        _report(app)
        _exit(worker.crash_reason, end.code)
    except StreamsError as error:
        _report(app)
        _exit(error, 1)


def _report(app: "faust.App") -> None:  # type: ignore[name-defined]  # noqa: F821
    log.info("stopped: %s", app.batches.summary())


def _exit(reason: BaseException | None, code: object) -> None:
    if reason is None:
        sys.exit(code)  # type: ignore[arg-type]  # what Faust chose
    log.error("%s", reason)
    sys.exit(TOO_MANY_DEAD_LETTERS if isinstance(reason, TooManyDeadLettersError) else 1)

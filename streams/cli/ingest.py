"""`streams ingest`: brings feeds, files and pages to the article topic, once or over and over."""

import asyncio
import logging
import os
import signal
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from streams import clients
from streams.cli.durations import Duration
from streams.cli.inputs import STDIN
from streams.config import Settings, load_settings
from streams.errors import InputError, StreamsError, TooLargeError, TransientError
from streams.feeds.item import Item
from streams.polling.fetch import fetcher, shown
from streams.polling.poller import Counts, Poller
from streams.polling.sources import named
from streams.polling.state import State
from streams.topics import ARTICLES


@click.command(name="ingest")
@click.argument("sources", nargs=-1, metavar="SOURCE…")
@click.option("--every", type=Duration(), metavar="TIME", help="Read the sources again and again, such as 60s.")
@click.option("--full-text", is_flag=True, help="Take the text from the page that an item links to, if it has more.")
@click.option("--language", metavar="TAG", help="Language of items that name none: de or en. Default: guessed.")
@click.option(
    "--state",
    "state_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File that remembers what was sent. Default: streams/ingest.db in $XDG_STATE_HOME or ~/.local/state.",
)
@click.option("--resend", is_flag=True, help="Send what has not changed since the last time, too.")
@click.option("--embedded", is_flag=True, hidden=True, help="Speak the embedded broker's API version.")
def command(
    *,
    sources: tuple[str, ...],
    every: timedelta | None,
    full_text: bool,
    language: str | None,
    state_path: Path | None,
    resend: bool,
    embedded: bool,
) -> None:
    """Bring feeds, files and pages to the article topic, keyed by article id.

    A SOURCE is an address on the web, a file, a folder (every file in it) or - for standard input. It holds RSS, Atom,
    ninjs, NewsML-G2, Article JSON (a document, a list or a record a line), a page in HTML or plain text; what it is, is
    seen from what it holds.

    An item is sent when it is new or has changed. Embargoed items are sent when their embargo is over, provided that
    this command then runs; withheld and canceled ones go out as such, without their text. A source or an item that
    cannot be read is named on standard error and stops no other; the exit code is then 2, or 1 where a server could
    not be reached.

    Example: streams ingest https://news.example/feed.xml inbox/ --every 60s --full-text
    """
    settings = load_settings(os.environ)
    if not sources:
        raise InputError("name a feed, a file, a folder or -; streams ingest --help shows an example")
    if every == timedelta(0):
        raise InputError("--every 0s would leave the servers no rest; write 60s")
    if every and STDIN in sources:
        raise InputError("standard input can be read once only; leave out --every")
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # a poor page is told in our own words
    topic = f"{settings.topic_prefix}.{ARTICLES}"
    state = State(state_path or _default_state(), topic=f"{settings.broker}/{topic}")
    try:
        with clients.producer(
            settings.broker, security=settings.security, embedded=embedded, max_message=settings.max_message
        ) as producer:
            ingest = _Ingest(sources, producer, topic, settings)
            total = asyncio.run(ingest.run(state, every=every, full_text=full_text, language=language, resend=resend))
    finally:
        state.close()
    if every is None and (error := _error(total)):
        raise error


class _Ingest:
    """One call of the command: what it reads, where it sends, and what it shows."""

    def __init__(self, names: tuple[str, ...], producer: clients.Sender, topic: str, settings: Settings) -> None:
        self._names, self._producer, self._topic, self._settings = names, producer, topic, settings
        self._console = Console(stderr=True)
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._progress.add_task("reading")

    async def run(
        self, state: State, *, every: timedelta | None, full_text: bool, language: str | None, resend: bool
    ) -> Counts:
        """Read every source once, or, with `every`, until told to stop; return the counts of all readings."""
        async with fetcher() as fetch:
            poller = Poller(
                fetcher=fetch,
                state=state,
                send=self._send,
                confirm=self._producer.finish,
                report=self._print,
                progress=self._show,
                full_text=full_text,
                resend=resend,
                language=language,
            )
            with self._progress, suppress(asyncio.CancelledError):
                if every:
                    _cancel_on_signals()
                await asyncio.gather(*(self._follow(name, poller, every) for name in dict.fromkeys(self._names)))
        self._print(f"{_told(poller.total)}; to {self._topic}")
        return poller.total

    async def _follow(self, name: str, poller: Poller, every: timedelta | None) -> None:
        """Read a source once, or again and again at its own pace: a slow one makes no other wait."""
        while True:
            counts = await poller.round(named(name, stdin=sys.stdin.buffer, settled=every is not None))
            if every is None:
                return
            if counts.sent or counts.withdrawn:
                self._print(f"{shown(name)}: {_told(counts)}")
            await asyncio.sleep(every.total_seconds())

    def _send(self, item: Item) -> None:
        if len(item.text) > self._settings.max_text and not item.withdrawn:
            raise TooLargeError(f"text has {len(item.text)} characters, {self._settings.max_text} are accepted")
        self._producer.send(self._topic, key=item.id.encode(), value=item.encode())

    def _print(self, line: str) -> None:
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)

    def _show(self, counts: Counts) -> None:
        self._progress.update(self._task, description=_told(counts))


def _cancel_on_signals() -> None:
    """Let SIGINT and SIGTERM end the polling like any other end: what was sent is counted, exit code 0."""
    task = asyncio.current_task()
    if task is not None:
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)


def _told(counts: Counts) -> str:
    """Return counts in words, those that are zero left out."""
    words = {
        "withdrawn": counts.withdrawn,
        "unchanged": counts.unchanged,
        "waiting for the end of their embargo": counts.embargoed,
        "waiting for their page": counts.postponed,
        "refused": counts.refused,
        "readings failed": counts.failed + counts.unreachable,
    }
    others = [f"{number} {word}" for word, number in words.items() if number]
    return ", ".join([f"{counts.sent} articles sent", *others])


def _error(counts: Counts) -> StreamsError | None:
    """Return what the exit code is to say about a single reading."""
    if counts.failed or counts.refused:
        return InputError("not everything could be read; the lines above say what and why")
    if counts.unreachable:
        return TransientError("not every source could be reached; the lines above say which, try again later")
    return None


def _default_state() -> Path:
    folder = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(folder) / "streams" / "ingest.db"

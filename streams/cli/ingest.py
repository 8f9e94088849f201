"""`streams ingest`: sends articles to the article topic."""

import os
import sys
from collections.abc import Iterator
from typing import BinaryIO

import click
from rich.console import Console
from rich.progress import Progress

from streams import clients
from streams.codec import decode_article
from streams.config import load_settings
from streams.errors import InputError, RecordError
from streams.topics import ARTICLES


@click.command(name="ingest")
@click.argument("files", nargs=-1, required=True, type=click.File("rb"))
@click.option("--embedded", is_flag=True, hidden=True, help="Speak the embedded broker's API version.")
def command(*, files: tuple[BinaryIO, ...], embedded: bool) -> None:
    """Send Article JSON lines from FILES (- for standard input) to the article topic, keyed by article id.

    A line that is no article is named on standard error and left out, the others are sent; the exit code is then 2.

    Example: streams ingest seeds/articles.jsonl
    """
    settings = load_settings(os.environ)
    topic = f"{settings.topic_prefix}.{ARTICLES}"
    sent = bad = 0
    with (
        Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress,
        clients.producer(
            settings.broker, security=settings.security, embedded=embedded, max_message=settings.max_message
        ) as producer,
    ):
        task = progress.add_task("sending", total=None)
        for place, raw in _lines(files):
            try:
                article = decode_article(raw, max_text=settings.max_text)
                producer.send(topic, key=article.id.encode(), value=raw)
            except RecordError as error:
                bad += 1
                progress.console.print(f"{place}: {error}", markup=False, highlight=False, soft_wrap=True)
                continue
            sent += 1
            progress.advance(task)
    click.echo(f"{sent} articles sent to {topic}", err=True)
    if bad:
        raise InputError(f"{bad} lines are no articles and were not sent; correct them and send them again")


def _lines(files: tuple[BinaryIO, ...]) -> Iterator[tuple[str, bytes]]:
    """Yield the place and the bytes of each line that is not blank."""
    for file in files:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield f"{getattr(file, 'name', '-')}:{number}", line.strip()

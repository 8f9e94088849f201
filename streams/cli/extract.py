"""`streams extract`: articles in, events out, without a broker."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Literal

import click
from rich.console import Console
from rich.text import Text

from streams.cli.articles import article_of, check_date, pieces
from streams.cli.inputs import read_text
from streams.cli.own_types import lexicon_option
from streams.codec import encode
from streams.config import load_settings
from streams.errors import InputError, RecordError
from streams.models import Article, Event
from streams.render.html import render_page
from streams.render.table import COLUMNS, event_table, plain_lines
from streams.render.words import one_line

Format = Literal["table", "jsonl", "html"]
Told = tuple[Article, Sequence[Event]]


@click.command("extract", short_help="Print the events of articles, without a broker.")
@click.argument("files", nargs=-1, metavar="[FILE… | -]")
@click.option("--language", metavar="TAG", help="Language of articles that name none: de or en. Default: guessed.")
@click.option("--published", metavar="DATE", help="Publication date of articles that name none, such as 2024-11-18.")
@click.option(
    "--format",
    "output",
    type=click.Choice(("table", "jsonl", "html")),
    default="table",
    show_default=True,
    help="table: for reading; jsonl: one event a line, as published; html: a page with the events marked.",
)
@lexicon_option
def command(
    *,
    files: tuple[str, ...],
    language: str | None,
    published: str | None,
    output: Format,
    lexicons: tuple[Path, ...],
) -> None:
    """Print the events of articles.

    A FILE holds plain text, HTML, one Article as JSON, or an Article a line; "-" reads standard input.

    Example: streams extract article.txt --published 2024-11-18 --format jsonl
    """
    if not files:
        raise InputError("name a file to read, or - for standard input; streams extract --help shows an example")
    if published is not None:
        check_date(published)
    failures: list[str] = []
    told = _tell(files, failures, _Reading(lexicons), language=language, published=published)
    if output == "html":
        stories = list(told)
        if stories:
            click.echo(render_page(stories), nl=False)
    elif output == "jsonl":
        for _, events in told:
            for event in events:
                click.echo(encode(event))
    else:
        _print_tables(told)
    if failures:
        sys.exit(2)


class _Reading:
    """Loads the models once there is an article to read."""

    def __init__(self, lexicons: Sequence[Path]) -> None:
        self._lexicons = lexicons

    @cached_property
    def extract(self) -> Callable[[Article], tuple[Event, ...]]:
        from streams.nlp import build_extractor  # noqa: PLC0415  # takes seconds

        return build_extractor(lexicons=self._lexicons, models=load_settings(os.environ).models)


def _tell(
    files: Iterable[str], failures: list[str], reading: _Reading, *, language: str | None, published: str | None
) -> Iterator[Told]:
    """Yield each article with its events; report what cannot be read, note it in `failures` and go on."""

    def fail(message: str) -> None:
        click.echo(f"streams: {message}", err=True)
        failures.append(message)

    for name in files:
        try:
            text = read_text(name)
        except InputError as error:
            fail(str(error))
            continue
        for piece in pieces(name, text):
            try:
                article = article_of(piece, language=language, published=published)
                events = reading.extract(article) if article.status == "usable" else ()
            except InputError as error:
                fail(str(error))
            except RecordError as error:
                fail(f"{piece.where}: {error}")
            else:
                yield article, events


def _print_tables(told: Iterable[Told]) -> None:
    """Print a table an article on a terminal; in a pipe a header and one tab-separated line an event."""
    console = Console(highlight=False)
    if not console.is_terminal:
        for number, (_, events) in enumerate(told):
            if number == 0:
                click.echo("\t".join(COLUMNS))
            for line in plain_lines(events):
                click.echo(line)
        return
    for article, events in told:
        count = f"{len(events)} event{'' if len(events) == 1 else 's'}"
        console.print(Text.assemble((one_line(article.title) or article.id, "bold"), f"  {count}"))
        if events:
            console.print(event_table(events))

"""`streams extract`: articles in, events out, without a broker."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
from streams.explanation import Explanation
from streams.models import Article, Event
from streams.render.html import render_page
from streams.render.table import COLUMNS, event_table, plain_lines
from streams.render.why import explanation_lines
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
@click.option("--explain", is_flag=True, help="Show for each event its rule, the parse and why each field is as it is.")
@lexicon_option
def command(
    *,
    files: tuple[str, ...],
    language: str | None,
    published: str | None,
    output: Format,
    explain: bool,
    lexicons: tuple[Path, ...],
) -> None:
    """Print the events of articles.

    A FILE holds plain text, HTML, one Article as JSON, or an Article a line; "-" reads standard input.

    --explain tells why: as text, or with --format html in each event's card, opened by click or Enter. In the parse,
    "a →conj b" is a word a that is b's conj, "b ←nsubj c" a word b whose nsubj is c.

    Example: streams extract article.txt --published 2024-11-18 --format jsonl
    """
    if not files:
        raise InputError("name a file to read, or - for standard input; streams extract --help shows an example")
    if explain and output == "jsonl":
        raise InputError("--explain is for people: leave --format jsonl out, or write --format html")
    if published is not None:
        check_date(published)
    failures: list[str] = []
    reading = _Reading(lexicons, explain=explain)
    _print(
        _tell(files, failures, reading, language=language, published=published), reading.why, output, explain=explain
    )
    if failures:
        sys.exit(2)


def _print(told: Iterable[Told], why: Mapping[str, Explanation], output: Format, *, explain: bool) -> None:
    """Print what is told as it comes; a page when all is read. `why` fills up as articles are read."""
    if output == "html":
        stories = list(told)
        if stories:
            click.echo(render_page(stories, why=why), nl=False)
    elif output == "jsonl":
        for _, events in told:
            for event in events:
                click.echo(encode(event))
    elif explain:
        _print_explanations(told, why)
    else:
        _print_tables(told)


class _Reading:
    """Reads articles; loads the models once there is one. `why` collects explanations, if they are asked for."""

    def __init__(self, lexicons: Sequence[Path], *, explain: bool) -> None:
        self._lexicons, self._explain = lexicons, explain
        self.why: dict[str, Explanation] = {}

    def __call__(self, article: Article) -> tuple[Event, ...]:
        read = self._read(article)
        self.why.update((event.id, why) for event, why in read if why is not None)
        return tuple(event for event, _ in read)

    @cached_property
    def _read(self) -> Callable[[Article], tuple[tuple[Event, Explanation | None], ...]]:
        from streams.nlp import build_reader, explain  # noqa: PLC0415  # takes seconds

        explained = explain if self._explain else lambda _: None
        models = load_settings(os.environ).models
        return build_reader(lambda coded: (coded.event, explained(coded)), lexicons=self._lexicons, models=models)


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
                events = reading(article) if article.status == "usable" else ()
            except InputError as error:
                fail(str(error))
            except RecordError as error:
                fail(f"{piece.where}: {error}")
            else:
                yield article, events


def _print_explanations(told: Iterable[Told], why: Mapping[str, Explanation]) -> None:
    """Print what each event was read from, as plain text wherever it goes."""
    for article, events in told:
        click.secho(f"{one_line(article.title) or article.id}  {_count(events)}", bold=True)
        for event in events:
            click.echo()
            for line in explanation_lines(event, why[event.id]):
                click.echo(line)


def _count(events: Sequence[Event]) -> str:
    return f"{len(events)} event{'' if len(events) == 1 else 's'}"


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
        console.print(Text.assemble((one_line(article.title) or article.id, "bold"), f"  {_count(events)}"))
        if events:
            console.print(event_table(events))

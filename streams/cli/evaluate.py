"""`streams evaluate`: how good are the extracted events, measured against annotated articles."""

import json
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from streams.cli.inputs import read_records
from streams.cli.own_types import lexicon_option
from streams.cli.report import Speed, as_json, as_text, describe_errors
from streams.codec import encode
from streams.config import load_settings
from streams.errors import InputError, RecordError
from streams.models import Event
from streams.scoring import GoldArticle, match


@click.command("evaluate", short_help="Compare extracted events with annotated articles.")
@click.argument("gold", nargs=-1, required=True)
@click.option("--json", "machine", is_flag=True, help="Print all figures as one JSON object.")
@click.option("--errors", is_flag=True, help="Print missed, extra and wrong events, each with its sentence.")
@click.option("--output", metavar="FILE", help="Write the extracted events to FILE, one a line.")
@click.option("--predictions", metavar="FILE", help="Score the events of FILE instead of extracting.")
@lexicon_option
def command(
    *,
    gold: tuple[str, ...],
    machine: bool,
    errors: bool,
    output: str | None,
    predictions: str | None,
    lexicons: tuple[Path, ...],
) -> None:
    """Print precision, recall, F1, field accuracies, calibration and speed.

    GOLD holds one annotated article a line: id, lang, text, sentences and events.

    Example: streams evaluate gold/de.jsonl gold/en.jsonl --errors
    """
    if machine and errors:
        raise click.UsageError("--json and --errors exclude each other")
    if output and predictions:
        raise click.UsageError("--output and --predictions exclude each other")
    articles = _read_gold(gold)
    if predictions:
        events, speed = read_records(predictions, Event), None
    else:
        events, speed = _extract(articles, lexicons)
    if output:
        _write(output, events)
    by_article = defaultdict(list)
    for event in events:
        by_article[event.article.id].append(event)
    matches = [match(article, by_article[article.id]) for article in articles]
    if errors:
        click.echo(describe_errors(matches))
    elif machine:
        click.echo(json.dumps(as_json(matches, speed), indent=1))
    else:
        click.echo(as_text(matches, speed))


def _read_gold(names: Iterable[str]) -> list[GoldArticle]:
    articles = [article for name in names for article in read_records(name, GoldArticle)]
    twice = [name for name, count in Counter(article.id for article in articles).items() if count > 1]
    if twice:
        raise InputError(f"article {twice[0]!r} is annotated twice; name each gold file once")
    return articles


def _extract(articles: Sequence[GoldArticle], lexicons: Sequence[Path]) -> tuple[list[Event], Speed]:
    """Return the events of all articles and how fast they were read, once the models are loaded."""
    from streams.nlp import build_extractor  # noqa: PLC0415  # loads the models

    extract = build_extractor(lexicons=lexicons, models=load_settings(os.environ).models)
    events: list[Event] = []
    seconds = 0.0
    with click.progressbar(
        articles, label="Reading", file=sys.stderr, hidden=not sys.stderr.isatty(), show_pos=True
    ) as shown:
        for gold in shown:
            article = gold.article()
            started = time.perf_counter()
            try:
                events.extend(extract(article))
            except RecordError as error:
                raise InputError(f"article {gold.id!r}: {error}") from error
            seconds += time.perf_counter() - started
    return events, Speed(len(articles), sum(len(gold.text.split()) for gold in articles), seconds)


def _write(name: str, events: Iterable[Event]) -> None:
    try:
        Path(name).write_bytes(b"".join(encode(event) + b"\n" for event in events))
    except OSError as error:
        raise InputError(f"{name}: cannot be written: {(error.strerror or str(error)).lower()}") from error

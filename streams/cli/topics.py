"""`streams topics`: creates what the worker needs."""

import os

import click
from rich.console import Console
from rich.table import Table

from streams import clients
from streams.cli.own_types import event_types
from streams.config import load_settings
from streams.topics import DAY_MS, Topic
from streams.topics import topics as all_topics


@click.group(name="topics")
def command() -> None:
    """Create the topics. Example: streams topics create --dry-run."""


@command.command()
@click.option("--dry-run", is_flag=True, help="Show what would be created; needs no broker.")
def create(*, dry_run: bool) -> None:
    """Create every topic that does not exist; existing ones stay as they are.

    The new event types of the trigger files in STREAMS_LEXICON get their topics too.

    Example: STREAMS_PARTITIONS=24 STREAMS_REPLICATION=3 streams topics create
    """
    settings = load_settings(os.environ)
    types = event_types(settings.lexicon)
    wanted = all_topics(settings.topic_prefix, partitions=settings.partitions, event_types=types)
    states = (
        dict.fromkeys((topic.name for topic in wanted), "would be created")
        if dry_run
        else clients.create_topics(
            settings.broker,
            wanted,
            replication=settings.replication,
            max_message=settings.max_message,
            security=settings.security,
        )
    )
    _show(wanted, states)


def _show(wanted: tuple[Topic, ...], states: dict[str, str]) -> None:
    console = Console()
    table = Table("topic", "key", "cleanup", "kept", "partitions", "")
    for topic in wanted:
        kept = f"{topic.retention_ms // DAY_MS} days" if topic.retention_ms else "newest"
        cells = (topic.name, topic.key, topic.cleanup, kept, str(topic.partitions), states[topic.name])
        if console.is_terminal:
            table.add_row(*cells)
        else:
            click.echo("\t".join(cells))
    if console.is_terminal:
        console.print(table)

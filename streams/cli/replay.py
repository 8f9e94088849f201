"""`streams replay`: sends dead letters back to the topic that they came from."""

import os
from typing import Any

import click

from streams import clients
from streams.codec import read_dead_letter, replay_headers
from streams.config import load_settings
from streams.errors import REASONS, TooLargeError
from streams.topics import DEAD_LETTERS


@click.command(name="replay")
@click.option(
    "--reason", "reasons", multiple=True, type=click.Choice(REASONS), help="Only this reason; may be repeated."
)
@click.option(
    "--from-offset", type=click.IntRange(0), default=0, show_default=True, help="First offset of the dead letters."
)
@click.option("--dry-run", is_flag=True, help="Show what would be sent.")
@click.option("--embedded", is_flag=True, hidden=True, help="Speak the embedded broker's API version.")
def command(*, reasons: tuple[str, ...], from_offset: int, dry_run: bool, embedded: bool) -> None:
    """Send dead letters back to their topic with the original key, value and headers.

    Each is sent once a call: what fails again meanwhile waits for the next one. How often and since when it failed
    travels along. A dead letter whose value was too large to keep or to send is named and left where it is.

    Example: streams replay --reason processing-error --dry-run
    """
    settings = load_settings(os.environ)
    topic = f"{settings.topic_prefix}.{DEAD_LETTERS}"
    options: dict[str, Any] = {"security": settings.security, "embedded": embedded}
    sent = 0
    with clients.producer(settings.broker, max_message=settings.max_message, **options) as producer:
        for record in clients.read_all(settings.broker, topic, **options):
            headers = tuple(record.headers or ())
            letter = read_dead_letter(headers)
            if letter is None or record.offset < from_offset or (reasons and letter.reason not in reasons):
                continue
            place = f"{letter.topic}[{letter.partition}]@{letter.offset}"
            if record.value is None:
                click.echo(f"{place}: the value was too large to keep; read it from the topic itself", err=True)
                continue
            click.echo(f"{place}\t{letter.reason}\tattempts {letter.attempts}\t{letter.message}")
            if not dry_run:
                try:
                    producer.send(
                        letter.topic, key=record.key, value=record.value, headers=replay_headers(letter, headers)
                    )
                except TooLargeError as error:
                    click.echo(f"{place}: {error}", err=True)
                    continue
            sent += 1
    click.echo(f"{sent} dead letters {'would be ' if dry_run else ''}sent back", err=True)

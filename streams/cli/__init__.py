"""The command line: one module a command, imported only when the command is called.

Every error made on purpose ends as one line on standard error: exit code 2 for bad usage, settings or input, 1 when
the world outside (the broker) fails.
"""

import importlib
import sys
from typing import cast

import click

from streams import __version__
from streams.errors import StreamsError, TransientError

COMMANDS = {
    "deliver": "Deliver alerts or events to a webhook, an Alertmanager or a file.",
    "demo": "Show the events of the sample articles arriving, on an embedded broker.",
    "evaluate": "Compare extracted events with annotated articles.",
    "extract": "Print the events of articles, without a broker.",
    "ingest": "Bring feeds, files and pages to the article topic.",
    "lexicon": "Check a trigger file of your own.",
    "replay": "Send dead letters back to their topic.",
    "rules": "Put, list, delete and test alert rules.",
    "schemas": "Write or check the JSON Schemas and the AsyncAPI document.",
    "tail": "Print events as they are published.",
    "topics": "Create the topics.",
    "worker": "Run a stream worker.",
}


class _LazyGroup(click.Group):
    """A group whose commands are imported on use, so that `streams schemas` does not load spaCy."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        return cast("click.Command", importlib.import_module(f"streams.cli.{cmd_name}").command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="streams")
def streams() -> None:
    """Read news articles, German and English, and publish the events they tell.

    Example: streams extract article.txt --language de --published 2024-11-18
    """


def main() -> None:
    """Run the command line and turn the project's errors into one line and an exit code."""
    try:
        streams()
    except StreamsError as error:
        click.echo(f"streams: {error}", err=True)
        sys.exit(1 if isinstance(error, TransientError) else 2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)

"""`streams lexicon`: checks the trigger files that users bring."""

from pathlib import Path

import click

from streams.errors import ConfigError
from streams.ontology import EVENT_TYPES


@click.group(name="lexicon")
def command() -> None:
    """Work on trigger files of your own. Example: streams lexicon check own.de.tsv."""


@command.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
def check(*, files: tuple[Path, ...]) -> None:
    """Check trigger files; name every fault with its line, and what a faultless file brings.

    A file has a header and a trigger a line: the word, its part of speech, the type and mode of the event that it
    names, and where actor, recipient and content stand; see docs/lexicon.md. Name it in STREAMS_LEXICON to use it.

    Example: streams lexicon check own.de.tsv
    """
    from streams.nlp.lexicon.check import check_triggers  # noqa: PLC0415 - spaCy, which --help need not wait for

    problems = []
    for path in files:
        try:
            checked = check_triggers(path)
        except ConfigError as error:
            problems.append(str(error))
            continue
        new = [name for name in checked.types if name not in EVENT_TYPES]
        types = f"; new types: {', '.join(new)}" if new else ""
        rows = f"{checked.triggers} trigger{'' if checked.triggers == 1 else 's'}"
        click.echo(f"{path}: {rows} for {', '.join(checked.languages)}{types}")
    if problems:
        raise ConfigError("\n".join(problems))

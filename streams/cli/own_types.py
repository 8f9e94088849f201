"""The user's own trigger files: the option that names them, and the event types there are with them."""

from collections.abc import Sequence
from pathlib import Path

import click

from streams.ontology import EVENT_TYPES

lexicon_option = click.option(
    "--lexicon",
    "lexicons",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path),
    envvar="STREAMS_LEXICON",
    help="Trigger file of your own, see docs/lexicon.md; can be given several times. Default: STREAMS_LEXICON.",
)
"""For commands that read articles without a worker; `STREAMS_LEXICON` holds files separated like PATH."""


def event_types(lexicons: Sequence[Path]) -> tuple[str, ...]:
    """Return the built-in types, then the new ones of the user's own trigger files."""
    if not lexicons:
        return EVENT_TYPES
    from streams.nlp import LANGUAGES  # noqa: PLC0415 - spaCy, which few need here
    from streams.nlp.lexicon import load_lexicon  # noqa: PLC0415

    found = set()
    for language in LANGUAGES:
        lexicon = load_lexicon(language, own=lexicons)
        for rows_by_word in (lexicon.verbs, lexicon.nouns, lexicon.light, lexicon.attributions):
            found |= {row.type for rows in rows_by_word.values() for row in rows}
    return (*EVENT_TYPES, *sorted(found.difference(EVENT_TYPES)))

"""Which quotation marks open and which close, from the white space around them; with space on both sides, by turns."""

from collections.abc import Sequence
from typing import Literal

Role = Literal["opening", "closing"]

ALWAYS_OPENING = frozenset("„‚([{¿¡")
ALWAYS_CLOSING = frozenset(")]}")
EITHER = frozenset({'"', "'", "''", "``", "“", "”", "‘", "’", "»", "«", "›", "‹"})


def quote_roles(words: Sequence[str], spaces: Sequence[bool]) -> list[Role | None]:
    """Return the role of each token that is a quotation mark or a bracket; a blank line starts anew."""
    roles: list[Role | None] = []
    inside = False
    for number, word in enumerate(words):
        if word.isspace() and word.count("\n") > 1:
            inside = False
        role = _role(words, spaces, number, inside=inside)
        if word in EITHER or word == "„":
            inside = role == "opening"
        roles.append(role)
    return roles


def _role(words: Sequence[str], spaces: Sequence[bool], number: int, *, inside: bool) -> Role | None:
    word = words[number]
    if word in ALWAYS_OPENING:
        return "opening"
    if word in ALWAYS_CLOSING:
        return "closing"
    if word not in EITHER:
        return None
    open_before = (
        number == 0 or spaces[number - 1] or words[number - 1].isspace() or words[number - 1] in ALWAYS_OPENING
    )
    open_after = number + 1 == len(words) or spaces[number] or words[number + 1].isspace()
    if open_before == open_after:
        return "closing" if inside else "opening"
    return "opening" if open_before else "closing"

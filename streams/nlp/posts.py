"""Posts of social networks as pages embed them: what somebody wrote, a dash, the name, the account, the day.

"We are ready. — Anna Berg (@aberg) November 8, 2016": the name stands for the verb of saying. Where a page's text has
lost its line breaks, nothing tells where a post begins; then it has as many whole sentences as fit into its length.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LENGTH = 140
"""Characters that most posts have at most: what was allowed for longest."""
SIGNATURE = re.compile(
    r"(?:—|–|--)\s{1,3}(?P<name>[^\n()@]{1,60}?)\s{1,2}\((?P<account>@\w{1,30})\)\s{1,3}"
    r"(?:[A-Z][a-z]{2,8} \d{1,2}, \d{4}|\d{1,2}\. [A-ZÄ][a-zä]{2,8} \d{4})"
)
LINKS = re.compile(r"\s*\S*(?:pic\.twitter\.com|t\.co|https?:/)/\S+\s*$")
"""A picture or page at the end of a post, with what is glued to it."""
BREAK = re.compile(r"\n|\s{2,}")
QUOTES = '„“”"»«'
SENTENCE_END = re.compile(r"[.!?…][\"”’]?\s+(?=\S)")


@dataclass(frozen=True)
class Post:
    """A post's text, where its author is named, and where its signature ends; offsets count code points."""

    start: int
    end: int
    author: int
    after: int


def find_posts(text: str) -> Iterator[Post]:
    """Yield the posts of a text from left to right, empty ones left out."""
    before = 0
    for signature in SIGNATURE.finditer(text):
        named = signature["name"][0].isalpha()
        end = _without_links(text, before, signature.start())
        start = _start(text, before, end)
        if start < end:
            yield Post(start, end, signature.start("name" if named else "account"), signature.end())
        before = signature.end()


def _without_links(text: str, start: int, end: int) -> int:
    """Return where a post's words end."""
    window = max(start, end - 2 * LENGTH)
    while link := LINKS.search(text, window, end):
        end = link.start()
    return window + len(text[window:end].rstrip())


def _start(text: str, before: int, end: int) -> int:
    """Return where a post begins: behind the one before it, a line break or a quotation, else with a whole sentence."""
    window = max(before, end - 2 * LENGTH)
    breaks = [match.end() for match in BREAK.finditer(text, window, end)]
    if breaks or window == before > 0:
        start = breaks[-1] if breaks else before
    else:
        window = max(window, *(text.rfind(mark, window, end) for mark in QUOTES))
        starts = [*([0] if window == 0 else []), *(m.end() for m in SENTENCE_END.finditer(text, window, end))]
        start = next((place for place in starts if end - place <= LENGTH), starts[-1] if starts else end)
    return start + len(text[start:end]) - len(text[start:end].lstrip())

"""Quotations: where quotation marks open and close, and which quotation belongs to a verb of saying.

Works on the text alone: marks of German („…“, »…«), English (“…”, ‘…’ is left to apostrophes) and typewriters ("…").
A quotation ends at the end of its paragraph at the latest.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from streams.nlp.posts import Post

CLOSING = {"„": '“”"', "“": '”"', "»": "«", "«": "»", '"': '"”“', "”": "”"}
MARKS = re.compile("[\n" + "".join({*CLOSING, *"".join(CLOSING.values())}) + "]")
"""What opens, closes or ends a quotation."""
MIN_SPEECH_WORDS = 3
LONGEST = 4000
"""Code points; a longer stretch is an unclosed mark."""


@dataclass(frozen=True)
class Quotation:
    """A quoted stretch of the text with its marks; offsets count code points, end exclusive.

    `before` is the last character before it that is no space.
    """

    start: int
    end: int
    text: str
    before: str = ""

    @property
    def speech(self) -> bool:
        """Whether it quotes a statement rather than a single expression."""
        words = self.text.strip("„“”»«\"' ").split()
        end = self.text[:-1].rstrip()[-1:]
        if end in {"!", "?"}:
            return bool(words)
        return len(words) >= (MIN_SPEECH_WORDS if end in {".", ",", "…"} else MIN_SPEECH_WORDS + 1)


def find_quotations(text: str) -> list[Quotation]:
    """Return the quotations of a text from left to right, none inside another."""
    found = []
    opened: int | None = None
    closing = ""
    for match in MARKS.finditer(text):
        index, char = match.start(), match.group()
        if opened is not None and index - opened > LONGEST:
            opened = None
        if opened is None:
            if char in CLOSING and _may_open(text, index):
                opened, closing = index, CLOSING[char]
        elif char in closing:
            found.append(_quotation(text, opened, index + 1))
            opened = None
        elif char == "\n":
            if index - opened > 1:
                found.append(_quotation(text, opened, index))
            opened = None
    if opened is not None and len(text) - opened <= LONGEST:
        found.append(_quotation(text, opened, len(text)))
    return found


def with_posts(quotations: Sequence[Quotation], text: str, posts: Sequence[Post]) -> list[Quotation]:
    """Return quotations and posts, which quote their authors whole, in the order of the text."""
    ends = [post.end for post in posts]

    def is_outside(quotation: Quotation) -> bool:
        following = bisect_right(ends, quotation.start)
        return following == len(posts) or posts[following].start >= quotation.end

    outside = [quotation for quotation in quotations if is_outside(quotation)]
    quoted = [Quotation(post.start, post.end, text[post.start : post.end]) for post in posts]
    return sorted([*outside, *quoted], key=lambda quotation: quotation.start)


def _quotation(text: str, start: int, end: int) -> Quotation:
    before = start
    while before and text[before - 1].isspace():
        before -= 1
    return Quotation(start, end, text[start:end], before=text[before - 1 : before])


def _may_open(text: str, index: int) -> bool:
    """Tell whether a mark can open a quotation: not inside a word, only a typewriter's mark before a space."""
    before = text[index - 1] if index else " "
    after = text[index + 1] if index + 1 < len(text) else " "
    if before.isalnum():
        return False
    return text[index] == '"' or not after.isspace()

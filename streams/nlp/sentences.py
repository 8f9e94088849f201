"""Sentence boundaries of news text, from punctuation, line breaks and a language's spelling; no model, linear time.

A closing quotation mark belongs to the sentence it ends; every sentence inside a quotation is one of its own; a blank
line always ends a sentence, a single line break unless the line was only wrapped.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from streams.nlp.lines import line_ends
from streams.nlp.posts import find_posts
from streams.nlp.quote_marks import quote_roles
from streams.nlp.spelling import Spelling, load_spelling

STOPS = frozenset(".!?…")
BRACKETS = frozenset("([{")
DASHES = frozenset({"-", "–", "—", "•", "*", "·"})
LOOKAHEAD = 5
"""How many marks may stand before a sentence's first word, and words before the verb that follows a quotation."""
LONGEST = 250
"""Words of the longest sentence; what goes on is a list or a table and is cut, so that rules cost linear time."""


@Language.factory("streams_sentences")
def create_splitter(nlp: Language, name: str) -> "Splitter":  # noqa: ARG001  # spaCy passes both by name
    """Return the component for the pipeline's language."""
    return Splitter(load_spelling(nlp.lang))


class Splitter:
    """spaCy component that sets `token.is_sent_start`."""

    def __init__(self, spelling: Spelling) -> None:
        self._spelling = spelling

    def __call__(self, doc: Doc) -> Doc:
        """Mark the sentence starts of one document."""
        if len(doc):
            found = sentence_starts(doc, self._spelling)
            for place in _posts(doc):
                found[place] = True
            starts: Any = np.where(found, 1, -1).astype(np.int64).view(np.uint64)
            doc.from_array(["SENT_START"], starts)  # set token by token, spaCy needs quadratic time
        return doc


def _posts(doc: Doc) -> Iterator[int]:
    """Yield the tokens with which embedded posts, and what follows them, begin."""
    posts = list(find_posts(doc.text))
    offsets = [token.idx for token in doc] if posts else []
    for place in (place for post in posts for place in (post.start, post.after)):
        first = bisect_left(offsets, place)
        yield from islice((number for number in range(first, len(doc)) if not doc[number].is_space), 1)


def sentence_starts(doc: Doc, spelling: Spelling) -> list[bool]:
    """Tell for each token whether a sentence starts with it; white space starts none, unless it is the first token."""
    scan = _Scan([token.text for token in doc], [bool(token.whitespace_) for token in doc], spelling)
    return scan.starts()


class _Scan:
    """One pass over the tokens of one text."""

    def __init__(self, words: Sequence[str], spaces: Sequence[bool], spelling: Spelling) -> None:
        self._words = words
        self._spaces = spaces
        self._spelling = spelling
        self._roles = quote_roles(words, spaces)

    def starts(self) -> list[bool]:
        """Return the sentence starts."""
        line_break = line_ends(self._words, self._spaces, self._spelling.starters)
        starts = [False] * len(self._words)
        ended = True
        length = 0
        stop: int | None = None
        for number, word in enumerate(self._words):
            if word.isspace():
                ended = ended or number in line_break
                continue
            ended = ended or length == LONGEST
            if ended or (stop is not None and not self._closes(number) and self._starts_after(stop, number)):
                starts[number] = True
                length = 0
            length += 1
            if ended or not self._closes(number):
                stop = None
            ended = False
            if self._is_stop(number, after_start=number > 0 and starts[number - 1]):
                stop = number
        if starts:
            starts[0] = True
        return starts

    def _is_stop(self, number: int, *, after_start: bool) -> bool:
        """Tell whether a sentence may end with a token."""
        word = self._words[number]
        if word in self._spelling.breaks_before_starter:
            return True
        if word[-1] not in STOPS:
            return False
        before = self._words[number - 1] if number else ""
        if word == "." and after_start and before.isdigit() and not self._spaces[number - 1]:
            return False  # the number of a list's item
        return not (self._roles[number - 1] == "opening" and before in BRACKETS) if number else False

    def _closes(self, number: int) -> bool:
        """Tell whether a token behind a full stop still belongs to the sentence before."""
        return self._roles[number] == "closing" or self._words[number][0] in STOPS

    def _starts_after(self, stop: int, number: int) -> bool:
        """Tell whether a sentence starts at `number`, the first token behind a full stop and what closes with it."""
        first = self._first_word(number)
        if first is None:
            return False
        word, mark, spelling = self._words[first], self._words[stop], self._spelling
        glued = not self._spaces[number - 1] and not self._words[number - 1].isspace()
        if mark in spelling.breaks_before_starter:
            return not glued and number == first and spelling.starts_sentence(word)
        if word[0].islower():
            return False
        if glued:
            return len(word) > 1 and word[0].isupper() and stop > 0 and self._words[stop - 1][-1].islower()
        if mark.startswith(("..", "…")):
            return spelling.starts_sentence(word) or number < first
        if len(mark) > 1 and mark[-1] == ".":
            return self._abbreviation_ends(stop) and spelling.starts_sentence(word)
        return not (mark[0] in "?!" and self._is_attributed(stop, number))

    def _first_word(self, number: int) -> int | None:
        """Return the token that begins with a letter or digit, from `number` on, with only opening marks before it."""
        for position in range(number, min(number + LOOKAHEAD, len(self._words))):
            word = self._words[position]
            if word[0].isalnum() or (len(word) > 1 and word[1].isalnum()):
                return position
            if not (self._roles[position] == "opening" or word in DASHES or word.isspace()):
                return None
        return None

    def _abbreviation_ends(self, stop: int) -> bool:
        """Tell whether a sentence may end with an abbreviation, initial or ordinal."""
        word = self._words[stop].lower()
        pair = self._words[stop - 1].lower() + " " + word if stop else ""
        return word not in self._spelling.leading and pair not in self._spelling.pairs and not word[0].isdigit()

    def _is_attributed(self, stop: int, number: int) -> bool:
        """Tell whether a quotation that ended with ? or ! is followed by who said it: "Why?" Smith asked."""
        if number == stop + 1 or self._spelling.starts_sentence(self._words[number]):
            return False
        behind = self._words[number : number + LOOKAHEAD]
        return any(word in self._spelling.speech for word in behind)

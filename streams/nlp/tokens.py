"""Tokens as Universal Dependencies cuts them: spaCy's tokenizer, with its rules for full stops and hyphens set right.

Hostile input costs linear time: spaCy peels affixes off one by one, copying the rest, so long runs without a space are
cut first.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_suffix_regex

import streams.nlp.sentences  # noqa: F401  # registers the component that goes with these tokens
from streams.nlp.spelling import Spelling, load_spelling

LONG_RUN = re.compile(r"[^\w\s]{40}|\S{400}")
"""Where a run of characters is cut; no word, number or address of a news text is as long."""
ORDINAL = re.compile(r"\d{1,3}|\d{1,2}\.\d{1,2}")
INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
ROMAN = re.compile(r"[IVXLC]+")
CLOSERS = frozenset("\"'“”‘’»«)]")

Piece = tuple[str, bool]
"""A token's text, and whether a space follows it."""


def tune_tokenizer(nlp: Language) -> None:
    """Replace the tokenizer of a blank German or English pipeline by one that cuts as the treebanks do."""
    spelling = load_spelling(nlp.lang)
    base: Any = nlp.tokenizer
    if spelling.clitics:
        suffixes = [*(nlp.Defaults.suffixes or ()), *map(re.escape, spelling.clitics)]
        base.suffix_search = compile_suffix_regex(suffixes).search
    nlp.tokenizer = NewsTokenizer(base, spelling)


class NewsTokenizer:
    """A spaCy tokenizer with second thoughts."""

    def __init__(self, base: Any, spelling: Spelling) -> None:  # noqa: ANN401  # spaCy's tokenizer carries no types
        self._base = base
        self._spelling = spelling
        self._known = frozenset(word.lower() for word in base.rules if word.endswith("."))

    def __call__(self, text: str) -> Doc:
        """Cut a text; the tokens and the spaces between them add up to it."""
        docs = [self._base(part) for part in _parts(text)]
        pieces = [(token.text, bool(token.whitespace_)) for doc in docs for token in doc]
        pieces = list(self._regroup(pieces))
        return Doc(docs[0].vocab, words=[word for word, _ in pieces], spaces=[space for _, space in pieces])

    def _regroup(self, pieces: list[Piece]) -> Iterator[Piece]:
        """Yield the pieces, full stops joined to or split from the word before them, prefixes joined to their word."""
        number = 0
        while number < len(pieces):
            word, space = pieces[number]
            following = pieces[number + 1][0] if number + 1 < len(pieces) else ""
            if not space and following == "." and self._joins_stop(pieces, number):
                yield word + ".", pieces[number + 1][1]
                number += 2
            elif not space and following == "-" and self._joins_hyphen(pieces, number):
                yield word + "-" + pieces[number + 2][0], pieces[number + 2][1]
                number += 3
            elif len(word) > 1 and word[-1] == "." and self._splits_stop(pieces, number):
                yield word[:-1], False
                yield ".", space
                number += 1
            else:
                yield word, space
                number += 1

    def _joins_stop(self, pieces: list[Piece], number: int) -> bool:
        """Tell whether the full stop behind a word belongs to it."""
        word = pieces[number][0]
        if word.lower() in self._spelling.before_number:
            after = pieces[number + 2][0] if number + 2 < len(pieces) else ""
            return after[:1].isdigit()
        if self._spelling.ordinals and ROMAN.fullmatch(word):
            return not self._ends_here(pieces, number + 1)
        return len(word) > 1 and word[0].isupper() and self._spelling.is_abbreviation(word + ".")

    def _joins_hyphen(self, pieces: list[Piece], number: int) -> bool:
        """Tell whether a hyphen stands between a prefix and a word, without spaces."""
        if pieces[number][0].lower() not in self._spelling.prefixes or number + 2 >= len(pieces):
            return False
        return not pieces[number + 1][1] and pieces[number + 2][0][:1].isalpha()

    def _splits_stop(self, pieces: list[Piece], number: int) -> bool:
        """Tell whether the full stop at a token's end is the sentence's."""
        word = pieces[number][0]
        stem = word[:-1]
        if not stem[-1].isalnum():
            return False
        if stem[0].isdigit():
            counted = number > 0 and pieces[number - 1][0].lower().rstrip(".") in self._spelling.before_number
            ordinal = self._spelling.ordinals and ORDINAL.fullmatch(stem) and not counted
            return not ordinal or self._ends_here(pieces, number)
        if INITIALS.fullmatch(stem):
            return stem.lower() in self._spelling.starters and self._ends_here(pieces, number)
        if self._spelling.ordinals and ROMAN.fullmatch(stem):
            return self._ends_here(pieces, number)
        return word.lower() not in self._known and not self._spelling.is_abbreviation(word)

    def _ends_here(self, pieces: list[Piece], number: int) -> bool:
        """Tell whether a sentence ends with the number or initial at `number`."""
        following = pieces[number + 1][0] if number + 1 < len(pieces) else ""
        if not following or "\n" in following or following in CLOSERS:
            return True
        if following.isspace() and number + 2 < len(pieces):
            following = pieces[number + 2][0]
        return self._spelling.starts_sentence(following) and following.lower() not in self._spelling.months


def _parts(text: str) -> list[str]:
    """Cut a text inside its long runs; nearly always the text itself."""
    cuts = [0, *(match.end() for match in LONG_RUN.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if start < end] or [text]

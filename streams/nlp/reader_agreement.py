"""Gender, number and case in German: a noun, its article and its adjectives agree, and forms and prepositions say more.

The network's scores add up over a phrase, and what a form or a preposition rules out costs some.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from streams.nlp.declension import (
    ANYTHING,
    NO_GENITIVE,
    PREPOSITIONS,
    PRONOUNS,
    SLOTS,
    of_modifier,
    of_noun,
    same_cases,
)
from streams.nlp.nouns import german_nouns
from streams.nlp.reader_trees import FORBIDDEN

NOUNS = frozenset({"NOUN", "PROPN"})
MODIFIERS = frozenset({"DET", "ADJ"})
MODIFYING = frozenset({"det", "det:poss", "amod"})
CORE = frozenset({"nsubj", "nsubj:pass", "obj", "iobj"})
"""Relations of subjects and objects, which are no genitives but with very few verbs."""
IMPOSSIBLE = 30.0
"""What a slot costs that a form or a preposition rules out, in logarithms of probabilities: more than the network's
certainty of several words. It counts where every slot is ruled out by one of them."""


@dataclass(frozen=True)
class Words:
    """Words in a row with tags, heads and relations; a head is a word's place in the row, a root's head its own."""

    forms: Sequence[str]
    upos: Sequence[str]
    heads: Sequence[int]
    relations: Sequence[str]


def agree(
    words: Words, scores: Mapping[str, NDArray[np.float32]], values: Mapping[str, Sequence[str]]
) -> tuple[dict[str, NDArray[np.intp]], NDArray[np.intp]]:
    """Return the classes of gender, number and case, alike for words of a phrase, and the words' slots, -1 for none.

    `scores` (N, classes) are the network's, `values` what its classes stand for. A treebank that leaves ambiguous forms
    blank teaches it to say nothing, ""; nouns always have all three. Of pronouns only the case is the slot's.
    """
    phrases = phrases_of(words)
    nominal = phrases >= 0
    nominal[[tag == "PRON" for tag in words.upos]] = False
    members = {"Gender": nominal, "Number": nominal, "Case": phrases >= 0}
    fit = np.zeros((len(phrases), len(SLOTS)))
    for phrase, possible in _limits(words, phrases):
        fit[phrase] -= _costs(possible)
    columns = {}
    for number, (name, chosen) in enumerate(members.items()):
        none = values[name].index("")
        columns[name] = np.array([_place(values[name], slot[number], none) for slot in SLOTS])
        known = scores[name][chosen]
        known[:, none] = FORBIDDEN
        np.add.at(fit, phrases[chosen], known[:, columns[name]])
    best = fit.argmax(1)[phrases]
    classes = {name: scores[name].argmax(1) for name in members}
    for name, chosen in members.items():
        classes[name][chosen] = columns[name][best[chosen]]
    return classes, np.where(nominal, best, -1)


def phrases_of(words: Words) -> NDArray[np.intp]:
    """Return for each noun and pronoun its place, for the articles and adjectives of a noun the noun's, else -1."""
    phrases = np.full(len(words.forms), -1)
    for place, (tag, head, relation) in enumerate(zip(words.upos, words.heads, words.relations, strict=True)):
        if tag in NOUNS or (tag == "PRON" and words.forms[place].lower() in PRONOUNS):
            phrases[place] = place
        elif tag in MODIFIERS and relation in MODIFYING and words.upos[head] in NOUNS:
            phrases[place] = head
    return phrases


def _limits(words: Words, phrases: NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """Yield what words of a phrase allow it to be: its phrase, and a number with a bit for each slot."""
    asked: dict[int, int] = {}
    for place, phrase in enumerate(phrases.tolist()):
        form, tag = words.forms[place], words.upos[place]
        if phrase >= 0:
            yield phrase, _of_form(form, tag)
            if phrase == place and words.relations[place] in CORE:
                yield phrase, NO_GENITIVE
        elif tag == "ADP" and words.relations[place] == "case" and form.lower() in PREPOSITIONS:
            head = words.heads[place]
            asked[head] = PREPOSITIONS[form.lower()]
            if phrases[head] == head:
                yield head, asked[head]
    for place, relation in enumerate(words.relations):
        head = words.heads[place]
        if relation == "conj" and phrases[place] == place and head in asked and place not in asked:
            yield place, same_cases(asked[head])


@lru_cache(maxsize=20_000)
def _of_form(form: str, tag: str) -> int:
    if tag == "PRON":
        return PRONOUNS[form.lower()]
    if tag == "NOUN":
        return of_noun(german_nouns().of(form))
    return of_modifier(form, tag) if tag in MODIFIERS else ANYTHING


@cache
def _costs(possible: int) -> NDArray[np.float64]:
    return np.array([0.0 if possible >> slot & 1 else IMPOSSIBLE for slot in range(len(SLOTS))])


def _place(values: Sequence[str], value: str, otherwise: int) -> int:
    return values.index(value) if value in values else otherwise

"""A first look at an article's words: which of its sentences may hold an event and are worth parsing.

A sentence is read if its words can make a trigger by a row of the lexicon, the user's own among them, or can attribute
or quote something. So is the one before such a sentence with a pronoun, which may tell who is meant. The look knows
forms, not grammar, and errs on the side of reading.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from streams.nlp.attributions import DASHES, LONGEST
from streams.nlp.lexicon import Lexicon, Row
from streams.nlp.reader_lemmas import Lemmas

Words = Sequence[str]
"""A sentence's words."""

QUOTES = frozenset('„“”»«"‚‘’')
VERBAL = ("VERB", "AUX", "ADJ")
NOMINAL = ("NOUN", "PROPN", "ADJ", "ADV")
NO_PREPOSITIONS = frozenset({"subj", "obj", "iobj", "clause", "poss", "pred", "actor"})
"""Slots that no word of its own opens."""
NO_LISTS = frozenset({"somebody", "thing"})
"""Word classes that are more than a list of words."""
REMEMBERED = 100_000
SHORTEST_PART, SHORTEST_STEM = 2, 4
"""Letters."""


class Need(NamedTuple):
    """What must stand in a sentence beside a word for a row of the lexicon to hold."""

    lemmas: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    particle: str = ""


class Hint(NamedTuple):
    """What one word can be, whatever stands around it."""

    noun: frozenset[Need]
    """What it needs to be a trigger that is no verb."""
    verb: frozenset[Need]
    """What it needs to be a verb that is one."""
    lemmas: frozenset[str]
    """What it may be a form of, itself among it; in lower case."""


class FirstLook:
    """Chooses the sentences of a language's articles that are worth reading; `lemmas` are those of the reader."""

    def __init__(self, lexicon: Lexicon, lemmas: Lemmas) -> None:
        self._lexicon, self._table = lexicon, lemmas
        self._listed = frozenset(lexicon.forms.values())
        self._parts: Callable[[str], tuple[tuple[str, str], ...]] = cache(lambda verb: tuple(self._part(verb)))
        self._forms: dict[str, set[str]] = {}
        for (form, _), verb in lexicon.forms.items():
            self._forms.setdefault(form, set()).add(verb)
            for particle, base in self._parts(verb):
                if form.startswith(particle):  # "hob" is a form of "heben", which is no trigger, since "aufhob" is one
                    self._forms.setdefault(form[len(particle) :], set()).add(base)
        self._verbs: dict[str, set[Need]] = {}
        for trigger, rows in lexicon.verbs.items():
            verb = trigger.removeprefix("sich ")
            for need in map(_need, rows):
                self._verbs.setdefault(verb, set()).add(need)
                for particle, base in self._parts(verb):
                    self._verbs.setdefault(base, set()).add(need._replace(particle=particle))
        unlisted = {verb.removeprefix("sich ") for verb in lexicon.verbs} - self._listed
        parts = {part for verb in unlisted for part in self._parts(verb)}
        bases = {base for _, base in parts} | {verb.split()[0] for verb in unlisted}
        self._stems: dict[str, set[str]] = {"": {base[:SHORTEST_STEM] for base in bases - self._listed}}
        for particle, base in parts:  # "abgerechnet" of "abrechnen"
            self._stems.setdefault(particle, set()).add(base[:SHORTEST_STEM])
        phrases = (trigger.partition(" + ") for trigger in lexicon.attributions)
        self._sources = [(noun.lower(), frozenset({preposition})) for preposition, plus, noun in phrases if plus]
        self._pronouns = lexicon.words["own_pronouns"] & lexicon.pronouns.keys()
        self._hint: Callable[[str], Hint] = lru_cache(REMEMBERED)(self._look_at)
        self._is_in: Callable[[str, str], bool] = lru_cache(REMEMBERED)(self._look_up)

    def __call__(self, sentences: Sequence[Words]) -> list[bool]:
        """Tell of each sentence of an article whether it is worth reading; the first one always is."""
        chosen = [number == 0 or self._may_hold_event(words) for number, words in enumerate(sentences)]
        referring = [may and self._has_pronoun(words) for may, words in zip(chosen, sentences, strict=True)]
        return [may or before for may, before in zip(chosen, (*referring[1:], False), strict=True)]

    def _may_hold_event(self, words: Words) -> bool:
        if words[0] in DASHES or words[-1] == ":" or any(not QUOTES.isdisjoint(word) for word in words):
            return True  # a quotation, or a name that stands for the verb of saying
        if ":" in words[: LONGEST + 1]:
            return True  # what may be a name, and what that person says
        if any(word[0] == "@" for word in words):
            return True  # the signature of a post
        hints = [self._hint(word) for word in words]
        lemmas = frozenset().union(*(hint.lemmas for hint in hints))
        return any(
            any(self._is_met(need, words, lemmas) for need in hint.noun)
            or (self._can_be_verb(words, number) and any(self._is_met(need, words, lemmas) for need in hint.verb))
            or (words[number].lower() in self._lexicon.words["attribution_as"] and _is_set_off(words, number))
            for number, hint in enumerate(hints)
        )

    def _is_met(self, need: Need, words: Words, lemmas: frozenset[str]) -> bool:
        return (
            need.lemmas <= lemmas
            and (not need.particle or (need.particle in lemmas and self._has_particle(words, need.particle)))
            and all(any(self._is_in(name, word) for word in words) for name in need.classes)
        )

    def _can_be_verb(self, words: Words, number: int) -> bool:
        """Tell whether a word can be a verb: in German by its spelling, in English by the word before it."""
        if _is_set_off(words, number):
            return True
        if self._lexicon.compounds:
            return words[number][0].islower()
        return words[number - 1].lower() not in self._lexicon.words["noun_openers"]

    def _has_particle(self, words: Words, particle: str) -> bool:
        """Tell whether a particle stands where it is no preposition: in German at the end of a clause."""
        openers = self._lexicon.words["clause_openers"]
        return not self._lexicon.compounds or any(
            word.lower() == particle and (not after[0].isalnum() or after.lower() in openers)
            for word, after in pairwise((*words, "."))
        )

    def _has_pronoun(self, words: Words) -> bool:
        return any(word.lower() in self._pronouns for word in words)

    def _look_at(self, word: str) -> Hint:
        form, lexicon = word.lower(), self._lexicon
        verbs = self._forms.get(form) or self._table.possible(form, VERBAL, lexicon.language)
        lemmas = {form, lexicon.prepositions.get(form, form), *(verb.lower() for verb in verbs)}
        lemmas |= {form.removeprefix(start) for start in lexicon.words["pronominal_adverbs"] if form != start}
        needs = {need for lemma in lemmas for need in self._verbs.get(lemma, ())}
        if any(any(stem in form for stem in stems) for start, stems in self._stems.items() if form.startswith(start)):
            needs.add(Need())
        return Hint(frozenset(self._nominal(word)), frozenset(needs), frozenset(lemmas))

    def _nominal(self, word: str) -> Iterator[Need]:
        """Yield what a word needs to be a trigger that is no verb."""
        form, lexicon = word.lower(), self._lexicon
        nouns = {word, form, *self._table.possible(form, NOMINAL, lexicon.language), *lexicon.singulars(word)}
        for row in (row for noun in nouns for row in lexicon.phrases(noun)):
            verb = row.trigger.split(" + ")[1].removeprefix("sich ")
            need = _need(row)
            for light in (verb, *(base for _, base in self._parts(verb))):
                yield need._replace(lemmas=need.lemmas | {light})
        if not lexicon.compounds or word[0].isupper():
            yield from (_need(row) for noun in nouns for row in lexicon.noun(noun))
        if form not in lexicon.words["attribution_as"]:
            yield from map(_need, lexicon.attributions.get(form, ()))
        yield from (Need(lemmas=prepositions) for noun, prepositions in self._sources if noun in form)

    def _part(self, verb: str) -> Iterator[tuple[str, str]]:
        """Yield what a verb may be parted into: particle and base."""
        if not self._lexicon.compounds:
            base, _, particle = verb.partition(" ")
            if particle:
                yield particle, base
            return
        for end in range(SHORTEST_PART, len(verb) - SHORTEST_PART):
            base = verb[end:]
            if base in self._listed or self._table.possible(base, VERBAL, self._lexicon.language):
                yield verb[:end], base

    def _look_up(self, name: str, word: str) -> bool:
        form = word.lower()
        lemmas = {form, *(lemma.lower() for lemma in self._table.possible(form, NOMINAL, self._lexicon.language))}
        return any(self._lexicon.member(name, lemma, form) for lemma in lemmas)


def _need(row: Row) -> Need:
    """Return which of a row's conditions words alone can refute."""
    slots = {condition.slot for condition in row.when if condition.test in {"has", "class"}}
    classes = {condition.word_class for condition in row.when if condition.test == "class"}
    return Need(lemmas=frozenset(slots - NO_PREPOSITIONS), classes=frozenset(classes - NO_LISTS))


def _is_set_off(words: Words, number: int) -> bool:
    """Tell whether a mark stands before a word, or nothing."""
    return number == 0 or not words[number - 1][-1].isalnum()

"""What the lexicon holds once loaded: rows by trigger, word classes, irregular forms, function words."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal

from spacy.tokens import Token

Pos = Literal["VERB", "NOUN", "LIGHT", "ATTR"]


@dataclass(frozen=True)
class Condition:
    """One test in the `when` column.

    `has:SLOT` and `no:SLOT` ask whether a slot is filled, `SLOT=CLASS` whether its head belongs to a word class;
    `passive`, `active`, `infinitive` and `own` look at the verb.
    """

    test: Literal["has", "no", "class", "passive", "active", "infinitive", "own"]
    slot: str = ""
    word_class: str = ""


@dataclass(frozen=True)
class Row:
    """One sense of a trigger: the event it names, where its roles stand, and when the sense holds."""

    trigger: str
    pos: Pos
    type: str
    mode: str
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    content: tuple[str, ...]
    when: tuple[Condition, ...]
    language: str

    @property
    def rule(self) -> str:
        """Name the row in an event's `extractor.rule`."""
        return f"{self.language}:{self.trigger}"

    def takes(self, slot: str) -> bool:
        """Tell whether the recipient or the content may stand in a slot."""
        return slot in self.recipient or slot in self.content


@dataclass(frozen=True)
class Lexicon:
    """All data of one language."""

    language: str
    verbs: dict[str, tuple[Row, ...]]
    nouns: dict[str, tuple[Row, ...]]
    light: dict[str, tuple[Row, ...]]
    attributions: dict[str, tuple[Row, ...]]
    classes: dict[str, frozenset[str]]
    forms: dict[tuple[str, str], str]
    words: dict[str, frozenset[str]]
    prepositions: dict[str, str]
    pronouns: dict[str, str]
    compounds: bool
    noun_ends: dict[str, str] = field(default_factory=dict)
    light_ends: dict[str, str] = field(default_factory=dict)

    @cached_property
    def attribution_nouns(self) -> frozenset[str]:
        """Return the nouns of the attributing phrases ("Angabe" of "nach + Angabe")."""
        return frozenset(key.split(" + ")[1] for key in self.attributions if " + " in key)

    @cached_property
    def person_endings(self) -> tuple[str, ...]:
        """Return the endings of nouns for persons."""
        return tuple(self.words["person_endings"])

    @cached_property
    def not_persons(self) -> tuple[str, ...]:
        """Return the nouns with such an ending that name no person."""
        return tuple(self.words["not_persons"])

    @cached_property
    def not_acts(self) -> tuple[str, ...]:
        """Return the ends of words that only look like compounds with the name of an act ("Ausschuss")."""
        return tuple(self.words["not_acts"])

    @cached_property
    def moving(self) -> tuple[str, ...]:
        """Return the verbs that form their perfect with the auxiliary of the passive of state."""
        return tuple(self.words["moving_verbs"])

    def reports(self, verb: str) -> bool:
        """Tell whether a verb may tell what somebody says."""
        return any(row.type == "statement" for row in self.verbs.get(verb, ()))

    def noun(self, lemma: str) -> tuple[Row, ...]:
        """Return the rows of a noun, of a compound written in one word those of its last part."""
        return self._of_compound(self.nouns, self.noun_ends, lemma)

    def phrases(self, word: str) -> tuple[Row, ...]:
        """Return the light-verb phrases of a content word, of a compound those of its last part."""
        return self._of_compound(self.light, self.light_ends, word)

    def noun_rows(self, token: Token) -> tuple[Row, ...]:
        """Return the rows of a noun in a text, by its lemma, its form, or what its form may be inflected from."""
        return self._found(self.noun, token.lemma_, token.text, token.pos_)

    def phrase_rows(self, token: Token) -> tuple[Row, ...]:
        """Return the light-verb phrases of a content word in a text, looked up like `noun_rows`."""
        return self._found(self.phrases, token.lemma_, token.text, token.pos_)

    @cached_property
    def _found(self) -> Callable[[Callable[[str], tuple[Row, ...]], str, str, str], tuple[Row, ...]]:
        return lru_cache(REMEMBERED)(self._find)

    def _find(self, rows_of: Callable[[str], tuple[Row, ...]], lemma: str, text: str, pos: str) -> tuple[Row, ...]:
        return next((rows for form in self._noun_forms(lemma, text, pos) if (rows := rows_of(form))), ())

    def _noun_forms(self, lemma: str, text: str, pos: str) -> Iterator[str]:
        yield lemma
        yield text
        if pos != "NOUN" or not self.compounds:
            yield text.lower()
        else:
            for ending in self.words["act_endings"]:
                stem = text[: -len(ending)]
                if text.endswith(ending) and len(stem) >= MIN_HEAD:
                    yield stem
                    yield stem.translate(UMLAUTS)

    def _of_compound(self, table: dict[str, tuple[Row, ...]], ends: dict[str, str], lemma: str) -> tuple[Row, ...]:
        rows = table.get(lemma) or table.get(lemma.replace("ß", "ss"))
        if rows or not self.compounds or not lemma[:1].isupper():
            return rows or ()
        if lemma.lower().endswith(self.not_acts):
            return ()
        return table.get(compound_head(lemma, ends, self.words["prefixes"]), ())

    def is_in(self, token: Token, word_class: str) -> bool:
        """Tell whether a noun, or the last part of a compound, belongs to a word class, by its lemma or its form."""
        return self.member(word_class, token.lemma_.lower(), token.lower_)

    @cached_property
    def member(self) -> Callable[[str, str, str], bool]:
        """Tells of a word class, a lemma and a form, both in lower case, what `is_in` tells of a token."""
        return lru_cache(REMEMBERED)(self._is_member)

    def _is_member(self, word_class: str, lemma: str, form: str) -> bool:
        members = self.classes.get(word_class, frozenset())
        stems = self._singulars(lemma, form)
        if self.compounds:  # "Kräfte" of "Kraft", "Angeklagten" of "Angeklagter"
            stems |= {stem.translate(UMLAUTS) for stem in stems if stem != form}
            if any(f"{stem}r" in members for stem in stems if stem.endswith("e")):
                return True
        return any(self._belongs(stem, members) for stem in stems)

    def names_agent(self, word: str) -> bool:
        """Tell whether a lower-case word, perhaps the first part of a compound, is a noun for those who can act."""
        return any(self._belongs(word, self.classes.get(name, frozenset())) for name in AGENT_CLASSES)

    def is_agent(self, token: Token) -> bool:
        """Tell whether a noun is one for those who can act, by its lemma or its form."""
        return any(self.is_in(token, name) for name in AGENT_CLASSES)

    def names_person(self, token: Token) -> bool:
        """Tell whether a noun's ending is one of nouns for persons, as of "Forscher", "climber", "Geschädigten"."""
        things = self.not_persons
        forms = self._singulars(token.lemma_.lower(), token.lower_)
        if any(form.endswith(things) if self.compounds else form in self.words["not_persons"] for form in forms):
            return False
        return any(form.endswith(self.person_endings) for form in forms if len(form) > MIN_PERSON)

    def singulars(self, word: str) -> set[str]:
        """Return what a noun may be the plural or the genitive of, as its spelling allows."""
        stems = self._singulars(word, word)
        return stems | ({stem.translate(UMLAUTS) for stem in stems} if self.compounds else set())

    def _singulars(self, lemma: str, form: str) -> set[str]:
        """Return a noun's lemma and what its form may be the plural or the genitive of, all in lower case."""
        endings = [e for e in self.words["noun_endings"] if form.endswith(e) and len(form) - len(e) >= MIN_HEAD - 1]
        return {lemma, form, *(form[: -len(ending)] for ending in endings)}

    def _belongs(self, form: str, members: frozenset[str]) -> bool:
        if form in members:
            return True
        if not self.compounds:
            return False
        return any(form[start:] in members for start in range(1, len(form) - MIN_HEAD + 1))


AGENT_CLASSES = ("somebody", "court", "body", "troops", "outlet")
"""Word classes of nouns for those who can act."""
MIN_PERSON = 4
"""Letters that a noun must have more than for its ending to tell that it names a person."""
UMLAUTS = str.maketrans("äöüÄÖÜ", "aouAOU")
"""Vowels of plurals ("Kräfte") and of their singulars."""
REMEMBERED = 50_000
"""Words whose rows or classes are remembered: a few thousand make up most of any text."""
MIN_HEAD = 4
"""The shortest last part of a compound that is looked up: shorter ones ("Rat", "Tat") end too many other words."""


def compound_head(lemma: str, ends: dict[str, str], prefixes: frozenset[str]) -> str:
    """Return the longest noun of `ends` (case-folded, to its spelling) that ends `lemma`, or an empty string.

    What stands before it must be a word of its own, not a prefix: "Eintreffen" is no "Treffen".
    """
    folded = lemma.casefold()
    for start in range(2, len(folded) - MIN_HEAD + 1):
        if folded[start:] in ends and folded[:start] not in prefixes:
            return ends[folded[start:]]
    return ""


def group(rows: Iterable[tuple[str, Row]]) -> dict[str, tuple[Row, ...]]:
    """Collect rows by key, in the order of the file."""
    grouped: dict[str, list[Row]] = {}
    for key, row in rows:
        grouped.setdefault(key, []).append(row)
    return {key: tuple(rows) for key, rows in grouped.items()}

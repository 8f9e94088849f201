"""The people and organisations that an article names: who has which full name, abbreviation and role.

Nothing is known but the article: "the chancellor" is Olaf Scholz only where the text says "Chancellor Olaf Scholz".
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from spacy.tokens import Doc, Span, Token

from streams.nlp.countries import country_of, nationality_of
from streams.nlp.genders import PERSON, Fits, gender_of_name, is_given_name
from streams.nlp.lexicon import Lexicon
from streams.nlp.morphology import feature, has
from streams.nlp.organisations import full_names, without_brackets
from streams.nlp.relations import relation
from streams.nlp.spans import name_of, named

TITLES = dict.fromkeys(("Mr.", "Mr", "Herr"), "Masc") | dict.fromkeys(("Mrs.", "Mrs", "Ms.", "Ms", "Frau"), "Fem")
PAIRS = re.compile(r"\b(\w+)(?= (\w+))")
LINKS = frozenset({"flat", "appos", "compound", "dep", "nsubj"})


@dataclass(frozen=True)
class Role:
    """A noun that names somebody's role, and where the text says so."""

    place: int
    noun: str
    name: str


@dataclass
class Entities:
    """The names of one article."""

    doc: Doc
    lexicon: Lexicon
    title: str = ""
    people: dict[str, str] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)
    genders: dict[str, Fits] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)
    roles: list[Role] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Read the article's names once."""
        self._read_people()
        self.organisations = full_names(self.doc)
        for ent in self.doc.ents:
            if ent.label_ in {"PER", "ORG"}:
                self.counts[self.of(ent)] += 1

    def _read_people(self) -> None:
        people = [ent for ent in self.doc.ents if ent.label_ == "PER"]
        counted = self._count([self._untitled(ent) for ent in people])
        late_first = list(counted)[::-1]  # of names that are named equally often, the first one wins
        for name in sorted(late_first, key=lambda n: (" " in n, counted[n])):
            self.people[name] = self.people[name.split()[-1]] = name
        for name in counted:
            for fuller in counted:
                if len(fuller) > len(name) and " " in name and _same_person(name, fuller):
                    self.people[name] = self.people[name.split()[-1]] = fuller
        for name in sorted(counted, key=lambda n: (-counted[n], n)):
            first = name.split()[0]
            if self.people.get(first, first) == first:  # a given name alone, if it is nobody else's name
                self.people[first] = name
        for ent in people:
            self._read_person(ent)

    def _count(self, names: list[str]) -> Counter[str]:
        """Count names, with those that the name tagger cut short but title or text give in full."""
        counted = Counter(names)
        alone = {name for name in counted if " " not in name}
        for before, name in PAIRS.findall(f"{self.title}\n{self.doc.text}"):
            if name in alone and is_given_name(before):
                counted[f"{before} {name}"] += 1
        return counted

    def _read_person(self, ent: Span) -> None:
        """Note a person's gender, roles and country as the words around the name tell them."""
        name = self.person(ent)
        told = _told_gender(ent, self.lexicon) or PERSON
        self.genders[name] = self.genders.get(name, PERSON) & told & gender_of_name(name) or told
        first = ent[0].lower_
        if len(ent) > 1 and first in self.lexicon.words["persons"]:
            self.roles.append(Role(ent.start, first, name))
        for title in _titles(ent, self.lexicon):
            self.roles.append(Role(ent.start, title.lemma_.casefold(), name))
            country = _country_of_role(title, self.lexicon.language)
            if country is not None:
                self.countries.setdefault(name, country)

    def _untitled(self, ent: Span) -> str:
        """Return a person's name without "Mr.", "President" and the like."""
        first, _, rest = name_of(ent).partition(" ")
        titled = first in TITLES or first.lower() in self.lexicon.words["persons"]
        return rest if rest and titled else name_of(ent)

    def of(self, ent: Span) -> str:
        """Return the full name of a person or an organisation."""
        name = name_of(ent)
        if ent.label_ != "PER" and len(ent) == 1 and country_of(name, self.lexicon.language) is None:
            for form in (name, name.removesuffix("s")):
                if " " in self.people.get(form, ""):  # a surname that the name tagger took for something else
                    return self.people[form]
        if ent.label_ == "PER" and (
            len(ent) > 1 or self.people.get(name, name) != name or name not in self.organisations
        ):
            return self.person(ent)
        return self.organisation(name)

    def person(self, ent: Span) -> str:
        """Return a person's full name, a German genitive's s taken off where the bare name is known."""
        text = self._untitled(ent)
        bare = text.removesuffix("s")
        if bare != text and (bare in self.people or has(ent[-1], "Case", "Gen")):
            return self.people.get(bare, bare)
        return self.people.get(text, text)

    def organisation(self, name: str) -> str:
        """Return an organisation's full name: of an abbreviation what it stands for, of a short form the long one."""
        name = without_brackets(name)
        return self.organisations.get(name) or self.organisations.get(name.removesuffix("s"), name)

    @cached_property
    def _organisations_named(self) -> list[tuple[int, str]]:
        """Return every mention of an organisation but newspapers and those in brackets, such as a person's party."""
        return [
            (ent.start, self.of(ent))
            for ent in self.doc.ents
            if ent.label_ == "ORG"
            and not any(self.lexicon.is_in(word, "outlet") for word in ent)
            and (not ent.start or self.doc[ent.start - 1].text != "(")
        ]

    def topic(self, place: int) -> str | None:
        """Return the organisation that the article has named most before a place, of equals the last one."""
        before = [name for start, name in self._organisations_named if start < place]
        counted = Counter(before)
        return max(reversed(before), key=lambda name: counted[name], default=None)

    def has_role(self, noun: str, place: int) -> str | None:
        """Return who has a role: the last one named before, else the first one named after."""
        holders = [role for role in self.roles if _same_role(role.noun, noun, joined=self.lexicon.compounds)]
        before = [role for role in holders if role.place <= place]
        return before[-1].name if before else holders[0].name if holders else None


def person_of(token: Token) -> Span | None:
    """Return the person whom a phrase names: its head is in the name, or is the title of who is named behind it."""
    own = named(token)
    if own is not None:
        return own if own.label_ == "PER" else None
    linked = (c for c in token.children if c.ent_type_ == "PER" and relation(c) in {"flat", "appos", "compound"})
    return next((named(child) for child in linked), None)


def _country_of_role(title: Token, language: str) -> str | None:
    """Return the country of an office: "US-Präsident", "the French minister", "Russlands Präsident"."""
    words = (title, *(child for child in title.children if child.dep_ != "conj"))
    codes = (country_of(w.text, language) or nationality_of(w.text, language) for w in words)
    return next((code for code in codes if code is not None), None)


def _same_person(name: str, fuller: str) -> bool:
    """Tell whether two names begin and end alike, "Anna Kolbe" and "Anna Maria Kolbe", or one is the other's surname.

    A surname may be of several words: "Von der Leyen".
    """
    words, more = name.split(), fuller.split()
    return (words[0] == more[0] and words[-1] == more[-1]) or fuller.casefold().endswith(f" {name.casefold()}")


def _same_role(one: str, other: str, *, joined: bool) -> bool:
    """Tell whether two nouns name the same role: "Präsident" and "US-Präsident" do."""
    return one == other or (joined and (one.endswith(other) or other.endswith(one)) and min(len(one), len(other)) > 3)  # noqa: PLR2004 - "Chef" is the shortest


def _told_gender(ent: Span, lexicon: Lexicon) -> Fits | None:
    """Return the gender that words around a person's name tell: a form of address, a noun that inflects for it."""
    address = TITLES.get(ent[0].text) or (TITLES.get(ent.doc[ent.start - 1].text) if ent.start else None)
    if address:
        return frozenset({address})
    for title in _nouns_beside(ent, lexicon):
        if title.lower_.endswith("in") and feature(title, "Gender") == "Fem" and feature(title, "Number") != "Plur":
            return frozenset({"Fem"})
    return None


def _nouns_beside(ent: Span, lexicon: Lexicon) -> Iterator[Token]:
    """Yield the nouns for persons beside a name: titles, appositions, the head of the phrase that it stands in."""
    head = ent.root
    if ent.start and _is_person_noun(ent.doc[ent.start - 1], lexicon):  # however it is parsed
        yield ent.doc[ent.start - 1]
    for child in head.children:
        if relation(child) in LINKS and not ent.start <= child.i < ent.end and _is_person_noun(child, lexicon):
            yield child
    if relation(head) in {"flat", "appos"} and head.head != head:
        above = head.head
        if (
            not _is_person_noun(above, lexicon) and relation(above) == "nmod"
        ):  # "Ministerpräsident des Landes, Anna Kolbe"
            above = above.head
        if _is_person_noun(above, lexicon):
            yield above


def _is_person_noun(token: Token, lexicon: Lexicon) -> bool:
    if token.pos_ not in {"NOUN", "PROPN"} or token.ent_type_ == "PER":
        return False
    return (
        token.lemma_.lower() in lexicon.words["persons"]
        or lexicon.is_in(token, "person_role")
        or lexicon.names_person(token)
    )


def _titles(ent: Span, lexicon: Lexicon) -> Iterator[Token]:
    """Yield the nouns for a person's role: a title before the name, an apposition, what the person is said to be."""
    yield from _nouns_beside(ent, lexicon)
    head = ent.root
    if (
        relation(head) == "nsubj"
        and _is_person_noun(head.head, lexicon)
        and any(c.dep_ == "cop" for c in head.head.children)
    ):
        yield head.head

"""Who is who inside an article: surnames, roles and pronouns resolved to the fullest name the text gives.

Nothing is known but the article: "the chancellor" is Olaf Scholz only where the text says "Chancellor Olaf Scholz".
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from spacy.tokens import Doc, Span, Token

from streams.models import Kind
from streams.nlp.lexicon import Lexicon
from streams.nlp.morphology import feature, has
from streams.nlp.people import clause_of, is_somebody, relative
from streams.nlp.relations import relation
from streams.nlp.spans import mention, named

KINDS: dict[str, Kind] = {"PER": "person", "ORG": "organisation", "LOC": "place", "MISC": "group"}
GENITIVES = ("'s", "’s", "'", "’")
LOOK_BACK = 60
"""How many words back a pronoun's antecedent is looked for, at the least one sentence."""

BEST = 4
"""Weight of a person that is a subject: no better antecedent can follow."""


How = Literal["as written", "full name", "role", "pronoun", "relative pronoun"]


class Resolved(NamedTuple):
    """The fullest name of what a phrase refers to, and how it was found."""

    name: str
    how: How


@dataclass
class Names:
    """The names of one article and what refers to them."""

    doc: Doc
    lexicon: Lexicon
    full: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    people: list[tuple[int, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read the article's names once."""
        names = [name_of(ent) for ent in self.doc.ents if ent.label_ == "PER"]
        counted = Counter(names)
        for name in sorted(counted, key=lambda n: (len(n.split()), counted[n])):
            for part in (name, name.split()[-1]):
                self.full[part] = name
        for ent in self.doc.ents:
            if ent.label_ != "PER":
                continue
            name = self._person(name_of(ent))
            gender = ""
            for title in _titles(ent):
                self.roles.setdefault(title.lemma_, name)
                gender = gender or feature(title, "Gender")
            self.people.append((ent.start, name, gender))

    def _person(self, text: str) -> str:
        """Return a person's full name, a German genitive's s taken off where the bare name is known."""
        if text in self.full and len(text.split()) > 1 and not text.endswith("s"):
            return text
        for form in (text.removesuffix("s"), text):
            last = form.split()[-1] if form.split() else form
            if form in self.full:
                return self.full[form]
            if last in self.full and len(form.split()) == 1:
                return self.full[last]
        return text

    def resolve(self, token: Token, span: Span) -> Resolved:
        """Return what `span`, headed by `token`, refers to."""
        if relative(token) and relation(clause_of(token)) == "acl":
            antecedent = clause_of(token).head
            return Resolved(self.resolve(antecedent, mention(antecedent)).name, "relative pronoun")
        if token.pos_ == "PRON" or (token.pos_ == "DET" and len(span) == 1):
            found = self._pronoun(token)
            return Resolved(found, "pronoun") if found else Resolved(span.text, "as written")
        entity = named(token) or next((e for e in span.ents if e.label_ == "PER"), None)
        if entity is not None and entity.label_ == "PER" and (entity.end - entity.start) >= len(span) - 1:
            name = self._person(name_of(entity))
            return Resolved(name, "as written" if name == plain_name(span) else "full name")
        known = self.roles.get(token.lemma_) if entity is None and _definite(token) else None
        return Resolved(known, "role") if known is not None else Resolved(plain_name(span), "as written")

    def _pronoun(self, token: Token) -> str | None:
        """Return the antecedent of a personal pronoun: the last person or subject that agrees with it."""
        if has(token, "Person", "1") or has(token, "Person", "2"):
            return None
        gender, number = feature(token, "Gender"), feature(token, "Number")
        doc = token.doc
        first = max(0, token.sent.start - LOOK_BACK)
        best: tuple[int, str] | None = None
        for candidate in reversed(doc[first : token.i]):
            if candidate.pos_ not in {"NOUN", "PROPN"} or relation(candidate) not in {
                "nsubj",
                "obl",
                "obj",
                "root",
                "ROOT",
            }:
                continue
            if not is_somebody(candidate, self.lexicon):
                continue
            person = named(mention(candidate)[0])
            is_person = person is not None and person.label_ == "PER"
            agrees = _agree(gender, candidate, is_person=is_person) and _agree_number(number, candidate)
            if not agrees:
                continue
            weight = 2 * (relation(candidate) == "nsubj") + 2 * is_person
            if best is None or weight > best[0]:
                span = mention(candidate)
                best = (weight, self.resolve(candidate, span).name)
            if best[0] == BEST:
                break
        return best[1] if best else None


def name_of(ent: Span) -> str:
    """Return an entity's text without the English possessive mark."""
    text = ent.text
    for ending in GENITIVES:
        text = text.removesuffix(ending)
    return text.strip()


def plain_name(span: Span) -> str:
    """Return a name without the English possessive mark, of a place also without the German genitive's s."""
    text = name_of(span)
    if len(span) == 1 and has(span[0], "Case", "Gen") and text.endswith("s") and span[0].ent_type_ == "LOC":
        text = text[:-1]
    return text


def _titles(ent: Span) -> list[Token]:
    """Return the nouns that give a person's role: the title before the name, the apposition after it."""
    head = ent.root
    around = [head.head, *head.children] if head.head != head else [*head.children]
    return [
        t
        for t in around
        if t.pos_ == "NOUN" and (relation(head) in {"flat", "appos"} or relation(t) in {"appos", "compound", "flat"})
    ]


def _definite(token: Token) -> bool:
    return any(relation(c) == "det" and not has(c, "Definite", "Ind") for c in token.children)


def _agree(gender: str, candidate: Token, *, is_person: bool) -> bool:
    theirs = feature(candidate, "Gender")
    return is_person or not gender or not theirs or gender == theirs


def _agree_number(number: str, candidate: Token) -> bool:
    theirs = feature(candidate, "Number")
    plural = any(relation(c) == "conj" for c in candidate.children)
    if number == "Plur":
        return plural or theirs == "Plur" or candidate.ent_type_ == "ORG"
    return not plural and theirs != "Plur"

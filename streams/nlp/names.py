"""Who is who inside an article: surnames, abbreviations, roles and pronouns resolved to the fullest name it gives."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from spacy.tokens import Doc, Span, Token

from streams.nlp.entities import Entities, person_of
from streams.nlp.lexicon import Lexicon
from streams.nlp.morphology import feature
from streams.nlp.people import clause_of, relative
from streams.nlp.phrases import Phrases, definite, plain_name
from streams.nlp.pronouns import Speaker, antecedent, person_meant
from streams.nlp.relations import conjuncts, relation
from streams.nlp.spans import mention, name_of, named, simple_mention

How = Literal["as written", "full name", "role", "pronoun", "relative pronoun"]


class Resolved(NamedTuple):
    """The fullest name of what a phrase refers to, and how it was found."""

    name: str
    how: How


@dataclass
class Names:
    """The names of one article and what refers to them; `speakers` are its direct quotations with who speaks."""

    doc: Doc
    lexicon: Lexicon
    speakers: list[Speaker] = field(default_factory=list)
    title: str = ""
    _known: dict[tuple[int, int, int], Resolved] = field(default_factory=dict)

    @cached_property
    def entities(self) -> Entities:
        """The people and organisations that the article names."""
        return Entities(self.doc, self.lexicon, self.title)

    @cached_property
    def _phrases(self) -> Phrases:
        return Phrases(self.doc, self.lexicon)

    def resolve(self, token: Token, span: Span) -> Resolved:
        """Return what `span`, headed by `token`, refers to."""
        key = (token.i, span.start, span.end)
        if key not in self._known:
            self._known[key] = Resolved(span.text, "as written")  # should the way to its name lead through itself
            self._known[key] = self._resolve(token, span)
        return self._known[key]

    def _resolve(self, token: Token, span: Span) -> Resolved:
        if relative(token) and relation(clause_of(token)) == "acl":
            head = clause_of(token).head
            return Resolved(self.resolve(head, mention(head)).name, "relative pronoun")
        heads = conjuncts(token)
        joined = next((c.text for c in heads[-1].children if relation(c) == "cc"), None)
        if joined is not None and len(heads) > 1 and span.start <= heads[-1].i < span.end:
            return self._coordinated(heads, joined)
        if token.pos_ == "PRON" or (token.pos_ == "DET" and len(span) == 1):
            name = antecedent(token, self.entities, lambda t, s: self.resolve(t, s).name, self.speakers)
            return Resolved(name, "pronoun") if name else Resolved(span.text, "as written")
        entity = named(token) or person_of(token)
        if entity is not None:
            return self._named(entity, span)
        name = self._by_role(token) or self._phrases.fuller(token, span)
        return Resolved(name, "role") if name is not None else Resolved(plain_name(span), "as written")

    def _coordinated(self, heads: list[Token], joined: str) -> Resolved:
        """Return the names of coordinated phrases, each resolved, without the articles between them."""
        parts = [self.resolve(head, simple_mention(head)) for head in heads]
        names = [part.name for part in parts]
        how: How = next((part.how for part in parts if part.how != "as written"), "as written")
        return Resolved(f"{', '.join(names[:-1])} {joined} {names[-1]}", how)

    def _named(self, entity: Span, span: Span) -> Resolved:
        """Return the full name of a person or an organisation that is named; longer phrases stay what they are."""
        if entity.end - entity.start < len(span) - 1:
            return Resolved(plain_name(span), "as written")
        name = self.entities.of(entity)
        if name == name_of(entity):
            name = self.entities.organisation(plain_name(span)) if entity.label_ == "ORG" else plain_name(span)
        return Resolved(name, "as written" if name == plain_name(span) else "full name")

    def _by_role(self, token: Token) -> str | None:
        """Return who has the role that a definite noun names, or the organisation that it must mean ("the company")."""
        if not definite(token) or feature(token, "Number") == "Plur":
            return None
        noun = token.lemma_.casefold()
        words = self.lexicon.words
        if noun in words["company_nouns"]:
            return self.entities.topic(token.i)
        known = self.entities.has_role(noun, token.i)
        if known is None and noun.rpartition("-")[2] in words["person_nouns"]:
            return person_meant(token, self.entities)
        return known

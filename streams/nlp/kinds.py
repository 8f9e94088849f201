"""What an actor or recipient is: a person, an organisation, a place or a group, and of which country."""

from collections.abc import Mapping

from spacy.tokens import Span, Token

from streams.models import Kind
from streams.nlp.countries import country_of
from streams.nlp.entities import Entities, person_of
from streams.nlp.genders import is_plural
from streams.nlp.lexicon import Lexicon
from streams.nlp.relations import conjuncts
from streams.nlp.spans import named

KINDS: dict[str, Kind] = {"PER": "person", "ORG": "organisation", "LOC": "place", "MISC": "group"}
BODIES = ("body", "company", "court", "outlet", "police")
"""Word classes of nouns for organisations; a language need not have each."""


def kind_of(token: Token, name: str, entities: Entities) -> Kind | None:
    """Return what the phrase that `token` heads is, or, of a pronoun, what its name is; a coordination is a group."""
    if len(conjuncts(token)) > 1:
        return "group"
    entity = person_of(token) or named(token)
    if name in entities.genders or (entity is not None and entity.label_ == "PER"):
        return "place" if country_of(name, entities.lexicon.language) is not None else "person"
    if entity is not None:
        return KINDS[entity.label_]
    if token.pos_ in {"PRON", "DET"}:
        return "organisation" if name in entities.counts else None
    return _kind_of_noun(token, entities.lexicon)


def _kind_of_noun(token: Token, lexicon: Lexicon) -> Kind | None:
    plural = is_plural(token)
    if any(lexicon.is_in(token, name) for name in BODIES):
        return "group" if plural else "organisation"
    if lexicon.is_in(token, "troops"):
        return "group"
    person = token.lemma_.lower() in lexicon.words["persons"] or lexicon.is_in(token, "person_role")
    if person or lexicon.names_person(token):
        return "group" if plural else "person"
    return "group" if plural and lexicon.is_agent(token) else None


def country_in(span: Span, name: str, entities: Entities, nationalities: Mapping[int, str]) -> str | None:
    """Return the country of a phrase: its own, its adjective's, or that of the office that a person has."""
    language = entities.lexicon.language
    for text in (span.text, name):
        code = country_of(text, language) or entities.countries.get(text)
        if code is not None:
            return code
    for token, following in zip(span, [*span[1:], None], strict=True):
        pair = f"{token.text} {following.text}" if following is not None else ""
        code = nationalities.get(token.i) or country_of(pair, language) or country_of(token.text, language)
        if code is not None:
            return code
    return None

"""Who can act: persons, organisations, countries and groups, told by entity, pronoun and the lexicon's classes."""

from spacy.tokens import Token

from streams.nlp.countries import nationality_of
from streams.nlp.lexicon import Lexicon
from streams.nlp.lexicon.types import AGENT_CLASSES
from streams.nlp.morphology import has
from streams.nlp.relations import conjuncts, relation

YEAR = 4
"""Digits of a year."""
AGENTS = frozenset({"PER", "ORG", "LOC"})


def is_somebody(token: Token, lexicon: Lexicon) -> bool:
    """Tell whether `token` heads a phrase that names a person, an organisation, a country or a group."""
    return any(_is_somebody(head, lexicon) for head in conjuncts(token))


def _is_somebody(token: Token, lexicon: Lexicon) -> bool:
    if token.ent_type_ in AGENTS or token.pos_ == "PROPN":
        return True
    if token.pos_ == "NOUN" and token.lower_ in lexicon.words["person_pronouns"]:
        return True
    if token.pos_ in {"PRON", "DET"}:
        if token.lower_ in lexicon.words["person_pronouns"] or (
            has(token, "PronType", "Prs") and (token.lower_ not in lexicon.words["impersonal_pronouns"])
        ):
            return True
        if relative(token) and relation(clause_of(token)) == "acl":
            return _is_somebody(clause_of(token).head, lexicon)
        return False
    if any(lexicon.is_in(token, name) for name in AGENT_CLASSES):
        return True
    if token.pos_ == "NOUN" and nationality_of(token.text, lexicon.language):
        return True
    if token.pos_ == "NOUN" and lexicon.names_person(token):
        return True
    if any(child.ent_type_ == "PER" and relation(child) in {"flat", "appos"} for child in token.children):
        return True
    return _counts_people(token, lexicon) or _is_nominal(token)


def _counts_people(token: Token, lexicon: Lexicon) -> bool:
    """Tell whether a number stands for those who are counted ("Two were killed", "wounding five")."""
    if token.pos_ != "NUM" or (token.is_digit and len(token) == YEAR):
        return False
    harmed = relation(token) == "obj" and token.head._.verb in lexicon.words["harm_verbs"]
    return harmed or relation(token) == "nsubj"


def _is_nominal(token: Token) -> bool:
    """Tell whether an adjective stands for a person ("der Angeklagte")."""
    return token.pos_ == "ADJ" and relation(token) in {"nsubj", "obj", "obl", "iobj"} and token.text[:1].isupper()


def relative(token: Token) -> bool:
    """Tell whether a pronoun is a relative one."""
    return has(token, "PronType", "Rel")


def clause_of(token: Token) -> Token:
    """Return the verb, or other head, of the clause that a noun phrase stands in."""
    head = token.head
    while (
        relation(head) in {"nmod", "obl", "conj", "case", "det"}
        and head.head != head
        and head.pos_ not in {"VERB", "AUX"}
    ):
        head = head.head
    return head

"""Which pronouns can stand for a phrase: its gender and number, from its noun, a title, a given name, a pronoun's form.

A set of "Masc", "Fem", "Neut" and "Plur"; two phrases can mean the same if their sets meet.
"""

from functools import cache
from importlib.resources import files

from spacy.tokens import Token

from streams.nlp.lexicon import Lexicon
from streams.nlp.morphology import feature, has
from streams.nlp.spans import named

Fits = frozenset[str]

PERSON: Fits = frozenset({"Masc", "Fem"})
ANY: Fits = frozenset({"Masc", "Fem", "Neut"})
PLURAL: Fits = frozenset({"Plur"})
BODY: Fits = frozenset({"Neut", "Plur"})
"""English speaks of a company or a government as "it" or "they"."""


@cache
def _first_names() -> dict[str, str]:
    lines = files("streams.nlp.lexicon").joinpath("first_names.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))


def gender_of_name(name: str) -> Fits:
    """Return the gender that a person's given name or English title tells, both where it tells none."""
    first, *rest = name.split() or [""]
    known = _first_names().get(first) if rest else None
    return frozenset({known}) if known else PERSON


def is_given_name(word: str) -> bool:
    """Tell whether a word is a known given name."""
    return word in _first_names()


def fits_of_pronoun(token: Token, lexicon: Lexicon) -> Fits:
    """Return what a pronoun or possessive can stand for; of an ambiguous form the tagger's number decides."""
    fits = frozenset(lexicon.pronouns.get(token.lower_, "").split())
    number = feature(token, "Number[psor]") or (feature(token, "Number") if len(fits) > 1 else "")
    if fits == {"Fem", "Plur"} and number and token.pos_ == "PRON":
        return PLURAL if number == "Plur" else frozenset({"Fem"})
    return fits


def is_plural(token: Token) -> bool:
    """Tell whether a noun is plural; of a subject its finite verb says so more surely than a form like "Lehrer"."""
    if token.dep_ in {"nsubj", "nsubj:pass"}:
        numbers = {
            feature(verb, "Number") for verb in (token.head, *token.head.children) if has(verb, "VerbForm", "Fin")
        }
        if numbers & {"Sing", "Plur"}:
            return "Plur" in numbers
    return has(token, "Number", "Plur")


def fits_of_phrase(token: Token, lexicon: Lexicon, person: Fits | None) -> Fits:
    """Return which pronouns can stand for the phrase that a noun heads; `person` is what is known of a person in it."""
    if any(child.dep_ == "conj" for child in token.children):
        return PLURAL
    if person is not None:
        return person
    if is_plural(token):
        return PLURAL
    entity = named(token)
    if lexicon.compounds:  # the language's nouns have genders
        gender = feature(token, "Gender")
        told = frozenset({gender}) if gender else ANY
        return (
            told if entity is None else told - {"Masc"} | {"Neut"} if entity.label_ == "LOC" else told | {"Fem", "Neut"}
        )
    if entity is not None:
        return BODY
    if lexicon.names_person(token) or token.lemma_.lower() in lexicon.words["persons"]:
        return PERSON
    return BODY | PERSON if lexicon.names_agent(token.lemma_.lower()) else BODY

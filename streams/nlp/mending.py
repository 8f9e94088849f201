"""Tags and voices that the reader got wrong where the words around leave no doubt; German only.

Nouns have a capital letter there, and the form of a participle is seldom anything else.
"""

from collections.abc import Iterable

from spacy.tokens import Token

from streams.nlp.lemmas import VERBAL
from streams.nlp.lexicon import Lexicon
from streams.nlp.morphology import has
from streams.nlp.relations import is_dative, relation

PARTICIPLE_ENDINGS = ("t", "en")


def mend(words: Iterable[Token], lexicon: Lexicon) -> None:
    """Make verbs of known participles that have an auxiliary, nouns of capitalised triggers, futures of passives."""
    if not lexicon.compounds:
        return
    for token in words:
        if token.dep_ == "aux:pass" and _forms_future(token, lexicon):
            _make_future(token)
        if token.text == token.lower_:
            if (token.lower_, "VERB") in lexicon.forms and _is_participle(token, lexicon):
                token.pos_ = "VERB"
                token.set_morph("VerbForm=Part")  # type: ignore[attr-defined]  # missing in spaCy's stub
        elif token.pos_ not in {"NOUN", "PROPN"} and not token.ent_type and token.text in lexicon.nouns:
            token.pos_ = "NOUN"
            token.lemma_ = token.text


def _make_future(auxiliary: Token) -> None:
    auxiliary.dep_ = "aux"
    auxiliary.head.set_morph("VerbForm=Inf")  # type: ignore[attr-defined]  # missing in spaCy's stub
    for child in auxiliary.head.children:
        if child.dep_ == "nsubj:pass":
            child.dep_ = "nsubj"


def _forms_future(auxiliary: Token, lexicon: Lexicon) -> bool:
    """Tell whether "wird" stands with an infinitive, which alone of the two keeps its object ("wird sie empfangen")."""
    present = auxiliary.lemma_.lower() in lexicon.words["future"] and has(auxiliary, "Tense", "Pres")
    verb = auxiliary.head
    if not present or not has(auxiliary, "VerbForm", "Fin") or not verb.lower_.endswith("en"):
        return False
    parts = {relation(child): child for child in verb.children}
    return "nsubj" in parts and "obj" in parts and not is_dative(parts["obj"], lexicon)


def _is_participle(token: Token, lexicon: Lexicon) -> bool:
    """Tell whether a form is the participle of a perfect or passive, its own or that of its coordination."""
    head = token.head
    passive = relation(token) == "conj" and head.i < token.i and head.pos_ == "VERB" and has(head, "VerbForm", "Part")
    if passive and token.lower_.endswith(PARTICIPLE_ENDINGS) and not _agrees_with_subject(token, head):
        return True
    if token.pos_ in VERBAL and any(has(token, "VerbForm", form) for form in ("Fin", "Inf", "Part")):
        return False
    if passive:
        return True
    auxiliaries = lexicon.words["perfect_auxiliaries"] | lexicon.words["passive_auxiliaries"]
    return any(
        relation(child) == "aux" or (relation(child) == "cop" and child.lemma_.lower() in auxiliaries)
        for child in token.children
    )


def _agrees_with_subject(token: Token, head: Token) -> bool:
    """Tell whether a coordinated form can be finite: with a subject of its own, or by the number of the shared one."""
    if any(relation(child) == "nsubj" for child in token.children):
        return True
    subject = next((child for child in head.children if relation(child) == "nsubj"), None)
    return subject is None or not (has(subject, "Number", "Sing") and has(token, "Number", "Plur"))

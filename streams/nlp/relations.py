"""Plain questions to a Universal Dependencies tree: a word's relation, preposition and conjuncts, a phrase's case."""

from spacy.tokens import Token

from streams.nlp.lexicon import Lexicon
from streams.nlp.morphology import feature, has

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "SYM", "X", "DET"})

DATIVE_PLURALS = ("n", "s")
"""How nouns end in the dative plural: "den Politikern"; "den Politiker" is an accusative, whatever the tagger says."""

_PLAIN: dict[int, str] = {}
"""Relations without their subtypes by spaCy's number of the label; there are a few dozen, asked for all the time."""


def relation(token: Token) -> str:
    """Return a token's relation without its subtype."""
    known = _PLAIN.get(token.dep)
    if known is None:
        known = _PLAIN[token.dep] = token.dep_.partition(":")[0]
    return known


def preposition(token: Token, lexicon: Lexicon) -> str | None:
    """Return the preposition of a phrase ("zum" as "zu"), or the one that opens a clause ("of doing")."""
    for child in token.children:
        form = child.lower_
        if relation(child) == "case" or (relation(child) == "mark" and form in lexicon.words["prepositional_marks"]):
            return lexicon.prepositions.get(form, form)
    return None


def conjuncts(token: Token) -> list[Token]:
    """Return a phrase's head and the heads coordinated with it, in the order of the text."""
    return sorted(
        [token, *(c for c in token.children if relation(c) == "conj" and c.i > token.i and c.pos_ in NOMINAL)],
        key=lambda t: t.i,
    )


def is_dative(token: Token, lexicon: Lexicon) -> bool:
    """Tell whether the words of a noun phrase leave no case but the dative: "dem Minister", "den Behörden", "ihm".

    The forms of articles are surer than the tagger's Case, which is told from the position as well.
    """
    words = lexicon.words
    plural = feature(token, "Number") == "Plur"
    for word in (token, *token.children):
        if word != token and relation(word) not in {"det", "amod"}:
            continue
        form = word.lower_
        if form in words["dative_forms"]:
            return word == token or relation(word) == "det"
        if relation(word) == "det" and word != token:
            if plural and form in words["dative_plurals"]:
                return token.lower_.endswith(DATIVE_PLURALS)
            if form in words["dative_feminines"] and has(token, "Gender", "Fem") and not plural:
                return True
            break  # the first article alone shows the case: "die beiden Parteien"
    return plural and _bare_dative(token, words["dative_endings"])


def _bare_dative(token: Token, endings: frozenset[str]) -> bool:
    """Tell whether a plural without article ends as only the dative does ("Reportern", the plural being "Reporter").

    Feminines have that ending in every case ("höhere Steuern").
    """
    if token.pos_ != "NOUN" or has(token, "Gender", "Fem"):
        return False
    if any(relation(c) == "det" or (relation(c) == "amod" and c.lower_.endswith("e")) for c in token.children):
        return False
    return any(token.lower_ == token.lemma_.lower() + ending for ending in endings) and token.lemma_.endswith(
        ("er", "el")
    )


def agree(subject: Token, verb: Token) -> bool:
    """Tell whether a noun phrase may be the subject of a verb by its number; unknown features agree with everything."""
    finite = next((t for t in (verb, *verb.children) if has(t, "VerbForm", "Fin")), None)
    if finite is None or (finite != verb and relation(finite) not in {"aux", "cop"}):
        return True
    theirs, ours = feature(finite, "Number"), feature(subject, "Number")
    if len(conjuncts(subject)) > 1:
        return True
    return not theirs or not ours or theirs == ours

"""Verb lemmas as the lexicon spells them: irregular forms looked up, separable particles joined, reflexives noticed.

Fills `token._.verb` ("aufheben" for "hob … auf", "turn down" for "turned … down") and `token._.reflexive`.
"""

from collections.abc import Iterable

from spacy.tokens import Token

from streams.nlp.lexicon import Lexicon
from streams.nlp.morphology import has
from streams.nlp.relations import relation

Token.set_extension("verb", default="", force=True)
Token.set_extension("reflexive", default=False, force=True)

VERBAL = frozenset({"VERB", "AUX"})


def set_verb_lemmas(words: Iterable[Token], lexicon: Lexicon) -> None:
    """Set lemma, `_.verb` and `_.reflexive` of every verb, and of every participle that is tagged as an adjective."""
    for token in words:
        if token.pos_ not in VERBAL and not (token.pos_ == "ADJ" and has(token, "VerbForm", "Part")):
            continue
        form = token.lower_
        lemma = lexicon.forms.get((form, token.pos_)) or lexicon.forms.get((form, "VERB"))
        if lemma:
            token.lemma_ = lemma
        elif not lexicon.compounds and token.pos_ == "VERB" and token.is_alpha and _has_other_forms(token, lexicon):
            token.lemma_ = form
        token._.verb = _with_particle(token, lexicon)
        token._.reflexive = any(
            child.lower_ in lexicon.words["reflexives"] or (child.pos_ == "PRON" and has(child, "Reflex", "Yes"))
            for child in token.children
        )


def _has_other_forms(token: Token, lexicon: Lexicon) -> bool:
    """Tell whether a verb's lemma must be wrong: all forms of that verb are listed, and this is none of them."""
    lemma = token.lemma_.lower()
    return lexicon.forms.get((lemma, "VERB")) == lemma


def _particle(token: Token, lexicon: Lexicon) -> tuple[str | None, str]:
    """Return the particle of a verb, and one that a parser gave to it though it is that of a later verb.

    In German a particle ends the clause of the finite verb before it: "schrieben … und kündigten … an".
    """
    found = next((child for child in token.children if child.dep_.startswith("compound:prt")), None)
    if found is None:
        found = _last_adverb(token, lexicon) if lexicon.compounds else _adverb(token, lexicon)
    if not lexicon.compounds or not has(token, "VerbForm", "Fin"):
        return found.lower_ if found is not None else None, ""
    if found is not None and any(_finite_between(c, token, found) for c in token.children):
        return None, "" if token.lower_.startswith(found.lower_) else found.lower_
    if found is None and relation(token) == "conj":
        return next((c.lower_ for c in token.head.children if _completes(c, token)), None), ""
    return found.lower_ if found is not None else None, ""


def _adverb(verb: Token, lexicon: Lexicon) -> Token | None:
    """Return the word behind a verb that a parser took for its adverb, where the lexicon has both ("turn away")."""
    lemma = verb.lemma_.lower()
    return next(
        (
            c
            for c in verb.children
            if c.i == verb.i + 1 and f"{lemma} {c.lower_}" in lexicon.verbs and c.dep_ == "advmod"
        ),
        None,
    )


def _last_adverb(verb: Token, lexicon: Lexicon) -> Token | None:
    """Return the word at the end of a German clause that a parser took for an adverb ("legten die Arbeit nieder")."""
    lemma = verb.lemma_.lower()
    return next(
        (
            c
            for c in verb.children
            if c.dep_ == "advmod"
            and verb.i < c.i < len(c.doc) - 1
            and c.nbor().is_punct
            and (c.lower_ + lemma, "VERB") in lexicon.forms
        ),
        None,
    )


def _completes(particle: Token, verb: Token) -> bool:
    """Tell whether a particle of the first of two coordinated verbs belongs to the second one."""
    return particle.dep_.startswith("compound:prt") and _finite_between(verb, verb.head, particle)


def _finite_between(verb: Token, first: Token, particle: Token) -> bool:
    finite = relation(verb) == "conj" and verb.pos_ in VERBAL and has(verb, "VerbForm", "Fin")
    return finite and first.i < verb.i < particle.i


def _with_particle(token: Token, lexicon: Lexicon) -> str:
    """Return the lemma with its separable particle: "auf" + "heben" as one word, "turn" + "down" as two."""
    lemma = token.lemma_.lower()
    particle, strange = _particle(token, lexicon)
    if particle is None:
        return lemma.removeprefix(strange)
    if not lexicon.compounds:
        phrase = f"{lemma} {particle}"
        return lemma if particle in lexicon.words["loose_particles"] and phrase not in lexicon.verbs else phrase
    if lemma.startswith(particle) or particle in lexicon.words["loose_particles"]:
        return lemma
    return particle + lemma

"""Verb lemmas as the lexicon spells them: irregular forms looked up, separable particles joined, reflexives noticed.

Fills `token._.verb` ("aufheben" for "hob … auf", "turn down" for "turned … down") and `token._.reflexive`.
"""

from spacy.tokens import Doc, Token

from streams.nlp.lexicon import Lexicon
from streams.nlp.morphology import has

Token.set_extension("verb", default="", force=True)
Token.set_extension("reflexive", default=False, force=True)

VERBAL = frozenset({"VERB", "AUX"})


def set_verb_lemmas(doc: Doc, lexicon: Lexicon) -> None:
    """Set lemma, `_.verb` and `_.reflexive` of every verb, and of every participle that is tagged as an adjective."""
    for token in doc:
        if token.pos_ not in VERBAL and not (token.pos_ == "ADJ" and has(token, "VerbForm", "Part")):
            continue
        form = token.lower_
        lemma = lexicon.forms.get((form, token.pos_)) or lexicon.forms.get((form, "VERB"))
        if lemma:
            token.lemma_ = lemma
        token._.verb = _with_particle(token, lexicon)
        token._.reflexive = any(
            child.lower_ in lexicon.words["reflexives"] or has(child, "Reflex", "Yes") for child in token.children
        )


def _with_particle(token: Token, lexicon: Lexicon) -> str:
    """Return the lemma with its separable particle: "auf" + "heben" as one word, "turn" + "down" as two."""
    lemma = token.lemma_.lower()
    particle = next((child.lower_ for child in token.children if child.dep_.startswith("compound:prt")), None)
    if particle is None:
        return lemma
    if not lexicon.compounds:
        return f"{lemma} {particle}"
    if lemma.startswith(particle) or particle in lexicon.words["loose_particles"]:
        return lemma
    return particle + lemma

"""Whom an act is directed at: the slots that the lexicon names, else the owner of what is judged or granted."""

from spacy.tokens import Token

from streams.nlp.people import is_somebody
from streams.nlp.relations import preposition, relation
from streams.nlp.slots import Frame
from streams.nlp.triggers import Candidate

OWNERS = frozenset({"reaction", "refusal", "decision"})
"""Types whose recipient may be the owner of what is welcomed, refused or granted ("begrüßt Bidens Entscheidung")."""
BLAMING = frozenset({("reaction", "criticise"), ("accusation", "blame")})
"""Types and modes whose recipient may be the subject of what is said ("complained that the city had failed")."""


def find_recipient(candidate: Candidate, actor: Token | None) -> Token | None:
    """Return the head of the phrase that names the recipient of an act, which is neither its actor nor its trigger."""
    for found in (_in_slot, _owner, _addressed, _blamed, _of_plan):
        recipient = found(candidate, actor)
        if recipient is not None:
            return recipient
    return None


def _in_slot(candidate: Candidate, actor: Token | None) -> Token | None:
    frame = candidate.frame
    for slot in candidate.row.recipient:
        filler = frame.filler(slot)
        if filler is not None and filler not in {actor, candidate.trigger} and is_somebody(filler, frame.lexicon):
            return filler
    return None


def _owner(candidate: Candidate, _actor: Token | None) -> Token | None:
    frame, row = candidate.frame, candidate.row
    fillers = [frame.filler(slot) for slot in ("obj", *(row.recipient if row.type == "reaction" else ()))]
    if row.type not in OWNERS or row.pos == "NOUN":
        return None
    for child in (child for filler in fillers if filler is not None for child in filler.children):
        owns = child.dep_ == "nmod:poss" or (relation(child) == "nmod" and preposition(child, frame.lexicon) is None)
        if owns and is_somebody(child, frame.lexicon) and (row.type != "decision" or child.pos_ != "PRON"):
            return child
    return None


def _addressed(candidate: Candidate, _actor: Token | None) -> Token | None:
    """Return who gets the message that something is said or announced in ("said in a letter to the mayor")."""
    frame = candidate.frame
    if candidate.row.type not in {"statement", "commitment"}:
        return None
    words = frame.lexicon.words
    for child in frame.base.children:
        if relation(child) != "obl" or not frame.lexicon.is_in(child, "message"):
            continue
        for inner in child.children:
            to = relation(inner) == "nmod" and preposition(inner, frame.lexicon) in words["message_prepositions"]
            if to and is_somebody(inner, frame.lexicon):
                return inner
    return None


def _blamed(candidate: Candidate, actor: Token | None) -> Token | None:
    row, frame = candidate.row, candidate.frame
    clause = frame.clause if (row.type, row.mode) in BLAMING and row.pos == "VERB" else None
    if clause is None or clause == frame.base:
        return None
    subject = next((c for c in clause.children if relation(c) == "nsubj"), None)
    if subject is None or subject == actor or subject.pos_ not in {"NOUN", "PROPN"}:
        return None
    return subject if is_somebody(subject, frame.lexicon) else None


def _of_plan(candidate: Candidate, actor: Token | None) -> Token | None:
    """Return whom a planned act is directed at ("will Kiew helfen", "wants to meet the widow")."""
    row, frame = candidate.row, candidate.frame
    if row.type != "commitment" or row.mode != "plan" or row.pos != "VERB":
        return None
    planned = frame.clause
    if planned is None:
        return None
    inner = Frame(planned, planned, frame.lexicon)
    slots = [slot for row in frame.lexicon.verbs.get(planned._.verb, ()) for slot in row.recipient]
    for slot in dict.fromkeys((*slots, "iobj")):
        filler = inner.filler(slot)
        if filler is not None and filler not in {actor, candidate.trigger} and _is_person(filler, frame):
            return filler
    return None


def _is_person(token: Token, frame: Frame) -> bool:
    return is_somebody(token, frame.lexicon) and token.lower_ not in frame.lexicon.words["reflexives"]

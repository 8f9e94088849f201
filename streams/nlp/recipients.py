"""Whom an act is directed at: the slots that the lexicon names, else the owner of what is judged or granted."""

from itertools import takewhile

from spacy.tokens import Token

from streams.nlp.lexicon import Lexicon
from streams.nlp.morphology import has
from streams.nlp.people import is_somebody
from streams.nlp.relations import preposition, relation
from streams.nlp.slots import Frame
from streams.nlp.triggers import Candidate

OWNERS = frozenset({"reaction", "refusal", "decision", "force", "protest"})
"""Types whose recipient may be the owner of what is welcomed, granted or attacked ("begrüßt Bidens Entscheidung")."""
DIRECTED = frozenset({"reaction", "force", "protest"})
"""Types whose recipient may be the owner of what they are directed at ("protested against the mayor's plan")."""
BLAMING = frozenset({("reaction", "criticise"), ("accusation", "blame"), ("accusation", "charge")})
"""Types and modes whose recipient may be the subject of what is said ("complained that the city had failed")."""
VISIT = "visit"
"""Mode of the acts that are directed at a place, too ("visited two hospitals")."""
ORDERS = ("decision", "order")
"""Type and mode of nouns whose recipient may be the subject of what is ordered ("an order that the army withdraw")."""


def find_recipient(candidate: Candidate, actor: Token | None) -> Token | None:
    """Return the head of the phrase that names the recipient of an act, which is neither its actor nor its trigger."""
    for found in (_in_slot, _beside_speaker, _given, _owner, _addressed, _blamed, _of_plan):
        recipient = found(candidate, actor)
        if recipient is not None and recipient != actor:
            return recipient
    return None


def _in_slot(candidate: Candidate, actor: Token | None) -> Token | None:
    frame = candidate.frame
    for slot in candidate.row.recipient:
        filler = frame.filler(slot)
        if filler is None or filler in {actor, candidate.trigger}:
            continue
        if is_somebody(filler, frame.lexicon) or (candidate.row.mode == VISIT and filler.pos_ in {"NOUN", "PROPN"}):
            return filler
    return None


def _beside_speaker(candidate: Candidate, actor: Token | None) -> Token | None:
    """Return who an attribution names behind its speaker, wherever a parser hung it (", so X gegenüber der dpa")."""
    if candidate.row.pos != "ATTR" or not candidate.row.recipient or actor is None:
        return None
    lexicon = candidate.frame.lexicon
    phrase = takewhile(lambda word: not word.is_punct, actor.doc[actor.i + 1 : actor.sent.end])
    return next(
        (w for w in phrase if preposition(w, lexicon) in candidate.row.recipient and is_somebody(w, lexicon)), None
    )


def _given(candidate: Candidate, _actor: Token | None) -> Token | None:
    """Return to whom a verb of support gives what a noun names ("gave the town a loan", "stattete ihm Besuch ab")."""
    frame = candidate.frame
    if candidate.row.pos not in {"NOUN", "LIGHT"} or frame.base == frame.trigger or candidate.row.type == "agreement":
        return None
    filler = frame.filler("iobj")
    return filler if filler is not None and _is_person(filler, frame) else None


def _owner(candidate: Candidate, _actor: Token | None) -> Token | None:
    frame, row = candidate.frame, candidate.row
    if row.type not in OWNERS:
        return None
    slots = ("obj",) if row.pos != "NOUN" else ()
    fillers = [frame.filler(slot) for slot in (*slots, *(row.recipient if row.type in DIRECTED else ()))]
    for child in (child for filler in fillers if filler is not None for child in filler.children):
        if has(child, "Poss", "Yes") and frame.base._.verb in frame.lexicon.words["self_directed"]:
            continue  # "defended its decision"
        if not _owns(child, frame.lexicon) or not is_somebody(child, frame.lexicon):
            continue
        placed = child.ent_type_ == "LOC" and preposition(child, frame.lexicon) is not None
        if row.type not in {"decision", "force"} or not (placed or child.pos_ in {"PRON", "DET"}):
            return child
    return None


def _owns(phrase: Token, lexicon: Lexicon) -> bool:
    """Tell whether a phrase beside a noun names whose it is."""
    return phrase.dep_ == "nmod:poss" or (
        relation(phrase) == "nmod" and preposition(phrase, lexicon) in {None, *lexicon.words["genitive_prepositions"]}
    )


def _addressed(candidate: Candidate, actor: Token | None) -> Token | None:
    """Return who gets the message that something is said or announced in ("said in a letter to the mayor")."""
    frame = candidate.frame
    if candidate.row.type not in {"statement", "commitment"}:
        return None
    words = frame.lexicon.words
    told_in = [c for c in frame.base.children if relation(c) == "obl"]
    told_in += [c for c in actor.children if relation(c) == "nmod"] if actor is not None else []
    for message in told_in:
        statement = any(row.type == "statement" for row in frame.lexicon.noun_rows(message))
        if not statement and not frame.lexicon.is_in(message, "message"):
            continue
        for inner in message.children:
            to = relation(inner) == "nmod" and preposition(inner, frame.lexicon) in words["message_prepositions"]
            if to and is_somebody(inner, frame.lexicon):
                return inner
    return None


def _blamed(candidate: Candidate, actor: Token | None) -> Token | None:
    row, frame = candidate.row, candidate.frame
    told = (row.type, row.mode) in BLAMING and row.pos == "VERB"
    clause = frame.clause if told or (row.type, row.mode) == ORDERS else None
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

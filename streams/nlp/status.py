"""Whether an act happened: polarity and modality of a trigger's clause."""

from spacy.tokens import Token

from streams.models import Modality, Polarity
from streams.nlp.morphology import has
from streams.nlp.relations import relation
from streams.nlp.slots import Frame
from streams.nlp.subjects import ends_quotation

MAX_CLAUSES = 3
"""How many clauses up a verb of claiming is looked for."""


def polarity(frame: Frame) -> Polarity:
    """Tell whether the text says that the act did not or does not happen."""
    words = frame.lexicon.words
    heads = {frame.trigger, frame.base}
    for head in heads:
        for child in head.children:
            if ends_quotation(child, head):
                continue
            if child.lower_ in words["negations"] and relation(child) in {"advmod", "neg", "cc", "det"}:
                return "negated"
            if child.lower_ in words["negative_determiners"] and relation(child) in {"det", "nsubj", "obj"}:
                return "negated"
            if child.lower_ in words["negative_marks"] and relation(child) in {"mark", "case"}:
                return "negated"
    if _failed(frame):
        return "negated"
    subject = frame.subject
    if subject is not None and _negative(subject, words["negative_determiners"]):
        return "negated"
    obj = frame.filler("obj")
    if obj is not None and not frame.passive and _negative(obj, words["negative_determiners"]):
        return "negated"
    return "affirmed"


def _failed(frame: Frame) -> bool:
    """Tell whether the act is what somebody failed to do ("failed to sign", "failed to get elected")."""
    words, verb = frame.lexicon.words, frame.base
    while relation(verb) == "xcomp":
        verb = verb.head
        if verb._.verb in words["failing"]:
            return True
        if verb.lemma_.lower() not in words["passive_auxiliaries"]:
            return False
    return False


def _negative(noun: Token, determiners: frozenset[str]) -> bool:
    return noun.lower_ in determiners or any(
        c.lower_ in determiners for c in noun.children if relation(c) in {"det", "cc"}
    )


def modality(frame: Frame) -> Modality:
    """Tell whether the act happened, is to happen, is said to have happened, or is only imagined."""
    words, base = frame.lexicon.words, frame.base
    if any(relation(c) == "mark" and c.lower_ in words["conditional_markers"] - {"whether"} for c in base.children):
        return "hypothetical"
    auxiliaries = _auxiliaries(frame)
    for auxiliary in auxiliaries:
        told = _by_auxiliary(auxiliary, auxiliaries, frame)
        if told is not None:
            return told
    if any(c.lower_ in words["possible_adverbs"] for c in base.children):
        return "possible"
    if _expected(frame):
        return "future"
    if told_with_clause_above(base):
        return modality(Frame(base.head, base.head, frame.lexicon))
    return "possible" if _claimed(frame) else "actual"


def told_with_clause_above(verb: Token) -> bool:
    """Tell whether a participle is told as one with the clause above ("will spend May visiting …")."""
    return (
        relation(verb) in {"advcl", "xcomp"}
        and (has(verb, "VerbForm", "Part") or has(verb, "VerbForm", "Ger"))
        and not any(relation(child) in {"mark", "aux", "cop"} for child in verb.children)
    )


def in_present(frame: Frame) -> bool:
    """Tell whether a clause is in the present: no perfect, no modal verb."""
    base, auxiliaries = frame.base, _auxiliaries(frame)
    if not auxiliaries:
        return has(base, "Tense", "Pres") and has(base, "VerbForm", "Fin")
    auxiliary, *others = auxiliaries
    if others or not has(auxiliary, "Tense", "Pres"):
        return False
    return has(base, "Tense", "Pres") or _passive_auxiliary(auxiliary, frame)


def _auxiliaries(frame: Frame) -> list[Token]:
    """Return the auxiliaries of the clause, those shared with the first of coordinated verbs included."""
    base = frame.base
    own = [c for c in base.children if relation(c) in {"aux", "cop"} and c != frame.trigger]
    own = [c for c in own if not ends_quotation(c, base)]
    if relation(base) != "conj" or any(has(c, "VerbForm", "Fin") for c in own) or has(base, "VerbForm", "Fin"):
        return own
    return [*(c for c in base.head.children if relation(c) == "aux" and c.i < base.i), *own]


def _by_auxiliary(auxiliary: Token, auxiliaries: list[Token], frame: Frame) -> Modality | None:
    words = frame.lexicon.words
    lemma, form = auxiliary.lemma_.lower(), auxiliary.lower_
    unreal = has(auxiliary, "Mood", "Sub") and has(auxiliary, "Tense", "Past")
    perfect = any(a.lower_ in words["perfect_infinitives"] for a in auxiliaries if a != auxiliary)
    if lemma in words["reported"] and perfect:
        return "possible"
    if form in words["unreal"]:
        return "future" if not perfect and _foretold(frame) else "hypothetical"
    if unreal and lemma in words["future"]:
        return "hypothetical"
    if form in words["possible"] or (unreal and lemma in words["possible"]):
        return "possible"
    if lemma in words["obligation"]:
        if lemma in words["reported"]:
            return "future"
        return "actual" if form in words["past_obligation"] else "hypothetical"
    if (lemma in words["future"] or form in words["future"]) and not _passive_auxiliary(auxiliary, frame):
        return "future"
    return None


def _foretold(frame: Frame) -> bool:
    """Tell whether "would" stands for the future seen from the past: no condition is named in the sentence."""
    markers = frame.lexicon.words["conditional_markers"] - {"whether"}
    return frame.base.sent.root != frame.base and not any(t.lower_ in markers for t in frame.base.sent)


def _expected(frame: Frame) -> bool:
    """Tell whether the clause is what somebody expects, or what is scheduled ("is expected to visit", "is to meet")."""
    base, words = frame.base, frame.lexicon.words
    head = base.head
    if relation(base) not in {"xcomp", "ccomp", "csubj"} or head == base:
        return relation(base) == "advcl" and any(c.lower_ in words["purpose_marks"] for c in base.children)
    if relation(base) == "xcomp" and head.pos_ == "AUX" and has(base, "VerbForm", "Inf"):
        return True
    return (head._.verb or head.lemma_.lower()) in words["expectation"]


def _claimed(frame: Frame) -> bool:
    """Tell whether the act is only what somebody claims, told in a clause after "claim" or "behaupten"."""
    base, words = frame.base, frame.lexicon.words
    head = base
    for _ in range(MAX_CLAUSES):
        if relation(head) not in {"ccomp", "conj"} or head.head == head:
            return False
        claimed = relation(head) == "ccomp"
        head = head.head
        if claimed and head._.verb in words["claims"]:
            return True
    return False


def _passive_auxiliary(auxiliary: Token, frame: Frame) -> bool:
    """Tell whether a word that also forms the future forms a passive here ("wird verboten")."""
    if auxiliary.lemma_.lower() not in frame.lexicon.words["passive_auxiliaries"]:
        return False
    return auxiliary.dep_ == "aux:pass" or not has(frame.base, "VerbForm", "Inf")

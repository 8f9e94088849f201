"""Whether an act happened: polarity and modality of a trigger's clause."""

from spacy.tokens import Token

from streams.models import Modality, Polarity
from streams.nlp.morphology import has
from streams.nlp.relations import relation
from streams.nlp.slots import Frame


def polarity(frame: Frame) -> Polarity:
    """Tell whether the text says that the act did not or does not happen."""
    words = frame.lexicon.words
    heads = {frame.trigger, frame.base}
    for head in heads:
        for child in head.children:
            if child.lower_ in words["negations"] and relation(child) in {"advmod", "neg", "cc", "det"}:
                return "negated"
            if child.lower_ in words["negative_determiners"] and relation(child) in {"det", "nsubj", "obj"}:
                return "negated"
    subject = frame.subject
    if subject is not None and _negative(subject, words["negative_determiners"]):
        return "negated"
    obj = frame.filler("obj")
    if obj is not None and not frame.passive and _negative(obj, words["negative_determiners"]):
        return "negated"
    return "affirmed"


def _negative(noun: Token, determiners: frozenset[str]) -> bool:
    return noun.lower_ in determiners or any(c.lower_ in determiners for c in noun.children if relation(c) == "det")


def modality(frame: Frame) -> Modality:
    """Tell whether the act happened, is to happen, is said to have happened, or is only imagined."""
    words = frame.lexicon.words
    base = frame.base
    auxiliaries = [c for c in base.children if relation(c) in {"aux", "cop"} and c != frame.trigger]
    if relation(base) == "conj" and not auxiliaries:
        auxiliaries = [c for c in base.head.children if relation(c) == "aux" and c.i < base.i]
    markers = [c.lower_ for c in base.children if relation(c) in {"mark", "advmod"}]
    if any(marker in words["conditional_markers"] for marker in markers if marker != "whether"):
        return "hypothetical"
    for auxiliary in auxiliaries:
        lemma, form = auxiliary.lemma_.lower(), auxiliary.lower_
        unreal = has(auxiliary, "Mood", "Sub") and has(auxiliary, "Tense", "Past")
        if lemma in words["reported"] and _perfect(auxiliaries):
            return "possible"
        if form in words["unreal"] or (unreal and lemma in words["future"]):
            return "hypothetical"
        if form in words["possible"] or (unreal and lemma in words["possible"]):
            return "possible"
        if lemma in words["obligation"]:
            return "hypothetical" if lemma not in words["reported"] else "future"
        if (lemma in words["future"] or form in words["future"]) and not _passive_auxiliary(auxiliary, frame):
            return "future"
    if any(c.lower_ in words["possible_adverbs"] for c in base.children):
        return "possible"
    return "actual"


def _perfect(auxiliaries: list[Token]) -> bool:
    """Tell whether the clause holds an infinitive of the perfect ("soll … getötet haben")."""
    return any(has(a, "VerbForm", "Inf") for a in auxiliaries)


def _passive_auxiliary(auxiliary: Token, frame: Frame) -> bool:
    """Tell whether a word that also forms the future forms a passive here ("wird verboten")."""
    if auxiliary.lemma_.lower() not in frame.lexicon.words["passive_auxiliaries"]:
        return False
    return auxiliary.dep_ == "aux:pass" or not has(frame.base, "VerbForm", "Inf")

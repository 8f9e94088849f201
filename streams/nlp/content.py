"""What is said, decided or demanded: the content of an event, and whether it is quoted directly or indirectly."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from streams.models import Quote
from streams.nlp.morphology import has
from streams.nlp.quotes import Quotation
from streams.nlp.slots import Frame, relation
from streams.nlp.spans import subtree_span, trimmed
from streams.nlp.triggers import Candidate

DIRECT_SHARE = 0.75
"""Share of a content's characters inside quotation marks from which on it counts as a direct quotation."""


@dataclass(frozen=True)
class Content:
    """A content's place in the text (code points) and its form."""

    start: int
    end: int
    quote: Quote | None


def find_content(candidate: Candidate, quotations: Sequence[Quotation], recipient: Token | None) -> Content | None:
    """Return an event's content: a quotation in touch with the trigger's sentence, a clause, or the object the lexicon names."""
    frame = candidate.frame
    clause: Span | None = None
    for slot in candidate.row.content:
        if slot == "clause":
            clause = _clause(candidate)
            speech = _speech(frame, quotations)
            if speech is not None and not _holds_more(clause, speech):
                return Content(speech[0], speech[1], "direct")
            if clause is not None:
                return _clause_content(clause, candidate, quotations)
        else:
            filler = frame.filler(slot)
            if filler is None or filler == recipient or filler == frame.trigger:
                continue
            if candidate.row.takes("clause") and slot != "obj" and _clause_below(filler) is not None:
                clause = subtree_span(_clause_below(filler) or filler)
                if clause is not None:
                    return _clause_content(clause, candidate, quotations)
            span = object_span(filler, frame)
            if span is not None:
                return Content(span.start_char, span.end_char, None)
    return None


def object_span(filler: Token, frame: Frame) -> Span | None:
    """Return the whole object with its preposition, without relative clauses."""
    cut = [c for c in filler.children if relation(c) == "acl" and has(c, "VerbForm", "Fin")]
    cut += [c for c in filler.children if relation(c) in {"parataxis"}]
    span = subtree_span(filler, without=[frame.trigger, *cut])
    if span is not None and span.start <= frame.trigger.i < span.end:
        return None
    return span


def _clause_below(filler: Token) -> Token | None:
    """Return the clause that a pronominal adverb announces ("davor, dass …")."""
    if filler.pos_ not in {"ADV", "PRON"}:
        return None
    return next((c for c in filler.children if relation(c) in {"ccomp", "acl", "advcl"}), None)


def _clause(candidate: Candidate) -> Span | None:
    frame = candidate.frame
    if candidate.row.pos == "ATTR":
        return _attributed(frame)
    head = frame.clause
    if head is None:
        return None
    subject = frame.subject
    if head == frame.base:
        without = [frame.trigger, *([subject] if subject is not None else [])]
        without += [c for c in head.children if relation(c) in {"cc", "aux"} and c.i < frame.trigger.i]
    elif head == frame.base.head:
        without = [frame.base]
    else:
        without = []
    return subtree_span(head, without=without)


def _attributed(frame: Frame) -> Span | None:
    """Return the part of the sentence that an attribution ("laut X, …") covers: the longer side of it within its clause."""
    doc = frame.trigger.doc
    covered = [t.i for t in frame.base.subtree] + [frame.trigger.i]
    low, high = min(covered), max(covered) + 1
    clause = frame.base.head
    while relation(clause) in {"nmod", "obl", "amod", "advmod", "appos", "case"} and clause.head != clause:
        clause = clause.head
    if clause == frame.base:
        return None
    words = [t.i for t in clause.subtree]
    before, after = trimmed(doc, min(words), low), trimmed(doc, high, max(words) + 1)
    sides = [side for side in (before, after) if side is not None]
    if len(sides) == 2 and min(len(side) for side in sides) > 1:
        return trimmed(doc, min(words), max(words) + 1)
    return max(sides, key=len, default=None)


def _clause_content(clause: Span, candidate: Candidate, quotations: Sequence[Quotation]) -> Content:
    start, end = clause.start_char, clause.end_char
    if _volition(candidate):
        return Content(start, end, None)
    inside = sum(max(0, min(q.end, end) - max(q.start, start)) for q in quotations)
    return Content(start, end, "direct" if inside >= DIRECT_SHARE * (end - start) else "indirect")


def _volition(candidate: Candidate) -> bool:
    """Tell whether the clause is what somebody wants to do rather than what somebody says."""
    return candidate.row.mode == "plan" and candidate.frame.trigger.i != candidate.frame.base.i


def _holds_more(clause: Span | None, speech: tuple[int, int]) -> bool:
    """Tell whether a clause holds a quotation and much more, so that only single words of it are quoted."""
    if clause is None or not (clause.start_char <= speech[0] and speech[1] <= clause.end_char):
        return False
    return speech[1] - speech[0] < DIRECT_SHARE * (clause.end_char - clause.start_char)


def _speech(frame: Frame, quotations: Sequence[Quotation]) -> tuple[int, int] | None:
    """Return the quoted stretch that touches the trigger's sentence, an interrupted one with the attribution in it."""
    trigger, sentence = frame.trigger, frame.trigger.sent
    doc: Doc = trigger.doc
    place = trigger.idx
    near = [q for q in quotations if q.speech and q.start < sentence.end_char and q.end > sentence.start_char]
    if any(q.start <= place < q.end for q in near):
        return None
    before = [q for q in near if q.end <= place]
    after = [q for q in near if q.start > place]
    own = clause_bounds(frame)
    before = [q for q in before if q.end > own[0] - 4][-1:]
    after = [q for q in after if q.start < own[1] + 4][:1]
    if before and after and _only_attribution(doc, before[0].end, after[0].start):
        return before[0].start, after[0].end
    if before and doc.text[before[0].end : place].strip(" ,–-\n").count(".") == 0:
        return before[0].start, before[0].end
    if after:
        return after[0].start, after[0].end
    if sentence.text.rstrip().endswith(":"):
        following = next((q for q in quotations if sentence.end_char - 1 <= q.start <= sentence.end_char + 2), None)
        if following is not None:
            return following.start, following.end
    return None


def clause_bounds(frame: Frame) -> tuple[int, int]:
    """Return the place of the trigger's sentence in the text."""
    sentence = frame.trigger.sent
    return sentence.start_char, sentence.end_char


def _only_attribution(doc: Doc, start: int, end: int) -> bool:
    """Tell whether the stretch between two quotations is short and does not end a sentence, so that both are one."""
    between = doc.text[start:end].strip()
    return len(between) < 120 and not between.rstrip('"„“ ').endswith((".", "!", "?", ":"))

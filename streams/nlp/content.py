"""What is said, decided or demanded: the content of an event, and whether it is quoted directly or indirectly."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from streams.models import Quote
from streams.nlp.morphology import has
from streams.nlp.quotes import Quotation
from streams.nlp.relations import relation
from streams.nlp.slots import Frame
from streams.nlp.spans import subtree_span, trimmed
from streams.nlp.triggers import Candidate

DIRECT_SHARE = 0.75
"""Share of a content's characters inside quotation marks from which on it counts as a direct quotation."""

LONGEST_ATTRIBUTION = 120
"""Code points between the two halves of an interrupted quotation."""


@dataclass(frozen=True)
class Content:
    """A content's place in the text (code points) and its form."""

    start: int
    end: int
    quote: Quote | None


def find_content(
    candidate: Candidate, spoken: Sequence[Quotation], quotations: Sequence[Quotation], recipient: Token | None
) -> Content | None:
    """Return an event's content: a quotation of its own, a clause, or the object that the lexicon names.

    `spoken` are the quotations that belong to the trigger (see `owners`), `quotations` are all of the article.
    """
    frame = candidate.frame
    for slot in candidate.row.content:
        filler = frame.clause if slot == "clause" else frame.filler(slot)
        announced = (
            filler is not None
            and slot != "clause"
            and filler.pos_ in {"ADV", "PRON"}
            and "clause" in candidate.row.content
        )
        if slot == "clause" or announced:
            clause = _clause(candidate)
            speech = _speech(frame, spoken)
            if speech is not None and not _holds_more(clause, speech):
                return Content(speech[0], speech[1], "direct")
            if clause is not None:
                return _clause_content(clause, candidate, quotations)
        if slot == "clause" or filler is None or filler in {recipient, frame.trigger}:
            continue
        span = object_span(filler, frame)
        if span is not None:
            return Content(span.start_char, span.end_char, None)
    return None


def owners(candidates: Sequence[Candidate], quotations: Sequence[Quotation]) -> dict[int, list[Quotation]]:
    """Map triggers, by token index, to the quotations they introduce: each to the nearest one that takes a clause."""
    owned: dict[int, list[Quotation]] = {}
    speakers = [c for c in candidates if "clause" in c.row.content]
    for quotation in quotations:
        if not quotation.speech:
            continue
        near = [c for c in speakers if _touches(c, quotation)]
        nearest = min(near, key=lambda c: _distance(c.trigger, quotation), default=None)
        if nearest is not None:
            owned.setdefault(nearest.trigger.i, []).append(quotation)
    return owned


def _touches(candidate: Candidate, quotation: Quotation) -> bool:
    """Tell whether a quotation stands in the trigger's sentence or behind the colon that ends it, not around it."""
    trigger, sentence = candidate.trigger, candidate.trigger.sent
    if quotation.start <= trigger.idx < quotation.end:
        return False
    if quotation.start < sentence.end_char and quotation.end > sentence.start_char:
        return True
    return sentence.text.rstrip().endswith(":") and 0 <= quotation.start - sentence.end_char <= 2  # noqa: PLR2004 - a space or line break


def _distance(trigger: Token, quotation: Quotation) -> int:
    return quotation.start - trigger.idx if quotation.start > trigger.idx else trigger.idx - quotation.end


def object_span(filler: Token, frame: Frame) -> Span | None:
    """Return the whole object with its preposition, without relative clauses."""
    cut = [c for c in filler.children if relation(c) == "acl" and has(c, "VerbForm", "Fin")]
    cut += [c for c in filler.children if relation(c) == "parataxis"]
    span = subtree_span(filler, without=[frame.trigger, *cut])
    if span is not None and span.start <= frame.trigger.i < span.end:
        return None
    return span


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
    """Return what an attribution ("laut X, …") covers: the rest of its clause, on both sides where it interrupts."""
    doc = frame.trigger.doc
    covered = [t.i for t in frame.base.subtree] + [frame.trigger.i]
    low, high = min(covered), max(covered) + 1
    clause = frame.base.head
    while (
        clause.pos_ not in {"VERB", "AUX"}
        and relation(clause) not in {"root", "ccomp", "conj"}
        and clause.head != clause
    ):
        clause = clause.head
    words = [t.i for t in clause.subtree]
    before, after = trimmed(doc, min(words), low), trimmed(doc, high, max(words) + 1)
    if before is not None and after is not None:
        return trimmed(doc, min(words), max(words) + 1)
    return before if before is not None else after


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


def _speech(frame: Frame, spoken: Sequence[Quotation]) -> tuple[int, int] | None:
    """Return the quoted stretch on one side of the trigger, an interrupted one with the attribution in it."""
    place = frame.trigger.idx
    before = [q for q in spoken if q.end <= place][-1:]
    after = [q for q in spoken if q.start > place][:1]
    if before and after and _only_attribution(frame.trigger.doc, before[0].end, after[0].start):
        return before[0].start, after[0].end
    for quotation in (*before, *after):
        return quotation.start, quotation.end
    return None


def _only_attribution(doc: Doc, start: int, end: int) -> bool:
    """Tell whether the stretch between two quotations is short and ends no sentence, so that both are one."""
    between = doc.text[start:end].strip()
    return len(between) < LONGEST_ATTRIBUTION and not between.rstrip('"„“ ').endswith((".", "!", "?", ":"))

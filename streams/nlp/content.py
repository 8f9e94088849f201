"""What is said, decided or demanded: the content of an event, and whether it is quoted directly or indirectly."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from streams.models import Quote
from streams.nlp.attributions import SPEAKER
from streams.nlp.clauses import attributed_span, clause_span
from streams.nlp.morphology import has
from streams.nlp.people import clause_of, relative
from streams.nlp.quotes import Quotation
from streams.nlp.relations import preposition, relation
from streams.nlp.slots import Frame
from streams.nlp.spans import subtree_span, trimmed
from streams.nlp.subjects import is_finite
from streams.nlp.triggers import Candidate, utters

SAYING = frozenset({"statement", "reaction", "accusation", "request", "warning", "refusal", "commitment"})
"""Types whose verbs may introduce a quotation by a colon, though they take no clause."""
DIRECT_SHARE = 0.85
"""Share of a content's characters inside quotation marks from which on it counts as a direct quotation."""
LEADING_SHARE = 0.5
"""The same where the quotation opens the content and other words follow it."""
LONGEST_ATTRIBUTION = 120
"""Code points between the two halves of an interrupted quotation."""
OPENERS = frozenset({"ADP", "DET"})
"""Words that open a phrase, before the quotation marks or inside."""
GAP = 3
"""Code points at most between quotations that are one stretch."""


@dataclass(frozen=True)
class Content:
    """A content's place in the text (code points) and its form."""

    start: int
    end: int
    quote: Quote | None


def find_content(
    candidate: Candidate,
    spoken: Sequence[Quotation],
    quotations: Sequence[Quotation],
    recipient: Token | None,
    triggers: Collection[int] = (),
) -> Content | None:
    """Return an event's content: a quotation of its own, a clause, or the object that the lexicon names.

    `spoken` are the quotations that belong to the trigger (see `owners`), `quotations` are all of the article,
    `triggers` the words of the article that tell acts.
    """
    frame, row = candidate.frame, candidate.row
    if any(q.before == ":" or _inverted(frame.trigger, q) for q in spoken):
        said = _said(candidate, spoken, quotations, triggers)
        if said is not None:
            return said
    for slot in row.content:
        filler = frame.clause if slot == "clause" else frame.filler(slot)
        announced = slot != "clause" and filler is not None and filler.pos_ in {"ADV", "PRON"}
        if slot == "clause" or announced:
            said = _said(candidate, spoken, quotations, triggers)
            if said is not None:
                return said
        if slot == "obj" and filler is not None and filler == recipient and frame.passive:
            filler = frame.filler("pred")
        if slot == "clause" or filler is None or filler in {recipient, frame.trigger} or _is_agent(filler, candidate):
            continue
        span = object_span(filler, frame, row.content)
        if span is not None:
            return Content(span.start_char, span.end_char, _phrase_quote(span, frame.trigger, quotations))
    if row.pos == "LIGHT" and _carries(candidate):
        span = subtree_span(frame.trigger)
        return Content(span.start_char, span.end_char, None) if span is not None else None
    return None


def _is_agent(filler: Token, candidate: Candidate) -> bool:
    return filler == candidate.frame.possessor and utters(filler, candidate.row, candidate.frame.lexicon)


def _inverted(verb: Token, quotation: Quotation) -> bool:
    """Tell whether a verb follows a quotation at once, before its subject: it is what tells the quotation."""
    if quotation.end > verb.idx or verb.idx - quotation.end > GAP:
        return False
    between = verb.doc.text[quotation.end : verb.idx]
    return between.strip() == "," and any(relation(c) == "nsubj" and c.i > verb.i for c in verb.children)


def _carries(candidate: Candidate) -> bool:
    """Tell whether a phrase's verb names the act and its noun what it is about ("Konsequenzen fordern")."""
    frame = candidate.frame
    rows = frame.lexicon.verbs.get(frame.base._.verb, ())
    return frame.trigger != frame.base and any(row.type == candidate.row.type for row in rows)


def owners(candidates: Sequence[Candidate], quotations: Sequence[Quotation], doc: Doc) -> dict[int, list[Quotation]]:
    """Map triggers, by token index, to the quotations they introduce: each to the nearest one that takes a clause."""
    owned: dict[int, list[Quotation]] = {}
    speakers = [c for c in candidates if "clause" in c.row.content and (c.row.pos != "NOUN" or c.row.type in SAYING)]
    others = [c for c in candidates if c.row.type in SAYING]
    for quotation in quotations:
        if not quotation.speech or _names(quotation, doc):
            continue
        near = _near(speakers, quotation)
        if not near and quotation.before == ":":
            near = [c for c in _near(others, quotation) if c.trigger.idx < quotation.start]
        nearest = min(near, key=lambda c: _ownership(c, quotation), default=None)
        if nearest is not None:
            owned.setdefault(nearest.trigger.i, []).append(quotation)
    return owned


def _ownership(candidate: Candidate, quotation: Quotation) -> tuple[bool, int]:
    """Return how near a trigger is to a quotation; a verb before a colon is nearer than "laut" between them."""
    return quotation.before == ":" and candidate.row.pos == "ATTR", _distance(candidate.trigger, quotation)


def _names(quotation: Quotation, doc: Doc) -> bool:
    """Tell whether a quotation is but a name in marks: one entity, or words without a verb behind no colon."""
    span = doc.char_span(quotation.start, quotation.end, alignment_mode="expand")
    if span is None:
        return False
    inside = [t for t in span if not t.is_punct and not t.is_space]
    if inside and all(t.ent_type_ for t in inside):
        return True
    introduced = quotation.before in {":", ","}
    ends = quotation.text[:-1].rstrip()[-1:] in {".", "!", "?", ","}
    return not introduced and not ends and not any(t.pos_ in {"VERB", "AUX"} for t in inside)


def _near(candidates: Sequence[Candidate], quotation: Quotation) -> list[Candidate]:
    """Return the candidates, which are in the order of the text, whose sentences a quotation touches."""
    first = bisect_left(candidates, quotation.start - GAP, key=lambda c: c.trigger.sent.end_char)
    last = bisect_right(candidates, quotation.end + GAP, key=lambda c: c.trigger.sent.start_char)
    return [c for c in candidates[first:last] if _touches(c, quotation)]


def _touches(candidate: Candidate, quotation: Quotation) -> bool:
    """Tell whether a quotation stands in the trigger's sentence or behind the colon that ends it, not around it."""
    trigger, sentence = candidate.trigger, candidate.trigger.sent
    if quotation.start <= trigger.idx < quotation.end:
        return False
    if quotation.start < sentence.end_char and quotation.end > sentence.start_char:
        return True
    if candidate.row.trigger == SPEAKER and 0 <= sentence.start_char - quotation.end <= GAP:
        return True
    return sentence.text.rstrip().endswith(":") and 0 <= quotation.start - sentence.end_char <= GAP


def _distance(trigger: Token, quotation: Quotation) -> int:
    return quotation.start - trigger.idx if quotation.start > trigger.idx else trigger.idx - quotation.end


def object_span(filler: Token, frame: Frame, slots: Collection[str] = ()) -> Span | None:
    """Return the whole object with its preposition and what it is made, without relative clauses.

    A relative pronoun stands for the noun before its clause; a clause behind "what" is no relative one. Phrases in the
    other `slots` of the content that follow at once are part of it ("zu drei Jahren Haft wegen Betrugs").
    """
    if relative(filler) and relation(clause_of(filler)) == "acl":
        filler = clause_of(filler).head
    free = filler.pos_ == "PRON"
    cut = [c for c in filler.children if relation(c) == "acl" and _is_relative(c) and not free]
    cut += [c for c in filler.children if relation(c) == "parataxis"]
    span = subtree_span(filler, without=[frame.trigger, *cut])
    if span is None or span.start <= frame.trigger.i < span.end:
        return None
    return _with_complements(span, frame, slots)


def _is_relative(clause: Token) -> bool:
    """Tell whether a clause behind a noun is a relative one: finite, not what the noun says ("the fear that …")."""
    return has(clause, "VerbForm", "Fin") or (is_finite(clause) and all(relation(c) != "mark" for c in clause.children))


def _with_complements(span: Span, frame: Frame, slots: Collection[str]) -> Span:
    """Return an object with the complements right behind it ("raised its price to 50 dollars", "call it a lie")."""
    end, words = span.end, frame.lexicon.words["object_complements"] | set(slots)
    for child in sorted(frame.base.children, key=lambda c: c.i):
        name = relation(child)
        if relative(child):
            continue
        made = name in {"obj", "xcomp"} or (name == "obl" and preposition(child, frame.lexicon) in words)
        if made and child.left_edge.i == end and child.i != frame.trigger.i:
            end = child.right_edge.i + 1
    return span.doc[span.start : end]


def _said(
    candidate: Candidate, spoken: Sequence[Quotation], quotations: Sequence[Quotation], triggers: Collection[int]
) -> Content | None:
    """Return the clause or the quotation that is said, demanded or decided, whichever is the trigger's own."""
    frame = candidate.frame
    attributes = candidate.row.pos == "ATTR"
    if candidate.row.trigger == SPEAKER:
        clause = None if spoken else _behind_colon(frame.trigger)
    else:
        clause = attributed_span(frame) if attributes else clause_span(frame, triggers)
    speech = _speech(frame, spoken)
    if clause is None:
        return Content(*speech, "direct") if speech is not None else None
    start, end = clause.start_char, clause.end_char
    if _volition(candidate):
        return Content(start, end, None)
    if speech is None:
        return Content(start, end, "direct" if _quoted(start, end, frame.trigger, quotations) else "indirect")
    shared = min(end, speech[1]) - max(start, speech[0])
    if shared <= 0:
        return Content(start, end, "indirect") if _nearer(clause, speech, frame.trigger) else Content(*speech, "direct")
    opens = speech[0] <= start + GAP
    needed = LEADING_SHARE if opens else DIRECT_SHARE
    if shared >= needed * (end - start):
        return Content(*speech, "direct")
    return Content(min(start, speech[0]) if attributes else start, max(end, speech[1]), "indirect")


def _behind_colon(speaker: Token) -> Span | None:
    """Return what stands behind the colon after a speaker's name in the same sentence."""
    doc, end = speaker.doc, speaker.sent.end
    colon = next((i for i in range(speaker.i, end) if doc[i].text == ":"), end - 1)
    return trimmed(doc, colon + 1, end)


def _nearer(clause: Span, speech: tuple[int, int], trigger: Token) -> bool:
    """Tell whether a clause stands nearer to the trigger than a quotation that it does not share words with."""
    place = trigger.idx

    def far(start: int, end: int) -> int:
        return start - place if start > place else place - end

    return far(clause.start_char, clause.end_char) < far(*speech)


def _quoted(start: int, end: int, trigger: Token, quotations: Sequence[Quotation]) -> bool:
    """Tell whether a stretch is in quotation marks that the trigger does not stand in too."""
    first = bisect_right(quotations, start, key=lambda q: q.end)
    last = bisect_left(quotations, end, key=lambda q: q.start)
    outside = [q for q in quotations[first:last] if not q.start <= trigger.idx < q.end]
    inside = sum(min(q.end, end) - max(q.start, start) for q in outside)
    return inside >= DIRECT_SHARE * (end - start)


def _phrase_quote(phrase: Span, trigger: Token, quotations: Sequence[Quotation]) -> Quote | None:
    """Tell whether an object is somebody's words, but for those that open it (`as "deeply flawed"`), or a mere term.

    Terms and names ("der „Heilige Krieg“") are a single word or begin each of their words with a capital.
    """
    first = next((t for t in phrase if t.pos_ not in OPENERS), phrase[0])
    words = [t.text for t in phrase[first.i - phrase.start :] if t.is_alpha]
    if len(words) == 1 or all(word[0].isupper() for word in words):
        return None
    return "direct" if _quoted(first.idx, phrase.end_char, trigger, quotations) else None


def _volition(candidate: Candidate) -> bool:
    """Tell whether the clause is what somebody wants to do rather than what somebody says."""
    return candidate.row.mode == "plan" and candidate.frame.trigger.i != candidate.frame.base.i


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
    if end - start > LONGEST_ATTRIBUTION:
        return False
    span = doc.char_span(start, end, alignment_mode="contract")
    between = span.text.strip() if span is not None else ""
    return not between.rstrip('"„“ ').endswith((".", "!", "?", ":"))

"""The stretch of text that a trigger says, demands or decides: clauses around it, whatever side and how interrupted.

A clause is taken by its words' places rather than by one subtree: parsers hang the end of a long clause on the verb of
saying, or cut it in two.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection

from spacy.tokens import Doc, Span, Token

from streams.nlp.morphology import has
from streams.nlp.people import relative
from streams.nlp.relations import relation
from streams.nlp.slots import Frame
from streams.nlp.spans import trimmed

LINKS = frozenset({"cc", "mark", "advmod", "punct", "discourse"})
"""Relations of words that are no content on their own."""
ENDS = frozenset({".", "!", "?"})


def clause_span(frame: Frame, triggers: Collection[int]) -> Span | None:
    """Return what is said, demanded or decided in clauses of a verb's or noun's frame.

    `triggers` are the words that tell acts of their own: a clause ends before one that shares the frame's subject.
    """
    heads = _heads(frame)
    if not heads:
        return None
    doc, place = frame.trigger.doc, frame.trigger.i
    own = _own_words(frame)
    words: set[int] = set()
    for head in heads:
        words |= {t.i for t in head.subtree}
        words -= _of_others(head, triggers, frame.lexicon.words["reporting_marks"])
    words = {i for i in words - own if doc[i].text not in ENDS}
    if not words:
        return None
    left, right = {i for i in words if i < place}, {i for i in words if i > place}
    if _weighs(left, doc) and _weighs(right, doc) and not frame.modal:
        return trimmed(doc, min(left), max(right) + 1)
    if _weighs(right, doc) or not left:
        return _right(frame, right or words, own, triggers)
    return _left(frame, left, own)


def attributed_span(frame: Frame) -> Span | None:
    """Return what an attribution ("laut X, …") covers: the rest of its clause, on both sides where it interrupts."""
    doc, sentence = frame.trigger.doc, frame.trigger.sent
    covered = [t.i for t in frame.base.subtree if not _clause_inside(t, frame.base)] + [frame.trigger.i]
    low, high = min(covered), max(covered) + 1
    clause = frame.base.head
    while clause.head != clause and not _is_whole(clause):
        clause = clause.head
    first, last = _bounds(doc, frame.trigger, sentence)
    words = [t.i for t in clause.subtree if first <= t.i < last]
    if not words:
        return None
    before, after = trimmed(doc, min(words), low), trimmed(doc, high, max(words) + 1)
    before = before if before is not None and _weighs({t.i for t in before}, doc) else None
    if before is not None and after is not None:
        return trimmed(doc, min(words), max(words) + 1)
    return before if before is not None else after


def _is_whole(head: Token) -> bool:
    """Tell whether a head is that of a clause with a subject, not of a phrase or a participle in one."""
    if relation(head) in {"root", "ccomp", "parataxis"}:
        return True
    return head.pos_ in {"VERB", "AUX"} and any(relation(c) in {"nsubj", "csubj", "expl"} for c in head.children)


def _clause_inside(token: Token, base: Token) -> bool:
    """Tell whether a word of an attributing phrase belongs to a clause that a parser hung on its name."""
    hung = False
    while token != base:
        if relation(token) == "acl" and any(relative(child) for child in token.children):
            return False  # a relative clause is the name's own, with all that it says
        hung = hung or (relation(token) in {"ccomp", "parataxis", "conj"} and token.pos_ in {"VERB", "AUX"})
        token = token.head
    return hung


def _heads(frame: Frame) -> list[Token]:
    """Return the heads of all clauses that belong to what is said."""
    head = frame.clause
    if head is None:
        return []
    if head == frame.base or head.is_ancestor(frame.base):
        return [head]
    return [head, *(c for c in frame.base.children if relation(c) == "ccomp" and c not in {head, frame.trigger})]


def _own_words(frame: Frame) -> set[int]:
    """Return the words that name the act and who does it."""
    base = frame.base
    own = {frame.trigger.i, base.i} if frame.clause != base else {frame.trigger.i}
    if frame.clause is not None and frame.clause.is_ancestor(base):
        own |= {t.i for t in base.subtree}
    subject = frame.subject
    if subject is not None and (subject.head in {base, frame.trigger} or base.left_edge.i < subject.i < base.i):
        own |= {t.i for t in subject.subtree if t.i < frame.trigger.i or relation(t) != "acl"}
    if frame.clause == base:
        own |= {c.i for c in base.children if relation(c) in {"cc", "aux", "punct"} and c.i < frame.trigger.i}
    return own


def _of_others(head: Token, triggers: Collection[int], reporting: Collection[str]) -> set[int]:
    """Return the words that only seem to belong to a clause: other acts of its own speaker, who tells it.

    `reporting` are the words that open a clause that tells who says the one around it ("…, wie ein Sprecher sagte").
    """
    words: set[int] = set()
    for token in head.subtree:
        if token == head:
            continue
        name = relation(token)
        own_subject = any(relation(c) in {"nsubj", "csubj"} for c in token.children)
        finite = name == "conj" and has(token, "VerbForm", "Fin") and has(head, "VerbForm", "Inf")
        said = name == "conj" and token.i in triggers and any(relation(c) == "ccomp" for c in token.children)
        commented = name == "advcl" and token.i in triggers and has(token, "VerbForm", "Part") and _after_comma(token)
        openers = (c for c in token.children if c.i < token.i and relation(c) in {"mark", "advmod"})
        reported = name == "advcl" and token.i in triggers and any(c.lower_ in reporting for c in openers)
        if finite or reported or ((said or commented) and not own_subject):
            words |= {t.i for t in token.subtree}
    return words


def _after_comma(token: Token) -> bool:
    return token.i > 0 and token.doc[token.i - 1].text == ","


def _right(frame: Frame, words: set[int], own: set[int], triggers: Collection[int]) -> Span | None:
    """Return a clause behind the trigger with what follows it in the sentence and tells no act of the same speaker."""
    end = max(words) + 1
    base = frame.base
    for child in base.children:
        edge = child.left_edge.i
        if edge < end or child.i in own or relation(child) not in {"conj", "advcl", "ccomp", "parataxis", "obl"}:
            continue
        subject = any(relation(c) == "nsubj" for c in child.children)
        infinitive = has(child, "VerbForm", "Inf") and not has(base, "VerbForm", "Inf")
        if child.i in triggers or (relation(child) == "conj" and not (subject or infinitive)) or edge - end > 1:
            break
        end = child.right_edge.i + 1
    return trimmed(frame.trigger.doc, min(words), end)


def _left(frame: Frame, words: set[int], own: set[int]) -> Span | None:
    """Return a clause before the trigger, with words at its start that a parser hung on the verb of saying."""
    start, end = min(words), max(words) + 1
    for child in sorted(frame.base.children, key=lambda c: -c.i):
        if child.i not in own and child.right_edge.i + 1 == start and relation(child) in {"nsubj", "obl", "advmod"}:
            start = child.left_edge.i
    return trimmed(frame.trigger.doc, start, end)


def _weighs(words: set[int], doc: Doc) -> bool:
    """Tell whether words are more than links and marks."""
    return any(not doc[i].is_punct and not doc[i].is_space and relation(doc[i]) not in LINKS for i in words)


def _bounds(doc: Doc, token: Token, sentence: Span) -> tuple[int, int]:
    """Return the bounds of the brackets around a word, else of what stands between semicolons."""
    start, end = sentence.start, sentence.end
    for i in range(token.i, sentence.start - 1, -1):
        if doc[i].text == ")":
            break
        if doc[i].text == "(":
            close = next((j for j in range(token.i, sentence.end) if doc[j].text == ")"), sentence.end)
            return i + 1, close
    marks = [i for i in range(start, end) if doc[i].text == ";"]
    before, behind = bisect_left(marks, token.i), bisect_right(marks, token.i)
    return (marks[before - 1] + 1 if before else start), (marks[behind] if behind < len(marks) else end)

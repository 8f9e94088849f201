"""Which time expression dates an act, and what it means: one of its clause, of a plan one of the planned act."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from spacy.tokens import Doc, Token

from streams.models import When
from streams.nlp.content import Content
from streams.nlp.morphology import has
from streams.nlp.relations import relation
from streams.nlp.status import in_present, modality, polarity, told_with_clause_above
from streams.nlp.times import Tense, TimeExpression
from streams.nlp.triggers import Candidate
from streams.plover import Status

SCHEDULED = frozenset({"decision", "agreement", "meeting", "force", "aid"})
"""Types of acts that, told in the present with a day to come, are scheduled ("flies to Amman on Friday")."""
SETTLING = frozenset({"decision", "agreement", "commitment", "request"})
"""Types of acts that settle what is to be: their deadlines lie ahead ("extended the ban until June")."""
DEADLINE = "../"
"""How a deadline's EDTF value begins."""
LINKS = frozenset({"nmod", "obl", "advmod", "case", "flat", "appos", "nummod", "compound"})
DAY_MONTH_OR_YEAR = re.compile(r"\d{4}(-[01]\d(-\d\d)?)?(?![-\d])")
"""The first time of an EDTF value; months above 20 are seasons."""
DURING = frozenset({"at", "bei", "during", "in", "während"})
"""Prepositions before an occasion that an act is dated by ("killed in the 2012 attack")."""
FAR = 4
"""How many words may stand between a time and what it dates."""


@dataclass(frozen=True)
class Datings:
    """The time expressions of one article and the day of its publication."""

    doc: Doc
    times: Sequence[TimeExpression]
    published: date | None

    def of(self, candidate: Candidate, content: Content | None, status: Status) -> When | None:
        """Return what dates an act."""
        frame = candidate.frame
        inside = self._sentence(frame.trigger)
        quoted = content if content is not None and content.quote else None
        own = [t for t in inside if quoted is None or not quoted.start <= t.start < quoted.end]
        if candidate.row.type == "commitment" and frame.clause is not None:
            found = self._first(inside, {frame.clause}, "future")
            if found is not None:
                return found
        tense: Tense = "future" if status.modality == "future" else "past"
        if candidate.row.type in SETTLING:
            deadline = self._first(own, {frame.trigger, frame.base}, "future")
            if deadline is not None and deadline.value.startswith(DEADLINE):
                return deadline
        found = self._first(own, {frame.trigger, frame.base}, tense)
        if found is None and told_with_clause_above(frame.base):
            found = self._first(own, {frame.base.head}, tense)
        return found

    def status_of(self, candidate: Candidate, content: Content | None) -> Status:
        """Return an act's polarity and modality; what is told in the present of a day to come is future."""
        frame = candidate.frame
        status = Status(polarity(frame), modality(frame))
        if status.modality != "actual" or candidate.row.type not in SCHEDULED or not in_present(frame):
            return status
        ahead = Status(status.polarity, "future")
        return ahead if self._lies_ahead(self.of(candidate, content, ahead)) else status

    def _lies_ahead(self, when: When | None) -> bool:
        """Tell whether a time begins after the day of publication, seasons aside."""
        if when is None or self.published is None:
            return False
        begin = DAY_MONTH_OR_YEAR.match(when.value)
        return begin is not None and begin[0] > self.published.isoformat()[: len(begin[0])]

    def _sentence(self, trigger: Token) -> list[TimeExpression]:
        start, end = trigger.sent.start_char, trigger.sent.end_char
        first = bisect_left(self.times, start, key=lambda time: time.start)
        return list(takewhile(lambda time: time.end <= end, self.times[first:]))

    def _first(self, times: Sequence[TimeExpression], heads: set[Token], tense: Tense) -> When | None:
        """Return the first time that modifies one of `heads` and has a value."""
        for time in times:
            if self._modifies(time, heads):
                value = time.resolve(self.published, tense)
                if value is not None:
                    return When(text=time.text, start=time.start, end=time.end, value=value)
        return None

    def _modifies(self, time: TimeExpression, heads: set[Token]) -> bool:
        span = self.doc.char_span(time.start, time.end, alignment_mode="expand")
        if span is None:
            return False
        token = span.root
        if _counts(token):
            return False
        if _is_year_of(span[-1]):
            return span[-1].head in heads
        for _ in range(FAR):
            if token.head in heads:
                return True
            if relation(token) not in LINKS:
                return False
            token = token.head
        return False


def _is_year_of(number: Token) -> bool:
    """Tell whether a year tells which of several is meant, not when the act was ("jailed over the 2013 protests")."""
    if not number.is_digit or number.i > number.head.i or number.head.pos_ not in {"NOUN", "PROPN"}:
        return False
    return not any(relation(c) == "case" and c.lower_ in DURING for c in number.head.children)


def _counts(number: Token) -> bool:
    """Tell whether what looks like a year counts what follows it ("2000 jobs")."""
    return relation(number) == "nummod" and number.i < number.head.i and has(number.head, "Number", "Plur")

"""Which time expression dates an act, and what it means: one of its clause, of a plan one of the planned act."""

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
from streams.nlp.times import Tense, TimeExpression
from streams.nlp.triggers import Candidate
from streams.plover import Status

LINKS = frozenset({"nmod", "obl", "advmod", "case", "flat", "appos", "nummod", "compound"})
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
        found = self._first(own, {frame.trigger, frame.base}, tense)
        if found is None and _shares_time(frame.base):
            found = self._first(own, {frame.base.head}, tense)
        return found

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
        for _ in range(FAR):
            if token.head in heads:
                return True
            if relation(token) not in LINKS:
                return False
            token = token.head
        return False


def _shares_time(verb: Token) -> bool:
    """Tell whether a clause is told as one with the clause above: a participle after it ("…, saying that …")."""
    return (
        relation(verb) == "advcl"
        and has(verb, "VerbForm", "Part")
        and not any(relation(child) in {"mark", "aux"} for child in verb.children)
    )

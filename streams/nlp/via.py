"""Through whom the text knows of an act: the outlet, report, document or witness that tells it ("laut AFP").

Never the speaker of a clause around it: who says that somebody said something is no source of that statement.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Span

from streams.nlp.builder import Roles
from streams.nlp.triggers import Candidate

Read = tuple[Candidate, Roles]
REPORTING = frozenset({"say", "confirm"})
"""Modes of statements that report an act."""


def with_sources(read: Sequence[Read]) -> Iterator[Read]:
    """Yield candidates and roles, the reporting source added where another event of the sentence names it."""
    reports = [(c, roles) for c, roles in read if c.row.type == "statement" and c.row.mode in REPORTING]
    by_sentence: dict[int, list[tuple[Candidate, Span, Roles]]] = {}
    for candidate, roles in reports:
        source = _source(candidate, roles)
        if source is not None:
            by_sentence.setdefault(candidate.trigger.sent.start, []).append((candidate, source, roles))
    for candidate, roles in read:
        found = by_sentence.get(candidate.trigger.sent.start, [])
        source = next((span for report, span, told in found if _tells(report, told, candidate, roles)), None)
        yield candidate, roles if source is None else replace(roles, via=(source.root, source))


def _source(report: Candidate, roles: Roles) -> Span | None:
    """Return who reports, if it is no speaker but a source."""
    if roles.actor is None:
        return None
    head, span = roles.actor
    lexicon = report.frame.lexicon
    if any(lexicon.is_in(token, "source") for token in (head, span[-1])):  # "Sky News", not "News Corp."
        return span
    noun = report.trigger  # "nach einem Bericht der Post": the report makes its owner a source
    return span if report.row.pos == "ATTR" and lexicon.is_in(noun, "source") else None


def _tells(report: Candidate, told: Roles, candidate: Candidate, roles: Roles) -> bool:
    """Tell whether a report holds an act of somebody else; only attributions hold statements, see above."""
    if report.trigger == candidate.trigger or told.content is None:
        return False
    if report.row.pos != "ATTR" and candidate.row.type == "statement":
        return False
    if roles.actor is not None and told.actor is not None and roles.actor[0] == told.actor[0]:
        return False
    return told.content.start <= candidate.trigger.idx < told.content.end

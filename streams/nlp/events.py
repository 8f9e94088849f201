"""From a read article to its events: triggers, roles, status, names and times put together.

The order matters: verb lemmas before triggers, triggers before the events that another event's content swallows,
names last.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate

from spacy.tokens import Doc, Token

from streams.models import Article, Event
from streams.nlp.attributions import SPEAKER
from streams.nlp.builder import Builder, Coded, Roles
from streams.nlp.content import SAYING, find_content, owners
from streams.nlp.countries import nationality_of
from streams.nlp.lemmas import set_verb_lemmas
from streams.nlp.lexicon import Lexicon
from streams.nlp.mending import mend
from streams.nlp.morphology import has
from streams.nlp.names import Names
from streams.nlp.posts import find_posts
from streams.nlp.quotes import Quotation, find_quotations, with_posts
from streams.nlp.recipients import find_recipient
from streams.nlp.relations import relation
from streams.nlp.spans import ended_before, mention
from streams.nlp.times import find_times
from streams.nlp.triggers import Candidate, find_triggers
from streams.nlp.via import with_sources

SWALLOWING = frozenset({"request", "warning", "commitment", "refusal", "decision", "agreement"})
"""Types whose content is no event of its own (guidelines, ruling 2)."""


class EventCoder:
    """Reads the events out of parsed articles of one language."""

    def __init__(self, lexicon: Lexicon, *, version: str, model: str) -> None:
        self._lexicon = lexicon
        self._version = version
        self._model = model

    def __call__(self, article: Article, doc: Doc) -> tuple[Event, ...]:
        """Return the events of `article`, whose text is parsed in `doc`, in the order of their triggers."""
        return tuple(coded.event for coded in self.read(article, doc))

    def read(self, article: Article, doc: Doc) -> Iterator[Coded]:
        """Yield the events with what they were read from, in the order of their triggers."""
        lexicon, words = self._lexicon, list(doc)  # spaCy makes a new object of each word that it is asked for
        mend(words, lexicon)
        set_verb_lemmas(words, lexicon)
        nationalities = {
            t.i: c
            for t in words
            if t.pos_ in {"ADJ", "PROPN", "NOUN"} and (c := nationality_of(t.text, lexicon.language))
        }
        adjectives = frozenset(i for i in nationalities if relation(doc[i]) in {"amod", "compound", "nmod"})
        posts = list(find_posts(doc.text))
        quotations = with_posts(find_quotations(doc.text), doc.text, posts)
        candidates = find_triggers(doc, words, lexicon, adjectives, posts)
        spoken = owners(candidates, quotations, doc)
        places = frozenset(c.trigger.i for c in candidates)
        read = [(c, self._roles(c, spoken.get(c.trigger.i, []), quotations, adjectives, places)) for c in candidates]
        speakers = [
            (quotation.start, quotation.end, roles.actor[0])
            for candidate, roles in read
            for quotation in spoken.get(candidate.trigger.i, [])
            if roles.actor is not None
        ]
        names = Names(doc, lexicon, speakers, article.title)
        times = find_times(doc.text, lexicon.language)
        builder = Builder(article, doc, names, times, nationalities, lexicon, self._version, self._model)
        yield from (builder.build(c, roles) for c, roles in _without_swallowed(list(with_sources(read))))

    def _roles(
        self,
        candidate: Candidate,
        spoken: Sequence[Quotation],
        quotations: Sequence[Quotation],
        nationalities: frozenset[int],
        places: frozenset[int],
    ) -> Roles:
        actor = _actor(candidate, nationalities)
        recipient = find_recipient(candidate, actor)
        content = find_content(candidate, spoken, quotations, recipient, places)
        told = content.start if content is not None else None
        addressed = recipient.left_edge.idx if recipient is not None else None
        return Roles(
            actor=(actor, ended_before(mention(actor), addressed)) if actor is not None else None,
            recipient=(recipient, ended_before(mention(recipient), told)) if recipient is not None else None,
            content=content,
        )


def _actor(candidate: Candidate, nationalities: frozenset[int]) -> Token | None:
    row, frame = candidate.row, candidate.frame
    if row.actor:
        found = (frame.filler(slot) for slot in row.actor)
        return next((f for f in found if f is not None), None)
    if row.trigger == SPEAKER or (row.pos == "ATTR" and frame.base != frame.trigger):
        return frame.base
    if row.pos in {"NOUN", "ATTR"}:
        owner = frame.possessor or next((c for c in frame.trigger.children if c.i in nationalities), None)
        if row.pos == "ATTR":
            return owner or frame.trigger  # "nach Polizeiangaben" names who informs
        return owner if owner is not None or frame.base == frame.trigger else frame.actor_subject
    return frame.actor_subject


def _without_swallowed(read: list[tuple[Candidate, Roles]]) -> Iterator[tuple[Candidate, Roles]]:
    """Yield the events that no other event's content swallows; one that holds its own trigger swallows none."""
    contents = sorted(
        (roles.content.start, roles.content.end)
        for candidate, roles in read
        if candidate.row.type in SWALLOWING
        and roles.content is not None
        and not roles.content.start <= candidate.trigger.idx < roles.content.end
    )
    starts = [start for start, _ in contents]
    reach = [0, *accumulate((end for _, end in contents), max)]
    said = {c.frame.base.i for c, roles in read if c.row.type in SAYING and roles.content is not None}
    for candidate, roles in read:
        place = candidate.trigger.idx
        swallowed = reach[bisect_right(starts, place)] > place and not (
            _tells_besides(candidate, roles) or _attributes(candidate, roles, read)
        )
        if not swallowed and not _accompanies(candidate, roles, said):
            yield candidate, roles


def _attributes(candidate: Candidate, roles: Roles, read: list[tuple[Candidate, Roles]]) -> bool:
    """Tell whether a phrase attributes the very act in whose content it stands ("The port, so X, will be closed")."""
    said, place = roles.content, candidate.trigger.idx
    return (
        candidate.row.pos == "ATTR"
        and said is not None
        and all(
            said.start <= other.trigger.idx < said.end
            for other, roles in read
            if other.row.type in SWALLOWING and roles.content is not None
            if roles.content.start <= place < roles.content.end
        )
    )


def _accompanies(candidate: Candidate, roles: Roles, said: Collection[int]) -> bool:
    """Tell whether a participle tells but how or when something is `said` ("Speaking in Rome, she said …")."""
    base = candidate.frame.base
    if candidate.row.type != "statement" or roles.content is not None or relation(base) != "advcl":
        return False
    return has(base, "VerbForm", "Part") and base.head.i in said


def _tells_besides(candidate: Candidate, roles: Roles) -> bool:
    """Tell whether a clause behind a noun tells what happened: a finite one, or a participle with its agent."""
    base = candidate.frame.base
    if relation(base) not in {"acl", "conj"} or (relation(base) == "conj" and relation(base.head) != "acl"):
        return False
    volition = candidate.frame.lexicon.words["volition"]
    if any(relation(c) == "aux" and c.lemma_.lower() in volition for c in base.children):
        return False
    finite = any(has(t, "VerbForm", "Fin") for t in (base, base.head, *base.children, *base.head.children))
    return (relation(base) == "acl" and candidate.frame.passive and roles.actor is not None) or (
        finite and any(relation(c) in {"aux", "nsubj"} for t in (base, base.head) for c in t.children)
    )

"""From a read article to its events: triggers, roles, status, names and times put together.

The order matters: verb lemmas before triggers, triggers before the events that another event's content swallows,
names last.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Doc, Span, Token

from streams.ids import event_id
from streams.models import Article, ArticleRef, Event, Extractor, Participant, When
from streams.models import Span as TextSpan
from streams.models import Trigger as TriggerSpan
from streams.nlp.content import Content, find_content, owners
from streams.nlp.countries import country_of, nationality_of
from streams.nlp.lemmas import set_verb_lemmas
from streams.nlp.lexicon import Lexicon
from streams.nlp.names import KINDS, Names
from streams.nlp.places import Places
from streams.nlp.quotes import Quotation, find_quotations
from streams.nlp.recipients import find_recipient
from streams.nlp.relations import relation
from streams.nlp.spans import mention
from streams.nlp.status import modality, polarity
from streams.nlp.times import TimeExpression, find_times
from streams.nlp.triggers import Candidate, find_triggers
from streams.ontology import Mode, ontology
from streams.plover import Status, plover_of

SWALLOWING = frozenset({"request", "warning", "commitment", "refusal", "decision", "agreement"})
"""Types whose content is no event of its own (guidelines, ruling 2)."""

NO_MODE = Mode(plover=None, stance=None)


@dataclass(frozen=True)
class _Roles:
    """The tokens and stretches that fill a candidate's fields."""

    actor: tuple[Token, Span] | None
    recipient: tuple[Token, Span] | None
    content: Content | None


class EventCoder:
    """Reads the events out of parsed articles of one language."""

    def __init__(self, lexicon: Lexicon, *, version: str, model: str) -> None:
        self._lexicon = lexicon
        self._version = version
        self._model = model

    def __call__(self, article: Article, doc: Doc) -> tuple[Event, ...]:
        """Return the events of `article`, whose text is parsed in `doc`, in the order of their triggers."""
        lexicon = self._lexicon
        set_verb_lemmas(doc, lexicon)
        nationalities = {
            t.i: c
            for t in doc
            if t.pos_ in {"ADJ", "PROPN", "NOUN"} and (c := nationality_of(t.text, lexicon.language))
        }
        adjectives = frozenset(i for i in nationalities if relation(doc[i]) in {"amod", "compound", "nmod"})
        quotations = find_quotations(doc.text)
        candidates = find_triggers(doc, lexicon, adjectives)
        spoken = owners(candidates, quotations)
        read = [(c, self._roles(c, spoken.get(c.trigger.i, []), quotations, adjectives)) for c in candidates]
        names = Names(doc, lexicon)
        times = find_times(doc.text, lexicon.language)
        builder = _Builder(article, doc, names, times, nationalities, lexicon, self._version, self._model)
        return tuple(builder.build(c, roles) for c, roles in _without_swallowed(read))

    def _roles(
        self,
        candidate: Candidate,
        spoken: Sequence[Quotation],
        quotations: Sequence[Quotation],
        nationalities: frozenset[int],
    ) -> _Roles:
        actor = _actor(candidate, nationalities)
        recipient = find_recipient(candidate, actor)
        content = find_content(candidate, spoken, quotations, recipient)
        return _Roles(
            actor=(actor, mention(actor)) if actor is not None else None,
            recipient=(recipient, mention(recipient)) if recipient is not None else None,
            content=content,
        )


def _actor(candidate: Candidate, nationalities: frozenset[int]) -> Token | None:
    row, frame = candidate.row, candidate.frame
    if row.actor:
        found = (frame.filler(slot) for slot in row.actor)
        return next((f for f in found if f is not None), None)
    if row.pos == "ATTR" and frame.base != frame.trigger:
        return frame.base
    if row.pos in {"NOUN", "ATTR"}:
        owner = frame.possessor or next((c for c in frame.trigger.children if c.i in nationalities), None)
        return owner if owner is not None or frame.base == frame.trigger else frame.actor_subject
    return frame.actor_subject


def _without_swallowed(read: list[tuple[Candidate, _Roles]]) -> Iterator[tuple[Candidate, _Roles]]:
    """Yield the events that no other event's content swallows."""
    for candidate, roles in read:
        place = candidate.trigger.idx
        swallowed = any(
            other.row.type in SWALLOWING
            and theirs.content is not None
            and theirs.content.start <= place < theirs.content.end
            and other is not candidate
            and not theirs.content.start <= other.trigger.idx < theirs.content.end
            for other, theirs in read
        )
        if not swallowed:
            yield candidate, roles


@dataclass(frozen=True)
class _Builder:
    """Builds the events of one article."""

    article: Article
    doc: Doc
    names: Names
    times: Sequence[TimeExpression]
    nationalities: dict[int, str]
    lexicon: Lexicon
    version: str
    model: str

    @cached_property
    def _reference(self) -> ArticleRef:
        return ArticleRef(
            id=self.article.id,
            version=self.article.version,
            url=self.article.url,
            title=self.article.title,
            source=self.article.source,
            language=self.lexicon.language,
            published_at=self.article.published_at,
        )

    @cached_property
    def _places(self) -> Places:
        return Places(self.doc, self.lexicon, self.nationalities)

    @cached_property
    def _repeats(self) -> dict[int, int]:
        """How often each sentence's text came before it in the article."""
        seen: Counter[str] = Counter()
        repeats = {}
        for sentence in self.doc.sents:
            repeats[sentence.start] = seen[sentence.text]
            seen[sentence.text] += 1
        return repeats

    def build(self, candidate: Candidate, roles: _Roles) -> Event:
        row, trigger = candidate.row, candidate.trigger
        sentence = trigger.sent
        mode = ontology().get(row.type, {}).get(row.mode, NO_MODE)
        lemma = trigger._.verb or trigger.lemma_
        recipient = self._participant(roles.recipient)
        content = self._text(roles.content.start, roles.content.end) if roles.content is not None else None
        status = Status(polarity(candidate.frame), modality(candidate.frame))
        told = " ".join((lemma, *(span.text for span in (recipient, content) if span is not None)))
        return Event(
            id=event_id(
                self.article.id,
                row.type,
                sentence.text,
                trigger.idx - sentence.start_char,
                repeat=self._repeats[sentence.start],
            ),
            type=row.type,
            mode=row.mode,
            article=self._reference,
            trigger=TriggerSpan(
                text=trigger.text,
                lemma=lemma,
                start=trigger.idx,
                end=trigger.idx + len(trigger),
            ),
            actor=self._participant(roles.actor),
            recipient=recipient,
            content=content,
            quote=roles.content.quote if roles.content is not None else None,
            stance=mode.stance,
            polarity=status.polarity,
            modality=status.modality,
            time=self._time(candidate, roles),
            place=self._places.of(row, candidate.frame, roles.recipient[0] if roles.recipient else None),
            via=None,
            sentence=self._text(sentence.start_char, sentence.end_char),
            plover=plover_of(row.type, row.mode, told=told, language=self.lexicon.language, status=status),
            confidence=0.5,
            extractor=Extractor(version=self.version, model=self.model, rule=row.rule),
        )

    def _text(self, start: int, end: int) -> TextSpan:
        return TextSpan(text=self.doc.text[start:end], start=start, end=end)

    def _participant(self, role: tuple[Token, Span] | None) -> Participant | None:
        if role is None:
            return None
        token, span = role
        entity = token.ent_type_ or next((e.label_ for e in span.ents), "")
        language = self.lexicon.language
        country = country_of(span.text, language) or next(
            (c for t in span if (c := self.nationalities.get(t.i) or country_of(t.text, language))), None
        )
        return Participant(
            text=span.text,
            start=span.start_char,
            end=span.end_char,
            name=self.names.resolve(token, span),
            kind=KINDS.get(entity),
            country=country,
        )

    def _time(self, candidate: Candidate, roles: _Roles) -> When | None:
        published = self.article.published_at
        sentence = candidate.trigger.sent
        content = roles.content
        for expression in self.times:
            inside = sentence.start_char <= expression.start and expression.end <= sentence.end_char
            if not inside or (
                content is not None and content.quote and content.start <= expression.start < content.end
            ):
                continue
            if not _same_clause(self.doc, expression, candidate):
                continue
            value = expression.resolve(published.date() if published else None, "past")
            if value is not None:
                return When(text=expression.text, start=expression.start, end=expression.end, value=value)
        return None


def _same_clause(doc: Doc, expression: TimeExpression, candidate: Candidate) -> bool:
    """Tell whether a time expression modifies the trigger's clause or its noun phrase."""
    span = doc.char_span(expression.start, expression.end, alignment_mode="expand")
    if span is None:
        return False
    token = span.root
    heads = {candidate.trigger.i, candidate.frame.base.i}
    for _ in range(4):
        if token.head.i in heads:
            return True
        if relation(token) not in {"nmod", "obl", "advmod", "case", "flat", "appos", "nummod", "compound"}:
            return False
        token = token.head
    return False

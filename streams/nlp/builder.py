"""Builds an event from a trigger and its roles: who they are, when and where it was, what it is in PLOVER."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Doc, Span, Token

from streams.ids import event_id
from streams.models import Article, ArticleRef, Event, Extractor, Participant
from streams.models import Span as TextSpan
from streams.models import Trigger as TriggerSpan
from streams.nlp.confidence import confidence, features
from streams.nlp.content import Content
from streams.nlp.datings import Datings
from streams.nlp.kinds import country_in, kind_of
from streams.nlp.lexicon import Lexicon
from streams.nlp.names import How, Names
from streams.nlp.places import Places
from streams.nlp.times import TimeExpression
from streams.nlp.triggers import Candidate
from streams.ontology import Mode, ontology
from streams.plover import plover_of

NO_MODE = Mode(plover=None, stance=None)


@dataclass(frozen=True)
class Roles:
    """The tokens and stretches that fill a candidate's fields."""

    actor: tuple[Token, Span] | None
    recipient: tuple[Token, Span] | None
    content: Content | None
    via: tuple[Token, Span] | None = None


@dataclass(frozen=True)
class Coded:
    """An event and what it was read from."""

    event: Event
    candidate: Candidate
    roles: Roles
    actor_how: How | None
    recipient_how: How | None
    features: tuple[str, ...]


@dataclass(frozen=True)
class Builder:
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
    def _datings(self) -> Datings:
        published = self.article.published_at
        return Datings(self.doc, self.times, published.date() if published else None)

    @cached_property
    def _places(self) -> Places:
        return Places(self.doc, self.lexicon, self.nationalities)

    @cached_property
    def _repeats(self) -> dict[int, int]:
        """How often each sentence's text came before it in the article."""
        seen: Counter[str] = Counter()
        repeats = {}
        for sentence in self.doc.sents:
            text = self.article.text[sentence.start_char : sentence.end_char]
            repeats[sentence.start] = seen[text]
            seen[text] += 1
        return repeats

    def build(self, candidate: Candidate, roles: Roles) -> Coded:
        """Return the event of a trigger with its roles."""
        row, trigger = candidate.row, candidate.trigger
        sentence = trigger.sent
        mode = ontology().get(row.type, {}).get(row.mode, NO_MODE)
        lemma = trigger._.verb or trigger.lemma_
        actor, actor_how = self._participant(roles.actor)
        recipient, recipient_how = self._participant(roles.recipient)
        content = self._text(roles.content.start, roles.content.end) if roles.content is not None else None
        status = self._datings.status_of(candidate, roles.content)
        told = " ".join((lemma, *(span.text for span in (recipient, content) if span is not None)))
        acting = roles.actor[0] if roles.actor is not None else None
        found = tuple(features(candidate, acting, roles.content, status, actor_how))
        event = Event(
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
            actor=actor,
            recipient=recipient,
            content=content,
            quote=roles.content.quote if roles.content is not None else None,
            stance=mode.stance,
            polarity=status.polarity,
            modality=status.modality,
            time=self._datings.of(candidate, roles.content, status),
            place=self._places.of(row, candidate.frame, roles.recipient[0] if roles.recipient else None),
            via=self._participant(roles.via)[0],
            sentence=self._text(sentence.start_char, sentence.end_char),
            plover=plover_of(row.type, row.mode, told=told, language=self.lexicon.language, status=status),
            confidence=confidence(found),
            extractor=Extractor(version=self.version, model=self.model, rule=row.rule),
        )
        return Coded(event, candidate, roles, actor_how, recipient_how, found)

    def _text(self, start: int, end: int) -> TextSpan:
        return TextSpan(text=self.article.text[start:end], start=start, end=end)

    def _participant(self, role: tuple[Token, Span] | None) -> tuple[Participant | None, How | None]:
        if role is None:
            return None, None
        token, span = role
        name, how = self.names.resolve(token, span)
        entities = self.names.entities
        participant = Participant(
            text=span.text,
            start=span.start_char,
            end=span.end_char,
            name=name,
            kind=kind_of(token, name, entities),
            country=country_in(span, name, entities, self.nationalities),
        )
        return participant, how

"""What tests of this package, and of code that uses it, need: articles, events and a place where messages collect."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from streams.ids import event_id
from streams.messages import Message
from streams.models import Article, ArticleRef, Event, Extractor, Span, Trigger


def article(text: str = "Der Rat BESCHLIESST heute.", **fields: object) -> Article:
    """Return an article; every field can be given."""
    return Article.model_validate({"id": "a1", "title": "T", "text": text, "language": "de", **fields})


def statement(source: Article, word: str) -> Event:
    """Return a statement event whose trigger is the first `word` of the article."""
    start = source.text.index(word)
    end = start + len(word)
    return Event(
        id=event_id(source.id, "statement", source.text, start),
        type="statement",
        mode="say",
        article=ArticleRef(
            id=source.id,
            version=source.version,
            url=source.url,
            title=source.title,
            source=source.source,
            language=source.language or "de",
            published_at=source.published_at,
        ),
        trigger=Trigger(text=word, lemma=word.lower(), start=start, end=end),
        actor=None,
        recipient=None,
        content=None,
        quote=None,
        stance=None,
        polarity="affirmed",
        modality="actual",
        time=None,
        place=None,
        via=None,
        sentence=Span(text=source.text, start=0, end=len(source.text)),
        plover=None,
        confidence=0.5,
        extractor=Extractor(version="0", model="stub", rule="stub"),
    )


def capitals(source: Article) -> tuple[Event, ...]:
    """Extract a statement for every word in capitals: the extractor of tests that need none."""
    return tuple(statement(source, word) for word in source.text.split() if word.isupper())


@dataclass
class Outbox:
    """Collects published messages; `await outbox(messages)` publishes."""

    messages: list[Message] = field(default_factory=list)

    async def __call__(self, messages: Sequence[Message]) -> None:
        """Collect messages."""
        self.messages.extend(messages)

    def on(self, topic: str) -> list[Message]:
        """Return the messages of a topic."""
        return [message for message in self.messages if message.topic == topic]

"""Builds events by hand: texts are looked up in the article, so that offsets are always true."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal

import pytest

from streams.models import ArticleRef, Event, Extractor, Participant, Span, Trigger

MakeEvent = Callable[..., Event]


@pytest.fixture
def make_event() -> MakeEvent:
    """Return a function that builds an event of `text` from the words that fill its fields."""

    def make(
        text: str,
        event_type: str,
        trigger: str,
        *,
        mode: str = "say",
        actor: str | None = None,
        recipient: str | None = None,
        content: str | None = None,
        article_id: str = "a1",
        title: str = "",
        language: Literal["de", "en"] = "en",
        **fields: Any,
    ) -> Event:
        def place(words: str) -> dict[str, Any]:
            start = text.index(words)
            return {"text": words, "start": start, "end": start + len(words)}

        def participant(words: str | None) -> Participant | None:
            return Participant(**place(words), name=words) if words else None

        given: dict[str, Any] = {
            "id": f"{article_id}:{event_type}:{trigger}",
            "type": event_type,
            "mode": mode,
            "article": ArticleRef(
                id=article_id,
                version="1",
                url=None,
                title=title,
                source=None,
                language=language,
                published_at=datetime(2024, 11, 18, tzinfo=UTC),
            ),
            "trigger": Trigger(**place(trigger), lemma=trigger),
            "actor": participant(actor),
            "recipient": participant(recipient),
            "content": Span(**place(content)) if content else None,
            "quote": None,
            "stance": None,
            "polarity": "affirmed",
            "modality": "actual",
            "time": None,
            "place": None,
            "via": None,
            "sentence": Span(text=text, start=0, end=len(text)),
            "plover": None,
            "confidence": 0.9,
            "extractor": Extractor(version="0", model="none", rule="en:test"),
        }
        return Event(**given | fields)

    return make

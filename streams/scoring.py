"""Compares extracted events with annotated ones: precision, recall, F1, field accuracies, and how far confidence holds.

An extracted event matches an annotated one of the same article and type if their triggers overlap (strict), else if
both triggers lie in the same annotated sentence (lenient). Each event is matched at most once, in the order of the
files.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from streams.models import Article, Event, Span

CONTENT_SHARED = 0.5
"""How much of both contents' characters must be shared for the content to be right."""

BINS = 10


class _Gold(BaseModel):
    """What annotators wrote; fields that scoring does not need are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class GoldSpan(_Gold):
    """An annotated stretch of text."""

    text: str = ""
    start: int
    end: int


class GoldTime(_Gold):
    """An annotated time expression."""

    text: str = ""
    value: str | None = None


class GoldEvent(_Gold):
    """One annotated event; `s` is the number of the sentence that holds the trigger."""

    s: int
    type: str
    mode: str | None = None
    trigger: GoldSpan
    actor: GoldSpan | None = None
    actor_name: str | None = None
    recipient: GoldSpan | None = None
    recipient_name: str | None = None
    content: GoldSpan | None = None
    quote: str | None = None
    stance: str | None = None
    polarity: str | None = None
    modality: str | None = None
    time: GoldTime | None = None
    via: GoldSpan | None = None


class GoldArticle(_Gold):
    """One annotated article."""

    id: str
    lang: str
    text: str
    title: str = ""
    published: str | None = None
    sentences: tuple[tuple[int, int], ...]
    events: tuple[GoldEvent, ...]

    def sentence_at(self, offset: int) -> int:
        """Return the number of the sentence that holds `offset`; a gap belongs to the sentence after it."""
        following = (number for number, (_, end) in enumerate(self.sentences) if offset < end)
        return next(following, len(self.sentences) - 1)

    def article(self) -> Article:
        """Return the article as it would have arrived."""
        return Article(
            id=self.id, title=self.title, text=self.text, language=self.lang, published_at=self.published or None
        )


@dataclass(frozen=True)
class Pair:
    """An annotated event and the extracted event that matches it."""

    gold: GoldEvent
    predicted: Event
    strict: bool

    def right(self, field: str) -> bool:
        """Tell whether the extracted event has the annotated value in `field`."""
        return FIELDS[field](self.gold, self.predicted)

    def all_right(self, fields: Iterable[str]) -> bool:
        """Tell whether every one of `fields` is right."""
        return all(self.right(field) for field in fields)


@dataclass(frozen=True)
class Match:
    """The events of one article: which were found, which were missed and which are extra."""

    article: GoldArticle
    pairs: tuple[Pair, ...]
    missed: tuple[GoldEvent, ...]
    extra: tuple[Event, ...]


@dataclass(frozen=True)
class Rate:
    """How many extracted events are right, of how many extracted and how many annotated."""

    right: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        """Return the share of extracted events that are right."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Return the share of annotated events that were found."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True)
class Scores:
    """The figures of one group of events: a language, a type, or all.

    `event` asks for type and trigger, `event_lenient` for type and sentence, `who` for the actor besides, `alert` for
    actor, recipient, polarity and modality. `fields` holds the share of lenient matches whose field is right, None
    where no match concerns the field.
    """

    event: Rate
    event_lenient: Rate
    who: Rate
    alert: Rate
    fields: dict[str, float | None]


@dataclass(frozen=True)
class Bin:
    """The events whose confidence lies between `low` and `high`; the last bin includes 1."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


@dataclass(frozen=True)
class Reliability:
    """How often events are right at each confidence, and the expected calibration error over all of them."""

    bins: tuple[Bin, ...]
    error: float | None


def match(article: GoldArticle, events: Sequence[Event]) -> Match:
    """Pair the annotated events of `article` with the extracted ones."""
    strict, gold, predicted = _pair(article.events, events, lambda g, p: _overlap(g.trigger, p.trigger))
    lenient, missed, extra = _pair(gold, predicted, lambda g, p: g.s == article.sentence_at(p.trigger.start))
    pairs = (*(Pair(g, p, strict=True) for g, p in strict), *(Pair(g, p, strict=False) for g, p in lenient))
    return Match(article, pairs, tuple(missed), tuple(extra))


def score_languages(matches: Sequence[Match]) -> dict[str, Scores]:
    """Return the figures of every language, and of all articles under "all"."""
    groups = defaultdict(list)
    for found in matches:
        groups[found.article.lang].append(found)
    return {"all": _scores(matches)} | {language: _scores(groups[language]) for language in sorted(groups)}


def score_types(matches: Sequence[Match]) -> dict[str, Scores]:
    """Return the figures of every event type that was annotated or extracted, the most frequent first."""
    frequency: dict[str, int] = defaultdict(int)
    for found in matches:
        for event in found.article.events:
            frequency[event.type] += 1
        for extra in found.extra:
            frequency[extra.type] += 0
    return {name: _scores(matches, name) for name in sorted(frequency, key=lambda name: (-frequency[name], name))}


def reliability(matches: Iterable[Match]) -> Reliability:
    """Compare the confidence of events with how often they are right: a lenient match with the right actor."""
    outcomes: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, right in _outcomes(matches):
        outcomes[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
    bins = tuple(
        Bin(
            low=number / BINS,
            high=(number + 1) / BINS,
            count=len(members),
            confidence=sum(confidence for confidence, _ in members) / len(members),
            right=sum(right for _, right in members) / len(members),
        )
        for number, members in enumerate(outcomes)
        if members
    )
    total = sum(b.count for b in bins)
    error = sum(b.count * abs(b.right - b.confidence) for b in bins) / total if total else None
    return Reliability(bins, error)


def _outcomes(matches: Iterable[Match]) -> Iterator[tuple[float, bool]]:
    for found in matches:
        yield from ((pair.predicted.confidence, pair.right("actor")) for pair in found.pairs)
        yield from ((event.confidence, False) for event in found.extra)


def _pair(
    gold: Sequence[GoldEvent], events: Sequence[Event], same: Callable[[GoldEvent, Event], bool]
) -> tuple[list[tuple[GoldEvent, Event]], list[GoldEvent], list[Event]]:
    """Pair each annotated event with the first free extracted one; return the pairs and what is left of both."""
    pairs, missed, free = [], [], list(events)
    for annotated in gold:
        place = next((i for i, e in enumerate(free) if e.type == annotated.type and same(annotated, e)), None)
        if place is None:
            missed.append(annotated)
        else:
            pairs.append((annotated, free.pop(place)))
    return pairs, missed, free


def _scores(matches: Sequence[Match], event_type: str | None = None) -> Scores:
    def counts(event: GoldEvent | Event) -> bool:
        return event_type is None or event.type == event_type

    pairs = [pair for found in matches for pair in found.pairs if counts(pair.gold)]
    gold = sum(counts(event) for found in matches for event in found.article.events)
    predicted = len(pairs) + sum(counts(event) for found in matches for event in found.extra)

    def rate(right: Callable[[Pair], bool]) -> Rate:
        return Rate(sum(map(right, pairs)), predicted, gold)

    return Scores(
        event=rate(lambda pair: pair.strict),
        event_lenient=Rate(len(pairs), predicted, gold),
        who=rate(lambda pair: pair.right("actor")),
        alert=rate(lambda pair: pair.all_right(("actor", "recipient", "polarity", "modality"))),
        fields={field: _accuracy(field, pairs) for field in FIELDS},
    )


def _accuracy(field: str, pairs: Sequence[Pair]) -> float | None:
    concerned = [pair for pair in pairs if field != "stance" or pair.gold.type == "reaction"]
    return sum(pair.right(field) for pair in concerned) / len(concerned) if concerned else None


def _overlap(one: GoldSpan | Span, other: GoldSpan | Span) -> bool:
    return one.start < other.end and other.start < one.end


def _fold(name: str) -> str:
    return " ".join(name.lower().split())


def _role_right(gold: GoldSpan | None, name: str | None, predicted: Span | None, predicted_name: str) -> bool:
    """Both null, or the spans overlap, or the resolved names are equal."""
    if predicted is None or (gold is None and not name):
        return predicted is None and gold is None and not name
    return bool((gold and _overlap(gold, predicted)) or (name and _fold(name) == _fold(predicted_name)))


def _actor_right(gold: GoldEvent, event: Event) -> bool:
    return _role_right(gold.actor, gold.actor_name, event.actor, event.actor.name if event.actor else "")


def _recipient_right(gold: GoldEvent, event: Event) -> bool:
    name = event.recipient.name if event.recipient else ""
    return _role_right(gold.recipient, gold.recipient_name, event.recipient, name)


def _content_right(gold: GoldEvent, event: Event) -> bool:
    if gold.content is None or event.content is None:
        return gold.content is None and event.content is None
    shared = min(gold.content.end, event.content.end) - max(gold.content.start, event.content.start)
    together = max(gold.content.end, event.content.end) - min(gold.content.start, event.content.start)
    return shared > 0 and shared / together >= CONTENT_SHARED


def _time_right(gold: GoldEvent, event: Event) -> bool:
    return (gold.time.value if gold.time else None) == (event.time.value if event.time else None)


FIELDS: dict[str, Callable[[GoldEvent, Event], bool]] = {
    "mode": lambda gold, event: gold.mode == event.mode,
    "actor": _actor_right,
    "recipient": _recipient_right,
    "content": _content_right,
    "quote": lambda gold, event: gold.quote == event.quote,
    "stance": lambda gold, event: gold.stance == event.stance,
    "polarity": lambda gold, event: gold.polarity == event.polarity,
    "modality": lambda gold, event: gold.modality == event.modality,
    "time": _time_right,
    "via": lambda gold, event: _role_right(gold.via, None, event.via, ""),
}
"""The fields that are compared, each with its judgement of an annotated and an extracted event."""

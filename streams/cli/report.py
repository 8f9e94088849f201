"""The figures of `streams evaluate` as text, as JSON, and as a list of what went wrong."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from streams.models import Event, Span
from streams.scoring import (
    FIELDS,
    GoldEvent,
    GoldSpan,
    Match,
    Pair,
    Rate,
    Reliability,
    Scores,
    reliability,
    score_languages,
    score_types,
)

MEASURES = ("event", "event~", "who", "alert")
CLIP = 60


@dataclass(frozen=True)
class Speed:
    """How fast articles were read; models are loaded before the clock starts."""

    articles: int
    words: int
    seconds: float

    @property
    def articles_per_second(self) -> float:
        """Return articles a second, 0 where nothing was read."""
        return self.articles / self.seconds if self.seconds else 0.0

    @property
    def words_per_second(self) -> float:
        """Return words, as spaces divide them, a second."""
        return self.words / self.seconds if self.seconds else 0.0


def as_text(matches: Sequence[Match], speed: Speed | None) -> str:
    """Return all figures as aligned tables."""
    languages, types = score_languages(matches), score_types(matches)
    sections = [
        "\n".join(_measure_table("", languages, MEASURES)),
        "\n".join(_measure_table("type", types, ("event~", "who"))),
        "\n".join(_field_table(languages)),
        "\n".join(_reliability_table(reliability(matches))),
    ]
    if speed:
        sections.append(
            f"{speed.articles} articles, {speed.words} words in {speed.seconds:.1f} s: "
            f"{speed.articles_per_second:.2f} articles/s, {speed.words_per_second:.0f} words/s"
        )
    return "\n\n".join(sections)


def as_json(matches: Sequence[Match], speed: Speed | None) -> dict[str, Any]:
    """Return all figures as plain values."""
    held = reliability(matches)
    return {
        "languages": {name: _plain(scores) for name, scores in score_languages(matches).items()},
        "types": {name: _plain(scores) for name, scores in score_types(matches).items()},
        "reliability": {
            "expected_calibration_error": None if held.error is None else round(held.error, 4),
            "bins": [
                {
                    "low": b.low,
                    "high": b.high,
                    "events": b.count,
                    "confidence": round(b.confidence, 4),
                    "right": round(b.right, 4),
                }
                for b in held.bins
            ],
        },
        "speed": None
        if speed is None
        else {
            "articles": speed.articles,
            "words": speed.words,
            "seconds": round(speed.seconds, 3),
            "articles_per_second": round(speed.articles_per_second, 3),
            "words_per_second": round(speed.words_per_second, 1),
        },
    }


def describe_errors(matches: Iterable[Match]) -> str:
    """Return, in the order of the text, what was missed, what is extra and which fields are wrong."""
    return "\n\n".join(
        f"{found.article.id}  {found.article.title}\n{lines}" for found in matches if (lines := _errors_of(found))
    )


def _errors_of(found: Match) -> str:
    lines: list[str] = []
    shown = -1
    for number, _, row in sorted(_error_rows(found)):
        if number != shown:
            start, end = found.article.sentences[number]
            lines.append(f"  [{number}] {' '.join(found.article.text[start:end].split())}")
            shown = number
        lines.append(f"      {row}")
    return "\n".join(lines)


def _error_rows(found: Match) -> Iterator[tuple[int, int, str]]:
    """Yield sentence number, offset and description of everything that differs."""
    for gold in found.missed:
        yield gold.s, gold.trigger.start, f"missed  {_gold_line(gold)}"
    for event in found.extra:
        start = event.trigger.start
        yield found.article.sentence_at(start), start, f"extra   {_event_line(event)}"
    for pair in found.pairs:
        if wrong := "; ".join(_wrong_fields(pair)):
            gold = pair.gold
            yield gold.s, gold.trigger.start, f"wrong   {gold.type}/{gold.mode} «{gold.trigger.text}»  {wrong}"


def _gold_line(gold: GoldEvent) -> str:
    roles = _roles(gold.actor, gold.recipient, gold.content)
    return f"{gold.type}/{gold.mode} «{gold.trigger.text}»  {roles}"


def _event_line(event: Event) -> str:
    roles = _roles(event.actor, event.recipient, event.content)
    return (
        f"{event.type}/{event.mode} «{event.trigger.text}»  {roles}  ({event.extractor.rule}, {event.confidence:.2f})"
    )


def _roles(actor: GoldSpan | Span | None, recipient: GoldSpan | Span | None, content: GoldSpan | Span | None) -> str:
    who = f"{_short(actor)} → {_short(recipient)}" if recipient else _short(actor)
    return f"{who}: {_short(content)}" if content else who


def _wrong_fields(pair: Pair) -> Iterator[str]:
    if not pair.strict:
        yield f"trigger «{pair.predicted.trigger.text}»"
    for field in FIELDS:
        if not pair.right(field):
            wanted, got = getattr(pair.gold, field), getattr(pair.predicted, field)
            if field == "time":
                wanted, got = (value and value.value for value in (wanted, got))
            name = getattr(pair.gold, f"{field}_name", None)
            yield f"{field} {_short(got)} not {_short(wanted or name)}"


def _short(value: GoldSpan | Span | str | None) -> str:
    if value is None:
        return "–"
    text = " ".join((value if isinstance(value, str) else value.text).split())
    return text if len(text) <= CLIP else f"{text[: CLIP // 2 - 1]} … {text[-CLIP // 2 + 2 :]}"


def _rates(scores: Scores) -> dict[str, Rate]:
    return dict(zip(MEASURES, (scores.event, scores.event_lenient, scores.who, scores.alert), strict=True))


def _plain(scores: Scores) -> dict[str, Any]:
    rates = {
        name: {
            "p": round(rate.precision, 4),
            "r": round(rate.recall, 4),
            "f1": round(rate.f1, 4),
            "gold": rate.gold,
            "predicted": rate.predicted,
        }
        for name, rate in _rates(scores).items()
    }
    fields = {field: None if value is None else round(value, 4) for field, value in scores.fields.items()}
    return {**rates, "fields": fields}


def _measure_table(title: str, groups: dict[str, Scores], measures: Sequence[str]) -> Iterator[str]:
    yield f"{title:<12}" + "".join(f"{name:^22}" for name in measures) + f"{'gold':>6}{'found':>7}"
    yield " " * 12 + "".join(f"{'P':>7}{'R':>7}{'F1':>7} " for _ in measures)
    for name, scores in groups.items():
        rates = _rates(scores)
        cells = "".join(f"{rates[m].precision:>7.3f}{rates[m].recall:>7.3f}{rates[m].f1:>7.3f} " for m in measures)
        yield f"{name:<12}{cells}{scores.event.gold:>6}{scores.event.predicted:>7}"


def _field_table(groups: dict[str, Scores]) -> Iterator[str]:
    yield f"{'field':<12}" + "".join(f"{name:>7}" for name in groups)
    for field in FIELDS:
        values = (scores.fields[field] for scores in groups.values())
        yield f"{field:<12}" + "".join("      –" if value is None else f"{value:>7.3f}" for value in values)


def _reliability_table(held: Reliability) -> Iterator[str]:
    yield f"{'confidence':<12}{'mean':>7}{'right':>7}{'events':>8}"
    for b in held.bins:
        yield f"{f'{b.low:.1f}-{b.high:.1f}':<12}{b.confidence:>7.3f}{b.right:>7.3f}{b.count:>8}"
    if held.error is not None:
        yield f"expected calibration error {held.error:.3f}"

import importlib.util
import random
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from streams.models import Event
from streams.scoring import GoldArticle, Match, Rate, match, reliability, score_languages, score_types
from tests.unit.conftest import MakeEvent

TEXT = "Anna Berg warned Rome of floods. The mayor said that Rome was ready."
SENTENCES = [[0, 32], [33, 68]]
WORDS = ("Anna", "Berg", "warned", "Rome", "floods", "mayor", "said", "ready")
SCORE = Path(__file__).parents[2].parent / "shared" / "gold" / "score.py"


def gold_article(*events: dict[str, Any], name: str = "a1", lang: str = "en") -> GoldArticle:
    return GoldArticle.model_validate(
        {"id": name, "lang": lang, "text": TEXT, "sentences": SENTENCES, "events": list(events)}
    )


def gold_event(event_type: str, trigger: str, **fields: Any) -> dict[str, Any]:
    start = TEXT.index(trigger)
    sentence = 0 if start < SENTENCES[0][1] else 1
    return {
        "s": sentence,
        "type": event_type,
        "mode": "say",
        "trigger": {"start": start, "end": start + len(trigger)},
        "polarity": "affirmed",
        "modality": "actual",
        **fields,
    }


def span(words: str) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"text": words, "start": start, "end": start + len(words)}


@pytest.mark.parametrize(
    ("trigger", "strict", "lenient"),
    [("warned", 1, 1), ("floods", 0, 1), ("said", 0, 0)],
    ids=["same word", "same sentence", "another sentence"],
)
def test_an_event_matches_by_its_word_or_else_by_its_sentence(
    make_event: MakeEvent, trigger: str, strict: int, lenient: int
) -> None:
    found = match(gold_article(gold_event("warning", "warned")), [make_event(TEXT, "warning", trigger)])

    scores = score_languages([found])["all"]

    assert scores.event == Rate(strict, 1, 1)
    assert scores.event_lenient == Rate(lenient, 1, 1)


def test_an_event_of_another_type_never_matches(make_event: MakeEvent) -> None:
    found = match(gold_article(gold_event("warning", "warned")), [make_event(TEXT, "request", "warned")])

    assert (len(found.pairs), len(found.missed), len(found.extra)) == (0, 1, 1)


def test_an_event_is_matched_once(make_event: MakeEvent) -> None:
    twice = [make_event(TEXT, "warning", "warned"), make_event(TEXT, "warning", "floods")]

    found = match(gold_article(gold_event("warning", "warned")), twice)

    assert [pair.predicted for pair in found.pairs] == twice[:1]
    assert found.extra == (twice[1],)


@pytest.mark.parametrize(
    ("annotated", "extracted", "right"),
    [
        ({}, {}, True),
        ({"actor": span("Anna Berg")}, {"actor": "Berg"}, True),
        ({"actor": span("Anna Berg"), "actor_name": "rome "}, {"actor": "Rome"}, True),
        ({"actor": span("Anna Berg"), "actor_name": "Anna Berg"}, {"actor": "mayor"}, False),
        ({"actor_name": "Rome"}, {}, False),
        ({}, {"actor": "Rome"}, False),
    ],
    ids=["both null", "overlap", "same name", "somebody else", "missed", "invented"],
)
def test_a_role_is_right_by_place_or_by_name(
    make_event: MakeEvent, annotated: dict[str, Any], extracted: dict[str, Any], *, right: bool
) -> None:
    event = make_event(TEXT, "warning", "warned", **extracted)

    found = match(gold_article(gold_event("warning", "warned", **annotated)), [event])

    assert found.pairs[0].right("actor") is right


@pytest.mark.parametrize(("content", "right"), [("of floods", True), ("Rome of floods", True), ("floods. The", False)])
def test_content_is_right_when_half_of_it_is_shared(make_event: MakeEvent, content: str, *, right: bool) -> None:
    event = make_event(TEXT, "warning", "warned", content=content)

    found = match(gold_article(gold_event("warning", "warned", content=span("of floods"))), [event])

    assert found.pairs[0].right("content") is right


def test_types_come_with_the_most_frequent_first_and_extra_types_last(make_event: MakeEvent) -> None:
    found = match(
        gold_article(gold_event("statement", "said"), gold_event("statement", "warned"), gold_event("aid", "floods")),
        [make_event(TEXT, "force", "ready")],
    )

    scores = score_types([found])

    assert list(scores) == ["statement", "aid", "force"]
    assert scores["force"].event == Rate(0, 1, 0)


def test_reliability_compares_confidence_with_the_share_that_is_right(make_event: MakeEvent) -> None:
    events = [
        make_event(TEXT, "warning", "warned", confidence=0.95),
        make_event(TEXT, "aid", "floods", confidence=1.0),
        make_event(TEXT, "statement", "said", confidence=0.25),
    ]

    held = reliability([match(gold_article(gold_event("warning", "warned"), gold_event("statement", "said")), events)])

    assert [(b.low, b.count, b.right) for b in held.bins] == [(0.2, 1, 1.0), (0.9, 2, 0.5)]
    assert held.error == pytest.approx((1 * 0.75 + 2 * 0.475) / 3)


def test_nothing_extracted_gives_zeroes_not_errors() -> None:
    found = match(gold_article(gold_event("warning", "warned")), [])

    scores = score_languages([found])["en"]

    assert (scores.event.precision, scores.event.recall, scores.event.f1) == (0, 0, 0)
    assert scores.fields["mode"] is None
    assert reliability([found]).error is None


@pytest.fixture
def reference() -> ModuleType:
    """The scorer beside the project that defines the figures."""
    if not SCORE.exists():
        pytest.skip("the reference scorer is not beside this checkout")
    spec = importlib.util.spec_from_file_location("reference_score", SCORE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _random_fields(rng: random.Random) -> dict[str, Any]:
    return {
        "mode": rng.choice(("say", "deny")),
        "quote": rng.choice((None, "direct", "indirect")),
        "stance": rng.choice((None, "positive", "negative")),
        "polarity": rng.choice(("affirmed", "affirmed", "negated")),
        "modality": rng.choice(("actual", "actual", "future")),
    }


def _random_article(rng: random.Random, make_event: MakeEvent, number: int) -> tuple[GoldArticle, list[Event]]:
    types = ("statement", "warning", "reaction")
    roles = ("actor", "recipient")
    gold, events = [], []
    for _ in range(rng.randint(0, 6)):
        words = {role: rng.choice((None, *WORDS)) for role in roles}
        annotated: dict[str, Any] = {role: span(word) for role, word in words.items() if word}
        annotated |= {f"{role}_name": word for role, word in words.items() if word and rng.random() < 0.5}
        if rng.random() < 0.5:
            annotated["content"] = span(rng.choice(("of floods", "that Rome was ready", "Rome of floods")))
        if rng.random() < 0.3:
            annotated["time"] = {"text": "", "value": rng.choice(("2024", "2025"))}
        if rng.random() < 0.3:
            annotated["via"] = span(rng.choice(WORDS))
        gold.append(gold_event(rng.choice(types), rng.choice(WORDS), **_random_fields(rng), **annotated))
    for _ in range(rng.randint(0, 6)):
        event = make_event(
            TEXT,
            rng.choice(types),
            rng.choice(WORDS),
            article_id=f"a{number}",
            content=rng.choice((None, "of floods", "Rome was ready")),
            **{role: rng.choice((None, *WORDS)) for role in roles},
            **_random_fields(rng),
        )
        events.append(event)
    return gold_article(*gold, name=f"a{number}", lang=rng.choice(("de", "en"))), events


def _figures(matches: list[Match]) -> dict[str, Any]:
    """Bring our figures into the reference's form."""

    def prf(rate: Rate) -> dict[str, float]:
        return {
            "p": round(rate.precision, 4),
            "r": round(rate.recall, 4),
            "f1": round(rate.f1, 4),
            "gold": rate.gold,
            "predicted": rate.predicted,
        }

    languages = {
        name: {
            "event": prf(s.event),
            "event~": prf(s.event_lenient),
            "who": prf(s.who),
            "alert": prf(s.alert),
            "fields": {f: None if v is None else round(v, 4) for f, v in s.fields.items()},
        }
        for name, s in score_languages(matches).items()
    }
    return languages | {f"type:{name}": {"event~": prf(s.event_lenient)} for name, s in score_types(matches).items()}


@pytest.mark.parametrize("seed", range(20))
def test_figures_equal_the_reference_scorer(reference: ModuleType, make_event: MakeEvent, seed: int) -> None:
    rng = random.Random(seed)
    articles = [_random_article(rng, make_event, number) for number in range(8)]

    expected = reference.score(
        [gold.model_dump() for gold, _ in articles],
        [event.model_dump() for _, events in articles for event in events],
    )

    assert _figures([match(gold, events) for gold, events in articles]) == expected

"""Filters: what matches, what has no value, and what an expression may take."""

import pytest

from streams.models import Participant
from streams.rules import bind, flatten
from streams.rules.filter import compile_filter
from streams.testing import article, statement

PLAIN = statement(article("Der Rat SAGT heute.", source="A"), "SAGT")
ACTOR = Participant(text="Der Rat", start=0, end=7, name="Der Rat", kind="organisation", country="DEU")
FIELDS = {
    "without": flatten(PLAIN.model_dump(mode="json")),
    "with": flatten(PLAIN.model_copy(update={"actor": ACTOR}).model_dump(mode="json")),
}


def matching(source: str) -> list[str]:
    matches, faults = compile_filter(source)
    assert not faults
    assert matches is not None
    return [name for name, fields in FIELDS.items() if matches(bind(fields))]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("event.type == 'statement'", ["without", "with"]),
        ("event.actor == null", ["without"]),
        ("event.actor != null", ["with"]),
        ("event.actor.country == 'DEU'", ["with"]),
        ("event.actor.country != 'FRA'", ["without", "with"]),
        ("event.actor.name.matches('(?i)rat$')", ["with"]),
        ("!event.actor.name.matches('x')", ["with"]),  # a missing name has no value, so neither does the filter
        ("event.actor.country in ['DEU', 'FRA'] || event.type == 'statement'", ["without", "with"]),
        ("event.trigger.start >= 8 && event.confidence >= 0.5", ["without", "with"]),
        ("event.sentence.text.contains('heute')", ["without", "with"]),
        ("['a', 'b'].exists(x, x == event.article.id[0])", None),
        ("timestamp(event.article.published_at) > timestamp('2024-01-01T00:00:00Z')", []),
    ],
)
def test_a_filter_matches_events(source: str, names: list[str] | None) -> None:
    if names is None:
        assert compile_filter(source)[1], "a string has no elements"
    else:
        assert matching(source) == names


@pytest.mark.parametrize(
    "source",
    [
        f"{list(range(100))}.all(a, {list(range(100))}.all(b, {list(range(100))}.all(c, a + b + c >= 0)))",
        "event.type.matches('(a*)*b') && [1].map(x, [1, 2].map(y, y)).size() > 5",
        "1 / 0 == 1",
    ],
)
def test_what_an_expression_may_take_is_bounded(source: str) -> None:
    assert matching(source) == []


@pytest.mark.parametrize("source", ["(" * 5000 + "true" + ")" * 5000, "[" * 5000, "!" * 100 + "(" * 100])
def test_a_nest_that_is_too_deep_is_refused(source: str) -> None:
    assert compile_filter(source)[1]


def test_a_pattern_inside_a_string_is_none() -> None:
    assert matching("event.type == '.matches(\"(\")'") == []

"""Remembering what was seen: idempotent, exact, bounded; which version is older."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.dedup import Seen, version_of

X = version_of(b"x", "1")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.binary(max_size=3))))
def test_what_was_remembered_last_for_the_article_is_known(history: list[tuple[str, bytes]]) -> None:
    seen, last = Seen(), {}
    for article, raw in history:
        assert seen.last(article) == last.get(article)
        last[article] = version_of(raw, None)
        seen.remember(article, last[article])
        seen.remember(article, last[article])


def test_the_least_recently_used_articles_are_forgotten_first() -> None:
    seen = Seen(capacity=2)
    for article in ("a", "b", "a", "c"):
        seen.remember(article, X)

    assert [seen.last(article) for article in "abc"] == [X, None, X]


def test_a_look_counts_as_use() -> None:
    seen = Seen(capacity=2)
    for article in "ab":
        seen.remember(article, X)
    assert seen.last("a")

    seen.remember("c", X)

    assert [seen.last(article) for article in "abc"] == [X, None, X]


def test_nothing_is_known_after_forgetting() -> None:
    seen = Seen()
    seen.remember("a", X)

    seen.forget()

    assert seen.last("a") is None


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("1", "2"),
        ("9", "10"),
        ("2024-11-18T06:00:00Z", "2024-11-18T07:30:00+01:00"),
        ("2024-11-18", "2024-11-18T00:01"),
    ],
)
def test_numbers_and_times_are_in_order(older: str, newer: str) -> None:
    assert version_of(b"a", older).is_older(version_of(b"b", newer))
    assert not version_of(b"b", newer).is_older(version_of(b"a", older))


@pytest.mark.parametrize(
    ("one", "other"), [("1", None), ("draft", "final"), ("1", "2024-11-18"), ("1", "01"), ("0001-01-01T00:00", "x")]
)
def test_versions_that_cannot_be_compared_are_not_older(one: str | None, other: str | None) -> None:
    assert not version_of(b"a", one).is_older(version_of(b"b", other))
    assert not version_of(b"b", other).is_older(version_of(b"a", one))

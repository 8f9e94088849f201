"""Remembering what was seen: idempotent, exact, bounded."""

from hypothesis import given
from hypothesis import strategies as st

from streams.dedup import Seen


@given(st.lists(st.tuples(st.sampled_from("abc"), st.binary(max_size=3))))
def test_a_repeat_is_what_was_remembered_last_for_the_article(history: list[tuple[str, bytes]]) -> None:
    seen, last = Seen(), {}
    for article, raw in history:
        assert seen.is_repeat(article, raw) == (last.get(article) == raw)
        seen.remember(article, raw)
        seen.remember(article, raw)
        last[article] = raw


def test_the_least_recently_used_articles_are_forgotten_first() -> None:
    seen = Seen(capacity=2)
    for article in ("a", "b", "a", "c"):
        seen.remember(article, b"x")

    assert [seen.is_repeat(article, b"x") for article in "abc"] == [True, False, True]


def test_a_repeat_counts_as_use() -> None:
    seen = Seen(capacity=2)
    for article in "ab":
        seen.remember(article, b"x")
    assert seen.is_repeat("a", b"x")

    seen.remember("c", b"x")

    assert [seen.is_repeat(article, b"x") for article in "abc"] == [True, False, True]


def test_nothing_is_a_repeat_after_forgetting() -> None:
    seen = Seen()
    seen.remember("a", b"x")

    seen.forget()

    assert not seen.is_repeat("a", b"x")

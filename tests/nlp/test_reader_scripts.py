"""Lemma scripts undo what they encode and carry over to words of the same pattern."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.nlp.reader_scripts import apply_script, edit_script

WORDS = st.text(st.characters(categories=["Ll", "Lu"], include_characters="|"), min_size=1, max_size=12).filter(
    lambda w: len(w.lower()) == len(w)
)


@given(WORDS, WORDS)
def test_a_script_made_from_a_pair_gives_the_lemma_back(word: str, lemma: str) -> None:
    lemma = lemma if lemma[:1].isupper() else lemma.lower()

    assert apply_script(edit_script(word, lemma), word) == lemma


def test_a_script_may_put_a_bar_before_a_word() -> None:
    assert apply_script("L|0|er|es||2|e", "siex") == "er|es|sie"


@pytest.mark.parametrize(
    ("word", "lemma", "other", "expected"),
    [
        ("gewarnt", "warnen", "gelobt", "loben"),
        ("verboten", "verbieten", "Verboten", "verbieten"),
        ("bodies", "body", "parties", "party"),
    ],
)
def test_a_script_carries_over_to_words_of_the_same_pattern(word: str, lemma: str, other: str, expected: str) -> None:
    assert apply_script(edit_script(word, lemma), other) == expected

"""Words become pieces whatever they are written in."""

from hypothesis import given
from hypothesis import strategies as st

from streams.nlp.reader_pieces import UNKNOWN, Pieces

VOCABULARY = [
    ("<s>", 0.0),
    ("<pad>", 0.0),
    ("</s>", 0.0),
    ("<unk>", 0.0),
    ("▁", -4.0),
    ("▁warn", -6.0),
    ("en", -5.0),
    ("e", -7.0),
    ("n", -7.0),
    ("▁w", -7.0),
    ("arn", -9.0),
]


def test_the_likeliest_split_wins() -> None:
    assert Pieces(VOCABULARY).of("warnen") == (5, 6)


def test_an_unknown_character_becomes_the_unknown_piece_and_the_rest_is_kept() -> None:
    assert Pieces(VOCABULARY).of("warn😀en") == (5, UNKNOWN, 6)


@given(st.text(min_size=1))
def test_every_word_has_a_piece(word: str) -> None:
    assert len(Pieces(VOCABULARY).of(word)) >= 1

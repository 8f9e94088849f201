"""Quotation marks of both languages open and close where a reader would say so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.nlp.quotes import find_quotations


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Er sagte: „Wir gehen jetzt.“ Dann ging er.", ["„Wir gehen jetzt.“"]),
        ("»Das reicht«, rief sie, »mir nicht.«", ["»Das reicht«", "»mir nicht.«"]),
        ("“We will go,” he said. “Now.”", ["“We will go,”", "“Now.”"]),
        ('"We will go," he said.', ['"We will go,"']),
        ("Kein Zitat, nur ein Apostroph: geht's, Hans' Auto.", []),
        ("„Ein Absatz ohne Ende\nDer nächste.", ["„Ein Absatz ohne Ende"]),
        ('A 19" screen and a 24" screen.', []),
    ],
)
def test_quotations_are_found_with_their_marks(text: str, quoted: list[str]) -> None:
    assert [q.text for q in find_quotations(text)] == quoted


@given(st.text(st.sampled_from('ab .\n„“”»«"'), max_size=80))
def test_quotations_lie_apart_and_their_offsets_hold(text: str) -> None:
    end = 0
    for quotation in find_quotations(text):
        assert quotation.start >= end
        assert text[quotation.start : quotation.end] == quotation.text
        end = quotation.end

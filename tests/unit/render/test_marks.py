import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.render.marks import Mark, marks_of, paragraphs, segments
from tests.unit.conftest import MakeEvent

TEXT = "Anna warned Rome."
spans = st.tuples(st.integers(0, 20), st.integers(1, 10)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(spans))
def test_segments_cover_the_text_without_gap_and_hold_exactly_the_marks_above_them(
    places: list[tuple[int, int]],
) -> None:
    marks = [Mark(start, end, number, "content") for number, (start, end) in enumerate(places)]

    found = list(segments(0, 30, marks))

    assert [segment.start for segment in found] == [0, *(segment.end for segment in found[:-1])]
    assert found[-1].end == 30
    for segment in found:
        for place in range(segment.start, segment.end):
            assert set(segment.marks) == {mark for mark in marks if mark.start <= place < mark.end}


def test_the_shortest_mark_comes_first() -> None:
    marks = [Mark(0, 10, 0, "content"), Mark(2, 4, 1, "actor")]

    assert [mark.role for mark in list(segments(0, 10, marks))[1].marks] == ["actor", "content"]


def test_marks_name_every_filled_role(make_event: MakeEvent) -> None:
    events = [make_event(TEXT, "warning", "warned", actor="Anna"), make_event(TEXT, "statement", "Rome")]

    found = [(mark.event, mark.role, TEXT[mark.start : mark.end]) for mark in marks_of(events)]

    assert found == [(0, "trigger", "warned"), (0, "actor", "Anna"), (1, "trigger", "Rome")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\ntwo\n\nthree", ["one\ntwo", "three"]),
        ("one\ntwo\n", ["one", "two"]),
        ("one\n \n\n two", ["one", "two"]),
        ("one", ["one"]),
        (" \n", []),
    ],
    ids=["blank lines", "single lines", "blank line with spaces", "one", "nothing"],
)
def test_paragraphs_are_divided_by_blank_lines_or_else_by_lines(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in paragraphs(text)] == expected

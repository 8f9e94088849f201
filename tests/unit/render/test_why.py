"""Explanations on paper: aligned columns in text; folded, escaped and reachable by keyboard in the page."""

import pytest

from streams.explanation import Explanation, Reason, Word
from streams.render.html import render_page
from streams.render.why import explanation_lines
from streams.testing import article, statement

ARTICLE = article()
EVENT = statement(ARTICLE, "BESCHLIESST")
WHY = Explanation(
    (Reason("actor", "Rat", "BESCHLIESST ←nsubj Rat"), Reason("content", "<b>viel & mehr</b>", "-")),
    (Word("Rat", "Rat", "NOUN", "nsubj", "BESCHLIESST", "actor"),),
)


def test_text_is_aligned_in_columns() -> None:
    lines = list(explanation_lines(EVENT, WHY))

    titles = next(line for line in lines if line.startswith("  field"))
    actor = next(line for line in lines if line.startswith("  actor"))
    assert titles.index("value") == actor.index("Rat")
    assert titles.index("why") == actor.index("BESCHLIESST")
    assert all(line == line.rstrip() for line in lines)


def test_the_page_folds_an_explanation_into_the_card() -> None:

    page = render_page([(ARTICLE, [EVENT])], why={EVENT.id: WHY})

    assert '<details class="why"><summary>why</summary>' in page
    assert "BESCHLIESST ←nsubj Rat" in page
    assert "&lt;b&gt;viel &amp; mehr&lt;/b&gt;" in page
    assert page.count('tabindex="0"') == 2  # tables that scroll can be scrolled by keyboard


@pytest.mark.parametrize("why", [{}, {"another": WHY}])
def test_without_an_explanation_there_is_nothing_to_unfold(why: dict[str, Explanation]) -> None:

    assert 'class="why"' not in render_page([(ARTICLE, [EVENT])], why=why)

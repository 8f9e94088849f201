"""The fit of the confidence: what it learns, that held-out figures are held out, and what the error means."""

import numpy as np
import pytest

from training.confidence import Example, calibration_error, fit, held_out, report


def rows(right_of: dict[str, float], each: int = 100, articles: int = 20) -> list[Example]:
    """Return `each` examples of every feature, the given share of them right, spread over articles."""
    return [
        Example(f"a{number % articles}", "gold", (feature,), number < each * share)
        for feature, share in right_of.items()
        for number in range(each)
    ]


def test_a_feature_of_right_events_weighs_more_than_one_of_wrong_events() -> None:
    weights = fit(rows({"sure": 0.9, "unsure": 0.4}))

    assert weights["sure"] > weights["unsure"]


def test_a_feature_that_is_seldom_seen_has_no_weight() -> None:
    assert "rare" not in fit([*rows({"sure": 0.9}), Example("a1", "gold", ("rare",), right=False)])


def test_the_confidence_of_held_out_events_meets_their_share() -> None:
    found = rows({"sure": 0.9, "unsure": 0.4}, each=400, articles=40)
    chances = held_out(found)

    assert chances[:400].mean() == pytest.approx(0.9, abs=0.03)
    assert chances[400:].mean() == pytest.approx(0.4, abs=0.03)
    assert "expected calibration error" in report(found, chances)


def test_weights_of_an_article_are_not_used_for_itself() -> None:
    lone = [Example("alone", "gold", ("strange",), right=True) for _ in range(50)]
    found = [*rows({"sure": 0.5}, each=200), *lone]

    chances = held_out(found)

    assert chances[-1] < 0.7  # its feature is known from its own article only


@pytest.mark.parametrize(("chance", "error"), [(0.75, 0.0), (0.95, 0.2), (0.25, 0.5)])
def test_the_calibration_error_is_the_mean_gap(chance: float, error: float) -> None:
    right = np.array([True, True, True, False] * 10)

    assert calibration_error(np.full(40, chance), right) == pytest.approx(error)

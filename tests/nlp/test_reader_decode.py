"""Labels that depend on each other: entities without gaps."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from streams.nlp.reader_decode import best_sequence, transitions

LABELS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")


def permitted(labels: tuple[int, ...]) -> bool:
    named = ["O", *(LABELS[label] for label in labels)]
    return all(after[0] != "I" or before[1:] == after[1:] for before, after in itertools.pairwise(named))


@settings(deadline=None, max_examples=100)
@given(st.integers(1, 5).flatmap(lambda n: arrays.arrays(np.float32, (n, 5), elements=st.floats(-20, 20, width=32))))
def test_the_best_permitted_sequence_is_found(scores: np.ndarray) -> None:
    every = [labels for labels in itertools.product(range(5), repeat=len(scores)) if permitted(labels)]

    found = tuple(best_sequence(scores, transitions(LABELS)).tolist())

    def total(labels: tuple[int, ...]) -> float:
        return sum(float(scores[word, label]) for word, label in enumerate(labels))

    assert permitted(found)
    assert total(found) == pytest.approx(max(map(total, every)), abs=1e-3)

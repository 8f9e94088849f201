"""Trees out of arc scores: always one root, no cycle, and the best such tree."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from streams.nlp.reader_trees import best_tree


def is_tree(heads: list[int]) -> bool:
    for word in range(1, len(heads) + 1):
        seen, node = set(), word
        while node:
            if node in seen:
                return False
            seen.add(node)
            node = heads[node - 1]
    return heads.count(0) == 1


def total(scores: np.ndarray, heads: tuple[int, ...] | list[int]) -> float:
    return float(sum(scores[word, head] for word, head in enumerate(heads, 1)))


def square(words: int) -> st.SearchStrategy[np.ndarray]:
    numbers = st.floats(-50, 50, width=32)
    return arrays.arrays(np.float32, (words + 1, words + 1), elements=numbers)


@settings(deadline=None, max_examples=200)
@given(st.integers(1, 4).flatmap(square))
def test_the_tree_is_the_best_of_all_trees_with_one_root(scores: np.ndarray) -> None:
    size = len(scores) - 1
    candidates = [
        heads
        for heads in itertools.product(range(size + 1), repeat=size)
        if all(head != word for word, head in enumerate(heads, 1)) and is_tree(list(heads))
    ]

    found = best_tree(scores)

    assert is_tree(found.tolist())
    assert total(scores, found.tolist()) == pytest.approx(max(total(scores, c) for c in candidates), abs=1e-3)


@settings(deadline=None, max_examples=50)
@given(st.integers(20, 60).flatmap(square))
def test_long_sentences_give_one_root_and_no_cycle(scores: np.ndarray) -> None:
    assert is_tree(best_tree(scores).tolist())

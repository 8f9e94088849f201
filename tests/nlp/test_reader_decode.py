"""Labels that depend on each other: entities without gaps, nouns that agree with their articles."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from streams.nlp.reader_decode import agree, best_sequence, noun_phrases, transitions

LABELS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")
CASES = ("", "Acc", "Dat", "Nom")


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


def test_a_noun_forms_a_phrase_with_its_article_and_adjective_only() -> None:
    upos = ["DET", "ADJ", "NOUN", "VERB", "DET", "NOUN"]
    heads = [3, 3, 4, 0, 6, 4]
    relations = ["det", "amod", "nsubj", "root", "nmod", "obj"]

    assert noun_phrases(upos, heads, relations).tolist() == [2, 2, 2, -1, -1, 5]


def test_the_clearest_word_decides_for_those_that_agree() -> None:
    unsure, sure = [5.0, 1.0, 0.9, 0.8], [0.0, 0.0, 9.0, 0.0]

    values = agree(np.array([sure, unsure, unsure], dtype=np.float32), CASES, np.array([1, 1, -1]))

    assert [CASES[value] for value in values] == ["Dat", "Dat", ""]

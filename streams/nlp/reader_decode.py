"""Scores to labels: probabilities, and entities as whole spans."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from streams.nlp.reader_trees import FORBIDDEN


def transitions(labels: Sequence[str]) -> NDArray[np.float64]:
    """Return a matrix over BIO labels and, in the last row, the start: 0 where a label may follow, else FORBIDDEN."""
    allowed = np.zeros((len(labels) + 1, len(labels)))
    for column, label in enumerate(labels):
        if label.startswith("I-"):
            allowed[:, column] = FORBIDDEN
            for row, before in enumerate(labels):
                if before in {f"B-{label[2:]}", label}:
                    allowed[row, column] = 0.0
    return allowed


def best_sequences(
    scores: NDArray[np.float32], allowed: NDArray[np.float64], starts: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Return the best permitted label of each word of some sentences.

    `scores` is (N, L), `allowed` from `transitions`; `starts` are the sentences' first words and, last, N.
    """
    best: NDArray[np.intp] = scores.argmax(1)
    before = np.concatenate([[-1], best[:-1]])
    before[starts[:-1]] = -1
    faults = np.flatnonzero(allowed[before, best])
    for sentence in set((np.searchsorted(starts, faults, "right") - 1).tolist()):
        words = slice(starts[sentence], starts[sentence + 1])
        best[words] = best_sequence(scores[words], allowed)
    return best


def best_sequence(scores: NDArray[np.float32], allowed: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the best permitted label of each word of a sentence (Viterbi 1967)."""
    logs = log_softmax(scores)
    best = logs[0] + allowed[-1]
    back = []
    for row in logs[1:]:
        paths = best[:, None] + allowed[:-1]
        back.append(paths.argmax(0))
        best = paths.max(0) + row
    labels = [int(best.argmax())]
    for pointers in reversed(back):
        labels.append(int(pointers[labels[-1]]))
    return np.array(labels[::-1])


def softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the probabilities of each row's classes."""
    return np.exp(log_softmax(scores)).astype(np.float32)


def log_softmax(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the logarithms of the probabilities of each row's classes."""
    shifted = scores.astype(np.float64) - scores.max(1, keepdims=True)
    logs: NDArray[np.float64] = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    return logs

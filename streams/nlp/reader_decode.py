"""Scores to labels where words depend on each other: entities as whole spans, nouns with their articles and adjectives.

Both take what the network says as log probabilities and choose the best labels that fit together.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from streams.nlp.reader_trees import FORBIDDEN

NOUNS = frozenset({"NOUN", "PROPN"})
MODIFIERS = frozenset({"DET", "ADJ"})
MODIFYING = frozenset({"det", "det:poss", "amod"})


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
    logs = _log_softmax(scores)
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


def noun_phrases(upos: Sequence[str], heads: Sequence[int], relations: Sequence[str]) -> NDArray[np.intp]:
    """Return for each noun, its articles and its adjectives the noun's index, for other words -1.

    `heads` count from 1, 0 is the root.
    """
    nouns = np.full(len(upos), -1)
    for index, (tag, head, relation) in enumerate(zip(upos, heads, relations, strict=True)):
        if tag in NOUNS:
            nouns[index] = index
        elif tag in MODIFIERS and relation in MODIFYING and head and upos[head - 1] in NOUNS:
            nouns[index] = head - 1
    return nouns


def agree(scores: NDArray[np.float32], values: Sequence[str], nouns: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the best value of each word, the same for words with the same noun; there "" is none: nouns inflect.

    A treebank that leaves ambiguous forms blank teaches the classifier to say nothing; between words that agree, the
    clearest decides.
    """
    best: NDArray[np.intp] = scores.argmax(1)
    inside = nouns >= 0
    logs = _log_softmax(scores[inside])
    logs[:, [not value for value in values]] = FORBIDDEN
    sums = np.zeros(scores.shape)
    np.add.at(sums, nouns[inside], logs)
    best[inside] = sums[nouns[inside]].argmax(1)
    return best


def softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the probabilities of each row's classes."""
    return np.exp(_log_softmax(scores)).astype(np.float32)


def _log_softmax(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    shifted = scores.astype(np.float64) - scores.max(1, keepdims=True)
    logs: NDArray[np.float64] = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    return logs

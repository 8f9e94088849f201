"""Arc scores to well-formed trees: each word's best head, or the maximum spanning tree where these form none.

Chu and Liu (1965), Edmonds (1967); one root a sentence as Universal Dependencies asks.
"""

import numpy as np
from numpy.typing import NDArray

FORBIDDEN = -1e9
ROOT_PRICE = 1e6
"""More than any two trees' scores differ by: a tree with one root beats every tree with more."""


def best_tree(given: NDArray[np.float32]) -> NDArray[np.intp]:
    """Return the head of each word, 0 for the root.

    `given` has shape (N + 1, N + 1): row i holds the scores of all heads of word i, index 0 is the root.
    """
    scores: NDArray[np.float64] = given.astype(np.float64)
    scores[0] = FORBIDDEN
    scores.flat[:: len(scores) + 1] = FORBIDDEN  # no word is its own head
    if len(scores) == len(("root", "word")):
        return np.zeros(1, dtype=np.intp)
    heads: NDArray[np.intp] = scores.argmax(1)
    heads[0] = 0
    if not (_one_root(heads) and _leads_to_root(heads)):
        scores[1:, 0] -= ROOT_PRICE
        heads = _spanning_tree(scores)
    return heads[1:]


def _leads_to_root(heads: NDArray[np.intp]) -> bool:
    """Tell whether every word's heads end at the root: each round doubles how far it looks."""
    ancestors, reach = heads, 1
    while reach < len(heads) and ancestors.any():
        ancestors, reach = ancestors[ancestors], 2 * reach
    return not ancestors.any()


def _one_root(heads: NDArray[np.intp]) -> bool:
    return int(np.count_nonzero(heads)) == len(heads) - 2  # the root's own place and one word's


def _cycle(heads: NDArray[np.intp]) -> list[int]:
    """Return the words of a cycle, or nothing."""
    state = np.zeros(len(heads), dtype=np.int8)
    state[0] = 2
    for start in range(1, len(heads)):
        path = []
        node = start
        while state[node] == 0:
            state[node] = 1
            path.append(node)
            node = int(heads[node])
        if state[node] == 1:
            return path[path.index(node) :]
        for passed in path:
            state[passed] = 2
    return []


def _spanning_tree(scores: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the heads of the maximum spanning tree; cycles are contracted one after another."""
    heads: NDArray[np.intp] = scores.argmax(1)
    heads[0] = 0
    cycle = _cycle(heads)
    if not cycle:
        return heads
    inside = np.zeros(len(scores), dtype=bool)
    inside[cycle] = True
    outer = np.flatnonzero(~inside)
    ring = np.array(cycle)
    size = len(outer)
    contracted = np.full((size + 1, size + 1), FORBIDDEN)
    contracted[:size, :size] = scores[np.ix_(outer, outer)]
    kept = scores[ring, heads[ring]]
    entering = scores[np.ix_(ring, outer)] - kept[:, None]
    contracted[size, :size] = entering.max(0)
    leaving = scores[np.ix_(outer, ring)]
    contracted[:size, size] = leaving.max(1)
    tree = _spanning_tree(contracted)
    result = heads.copy()
    for place, word in enumerate(outer):
        if word == 0:
            continue
        head = tree[place]
        result[word] = outer[head] if head < size else ring[leaving[place].argmax()]
    entry = int(tree[size])
    broken = ring[entering[:, entry].argmax()]
    result[broken] = outer[entry]
    result[0] = 0
    return result

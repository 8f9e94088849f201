"""Words to pieces: unigram segmentation with the reader's own vocabulary.

The most probable split is found with Viterbi's algorithm (Kudo 2018, "Subword Regularization"). A character that the
vocabulary lacks becomes the unknown piece, so that no word is ever dropped.
"""

import unicodedata
from collections.abc import Sequence
from pathlib import Path

WORD_START = "▁"
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
BOS, PAD, EOS, UNKNOWN = range(4)
LONGEST_WORD = 60
"""Characters of a word that are segmented; a longer one (a URL) is cut, which its first piece does not notice."""
CACHE_SIZE = 100_000


class Pieces:
    """The vocabulary: pieces by id, and the segmentation of words, remembered for the commonest."""

    def __init__(self, vocabulary: Sequence[tuple[str, float]]) -> None:
        self._scores = {
            piece: (index, score) for index, (piece, score) in enumerate(vocabulary) if piece not in SPECIAL
        }
        self._longest = max(map(len, self._scores))
        self._unknown = min(score for _, score in self._scores.values()) - 10.0
        self._cache: dict[str, tuple[int, ...]] = {}

    @classmethod
    def read(cls, path: Path) -> "Pieces":
        """Read a vocabulary file: a piece, a tab and its log probability a line, in the order of the embeddings."""
        rows = (line.rsplit("\t", 1) for line in path.read_text("utf-8").split("\n") if line)
        return cls([(piece, float(score)) for piece, score in rows])

    def of(self, word: str) -> tuple[int, ...]:
        """Return a word's piece ids, at least one."""
        known = self._cache.get(word)
        if known is None:
            if len(self._cache) >= CACHE_SIZE:
                self._cache.clear()
            known = self._cache[word] = self._segment(WORD_START + unicodedata.normalize("NFKC", word)[:LONGEST_WORD])
        return known

    def _segment(self, text: str) -> tuple[int, ...]:
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)]
        for end in range(1, len(text) + 1):
            choice = (best[end - 1][0] + self._unknown, end - 1, UNKNOWN)
            for start in range(max(0, end - self._longest), end):
                found = self._scores.get(text[start:end])
                if found is not None and best[start][0] + found[1] > choice[0]:
                    choice = (best[start][0] + found[1], start, found[0])
            best.append(choice)
        ids = []
        end = len(text)
        while end > 0:
            _, start, piece = best[end]
            ids.append(piece)
            end = start
        return tuple(reversed(ids))

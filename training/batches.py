"""Sentences as numbers, and padded batches of them in a few shapes."""

import random
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from streams.nlp.reader_pieces import PAD

IGNORED = -100
LENGTHS = (8, 12, 16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 128, 160, 224)
"""Pieces that sentences are padded to; longer training sentences are left out."""
LONGEST = LENGTHS[-1]
BATCH_PIECES = 1600


@dataclass(frozen=True)
class Encoded:
    """A sentence as numbers.

    `pieces` (T) are ids, `first` and `last` (N) the places of each word's outer pieces, the root's at 0. `gold`
    (outputs, N - 1) holds the class of each word, IGNORED where it is unknown. `classes` is 3 where the entity file
    knows no MISC, `shift` (entity labels) what `names.shifts` says of the file.
    """

    pieces: np.ndarray
    first: np.ndarray
    last: np.ndarray
    gold: np.ndarray
    classes: int
    shift: np.ndarray


@dataclass(frozen=True)
class Batch:
    """Padded tensors of B sentences: `pieces` (B, T), `first` and `last` (B, N), `gold` (outputs, B, N).

    `three` (B) marks sentences of files without MISC, `shift` (B, entity labels) is that of each. Index 0 of every word
    axis is the root.
    """

    pieces: Tensor
    first: Tensor
    last: Tensor
    gold: Tensor
    three: Tensor
    shift: Tensor

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """All of them, in order."""
        return self.pieces, self.first, self.last, self.gold, self.three, self.shift

    @property
    def mask(self) -> Tensor:
        """1 for pieces, 0 for padding (B, T)."""
        return (self.pieces != PAD).float()

    @property
    def words(self) -> Tensor:
        """True for words, not for the root or padding (B, N)."""
        return self.first > 0

    def to(self, device: torch.device) -> "Batch":
        """Return the batch on `device`."""
        return Batch(*(tensor.to(device) for tensor in self.tensors))


def length_of(sentence: Encoded) -> int:
    """Return the one of LENGTHS that a sentence is padded to."""
    return LENGTHS[bisect_left(LENGTHS, len(sentence.pieces))]


def rows_of(length: int) -> int:
    """Return the sentences in a batch of a length."""
    return max(1, BATCH_PIECES // length)


def collate(sentences: Sequence[Encoded], rows: int | None = None) -> Batch:
    """Pad sentences to tensors of `rows` rows, by default one each."""
    length, rows = max(map(length_of, sentences)), rows or len(sentences)
    pieces = np.full((rows, length), PAD, np.int64)
    first, last = np.zeros((2, rows, length - 1), np.int64)
    gold = np.full((len(sentences[0].gold), rows, length - 1), IGNORED, np.int64)
    three = np.zeros(rows, bool)
    shift = np.zeros((rows, len(sentences[0].shift)), np.float32)
    for row, s in enumerate(sentences):
        pieces[row, : len(s.pieces)] = s.pieces
        first[row, : len(s.first)] = s.first
        last[row, : len(s.last)] = s.last
        gold[:, row, 1 : len(s.first)] = s.gold
        three[row] = s.classes == 3
        shift[row] = s.shift
    return Batch(*map(torch.from_numpy, (pieces, first, last, gold, three, shift)))


def batches(sentences: Sequence[Encoded], rng: random.Random) -> Iterator[Batch]:
    """Yield batches of about BATCH_PIECES pieces in random order; those of one length have one shape."""
    groups: list[list[Encoded]] = []
    by_length: dict[int, list[Encoded]] = {length: [] for length in LENGTHS}
    for sentence in sentences:
        by_length[length_of(sentence)].append(sentence)
    for length, alike in by_length.items():
        rng.shuffle(alike)
        rows = rows_of(length)
        groups += [alike[start : start + rows] for start in range(0, len(alike), rows)]
    rng.shuffle(groups)
    for group in groups:
        yield collate(group, rows_of(length_of(group[0])))


def steps_in(sentences: Sequence[Encoded]) -> int:
    """Return the number of batches that hold `sentences`."""
    return sum(1 for _ in batches(sentences, random.Random(0)))

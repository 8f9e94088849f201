"""Sentences with names in training: more of them out of few, and how frequent names are in each source."""

import random
from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from training.data import ENTITIES, TYPICAL, Sentence

Span = tuple[int, int, str]

UNSHIFTED = np.zeros(len(ENTITIES))
"""Of a source whose names are as frequent as in the typical one."""


def shifts(sentences: Iterable[Sentence]) -> dict[str, NDArray[np.float64]]:
    """Return for each source the logarithms of how much more frequent every entity label is there than it typically is.

    Added to the scores in training, they leave a reader that expects the typical frequencies (Menon et al. 2021,
    "Long-Tail Learning via Logit Adjustment"). They are 0 for MISC where the source or the typical one knows none.
    """
    counts: defaultdict[str, NDArray[np.float64]] = defaultdict(lambda: np.ones(len(ENTITIES)))
    origins: dict[str, tuple[str, int]] = {}
    for s in sentences:
        if s.entities:
            np.add.at(counts[s.source], [ENTITIES.index(label) for label in s.entities], 1)
            origins[s.source] = s.language, s.classes
    shares = {source: np.log(count / count.sum()) for source, count in counts.items()}
    misc = np.array([label.endswith("MISC") for label in ENTITIES])
    found = {}
    for source, (language, classes) in origins.items():
        typical = TYPICAL[language] if TYPICAL[language] in origins else source
        unknown = misc & (min(classes, origins[typical][1]) == 3)
        found[source] = np.where(unknown, 0.0, shares[source] - shares[typical])
    return found


def swapped(sentences: list[Sentence], rng: random.Random) -> list[Sentence]:
    """Return a copy of each sentence that has names, every name another of its class; only names are known of it.

    What stands around a name must then tell its class, since the name itself no longer does. Dai and Adel (2020), "An
    Analysis of Simple Data Augmentation for Named Entity Recognition", call it mention replacement.
    """
    mentions: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for s in sentences:
        for start, end, name in _spans(s.entities or ()):
            mentions[name].append(s.words[start:end])
    return [_swap(s, mentions, rng) for s in sentences if any(label != "O" for label in s.entities or ())]


def _spans(labels: tuple[str, ...]) -> list[Span]:
    """Return start, end and class of each name."""
    spans: list[Span] = []
    for place, label in enumerate(labels):
        if label.startswith("B-"):
            spans.append((place, place + 1, label[2:]))
        elif label.startswith("I-") and spans and spans[-1][1:] == (place, label[2:]):
            spans[-1] = (spans[-1][0], place + 1, label[2:])
    return spans


def _swap(s: Sentence, mentions: dict[str, list[tuple[str, ...]]], rng: random.Random) -> Sentence:
    labels = s.entities or ()
    words: list[str] = []
    entities: list[str] = []
    at = 0
    for start, end, name in _spans(labels):
        other = rng.choice(mentions[name])
        words += [*s.words[at:start], *other]
        entities += [*labels[at:start], f"B-{name}", *[f"I-{name}"] * (len(other) - 1)]
        at = end
    words += s.words[at:]
    entities += labels[at:]
    name = f"{s.id}-names"
    return Sentence(name, s.language, tuple(words), entities=tuple(entities), source=s.source, classes=s.classes)

"""More sentences with names out of few: mentions exchanged for others of their class (Dai and Adel 2020).

What stands around a name must then tell its class, since the name itself no longer does. Dai and Adel, "An Analysis of
Simple Data Augmentation for Named Entity Recognition", call it mention replacement.
"""

import random
from collections import defaultdict

from training.data import Sentence

Span = tuple[int, int, str]


def swapped(sentences: list[Sentence], rng: random.Random) -> list[Sentence]:
    """Return a copy of each sentence that has names, every name another of its class; only names are known of it."""
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
    return Sentence(f"{s.id}-names", s.language, tuple(words), entities=tuple(entities), classes=s.classes)

"""Sentences as numbers: the label inventory, piece ids and gold classes, padded batches."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from streams.nlp.reader_pieces import BOS, EOS, PAD, Pieces
from streams.nlp.reader_scripts import edit_script
from training.data import AGREEING, AGREEMENT, ATTRIBUTES, ENTITIES, EVENTS, PARTIAL, Sentence

IGNORED = -100
LONGEST = 220
"""Pieces; longer training sentences are left out."""
BATCH_PIECES = 1100
MIN_SCRIPT = 3
MIN_LABEL = 6
"""How often a script, or any other label, must occur to get a class of its own."""


@dataclass(frozen=True)
class Inventory:
    """The labels that the network's outputs stand for, in order."""

    upos: list[str]
    relations: list[str]
    features: dict[str, list[str]]
    scripts: list[str]

    @classmethod
    def of(cls, sentences: list[Sentence]) -> "Inventory":
        """Return the labels that `sentences` use, rare ones left out."""
        upos, relations, scripts = Counter(), Counter(), Counter()
        features: dict[str, Counter[str]] = {name: Counter() for name in ATTRIBUTES}
        for s in sentences:
            if s.upos is None:
                continue
            upos.update(s.upos)
            relations.update(s.relations or ())
            for word, lemma, feats in zip(s.words, s.lemmas or s.words, s.features or (), strict=True):
                if s.lemmas:
                    scripts[edit_script(word, lemma)] += 1
                for name in s.known:
                    features[name][feats.get(name, "")] += 1
        return cls(
            upos=sorted(k for k, n in upos.items() if n >= MIN_LABEL and k != "_"),
            relations=sorted(k for k, n in relations.items() if n >= MIN_LABEL and k != "_"),
            features={
                name: sorted(k for k, n in c.items() if n >= MIN_LABEL or k == "") for name, c in features.items()
            },
            scripts=[k for k, n in scripts.most_common() if n >= MIN_SCRIPT],
        )

    @cached_property
    def index(self) -> dict[str, dict[str, int]]:
        """Map each output's labels to their classes."""
        labels = {"upos": self.upos, "relation": self.relations, "lemma": self.scripts}
        labels |= {f"feat_{name}": values for name, values in self.features.items()}
        return {name: {label: place for place, label in enumerate(values)} for name, values in labels.items()}

    def outputs(self) -> dict[str, int]:
        """Return the size of each classifier."""
        sizes = {"upos": len(self.upos), "lemma": len(self.scripts), "ner": len(ENTITIES), "event": len(EVENTS)}
        return sizes | {f"feat_{name}": len(values) for name, values in self.features.items()}


@dataclass(frozen=True)
class Encoded:
    """A sentence as numbers; `gold` maps an output's name to the class of each word."""

    pieces: list[int]
    first: list[int]
    last: list[int]
    gold: dict[str, list[int]]
    classes: int


def encode(s: Sentence, pieces: Pieces, inventory: Inventory) -> Encoded:
    """Return a sentence as numbers, what it leaves unknown as IGNORED."""
    index = inventory.index
    ids, first, last = [BOS], [0], [0]
    for word in s.words:
        first.append(len(ids))
        ids.extend(pieces.of(word))
        last.append(len(ids) - 1)
    ids.append(EOS)
    gold: dict[str, list[int]] = {}
    if s.upos:
        gold["upos"] = [index["upos"].get(tag, IGNORED) for tag in s.upos]
        gold["head"] = list(s.heads or ())
        gold["relation"] = [index["relation"].get(name, IGNORED) for name in s.relations or ()]
    for name in s.known if s.features else ():
        gold[f"feat_{name}"] = [
            IGNORED if _unknown(s, name, place) else index[f"feat_{name}"].get(f.get(name, ""), IGNORED)
            for place, f in enumerate(s.features or ())
        ]
    if s.lemmas:
        gold["lemma"] = [index["lemma"].get(edit_script(w, m), IGNORED) for w, m in zip(s.words, s.lemmas, strict=True)]
    if s.entities:
        gold["ner"] = [ENTITIES.index(label) for label in s.entities]
    if s.events:
        gold["event"] = [EVENTS.index(label) for label in s.events]
    return Encoded(ids, first, last, gold, s.classes)


def _unknown(s: Sentence, name: str, place: int) -> bool:
    """Tell whether an attribute that is absent may all the same be there."""
    if name in (s.features or ())[place]:
        return False
    if s.upos is None:
        return True
    tag = s.upos[place]
    return name in PARTIAL.get((s.language, tag), ()) or (
        s.sparse and name in AGREEMENT[s.language] and tag in AGREEING
    )


@dataclass(frozen=True)
class Batch:
    """Padded tensors of some sentences."""

    pieces: Tensor
    mask: Tensor
    first: Tensor
    last: Tensor
    words: Tensor
    gold: dict[str, Tensor]
    three: Tensor


def collate(sentences: list[Encoded], names: list[str]) -> Batch:
    """Pad sentences to tensors; index 0 of every word axis is the root."""
    pieces_length, words_length = max(len(s.pieces) for s in sentences), max(len(s.first) for s in sentences)
    shape = (len(sentences), words_length)
    pieces = torch.full((len(sentences), pieces_length), PAD)
    mask = torch.zeros(len(sentences), pieces_length)
    first, last = torch.zeros(shape, dtype=torch.long), torch.zeros(shape, dtype=torch.long)
    words = torch.zeros(shape, dtype=torch.bool)
    gold = {name: torch.full(shape, IGNORED) for name in names}
    for row, s in enumerate(sentences):
        pieces[row, : len(s.pieces)] = torch.tensor(s.pieces)
        mask[row, : len(s.pieces)] = 1
        first[row, : len(s.first)] = torch.tensor(s.first)
        last[row, : len(s.last)] = torch.tensor(s.last)
        words[row, : len(s.first)] = True
        for name, values in s.gold.items():
            gold[name][row, 1 : len(values) + 1] = torch.tensor(values)
    return Batch(pieces, mask, first, last, words, gold, torch.tensor([s.classes == 3 for s in sentences]))


def batches(sentences: list[Encoded], rng: random.Random) -> Iterator[list[Encoded]]:
    """Yield batches of similar lengths, about BATCH_PIECES pieces each, in random order."""
    order = sorted(sentences, key=lambda s: len(s.pieces) + rng.random() * 6)
    groups: list[list[Encoded]] = [[]]
    for s in order:
        if groups[-1] and (len(groups[-1]) + 1) * len(s.pieces) > BATCH_PIECES:
            groups.append([])
        groups[-1].append(s)
    rng.shuffle(groups)
    yield from groups

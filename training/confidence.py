"""Fit the confidence of events on annotated articles, and show by cross-validation how far it can be trusted.

    python -m training.confidence GOLD.jsonl… [--write]

Articles, not events, are divided into folds, so that no sentence helps to judge its neighbours. Needs numpy only.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from streams.nlp import build_reader
from streams.scoring import BINS, GoldArticle, match

Floats = NDArray[np.float64]
WEIGHTS = Path(__file__).parents[1] / "streams" / "nlp" / "confidence.json"
FOLDS = 10
PENALTY = 6.0
"""Strength of the L2 penalty on all weights but the bias; a feature seldom seen keeps a small weight."""
STEPS = 30
RARE = 5
"""Features seen less often are left out."""


@dataclass(frozen=True)
class Example:
    """An extracted event: its features, and whether an annotated one matches it with the right actor."""

    article: str
    source: str
    features: tuple[str, ...]
    right: bool


def examples(paths: Sequence[Path]) -> list[Example]:
    """Return all events that are extracted from the annotated articles."""
    read = build_reader(lambda coded: (coded.event, coded.features))
    found = []
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            gold = GoldArticle.model_validate_json(line)
            coded = read(gold.article())
            matched = match(gold, [event for event, _ in coded])
            right = {pair.predicted.id for pair in matched.pairs if pair.right("actor")}
            found += [Example(gold.id, path.stem, features, event.id in right) for event, features in coded]
    return found


def fit(rows: Sequence[Example]) -> dict[str, float]:
    """Return the weights that make the rows likeliest, by Newton's method on the penalised likelihood."""
    counts = np.unique([feature for row in rows for feature in row.features], return_counts=True)
    names = [str(name) for name, count in zip(*counts, strict=True) if count >= RARE]
    table, right = _matrix(rows, names), np.array([row.right for row in rows], dtype=np.float64)
    weights = np.zeros(table.shape[1])
    penalty = np.full(len(weights), PENALTY)
    penalty[0] = 0.0
    for _ in range(STEPS):
        chance = _chance(table @ weights)
        slope = table.T @ (chance - right) + penalty * weights
        curve = (table * (chance * (1 - chance))[:, None]).T @ table + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return {name: round(float(weight), 3) for name, weight in zip(["bias", *names], weights, strict=True)}


def _matrix(rows: Sequence[Example], names: Sequence[str]) -> Floats:
    columns = {name: index for index, name in enumerate(names, 1)}
    table = np.zeros((len(rows), len(names) + 1))
    table[:, 0] = 1.0
    for number, row in enumerate(rows):
        table[number, [columns[f] for f in row.features if f in columns]] = 1.0
    return table


def _chance(scores: Floats) -> Floats:
    chance: Floats = 1 / (1 + np.exp(-scores))
    return chance


def held_out(rows: Sequence[Example]) -> Floats:
    """Return each event's confidence by weights that its article's fold had no part in."""
    folds = np.array([crc32(row.article.encode()) % FOLDS for row in rows])
    chances = np.zeros(len(rows))
    for fold in range(FOLDS):
        weights = fit([row for row, other in zip(rows, folds, strict=True) if other != fold])
        for number in np.flatnonzero(folds == fold):
            score = weights["bias"] + sum(weights.get(f, 0.0) for f in rows[number].features)
            chances[number] = _chance(np.array(score))
    return chances


def calibration_error(chances: Floats, right: NDArray[np.bool_]) -> float:
    """Return the expected calibration error over equal bins (Naeini, Cooper and Hauskrecht 2015)."""
    bins = np.minimum((chances * BINS).astype(int), BINS - 1)
    gaps = [abs((chances[bins == b] - right[bins == b]).sum()) for b in range(BINS)]
    return float(sum(gaps) / len(right))


def report(rows: Sequence[Example], chances: Floats) -> str:
    """Return the reliability table of held-out confidences and the calibration error of each file."""
    right = np.array([row.right for row in rows])
    lines = [f"{'confidence':<12}{'mean':>7}{'right':>7}{'events':>8}"]
    bins = np.minimum((chances * BINS).astype(int), BINS - 1)
    for number in np.unique(bins):
        inside = bins == number
        name = f"{number / BINS:.1f}-{(number + 1) / BINS:.1f}"
        lines.append(f"{name:<12}{chances[inside].mean():>7.3f}{right[inside].mean():>7.3f}{inside.sum():>8}")
    sources = np.array([row.source for row in rows])
    for name in ["all", *dict.fromkeys(sources)]:
        inside = (sources == name) | (name == "all")
        error = calibration_error(chances[inside], right[inside])
        brier = float(((chances[inside] - right[inside]) ** 2).mean())
        lines.append(f"{name}: {inside.sum()} events, expected calibration error {error:.3f}, Brier score {brier:.3f}")
    return "\n".join(lines)


def main() -> None:
    """Print the held-out figures; with --write, ship the weights of all articles."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help=f"write the weights of all articles to {WEIGHTS.name}")
    arguments = parser.parse_args()
    rows = examples(arguments.gold)
    print(report(rows, held_out(rows)))
    if arguments.write:
        WEIGHTS.write_text(json.dumps(fit(rows), indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()

"""From a checkpoint to the shipped files: body and embeddings in 8 bits, labeller, vocabulary, lemmas, inventory."""

import argparse
import hashlib
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization.shape_inference import quant_pre_process

from streams.nlp.reader_combinations import TOGETHER
from training.base import read_vocabulary
from training.batches import Encoded
from training.corpus import Inventory
from training.data import AGREEMENT, ENTITIES, EVENTS, Sentence, training_data
from training.network import HIDDEN, Body, Labeller
from training.quantise import quantise
from training.train import Corpus, averaged_weights

SAMPLES = 600
"""Sentences, German and English, short and long, that show the ranges of activations."""
RANK = 16
"""Of each relation's scorer, of 101: costs 0.1 LAS on German-GSD, none elsewhere, saves 3 % of the reader's time."""


def export(run: Path, readers: Sequence[Path], vocabulary: Path, data: Path, folder: Path) -> None:
    """Write to `folder` the mean of the averaged weights in readers' last checkpoints; `run` was prepared from `data`.

    A reader that went on from another forgets less when both count (Wortsman et al. 2022, "Robust Fine-tuning of
    Zero-shot Models").
    """
    inventory = Inventory.read(run)
    states = [averaged_weights(reader) for reader in readers]
    state = {name: torch.stack([one[name] for one in states]).mean(0) for name in states[0]}
    body = Body(inventory.outputs())
    body.load_state_dict(
        {name.removeprefix("body."): value for name, value in state.items() if name.startswith("body.")}
    )
    labeller = Labeller(len(inventory.relations))
    labeller.load_state_dict({"weight": state["labeller.weight"]})
    full = read_vocabulary(vocabulary)
    corpus = Corpus.read(run)
    encoded = corpus.parts["german"] + corpus.parts["english"]
    german, english = training_data(data)
    version = write_model(
        folder,
        body=body,
        labeller=labeller,
        inventory=inventory,
        embeddings=state["table"].numpy(),
        vocabulary=[full[row] for row in corpus.kept],
        sentences=[*german, *english],
        samples=encoded[:: max(1, len(encoded) // SAMPLES)],
    )
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{version}: {size / 1e6:.1f} MB in {folder}")


def write_model(
    folder: Path,
    *,
    body: Body,
    labeller: Labeller,
    inventory: Inventory,
    embeddings: np.ndarray,
    vocabulary: list[tuple[str, float]],
    sentences: list[Sentence],
    samples: Sequence[Encoded],
) -> str:
    """Write the shipped files and return the model's version.

    `sentences` are those whose lemmas go into the table, `samples` those that show the ranges of activations.
    """
    folder.mkdir(parents=True, exist_ok=True)
    inputs = [_inputs(sample, embeddings) for sample in samples]
    _write_body(body.eval(), list(inventory.outputs()), inputs, folder / "body.onnx")
    _write_embeddings(embeddings, folder / "embeddings.npz")
    _write_labeller(labeller.weight.detach().numpy(), folder / "labeller.npz")
    (folder / "vocabulary.tsv").write_text("".join(f"{piece}\t{score:.5f}\n" for piece, score in vocabulary), "utf-8")
    (folder / "lemmas.tsv").write_text(lemma_table(sentences), "utf-8")
    labels: dict[str, object] = {
        "upos": inventory.upos,
        "relations": inventory.relations,
        "features": inventory.features,
        "entities": ENTITIES,
        "events": EVENTS,
        "agreement": AGREEMENT,
        "combinations": {language: combinations(sentences, language, inventory) for language in TOGETHER},
        "scripts": inventory.scripts,
    }
    version = _version(folder, labels)
    inventory_text = json.dumps({"version": version, **labels}, ensure_ascii=False, indent=1)
    (folder / "inventory.json").write_text(inventory_text + "\n", "utf-8")
    return version


def _version(folder: Path, labels: dict[str, object]) -> str:
    """Return a name that changes with anything that a reading depends on."""
    state = hashlib.sha256(json.dumps(labels, sort_keys=True).encode())
    for name in ("body.onnx", "embeddings.npz", "labeller.npz", "vocabulary.tsv", "lemmas.tsv"):
        state.update((folder / name).read_bytes())
    return f"reader-{state.hexdigest()[:12]}"


def lemma_table(sentences: list[Sentence]) -> str:
    """Return the commonest lemma of each language, lower-case form and tag, a line each with tabs between."""
    found: defaultdict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for s in sentences:
        for word, upos, lemma in zip(s.words, s.upos or (), s.lemmas or (), strict=bool(s.lemmas)):
            if lemma not in {"_", "NULL"}:
                found[s.language, word.lower(), upos][lemma] += 1
    rows = ((*key, max(sorted(lemmas), key=lemmas.__getitem__)) for key, lemmas in sorted(found.items()))
    return "".join("\t".join(row) + "\n" for row in rows if not any(c.isspace() for part in row for c in part))


def combinations(sentences: Sequence[Sentence], language: str, inventory: Inventory) -> list[str]:
    """Return each tag with the values of what is chosen together with it, as the language's treebanks have them."""
    names = TOGETHER[language]
    found = {(tag, *[""] * len(names)) for tag in inventory.upos}
    for s in sentences:
        if s.language == language and s.known.issuperset(names):
            rows = zip(s.upos or (), s.features or (), strict=True)
            found |= {(tag, *(features.get(name, "") for name in names)) for tag, features in rows}
    labels = (inventory.upos, *(inventory.features[name] for name in names))
    return sorted(
        "|".join(row) for row in found if all(value in known for value, known in zip(row, labels, strict=True))
    )


def _inputs(sample: Encoded, embeddings: np.ndarray) -> dict[str, np.ndarray]:
    """Return the body's inputs for one sentence."""
    mask = np.ones((1, len(sample.pieces)), np.float32)
    places = {name: row[None].astype(np.int64) for name, row in (("first", sample.first), ("last", sample.last))}
    return {"pieces": embeddings[sample.pieces][None], "mask": mask, **places}


def _write_body(body: Body, outputs: list[str], samples: list[dict[str, np.ndarray]], path: Path) -> None:
    """Export to ONNX in 8 bits."""
    example = (torch.randn(3, 20, HIDDEN), torch.ones(3, 20), *torch.randint(0, 20, (2, 3, 12)))
    names = ["arcs", "label_head", "label_dep", *outputs]
    axes = {"pieces": {0: "b", 1: "t"}, "mask": {0: "b", 1: "t"}, "first": {0: "b", 1: "n"}, "last": {0: "b", 1: "n"}}
    with tempfile.TemporaryDirectory() as scratch:
        plain, ready = Path(scratch) / "plain.onnx", Path(scratch) / "ready.onnx"
        torch.onnx.export(
            body,
            example,
            str(plain),
            input_names=list(axes),
            output_names=names,
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
        quantise(ready, path, samples)


def _write_embeddings(table: np.ndarray, path: Path) -> None:
    """Write the table in 8 bits with one scale a row."""
    scale = np.abs(table).max(1, keepdims=True) / 127
    np.savez_compressed(path, table=np.round(table / scale).astype(np.int8), scale=scale[:, 0].astype(np.float16))


def _write_labeller(weight: np.ndarray, path: Path) -> None:
    """Write the scorer of relations (relations, head, dependent), each relation's matrix as a product of rank RANK."""
    left, middle, right = np.linalg.svd(weight)
    head = left[:, :, :RANK] * middle[:, None, :RANK]
    factors = {"head": head.transpose(1, 0, 2), "dependent": right[:, :RANK].transpose(2, 0, 1)}
    np.savez_compressed(path, **{name: f.reshape(len(f), -1).astype(np.float16) for name, f in factors.items()})


def main() -> None:
    """Run `export` from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path, help="folder that training.corpus wrote")
    parser.add_argument("readers", type=Path, nargs="+", help="folders that training.train or training.shipped wrote")
    parser.add_argument("--data", type=Path, required=True, help="folder that the run was prepared from")
    parser.add_argument("--vocabulary", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("streams/nlp/model"))
    options = parser.parse_args()
    export(options.run, options.readers, options.vocabulary, options.data, options.out)


if __name__ == "__main__":
    main()

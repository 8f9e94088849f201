"""From a checkpoint to the shipped files: body and embeddings in 8 bits, labeller, vocabulary, inventory."""

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

from training.base import read_vocabulary, read_weights, word_embeddings
from training.batches import Inventory
from training.data import ENTITIES
from training.network import HIDDEN, Body, Labeller


def export(run: Path, weights: Path, vocabulary: Path, folder: Path) -> None:
    """Write the model of a training run's last checkpoint to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    inventory = Inventory(**json.loads((run / "inventory.json").read_text("utf-8")))
    kept = json.loads((run / "kept.json").read_text("utf-8"))
    state = torch.load(run / "checkpoint.pt", map_location="cpu")["model"]
    body = Body(inventory.outputs())
    body.load_state_dict(
        {name.removeprefix("body."): value for name, value in state.items() if name.startswith("body.")}
    )
    labeller = Labeller(len(inventory.relations))
    labeller.load_state_dict({"weight": state["labeller.weight"]})
    _write_body(body.eval(), list(inventory.outputs()), folder / "body.onnx")
    _write_embeddings(word_embeddings(read_weights(weights))[kept], folder / "embeddings.npz")
    np.savez_compressed(folder / "labeller.npz", weight=labeller.weight.detach().numpy().astype(np.float16))
    full = read_vocabulary(vocabulary)
    (folder / "vocabulary.tsv").write_text("".join(f"{full[i][0]}\t{full[i][1]:.5f}\n" for i in kept), "utf-8")
    version = "reader-" + hashlib.sha256((folder / "body.onnx").read_bytes()).hexdigest()[:12]
    labels = {
        "version": version,
        "upos": inventory.upos,
        "relations": inventory.relations,
        "features": inventory.features,
        "entities": ENTITIES,
        "scripts": inventory.scripts,
    }
    (folder / "inventory.json").write_text(json.dumps(labels, ensure_ascii=False, indent=1) + "\n", "utf-8")
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{version}: {size / 1e6:.1f} MB in {folder}")


def _write_body(body: Body, outputs: list[str], path: Path) -> None:
    """Export to ONNX and quantise the weights to 8 bits, one scale a channel."""
    example = (torch.randn(3, 20, HIDDEN), torch.ones(3, 20), torch.randint(0, 20, (3, 12)))
    names = ["arcs", "label_head", "label_dep", *outputs]
    axes = {"pieces": {0: "b", 1: "t"}, "mask": {0: "b", 1: "t"}, "first": {0: "b", 1: "n"}}
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
        quantize_dynamic(str(ready), str(path), weight_type=QuantType.QInt8, per_channel=True)


def _write_embeddings(table: np.ndarray, path: Path) -> None:
    """Write the table in 8 bits with one scale a row."""
    scale = np.abs(table).max(1, keepdims=True) / 127
    np.savez_compressed(path, table=np.round(table / scale).astype(np.int8), scale=scale[:, 0].astype(np.float16))


def main() -> None:
    """Run `export` from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path, help="folder that training wrote")
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--vocabulary", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("streams/nlp/model"))
    options = parser.parse_args()
    export(options.run, options.weights, options.vocabulary, options.out)


if __name__ == "__main__":
    main()

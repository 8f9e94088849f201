"""The shipped files back as 32-bit weights, so that training can go on from what ships.

    python -m training.corpus DATA --vocabulary tokenizer.json --like streams/nlp/model --out RUN
    python -m training.shipped RUN --out RUN/shipped
    python -m training.train RUN --teachers RUN/shipped --out RUN/further

Every weight comes back to within half a step of its 8 bits, the scorer of relations at its rank.
"""

import argparse
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import NodeProto, numpy_helper

from training.corpus import Inventory
from training.export import RANK
from training.network import LABEL
from training.train import checkpoint

Numbers = NDArray[Any]


def restore(run: Path, folder: Path, out: Path) -> None:
    """Write the shipped files in `folder` to `out` as a checkpoint that a reader can start from.

    Raises `ValueError` where `run` has other labels than the files.
    """
    inventory = Inventory.read(run)
    if inventory != Inventory.read(folder):
        raise ValueError(f"{run} has other labels than {folder}: prepare it by training.corpus --like {folder}")
    weights = {f"body.{name}": value for name, value in _body(folder / "body.onnx", inventory.outputs())}
    weights["labeller.weight"] = _labeller(folder / "labeller.npz")
    weights["table"] = _table(folder / "embeddings.npz")
    out.mkdir(parents=True, exist_ok=True)
    tensors = {name: torch.from_numpy(np.array(value, np.float32)) for name, value in weights.items()}
    torch.save({"average": tensors}, checkpoint(out))


def _body(path: Path, outputs: Collection[str]) -> Iterator[tuple[str, Numbers]]:
    """Yield the body's parameters by name; `outputs` are the classifiers."""
    graph = onnx.load(path).graph
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    yield from ((name, constants[name]) for name in ("positions.weight", "types"))
    for node in graph.node:
        module = node.name.strip("/").rpartition("/")[0].replace("/", ".")
        if node.op_type == "LayerNormalization":
            weight, bias = (constants[name] for name in node.input[1:])
            yield from ((f"{module}.weight", weight), (f"{module}.bias", bias))
        elif node.op_type == "MatMulIntegerToFloat":
            weight, bias = _weight(node, constants), constants[node.input[-1]]
            name = f"outputs.{module}" if module in outputs else module
            if module:
                yield from ((f"{name}.weight", weight.T), (f"{name}.bias", bias))
            else:
                yield "arc", np.concatenate([weight, bias[None]])


def _weight(node: NodeProto, constants: Mapping[str, Numbers]) -> Numbers:
    """Return the matrix (inputs, outputs) that a node multiplies by."""
    given, rows, _, scale, *_ = node.input
    factors = constants[given.removesuffix("_bytes") + "_factor"]
    return constants[rows] * constants[scale] * factors[:, None]


def _labeller(path: Path) -> Numbers:
    """Return the scorer of relations (relations, heads, dependents)."""
    stored = np.load(path)
    head, dependent = (stored[name].astype(np.float32).reshape(LABEL + 1, -1, RANK) for name in ("head", "dependent"))
    return np.einsum("lkr,mkr->klm", head, dependent)


def _table(path: Path) -> Numbers:
    """Return the embeddings of the pieces (pieces, hidden size)."""
    stored = np.load(path)
    return stored["table"] * stored["scale"].astype(np.float32)[:, None]


def main() -> None:
    """Run `restore` from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="folder that training.corpus wrote, with --like")
    parser.add_argument("--model", type=Path, default=Path("streams/nlp/model"), help="folder of the shipped files")
    parser.add_argument("--out", type=Path, required=True, help="folder for the checkpoint")
    options = parser.parse_args()
    restore(options.run, options.model, options.out)


if __name__ == "__main__":
    main()

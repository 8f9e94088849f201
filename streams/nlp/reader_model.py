"""The reader's network as shipped: 8-bit weights run by ONNX Runtime on one thread.

Activations are in 8 bits too, by scales fixed when the model was exported: a sentence gives the same numbers whatever
else stands in its batch.
"""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from streams.errors import ConfigError
from streams.nlp.declension import ATTRIBUTES
from streams.nlp.reader_agreement import Words, agree
from streams.nlp.reader_combinations import Combinations
from streams.nlp.reader_decode import best_sequences, softmax, transitions
from streams.nlp.reader_lemmas import Lemmas
from streams.nlp.reader_pieces import BOS, EOS, Pieces
from streams.nlp.reader_trees import FORBIDDEN, best_tree

EXACT = "session.x64quantprecision"
"""Without this option, sums of 8-bit products overflow on x86 processors that lack VNNI: tokens get other labels than
elsewhere. There it costs a sixth of the speed; with VNNI nothing overflows, and it would cost two thirds."""
CPUINFO = Path("/proc/cpuinfo")

FILES = ("body.onnx", "embeddings.npz", "labeller.npz", "vocabulary.tsv", "lemmas.tsv", "inventory.json")


@dataclass(frozen=True)
class Reading:
    """What the network says about the words of one sentence; class numbers refer to the inventory."""

    heads: NDArray[np.intp]
    relations: NDArray[np.intp]
    classes: dict[str, NDArray[np.intp]]
    slots: NDArray[np.intp]
    """Gender, number and case of each word as a place in `declension.SLOTS`, -1 where they are not settled together."""
    scripts: NDArray[np.float32]
    """Scores of the edit scripts that may make each word's lemma."""
    events: NDArray[np.float32]
    """How probable it is that each word is the trigger of an event of each type; column 0 is none."""


class Model:
    """Vocabulary, embeddings, network and label inventory of a model folder."""

    def __init__(self, folder: Path) -> None:
        missing = [name for name in FILES if not (folder / name).exists()]
        if missing:
            raise ConfigError(
                f"{folder}: the reader's model lacks {', '.join(missing)}; install the package anew or train it"
            )
        inventory = json.loads((folder / "inventory.json").read_text("utf-8"))
        self.version: str = inventory["version"]
        self.upos: list[str] = inventory["upos"]
        self.relations: list[str] = inventory["relations"]
        self.features: dict[str, list[str]] = inventory["features"]
        self.entities: list[str] = inventory["entities"]
        self.events: list[str] = inventory["events"]
        self.lemmas = Lemmas.read(folder / "lemmas.tsv", inventory["scripts"])
        self._agreeing = frozenset(inventory["agreement"])
        self._combinations = {
            language: Combinations.read(language, rows, self.upos, self.features)
            for language, rows in inventory["combinations"].items()
        }
        self._transitions = transitions(self.entities)
        self.pieces = Pieces.read(folder / "vocabulary.tsv")
        with np.load(folder / "embeddings.npz") as table:
            self._table, self._scale = table["table"], table["scale"].astype(np.float32)
        with np.load(folder / "labeller.npz") as labeller:  # (parts + 1, relations x rank) each, the last row a bias
            self._label_head, self._label_dep = (labeller[name].astype(np.float32) for name in ("head", "dependent"))
        self._session = onnxruntime.InferenceSession(
            str(folder / "body.onnx"),
            _one_thread(),
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],  # its kernel is slower than the two that it joins
        )

    @cached_property
    def outputs(self) -> list[str]:
        """Names of the classifiers, in the order in which the network returns them."""
        return [output.name for output in self._session.get_outputs()][3:]

    def read(self, sentences: list[list[tuple[int, ...]]], forms: list[list[str]], language: str) -> list[Reading]:
        """Return the readings of a batch; a sentence is the piece ids of each of its words, and their forms."""
        arcs, label_head, label_dep, *scores = self._session.run(None, self._inputs(sentences))
        sizes = [len(sentence) for sentence in sentences]
        heads = [best_tree(arcs[row, : size + 1, : size + 1]) for row, size in enumerate(sizes)]
        rows = np.repeat(np.arange(len(sizes)), sizes)
        words = np.concatenate([np.arange(1, size + 1) for size in sizes])
        flat = np.concatenate(heads)
        relations = self._relations(label_head[rows, flat], label_dep[rows, words], flat == 0)
        said = {name: score[rows, words] for name, score in zip(self.outputs, scores, strict=True)}
        scripts, events = said.pop("lemma"), softmax(said.pop("event"))
        starts = np.cumsum([0, *sizes])
        classes = {name: score.argmax(-1) for name, score in said.items()}
        classes["ner"] = best_sequences(said["ner"], self._transitions, starts)
        row = [form for sentence in forms for form in sentence]
        places = np.where(flat, flat - 1 + starts[rows], np.arange(len(flat))).tolist()
        names = [self.relations[number] for number in relations.tolist()]
        if language in self._combinations:
            classes |= self._combinations[language].choose(said, row, places, names)
        slots = np.full(len(flat), -1)
        if language in self._agreeing:
            phrase_words = Words(row, [self.upos[number] for number in classes["upos"].tolist()], places, names)
            agreed, slots = agree(phrase_words, {name: said[f"feat_{name}"] for name in ATTRIBUTES}, self.features)
            classes |= {f"feat_{name}": best for name, best in agreed.items()}
        return [
            Reading(
                tree,
                relations[start:end],
                {name: best[start:end] for name, best in classes.items()},
                slots[start:end],
                scripts[start:end],
                events[start:end],
            )
            for tree, start, end in zip(heads, starts[:-1], starts[1:], strict=True)
        ]

    def _inputs(self, sentences: list[list[tuple[int, ...]]]) -> dict[str, NDArray[Any]]:
        """Return embedded pieces (B, T, H), their mask (B, T) and the places of each word's outer pieces (B, N)."""
        rows = [[BOS, *(piece for word in sentence for piece in word), EOS] for sentence in sentences]
        length, words = max(map(len, rows)), max(map(len, sentences)) + 1
        ids = np.zeros((len(rows), length), dtype=np.int64)
        mask = np.zeros((len(rows), length), dtype=np.float32)
        first, last = np.zeros((2, len(rows), words), dtype=np.int64)
        for index, (row, sentence) in enumerate(zip(rows, sentences, strict=True)):
            ids[index, : len(row)] = row
            mask[index, : len(row)] = 1.0
            ends = np.cumsum([len(word) for word in sentence])
            last[index, 1 : len(sentence) + 1] = ends
            first[index, 1 : len(sentence) + 1] = [1, *(ends[:-1] + 1)]
        embedded = self._table[ids] * self._scale[ids][..., None]
        return {"pieces": embedded, "mask": mask, "first": first, "last": last}

    def _relations(
        self, label_head: NDArray[np.float32], label_dep: NDArray[np.float32], roots: NDArray[np.bool_]
    ) -> NDArray[np.intp]:
        """Return the best relation of each word to its head (biaffine); `label_head` are those of the words' heads."""
        heads = label_head @ self._label_head[:-1] + self._label_head[-1]
        dependents = label_dep @ self._label_dep[:-1] + self._label_dep[-1]
        scores = (heads * dependents).reshape(len(roots), len(self.relations), -1).sum(2)
        root = self.relations.index("root")
        scores[:, root] = FORBIDDEN
        best: NDArray[np.intp] = scores.argmax(1)
        best[roots] = root
        return best


def _one_thread() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    if not has_vnni(CPUINFO):
        options.add_session_config_entry(EXACT, "1")
    return options


def has_vnni(cpuinfo: Path) -> bool:
    """Tell whether Linux lists a processor's instructions for sums of 8-bit products (AVX-VNNI, AVX-512 VNNI)."""
    try:
        flags = cpuinfo.read_text("utf-8")
    except OSError:
        return False
    return re.search(r"^flags\s*:.*\bavx(512)?_vnni\b", flags, re.MULTILINE) is not None


def load_model() -> Model:
    """Load the model that the package ships."""
    with as_file(files("streams.nlp").joinpath("model")) as folder:
        return Model(folder)

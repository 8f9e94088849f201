"""From a treebank to the shipped files and back, with random weights: needs PyTorch, so it is skipped without."""

import random
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

import torch

from streams.nlp.reader_model import Model
from streams.nlp.reader_pieces import SPECIAL, WORD_START, Pieces
from training.batches import Encoded, Inventory, collate, encode
from training.data import Sentence, read_conllu
from training.export import write_model
from training.network import HIDDEN
from training.train import Reader, Trainer

pytestmark = pytest.mark.filterwarnings("ignore")  # PyTorch's exporter warns about itself

WORDS = "Rat Bund Verband Senat Verein Staat Kreis Club Chor Hof"
STEPS = 12


def write_treebank(path: Path) -> None:
    rows = "".join(
        f"# sent_id = own-{number}\n"
        "1\tDer\tder\tDET\t_\tCase=Nom\t2\tdet\t_\t_\n"
        f"2\t{word}\t{word}\tNOUN\t_\tCase=Nom\t3\tnsubj\t_\t_\n"
        "3\twarnt\twarnen\tVERB\t_\tVerbForm=Fin\t0\troot\t_\t_\n"
        "4-5\tim\t_\t_\t_\t_\t_\t_\t_\t_\n"
        "4\tin\tin\tADP\t_\t_\t6\tcase\t_\t_\n"
        "5\tdem\tder\tDET\t_\tCase=Dat\t6\tdet\t_\t_\n"
        "6\tMai\tMai\tNOUN\t_\tCase=Dat\t3\tobl:tmod\t_\t_\n\n"
        for number, word in enumerate(WORDS.split())
    )
    path.write_text(rows, "utf-8")


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> list[Sentence]:
    path = tmp_path_factory.mktemp("ud") / "own.conllu"
    write_treebank(path)
    return list(read_conllu(path, "de"))


def test_a_contraction_is_one_word_and_relations_are_merged(sentences: list[Sentence]) -> None:
    assert sentences[0].words == ("Der", "Rat", "warnt", "im", "Mai")
    assert sentences[0].heads == (2, 3, 0, 5, 3)
    assert sentences[0].relations == ("det", "nsubj", "root", "case", "obl")
    assert sentences[0].expanded == ((4, 5),)


def test_what_is_trained_is_what_is_shipped_and_read(sentences: list[Sentence], tmp_path: Path) -> None:
    torch.manual_seed(1)
    letters = sorted(set("".join(word for s in sentences for word in s.words)) | {WORD_START})
    vocabulary = [(piece, 0.0) for piece in SPECIAL] + [(letter, -5.0) for letter in letters]
    inventory = Inventory.of(sentences)
    table = np.random.default_rng(1).normal(size=(len(vocabulary), HIDDEN)).astype(np.float32)
    encoded = [encode(s, Pieces(vocabulary), inventory) for s in sentences]
    names = [*inventory.outputs(), "head", "relation"]
    reader = Reader(inventory, table)
    trainer = Trainer(reader, STEPS, tmp_path)
    before = _loss(reader, encoded, names)

    for epoch in range(STEPS):
        trainer.train_epoch(encoded, names, random.Random(epoch))
    trainer.save()
    version = write_model(
        tmp_path / "model",
        body=reader.body,
        labeller=reader.labeller,
        inventory=inventory,
        embeddings=table,
        vocabulary=vocabulary,
        sentences=sentences,
    )

    model = Model(tmp_path / "model")
    [reading] = model.read([[model.pieces.of(word) for word in sentences[0].words]], "de")
    assert _loss(reader, encoded, names) < before
    assert model.version == version
    assert reading.heads.count(0) == 1
    assert model.lemmas.of("WARNT", "VERB", 0, "de") == "warnen"


def _loss(reader: Reader, encoded: list[Encoded], names: list[str]) -> float:
    reader.eval()
    with torch.no_grad():
        loss = float(reader.loss(collate(encoded, names)))
    reader.train()
    return loss

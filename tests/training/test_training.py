"""From a treebank to the shipped files and back, with random weights: needs PyTorch, so it is skipped without."""

import json
import random
from dataclasses import asdict
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

import numpy as np
import torch

from streams.nlp.reader_model import Model
from streams.nlp.reader_pieces import SPECIAL, WORD_START, Pieces
from training.batches import Encoded, collate
from training.corpus import Inventory, encode
from training.data import ENTITIES, Sentence, read_conllu
from training.export import write_model
from training.names import UNSHIFTED, swapped
from training.network import LABEL
from training.shipped import restore
from training.train import Ensemble, Reader, Trainer, averaged_weights, loss

pytestmark = pytest.mark.filterwarnings("ignore")  # PyTorch's exporter warns about itself

WORDS = "Rat Bund Verband Senat Verein Staat Kreis Club Chor Hof"
STEPS = 12
OUTSIDE = (0, 7, 8)
"""Classes of entities that an O may hide."""


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.batches.BATCH_PIECES", 120)


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


def test_names_are_exchanged_for_others_of_their_class() -> None:
    first = Sentence("a", "de", ("Anna", "Berg", "wohnt", "hier"), entities=("B-PER", "I-PER", "O", "O"))
    second = Sentence("b", "de", ("Nur", "Kai", "kam"), entities=("O", "B-PER", "O"))

    copies = swapped([first, second, Sentence("c", "de", ("Es", "regnet"), entities=("O", "O"))], random.Random(3))

    assert [len(copy.words) == len(copy.entities or ()) for copy in copies] == [True, True]
    assert {copy.words for copy in copies} <= {
        *(first.words, second.words),
        *(("Kai", "wohnt", "hier"), ("Nur", "Anna", "Berg", "kam")),
    }


@pytest.fixture(scope="module")
def vocabulary(sentences: list[Sentence]) -> list[tuple[str, float]]:
    letters = sorted(set("".join(word for s in sentences for word in s.words)) | {WORD_START})
    return [(piece, 0.0) for piece in SPECIAL] + [(letter, -5.0) for letter in letters]


def ship(
    folder: Path,
    reader: Reader,
    inventory: Inventory,
    vocabulary: list[tuple[str, float]],
    sentences: list[Sentence],
) -> str:
    return write_model(
        folder,
        body=reader.body,
        labeller=reader.labeller,
        inventory=inventory,
        embeddings=reader.table.detach().numpy(),
        vocabulary=vocabulary,
        sentences=sentences,
        samples=[encode(s, Pieces(vocabulary), inventory) for s in sentences],
    )


def train(reader: Reader, encoded: list[Encoded], folder: Path, teachers: Ensemble | None = None) -> Trainer:
    trainer = Trainer(reader, STEPS, folder)
    step = trainer.stepper(OUTSIDE, teachers)
    for epoch in range(STEPS):
        trainer.train_epoch(encoded, step, random.Random(epoch))
    return trainer


def test_what_is_trained_is_what_is_shipped_and_read(
    sentences: list[Sentence], vocabulary: list[tuple[str, float]], tmp_path: Path
) -> None:
    torch.manual_seed(1)
    inventory = Inventory.of(sentences)
    encoded = [encode(s, Pieces(vocabulary), inventory) for s in sentences]
    reader = Reader(inventory.outputs(), len(inventory.relations), len(vocabulary))
    before = _loss(reader, encoded)

    train(reader, encoded, tmp_path).save()
    version = ship(tmp_path / "model", reader, inventory, vocabulary, sentences)

    model = Model(tmp_path / "model")
    words = list(sentences[0].words)
    [reading] = model.read([[model.pieces.of(word) for word in words]], [words], "de")
    assert _loss(reader, encoded) < before
    assert averaged_weights(tmp_path).keys() == reader.state_dict().keys()
    assert model.version == version
    assert (reading.heads == 0).sum() == 1
    assert model.lemmas.of("WARNT", "VERB", np.zeros(len(inventory.scripts), np.float32), "de") == "warnen"


def test_what_is_shipped_comes_back_as_weights_to_go_on_from(
    sentences: list[Sentence], vocabulary: list[tuple[str, float]], tmp_path: Path
) -> None:
    torch.manual_seed(3)
    inventory = Inventory.of(sentences)
    reader = Reader(inventory.outputs(), len(inventory.relations), len(vocabulary))
    few = torch.randn(len(inventory.relations), 4, LABEL + 1)
    reader.labeller.weight.data = few.transpose(1, 2) @ few
    ship(tmp_path / "model", reader, inventory, vocabulary, sentences)
    (tmp_path / "inventory.json").write_text(json.dumps(asdict(inventory)), "utf-8")

    restore(tmp_path, tmp_path / "model", tmp_path)

    back = averaged_weights(tmp_path)
    assert back.keys() == reader.state_dict().keys()
    for name, value in reader.state_dict().items():
        assert (back[name] - value).norm() <= 0.02 * value.norm(), name


def test_weights_with_other_labels_are_not_gone_on_from(sentences: list[Sentence], tmp_path: Path) -> None:
    inventory = asdict(Inventory.of(sentences))
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "inventory.json").write_text(json.dumps(inventory), "utf-8")
    (tmp_path / "inventory.json").write_text(json.dumps({**inventory, "upos": ["NOUN"]}), "utf-8")

    with pytest.raises(ValueError, match="other labels"):
        restore(tmp_path, tmp_path / "model", tmp_path)


def test_a_student_comes_closer_to_its_teacher_on_text_without_annotations(
    sentences: list[Sentence], vocabulary: list[tuple[str, float]], tmp_path: Path
) -> None:
    torch.manual_seed(2)
    inventory = Inventory.of(sentences)
    plain = [encode(Sentence(s.id, "de", s.words), Pieces(vocabulary), inventory) for s in sentences]
    student, teacher = (Reader(inventory.outputs(), len(inventory.relations), len(vocabulary)) for _ in range(2))
    teachers = Ensemble([teacher])
    before = _loss(student, plain, teachers)

    train(student, plain, tmp_path, teachers)

    assert _loss(student, plain) == 0.0
    assert _loss(student, plain, teachers) < before


def test_what_a_teacher_believes_of_names_counts_only_where_none_are_annotated(
    sentences: list[Sentence], vocabulary: list[tuple[str, float]]
) -> None:
    torch.manual_seed(4)
    inventory = Inventory.of(sentences)
    reader, teacher = (Reader(inventory.outputs(), len(inventory.relations), len(vocabulary)) for _ in range(2))
    plain, named = (
        [encode(Sentence(s.id, "de", s.words, entities=names), Pieces(vocabulary), inventory)]
        for s in sentences[:1]
        for names in (None, ("O",) * len(s.words))
    )
    other = Ensemble([teacher])

    def taught(encoded: list[Encoded]) -> float:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("training.train.WEIGHTS", dict.fromkeys(reader.names, 0.0) | {"ner": 1.0})
            return _loss(reader, encoded, other) - _loss(reader, encoded)

    assert taught(plain) > 0
    assert taught(named) == 0


def test_a_source_with_many_names_teaches_less_readiness_to_see_one(
    sentences: list[Sentence], vocabulary: list[tuple[str, float]], tmp_path: Path
) -> None:
    inventory = Inventory.of(sentences)
    pieces, person = Pieces(vocabulary), ENTITIES.index("B-PER")
    plain = [Sentence(s.id, "de", s.words, entities=("O", "B-PER", "O", "O", "O")) for s in sentences]
    dense = np.zeros(len(ENTITIES))
    dense[person] = 3.0

    def belief(shift: np.ndarray) -> float:
        torch.manual_seed(5)
        encoded = [encode(s, pieces, inventory, shift) for s in plain]
        reader = Reader(inventory.outputs(), len(inventory.relations), len(vocabulary))
        train(reader, encoded, tmp_path)
        reader.eval()
        batch = collate(encoded)
        with torch.no_grad():
            beliefs = reader.scores(reader(batch))["ner"].softmax(-1)[batch.words]
        return float(beliefs[:, person].mean())

    assert belief(dense) < 0.8 * belief(UNSHIFTED)


def _loss(reader: Reader, encoded: list[Encoded], teachers: Ensemble | None = None) -> float:
    reader.eval()
    with torch.no_grad():
        value = float(loss(reader, collate(encoded), OUTSIDE, teachers))
    reader.train()
    return value

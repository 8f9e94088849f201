"""Names that the project marks itself: in sentences of its own, and by their places in articles it does not hold."""

import json
import math
from pathlib import Path

import pytest

from training.data import ENTITIES, OWN, TYPICAL, Sentence, read_bio, read_marked, read_written, with_names
from training.names import shifts


def test_names_are_marked_where_they_stand_in_a_written_sentence(tmp_path: Path) -> None:
    path = tmp_path / "de.txt"
    path.write_text("Am Hafen von [Neu Brunn|LOC] sprach [Kordula|PER].\nNiemand kam.\n", "utf-8")

    first, second = read_written(path, "de", 4)

    assert first.words == ("Am", "Hafen", "von", "Neu", "Brunn", "sprach", "Kordula", ".")
    assert first.entities == ("O", "O", "O", "B-LOC", "I-LOC", "O", "B-PER", "O")
    assert second.entities == ("O", "O", "O")


def test_two_names_side_by_side_stay_two(tmp_path: Path) -> None:
    path = tmp_path / "en.txt"
    path.write_text("[Elmswick|LOC] [Gazette|ORG]\n", "utf-8")

    [sentence] = read_written(path, "en", 4)

    assert sentence.entities == ("B-LOC", "B-ORG")


def marked(folder: Path, *rows: str) -> list[Sentence]:
    text = "Es regnet. Frau Tann zog nach Lodern. Alle blieben."
    (folder / "de_news.jsonl").write_text(json.dumps({"id": "one", "text": text}) + "\n", "utf-8")
    (folder / "marked.tsv").write_text("".join(row.replace(" ", "\t") + "\n" for row in rows), "utf-8")
    return list(read_marked(folder / "marked.tsv", folder))


def test_names_are_found_in_the_article_by_their_places(tmp_path: Path) -> None:
    sentences = marked(tmp_path, "de_news.jsonl one 11 37 16-20:PER 30-36:LOC", "de_news.jsonl one 0 10")

    assert [s.words for s in sentences] == [
        ("Es", "regnet", "."),
        ("Frau", "Tann", "zog", "nach", "Lodern", "."),
    ]
    assert [s.entities for s in sentences] == [("O", "O", "O"), ("O", "B-PER", "O", "O", "B-LOC", "O")]


@pytest.mark.parametrize("row", ["de_news.jsonl one 11 30 16-20:PER", "de_news.jsonl two 11 37 16-20:PER"])
def test_a_sentence_that_is_not_in_the_article_as_marked_is_left_out(tmp_path: Path, row: str) -> None:
    assert marked(tmp_path, row) == []


def test_names_in_a_treebank_are_found_by_their_words(tmp_path: Path) -> None:
    path = tmp_path / "trees.tsv"
    path.write_text("t-1\t1-3:PER\t4-5:LOC\n", "utf-8")
    tree = Sentence("t-1", "de", ("Frau", "Anna", "Tann", "sah", "Lodern"), upos=("NOUN",) * 5)
    other = Sentence("t-2", "de", ("Es", "regnet"))

    named, unknown = with_names([tree, other], path)

    assert named.entities == ("O", "B-PER", "I-PER", "O", "B-LOC")
    assert named.upos == tree.upos
    assert unknown == other


def named(source: str, classes: int, *labels: str) -> Sentence:
    return Sentence(source, "de", ("wort",) * len(labels), entities=labels, source=source, classes=classes)


def test_a_source_with_more_names_than_usual_is_set_off_by_how_many_more() -> None:
    usual = named(TYPICAL["de"], 4, *["O"] * 89, *["B-PER"] * 9, "B-MISC")
    dense = named("dense", 4, *["O"] * 79, *["B-PER"] * 19, "B-MISC")
    three = named("three", 3, *["O"] * 99)

    found = shifts([usual, dense, three, Sentence("tree", "de", ("wort",))])

    assert found.keys() == {TYPICAL["de"], "dense", "three"}
    assert not found[TYPICAL["de"]].any()
    assert found["dense"][ENTITIES.index("B-PER")] == pytest.approx(math.log(2))
    assert found["dense"][ENTITIES.index("O")] == pytest.approx(math.log(80 / 90))
    assert found["three"][ENTITIES.index("B-PER")] == pytest.approx(math.log(1 / 10))
    assert found["three"][ENTITIES.index("B-MISC")] == 0.0


def test_nothing_is_taken_about_misc_from_a_file_of_three_classes(tmp_path: Path) -> None:
    path = tmp_path / "speech.bio"
    path.write_text("Die\tO\nBriten\tB-MISC\nund\tO\nKordula\tB-PER\n\n", "utf-8")

    [sentence] = read_bio(path, "de", 3)

    assert sentence.entities == ("O", "O", "O", "B-PER")


@pytest.mark.parametrize("name", ["de", "en", "en_without_misc"])
def test_every_mark_in_the_project_s_own_sentences_is_read(name: str) -> None:
    path = OWN / f"{name}.txt"
    marks = path.read_text("utf-8").count("|")

    names = sum(label[0] == "B" for s in read_written(path, name[:2], 4) for label in s.entities or ())

    assert names == marks

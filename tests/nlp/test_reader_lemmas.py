"""Lemmas: what was seen in training is looked up, all else follows its edit script."""

from pathlib import Path

import pytest

from streams.nlp.reader_lemmas import Lemmas

SCRIPTS = ["L|0||0|", "L|0||1|en"]


@pytest.fixture
def lemmas(tmp_path: Path) -> Lemmas:
    path = tmp_path / "lemmas.tsv"
    rows = (
        "de gibt VERB geben",
        "de gehen VERB gehen",
        "de häuser NOUN Haus",
        "en war NOUN war",
        "en houses NOUN house",
    )
    path.write_text("".join(row.replace(" ", "\t") + "\n" for row in rows), "utf-8")
    return Lemmas.read(path, SCRIPTS)


@pytest.mark.parametrize(
    ("question", "lemma"),
    [
        (("Gibt", "VERB", 1, "de"), "geben"),
        (("lobt", "VERB", 1, "de"), "loben"),
        (("war", "NOUN", 1, "de"), "waen"),
        (("war", "NOUN", 1, "en"), "war"),
    ],
    ids=["in the table", "by script", "another language's entry does not count", "its own does"],
)
def test_the_table_goes_before_the_script(lemmas: Lemmas, question: tuple[str, str, int, str], lemma: str) -> None:
    assert lemmas.of(*question) == lemma


@pytest.mark.parametrize(
    ("word", "upos", "lemma"),
    [
        ("Hochhäuser", "NOUN", "Hochhaus"),
        ("Hoch-Häuser", "NOUN", "Hoch-Haus"),
        ("ergibt", "VERB", "ergeben"),
        ("vorzugehen", "VERB", "vorgehen"),
        ("zugehen", "VERB", "zugehen"),
        ("Angibt", "VERB", "angeben"),
        ("xygibt", "VERB", "xygibt"),
        ("gegibt", "VERB", "gegibt"),
    ],
)
def test_of_an_unknown_german_word_its_last_part_tells(lemmas: Lemmas, word: str, upos: str, lemma: str) -> None:
    assert lemmas.of(word, upos, 0, "de") == lemma


def test_english_words_are_not_cut(lemmas: Lemmas) -> None:
    assert lemmas.of("penthouses", "NOUN", 0, "en") == "penthouses"

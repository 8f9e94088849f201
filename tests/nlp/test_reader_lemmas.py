"""Lemmas: what was seen in training is looked up, all else follows its edit script."""

from pathlib import Path

import pytest

from streams.nlp.reader_lemmas import Lemmas

SCRIPTS = ["L|0||0|", "L|0||1|en"]


@pytest.fixture
def lemmas(tmp_path: Path) -> Lemmas:
    path = tmp_path / "lemmas.tsv"
    path.write_text("de\tgibt\tVERB\tgeben\nen\twar\tNOUN\twar\n", "utf-8")
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

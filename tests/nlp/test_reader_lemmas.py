"""Lemmas: what was seen in training is looked up, else the likeliest edit script that makes a known word counts."""

from pathlib import Path

import numpy as np
import pytest

from streams.nlp.declension import SLOTS
from streams.nlp.reader_lemmas import MARGIN, Lemmas

SCRIPTS = ["L|0||0|", "L|0||1|en", "L|0||1|n", "L|2||1|n", "K|0||1|", "L|0|er|es||2|e"]
NONE, EN, N, GE_N, SHORTER, TWO = range(len(SCRIPTS))


@pytest.fixture
def lemmas(tmp_path: Path) -> Lemmas:
    path = tmp_path / "lemmas.tsv"
    rows = (
        "de gibt VERB geben",
        "de gehen VERB gehen",
        "de häuser NOUN Haus",
        "de zorbe VERB zorben",
        "de berge NOUN Berg",
        "de heißt VERB heißen",
        "de musste VERB müssen",
        "en war NOUN war",
        "en houses NOUN house",
    )
    path.write_text("".join(row.replace(" ", "\t") + "\n" for row in rows), "utf-8")
    return Lemmas.read(path, SCRIPTS)


def ranked(*scripts: int, far: float = MARGIN / 3) -> np.ndarray:
    """Return scores by which `scripts` follow one another, each less likely than the one before by `far`."""
    scores = np.full(len(SCRIPTS), -100.0, dtype=np.float32)
    for place, script in enumerate(scripts):
        scores[script] = -far * place
    return scores


@pytest.mark.parametrize(
    ("question", "lemma"),
    [
        (("Gibt", "VERB", EN, "de"), "geben"),
        (("lobt", "VERB", EN, "de"), "loben"),
        (("war", "NOUN", EN, "de"), "waen"),
        (("war", "NOUN", EN, "en"), "war"),
    ],
    ids=["in the table", "by script", "another language's entry does not count", "its own does"],
)
def test_the_table_goes_before_the_script(lemmas: Lemmas, question: tuple[str, str, int, str], lemma: str) -> None:
    word, upos, script, language = question

    assert lemmas.of(word, upos, ranked(script), language) == lemma


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
    assert lemmas.of(word, upos, ranked(NONE), "de") == lemma


def test_english_words_are_not_cut(lemmas: Lemmas) -> None:
    assert lemmas.of("penthouses", "NOUN", ranked(NONE), "en") == "penthouses"


@pytest.mark.parametrize(
    ("word", "upos", "scripts", "lemma"),
    [
        ("zorbt", "VERB", (N, EN), "zorben"),
        ("anlehnt", "VERB", (N, EN), "anlehnen"),
        ("Bergs", "NOUN", (NONE, SHORTER), "Berg"),
        ("fühlt", "VERB", (N, EN), "fühlen"),
        ("weigert", "VERB", (EN, N), "weigern"),
        ("bildet", "VERB", (EN, N), "bilden"),
        ("fehlt", "VERB", (EN, N), "fehlen"),
        ("wandert", "NOUN", (N, EN), "wandern"),
        ("lobt", "ADJ", (NONE, EN), "lobt"),
    ],
)
def test_of_likely_lemmas_a_known_one_counts_else_a_possible_one(
    lemmas: Lemmas, word: str, upos: str, scripts: tuple[int, ...], lemma: str
) -> None:
    assert lemmas.of(word, upos, ranked(*scripts), "de") == lemma


def test_an_unlikely_lemma_does_not_count_though_it_is_known(lemmas: Lemmas) -> None:
    assert lemmas.of("zorbt", "VERB", ranked(N, EN, far=MARGIN + 1), "de") == "zorbn"


@pytest.mark.parametrize(("word", "lemma"), [("heisst", "heißen"), ("verheisst", "verheißen"), ("mußte", "müssen")])
def test_swiss_and_former_spelling(lemmas: Lemmas, word: str, lemma: str) -> None:
    assert lemmas.of(word, "VERB", ranked(NONE), "de") == lemma


@pytest.mark.parametrize(
    ("word", "upos", "lemma"),
    [("sprangen", "VERB", "springen"), ("zurechtzukommen", "VERB", "zurechtkommen"), ("Schäden", "NOUN", "Schaden")],
)
def test_irregular_forms_and_nouns_are_known(lemmas: Lemmas, word: str, upos: str, lemma: str) -> None:
    assert lemmas.of(word, upos, ranked(NONE), "de") == lemma


@pytest.mark.parametrize(("number", "lemma"), [("Plur", "Taste"), ("Sing", "Tasten")])
def test_of_two_nouns_the_one_counts_that_can_have_the_form(lemmas: Lemmas, number: str, lemma: str) -> None:
    slot = SLOTS.index(("Fem" if number == "Plur" else "Neut", number, "Nom"))

    assert lemmas.of("Tasten", "NOUN", ranked(NONE), "de", slot=slot) == lemma


def test_a_mark_is_what_it_is(lemmas: Lemmas) -> None:
    assert lemmas.of("bergs", "X", ranked(NONE, SHORTER), "de") == "bergs"

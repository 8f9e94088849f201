"""The shipped reader: exact offsets, whole trees, the same numbers in whatever company, and no text that stops it."""

import itertools
import time
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import streams.nlp.reader  # noqa: F401 - registers the component
from streams.errors import ConfigError
from streams.nlp.reader_model import Model, has_vnni, load_model

EVERYTHING = ["HEAD", "DEP", "POS", "TAG", "LEMMA", "MORPH", "ENT_IOB", "ENT_TYPE", "SENT_START"]

GERMAN = (
    "Die Ministerin hat am Montag in Mainz vor Engpässen gewarnt. „Wir brauchen mehr Personal“, sagte sie.\n\n"
    "Der Verband der Städte lehnte den Vorschlag ab."
)
ODD = {
    "emoji": "Gut 😀😀 gesagt 👩‍👩‍👧‍👦!",
    "Arabic": "Der Sender الجزيرة berichtete gestern.",
    "zero width": "Die Re\u200bgierung\u200d plant das.",
    "spaces": "  \n\n \t Er kam.  \n",
    "combining marks": "Cafe\u0301 und Zu\u0308rich.",
    "control characters": "Ein\x0bText\x0cmit\x1fZeichen.",
    "one word": "Ja",
    "punctuation": "...!?—",
    "a long URL": "Siehe https://example.org/" + "a" * 500 + " dort.",
}


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("de")
    nlp.max_length = 10_000_000
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("streams_reader")
    return nlp


def assert_well_formed(doc: Doc, text: str) -> None:
    assert doc.text == text
    assert "".join(token.text_with_ws for token in doc) == text
    for sentence in doc.sents:
        assert sum(token.head == token for token in sentence) == 1
        for token in sentence:
            seen = set()
            node = token
            while node.head != node:
                assert node.i not in seen
                seen.add(node.i)
                node = node.head


def test_words_get_tags_lemmas_heads_and_names(nlp: Language) -> None:
    doc = nlp(GERMAN)
    warned = next(token for token in doc if token.text == "gewarnt")

    assert (warned.pos_, warned.lemma_, warned.head) == ("VERB", "warnen", warned)
    assert [child.text for child in warned.children if child.dep_ == "nsubj"] == ["Ministerin"]
    assert ("Mainz", "LOC") in [(entity.text, entity.label_) for entity in doc.ents]


def test_offsets_are_exact_and_trees_whole(nlp: Language) -> None:
    assert_well_formed(nlp(GERMAN), GERMAN)


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_odd_text_is_read_without_a_crash(nlp: Language, text: str) -> None:
    assert_well_formed(nlp(text), text)


def test_an_empty_text_gives_an_empty_document(nlp: Language) -> None:
    assert len(nlp("")) == 0


def test_one_endless_sentence_is_read_in_windows(nlp: Language) -> None:
    text = "Er sagte, dass " + "die Lage ernst sei, und dass " * 700 + "nichts geschehe."

    assert_well_formed(nlp(text), text)


def test_a_long_text_is_read_to_its_end(nlp: Language) -> None:
    text = ("Der Rat der Stadt hat gestern in Genf getagt und nichts beschlossen. " * 3000)[:200_000]

    assert_well_formed(nlp(text), text)


@pytest.mark.parametrize("unit", ["a \n", "\n\n \t", "- ", "x.y "], ids=["lines", "blanks", "dashes", "dots"])
def test_hostile_text_takes_linear_time(nlp: Language, unit: str) -> None:
    def seconds(repeats: int) -> float:
        began = time.perf_counter()
        nlp(unit * repeats)
        return time.perf_counter() - began

    seconds(100)

    assert seconds(4000) < 12 * seconds(1000) + 0.5


def test_an_entity_goes_on_over_surplus_spaces(nlp: Language) -> None:
    doc = nlp("Am Montag sprach Angela  Merkel in  Berlin mit Emmanuel  Macron.")

    assert_well_formed(doc, doc.text)
    assert "Angela  Merkel" in [entity.text for entity in doc.ents]


def test_words_are_read_where_nothing_has_set_sentence_starts() -> None:
    nlp = spacy.blank("de")
    nlp.add_pipe("streams_reader")

    assert_well_formed(nlp(GERMAN), GERMAN)


def test_words_that_agree_have_one_case_and_gender(nlp: Language) -> None:
    doc = nlp("Der Sprecher dankte der neuen Ministerin.")
    article, adjective, noun = (token.morph.get("Case") + token.morph.get("Gender") for token in doc[3:6])

    assert len(noun) == 2
    assert article == adjective == noun


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"lacks body\.onnx"):
        Model(tmp_path)


@pytest.mark.parametrize("batch_size", [1, 2, 7])
def test_a_reading_does_not_depend_on_what_is_read_beside_it(nlp: Language, batch_size: int) -> None:
    texts = ["Kurz.", "Der Rat tagt heute in Genf. " * 9, GERMAN, ODD["a long URL"]]
    alone = {text: nlp(text).to_array(EVERYTHING).tolist() for text in texts}

    for order in itertools.permutations(texts):
        for doc in nlp.pipe(order, batch_size=batch_size):
            assert doc.to_array(EVERYTHING).tolist() == alone[doc.text]


def test_a_sentence_is_read_alike_whatever_stands_beside_it_in_a_batch() -> None:
    model = load_model()
    words = [
        word.split() for word in ("Der Rat tagt .", "Die Stadt warnt vor Regen .", "Anna Berg lehnt den Plan ab .")
    ]
    sentences = [[model.pieces.of(word) for word in sentence] for sentence in words]

    for sentence, forms, reading in zip(sentences, words, model.read(sentences, words, "de"), strict=True):
        [alone] = model.read([sentence], [forms], "de")
        assert np.array_equal(alone.heads, reading.heads)
        assert np.array_equal(alone.events, reading.events)


@pytest.mark.parametrize(
    ("cpuinfo", "expected"),
    [
        ("flags\t\t: fpu avx2 avx512_vnni avx512_bitalg\n", True),
        ("processor\t: 0\nflags\t\t: fpu avx2 avx_vnni\n", True),
        ("flags\t\t: fpu avx2 avx512vl\nmodel name\t: avx512_vnni\n", False),
        (None, False),
    ],
)
def test_the_processor_is_asked_for_sums_that_do_not_overflow(
    tmp_path: Path, *, cpuinfo: str | None, expected: bool
) -> None:
    """Where no list of flags can be had, the slower sums are taken."""
    if cpuinfo is not None:
        (tmp_path / "cpuinfo").write_text(cpuinfo, "utf-8")

    assert has_vnni(tmp_path / "cpuinfo") is expected

"""The shipped reader: exact offsets, whole trees, the same numbers in whatever company, and no text that stops it."""

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import streams.nlp.reader  # noqa: F401 - registers the component

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
            while token.head != token:
                assert token.i not in seen
                seen.add(token.i)
                token = token.head


def test_words_get_tags_lemmas_heads_and_names(nlp: Language) -> None:
    doc = nlp(GERMAN)
    warned = next(token for token in doc if token.text == "gewarnt")

    assert (warned.pos_, warned.lemma_, warned.head) == ("VERB", "warnen", warned)
    assert [child.text for child in warned.children if child.dep_ == "nsubj"] == ["Ministerin"]
    assert [(entity.text, entity.label_) for entity in doc.ents] == [("Mainz", "LOC")]


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


def test_a_reading_does_not_depend_on_what_is_read_beside_it(nlp: Language) -> None:
    others = ["Kurz.", "Der Rat tagt heute in Genf. " * 9, GERMAN]

    alone = nlp(GERMAN).to_array(["HEAD", "DEP", "POS", "LEMMA", "MORPH", "ENT_TYPE"]).tolist()
    together = [doc for doc in nlp.pipe([*others, GERMAN, *others], batch_size=3) if doc.text == GERMAN]

    assert all(doc.to_array(["HEAD", "DEP", "POS", "LEMMA", "MORPH", "ENT_TYPE"]).tolist() == alone for doc in together)

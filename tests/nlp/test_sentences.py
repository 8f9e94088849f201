import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from streams.nlp.sentences import Splitter
from streams.nlp.tokens import tune_tokenizer


def _pipeline(language: str) -> Language:
    nlp = spacy.blank(language)
    tune_tokenizer(nlp)
    assert isinstance(nlp.add_pipe("streams_sentences"), Splitter)
    return nlp


PIPELINES = {language: _pipeline(language) for language in ("de", "en")}

GERMAN = [
    "Der Rat tagte am 20. Januar.|Er vertagte sich auf den 3. Februar.",
    "Der 2. Senat urteilte.|Das war 1998.|Niemand widersprach.",
    "Der Kurs stieg auf 22.|Die Anleger jubelten.",
    "Der 100. Geburtstag wurde gefeiert.",
    "„Wir gehen.|Ihr bleibt hier“, sagte der Trainer.|Dann ging er.",
    "„Wann kommt der Bus?“, fragte Frau Dr. Klein.|„Gleich!“ rief jemand.",
    "Sie sagte: „Das genügt nicht.“|Der Saal schwieg.",
    "Es gibt Obst, z. B. Birnen, u. a. auch Quitten, d.h. viel.|Es schmeckt.",
    "Prof. J. F. Lang und St. Pölten gewannen mit 2:1 um 15.30 Uhr.|Das reichte.",
    "Papst Johannes XXIII. (links) kam.|Ludwig XIV. Bourbon nicht.",
    "Die Firma heißt Kugel Inc.|Sie baut Lager usw.|Der Umsatz sank.",
    "Er wohnt in der Nr. 5.|Sie nicht.",
    "Alles ist gesagt ...|Aber wir warten … Frieden?",
    "WIEN, 5. Nov. (apa) – Die Stadt baut um.",
    "Die Lage ist ernst:|Es fehlt an Wasser; auch Brot ist knapp.",
    "Titel ohne Punkt\n\n|Der Text beginnt.",
    "Zeile eins\n|Zeile zwei",
    "Er trat vor die\nKameras und sprach.",
    "Der Satz endet.|Der nächste klebt daran.",
    "Ist das neu (?) oder alt (!), fragt man sich.",
]
ENGLISH = [
    "The U.S. Senate met Mr. J. F. Ash on Nov. 5.|He left at 5 p.m.|The vote failed.",
    "“We will go.|You will stay,” she said.|Nobody moved.",
    '"Are you ready?" Smith asked.|"No," he said.|"Never!"|The crowd left.',
    '"We are done."|She left the room.',
    "It was plan No. 1.|No.|It was mine, not I.|He disagreed.",
    "It ranks among the U.S. states.|It is in the U.S.|The rest is not.",
    "Prices rose 3.5 percent to $4.20; wages fell.|See https://example.org/a.b for more.",
    "He lost... and then won.|Yahoo! shares fell.",
    "PARIS, Nov. 5 (AP) - The minister resigned.",
    "A headline without a stop\n\n|Monday, May 4, 2015\n\n|The text begins.",
    "1. First point.|2. Second point.",
    "The firm had hoped to finish the bridge across the river by\nNovember at the latest.",
    "(He left early.)|She stayed.",
]


@pytest.mark.parametrize(("language", "marked"), [("de", text) for text in GERMAN] + [("en", text) for text in ENGLISH])
def test_sentences_start_where_marked(language: str, marked: str) -> None:
    text = marked.replace("|", " ") if "\n" not in marked else marked.replace("|", "")
    expected = [part.strip() for part in marked.split("|")]
    assert [sent.text.strip() for sent in PIPELINES[language](text).sents] == expected


def test_a_missing_space_between_sentences_is_seen() -> None:
    assert [sent.text for sent in PIPELINES["de"]("Der Rat tagte.Die Presse wartete.").sents] == [
        "Der Rat tagte.",
        "Die Presse wartete.",
    ]


def test_a_line_wrapped_at_the_margin_goes_on() -> None:
    text = (
        "The government in the capital said on Friday that the\n"
        "President of the neighbouring country would not be in\n"
        "Geneva when the talks begin."
    )
    assert len(list(PIPELINES["en"](text).sents)) == 1


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet="aÄ .,!?…\n\"“„'()[]1-;:–S", max_size=80), language=st.sampled_from(["de", "en"]))
def test_any_text_is_kept_and_starts_a_sentence(text: str, language: str) -> None:
    doc = PIPELINES[language](text)
    assert doc.text == text
    assert "".join(sent.text_with_ws for sent in doc.sents) == text


@pytest.mark.parametrize("piece", ["(", '"', "a.", "wort ", "„a.“ ", "\n"])
def test_long_texts_take_linear_time(piece: str) -> None:
    doc = PIPELINES["de"]((piece * 50_000)[:50_000])
    assert doc.has_annotation("SENT_START")


def test_what_never_ends_is_cut() -> None:
    doc = PIPELINES["de"](" ".join(["und"] * 1000))

    assert [len(sent) for sent in doc.sents] == [250] * 4

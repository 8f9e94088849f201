"""Genders of nouns from the articles before them, in sentences of our own."""

from training.data import Sentence
from training.genders import EXAMPLES, examples, noun_genders

TEXTS = (
    "wir sehen das Haus", "er kauft ein kleines Haus in der Stadt", "das alte Haus steht leer",
    "am Ende der Straße wartet eine Frau", "in einer Straße", "wegen einer Straße", "an die Straße",
    "mit dem Hund", "an einem Hund", "gegen den Hund", "sie ruft der Hund", "im Park ist viel Platz", "vom Park",
    "durch den Park", "in den Park",
    "die Häuser sind leer", "beim Berg", "am Berg", "zum Berg", "trotz des Hauses" )  # fmt: skip


def sentence(text: str) -> Sentence:
    return Sentence(text, "de", tuple(text.split()))


SENTENCES = [sentence(text) for text in TEXTS]


def test_articles_tell_the_gender_of_a_noun() -> None:
    genders = noun_genders(SENTENCES)
    assert {noun: genders.get(noun) for noun in ("Haus", "Straße", "Hund", "Park")} == {
        "Haus": "Neut",
        "Straße": "Fem",
        "Hund": "Masc",
        "Park": "Masc",
    }


def test_a_plural_and_a_genitive_have_the_gender_of_their_singular() -> None:
    genders = noun_genders(SENTENCES)
    assert genders["Häuser"] == genders["Hauses"] == "Neut"


def test_articles_of_two_genders_alone_tell_none() -> None:
    assert "Berg" not in noun_genders(SENTENCES)


def test_a_name_of_two_words_is_no_noun_phrase() -> None:
    assert "Neue" not in noun_genders([sentence("durch das Neue Museum")] * 3)


def test_examples_hold_nothing_but_the_gender_and_few_of_each_form() -> None:
    chosen = examples([sentence("wir sehen das Haus")] * 9, {"Haus": "Neut"})
    assert len(chosen) == EXAMPLES
    assert chosen[0].features == ({}, {}, {}, {"Gender": "Neut"})
    assert chosen[0].known == {"Gender"}
    assert chosen[0].upos is None

"""Which pronouns can stand for what, from given names and forms."""

import pytest
import spacy
from spacy.tokens import Doc

from streams.nlp.genders import PERSON, fits_of_pronoun, gender_of_name, is_given_name
from streams.nlp.lexicon import load_lexicon


@pytest.mark.parametrize(
    ("name", "genders"),
    [("Gesine Weber", {"Fem"}), ("Jürgen Weber", {"Masc"}), ("Weber", PERSON), ("", PERSON), ("Xq Weber", PERSON)],
)
def test_a_given_name_tells_a_gender_only_before_a_surname(name: str, genders: set[str]) -> None:
    assert gender_of_name(name) == genders


def test_given_names_are_known() -> None:
    assert is_given_name("Anna")
    assert not is_given_name("Regierung")


@pytest.mark.parametrize(
    ("word", "language", "morph", "fits"),
    [
        ("er", "de", "Number=Sing", {"Masc"}),
        ("sie", "de", "Number=Sing", {"Fem"}),
        ("Sie", "de", "Number=Plur", {"Plur"}),
        ("sie", "de", "", {"Fem", "Plur"}),
        ("seine", "de", "", {"Masc", "Neut"}),
        ("they", "en", "Number=Plur", {"Plur"}),
        ("its", "en", "", {"Neut"}),
        ("who", "en", "", set()),
    ],
)
def test_a_pronouns_form_says_what_it_can_stand_for(word: str, language: str, morph: str, fits: set[str]) -> None:
    doc = Doc(spacy.blank(language).vocab, [word], pos=["PRON"], morphs=[morph])

    assert fits_of_pronoun(doc[0], load_lexicon(language)) == fits

"""German words that agree: the clearest decides for a phrase, and no form gets what it cannot be."""

import itertools

import numpy as np
import pytest

from streams.nlp.declension import ATTRIBUTES, CASES, GENDERS, NUMBERS, SLOTS
from streams.nlp.reader_agreement import Words, agree, phrases_of

VALUES = {"Gender": ["", *GENDERS], "Number": ["", *NUMBERS], "Case": ["", *CASES]}


def row(text: str) -> Words:
    """Return words from "form/TAG/head/relation", heads counted from 1."""
    forms, upos, heads, relations = zip(*(word.split("/") for word in text.split()), strict=True)
    return Words(forms, upos, [int(head) - 1 for head in heads], relations)


def told(*words: str) -> dict[str, np.ndarray]:
    """Return scores that favour for each word the values that it names: "Fem Sing Nom"; the last ones most."""
    scores = {name: np.zeros((len(words), len(values)), np.float32) for name, values in VALUES.items()}
    for place, word in enumerate(words):
        for value, (name, values) in itertools.product(word.split(), VALUES.items()):
            if value in values:
                scores[name][place, values.index(value)] = 4.0
    return scores


def said(words: Words, scores: dict[str, np.ndarray]) -> list[str]:
    classes, slots = agree(words, scores, VALUES)
    found = [" ".join(VALUES[name][classes[name][place]] for name in ATTRIBUTES) for place in range(len(slots))]
    for place, slot in enumerate(slots):
        assert slot < 0 or " ".join(SLOTS[slot]) == found[place]
    return found


def test_a_noun_forms_a_phrase_with_its_article_and_adjective_only() -> None:
    words = row("ein/DET/3/det roter/ADJ/3/amod Ball/NOUN/4/nsubj trifft/VERB/4/root den/DET/6/nmod Zaun/NOUN/4/obj")

    assert phrases_of(words).tolist() == [2, 2, 2, -1, -1, 5]


def test_the_clearest_word_decides_for_those_that_agree() -> None:
    words = row("Unbekanntes/DET/2/det Xyz/PROPN/3/obj sah/VERB/3/root")
    scores = told("", "Neut Sing Acc", "")
    scores["Case"][2, 0] = 9.0

    assert said(words, scores) == ["Neut Sing Acc", "Neut Sing Acc", "  "]


@pytest.mark.parametrize(
    ("text", "scores", "slot"),
    [
        ("Den/DET/2/det Benutzern/NOUN/3/obj hilft/VERB/3/root", "Masc Plur Acc", "Masc Plur Dat"),
        ("mit/ADP/3/case drei/NUM/3/nummod Tasten/NOUN/3/root", "Masc Plur Dat", "Fem Plur Dat"),
        ("LC-Displays/NOUN/1/root", "Masc Plur Nom", "Neut Plur Nom"),
        ("Der/DET/3/det neuen/ADJ/3/amod Nutzung/NOUN/4/obj dient/VERB/4/root", "Fem Sing Nom", "Fem Sing Dat"),
        ("ohne/ADP/2/case Wissen/NOUN/2/root", "Neut Sing Dat", "Neut Sing Acc"),
        ("zum/ADP/2/case Numerus/NOUN/2/root", "Fem Sing Acc", "Masc Sing Dat"),
        ("für/ADP/2/case Hunde/NOUN/2/root und/CCONJ/4/cc Katzen/NOUN/2/conj", "Fem Plur Dat", "Fem Plur Acc"),
        ("gegen/ADP/2/case ihn/PRON/3/obl klagt/VERB/3/root", "Masc Sing Dat", "Masc Sing Acc"),
        ("gegen/ADP/2/case Qxyz/NOUN/3/obl klagt/VERB/3/root", "Fem Sing Nom", "Fem Sing Acc"),
    ],
    ids=[
        "form",
        "plural",
        "compound",
        "adjective and object",
        "preposition",
        "contraction",
        "coordinated",
        "pronoun",
        "unknown",
    ],
)
def test_forms_and_prepositions_rule_out_what_cannot_be(text: str, scores: str, slot: str) -> None:
    words = row(text)
    phrase = next(place for place in range(len(words.upos) - 1, -1, -1) if words.upos[place] in {"NOUN", "PRON"})

    assert said(words, told(*[scores] * len(words.forms)))[phrase] == slot


def test_a_treebank_that_says_nothing_of_an_ambiguous_noun_does_not_silence_it() -> None:
    scores = told("Fem Sing Nom")
    for values in scores.values():
        values[0, 0] = 8.0

    assert said(row("Regierung/NOUN/1/root"), scores) == ["Fem Sing Nom"]

"""Tag, verb form, mood, tense and case are chosen together, within what treebanks have and grammar allows."""

import itertools

import numpy as np
import pytest

from streams.nlp.reader_combinations import Combinations

UPOS = ["ADJ", "AUX", "NOUN", "PRON", "VERB"]
FEATURES = {
    "VerbForm": ["", "Fin", "Inf", "Part"],
    "Mood": ["", "Imp", "Ind"],
    "Tense": ["", "Past", "Pres"],
    "Case": ["", "Acc", "Nom"],
}
ROWS = [
    "ADJ||||", "AUX|Fin|Ind|Pres|", "NOUN||||", "PRON||||Acc", "PRON||||Nom", "VERB|Fin|Imp||", "VERB|Fin|Ind|Past|",
    "VERB|Fin|Ind|Pres|", "VERB|Inf|||", "VERB|Part||Past|" ]  # fmt: skip
ENGLISH = Combinations.read("en", ROWS, UPOS, FEATURES)


def chosen(text: str, *likely: str) -> list[str]:
    """Return what is chosen for words "form/head/relation", heads counted from 1, of which `likely` are likeliest.

    "VERB2 Past1": by 2 and 1 more likely than the other tags and tenses.
    """
    forms, heads, relations = zip(*(word.split("/") for word in text.split()), strict=True)
    labels = {"upos": UPOS, **{f"feat_{name}": values for name, values in FEATURES.items()}}
    scores = {name: np.zeros((len(forms), len(values)), np.float32) for name, values in labels.items()}
    for place, word in enumerate(likely):
        for value, (name, values) in itertools.product(word.split(), labels.items()):
            if value[:-1] in values:
                scores[name][place, values.index(value[:-1])] = float(value[-1])
    best = ENGLISH.choose(scores, forms, [int(head) - 1 for head in heads], relations)
    columns = [[values[number] for number in best[name]] for name, values in labels.items()]
    return ["|".join(row) for row in zip(*columns, strict=True)]


@pytest.mark.parametrize(
    ("likely", "expected"),
    [
        ("VERB1 Past2", "VERB|Part||Past|"),
        ("ADJ2 VERB1 Part3 Past2", "VERB|Part||Past|"),
        ("ADJ4 Part1", "ADJ||||"),
        ("VERB1 Fin1 Past1 Imp3", "VERB|Fin|Imp||"),
    ],
)
def test_what_goes_together_decides(likely: str, expected: str) -> None:
    """A tense or a form speaks for a tag as well."""
    assert chosen("stopped/1/root", likely + " Part1") == [expected]


def test_a_verb_with_a_subject_is_no_imperative() -> None:
    words, verb = "they/2/nsubj stop/2/root", "VERB3 Fin2 Imp2 Pres1"

    assert chosen(words, "PRON2", verb)[1] == "VERB|Fin|Ind|Pres|"
    assert chosen(words.replace("nsubj", "vocative"), "PRON2", verb)[1] == "VERB|Fin|Imp||"


def test_a_dependent_clause_without_a_subject_has_no_finite_verb() -> None:
    words, verb = "they/2/nsubj left/4/advcl ,/4/punct lost/4/root", "VERB3 Fin2 Ind2 Past2"

    assert chosen(words, "PRON2", verb)[1] == "VERB|Fin|Ind|Past|"
    assert chosen(words.replace("nsubj", "obl"), "PRON2", verb)[1] == "VERB|Part||Past|"


@pytest.mark.parametrize(
    ("auxiliaries", "expected"),
    [
        ("has/3/aux X/1/dep", "VERB|Part||Past|"),
        ("X/1/dep did/3/aux", "VERB|Fin|Ind|Past|"),
        ("Has/3/aux been/3/aux:pass", "VERB|Fin|Ind|Past|"),
    ],
)
def test_what_follows_have_is_a_participle(auxiliaries: str, expected: str) -> None:
    """With "been" it may be an adjective or a form in -ing: nothing is said."""
    assert chosen(f"{auxiliaries} cut/3/root", "AUX2", "AUX2", "VERB3 Fin2 Ind2 Past2")[2] == expected


@pytest.mark.parametrize(("form", "expected"), [("Them", "Acc"), ("it", "Nom")])
def test_a_pronoun_has_the_case_that_its_form_shows(form: str, expected: str) -> None:
    """Those that are alike in both have what is likeliest."""
    assert chosen(f"{form}/1/root", "PRON3 Nom2") == [f"PRON||||{expected}"]


def test_a_name_that_looks_like_a_pronoun_has_no_case() -> None:
    assert chosen("US/1/root", "NOUN3") == ["NOUN||||"]

"""German nouns: forms with lemma, genders and cases; of a compound its last part tells."""

import pytest

from streams.nlp.declension import ANYTHING, ARTICLES, GENDERS, SLOTS, of_modifier, of_noun, same_cases
from streams.nlp.nouns import Analysis, Nouns, german_nouns, table_of

NOUNS = Nouns(
    table_of(
        [
            "Tasten\tTaste\tF\t\tNGDA",
            "Leiter\tLeiter\tF\tNGDA\t",
            "Leiter\tLeiter\tM\tNDA\tNGA",
            "Senden\tSende\tF\t\tNGDA",
            "PC\tPC\tM\tNGDA\t",
        ]
    )
)


@pytest.mark.parametrize(
    ("form", "lemmas", "genders"),
    [
        ("tasten", ["Taste"], "F"),
        ("Leiter", ["Leiter", "Leiter"], "FM"),
        ("Rücktasten", ["Rücktaste"], "F"),
        ("Lösch-Tasten", ["Lösch-Taste"], "F"),
        ("Büro-PC", ["Büro-PC"], "M"),
        ("BüroPC", [], ""),
        ("Versenden", [], ""),
        ("Xyz", [], ""),
    ],
    ids=[
        "in any case",
        "of two nouns",
        "compound",
        "hyphen",
        "short part",
        "no short part inside",
        "infinitive",
        "none",
    ],
)
def test_the_longest_known_part_tells(form: str, lemmas: list[str], genders: str) -> None:
    found = NOUNS.of(form)

    assert [noun.lemma for noun in found] == lemmas
    assert "".join(noun.genders for noun in found) == genders


def test_the_shipped_table_knows_common_nouns_and_leaves_out_what_their_parts_say() -> None:
    found = german_nouns().of("Wirtschaftswachstumsraten")

    assert [noun[:2] for noun in found] == [("Wirtschaftswachstumsrate", "F")]


def slots(possible: int) -> set[str]:
    return {" ".join(slot) for number, slot in enumerate(SLOTS) if possible >> number & 1}


def test_a_noun_may_be_what_one_of_its_analyses_is() -> None:
    found = slots(of_noun([Analysis("See", "M", "N", ""), Analysis("See", "F", "", "GD")]))

    assert found == {"Masc Sing Nom", "Fem Plur Gen", "Fem Plur Dat"}
    assert of_noun([]) == ANYTHING


@pytest.mark.parametrize(
    ("form", "upos", "kinds"),
    [
        ("Dem", "DET", {"Masc Sing Dat", "Neut Sing Dat"}),
        (
            "keinen",
            "DET",
            {"Masc Sing Acc", *(f"{gender} Plur Dat" for gender in GENDERS)} | {"Masc Sing Gen", "Neut Sing Gen"},
        ),
        ("neues", "ADJ", {"Neut Sing Nom", "Neut Sing Acc"}),
    ],
)
def test_an_ending_says_what_a_word_may_be(form: str, upos: str, kinds: set[str]) -> None:
    assert slots(of_modifier(form, upos)) == kinds


def test_uninflected_words_may_be_anything() -> None:
    words = (("Berliner", "ADJ"), ("80er", "ADJ"), ("rosa", "ADJ"), ("viel", "DET"), ("dessen", "DET"))

    assert {of_modifier(*word) for word in words} == {ANYTHING}


def test_each_article_may_be_something_and_none_may_be_anything() -> None:
    assert all(0 < possible < ANYTHING for possible in ARTICLES.values())


def test_coordinated_nouns_share_their_case_only() -> None:
    assert slots(same_cases(ARTICLES["dem"])) == {f"{gender} {n} Dat" for gender in GENDERS for n in ("Sing", "Plur")}

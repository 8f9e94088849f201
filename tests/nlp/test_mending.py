"""Tags and voices that cannot be right in German are mended; what may be right stays."""

import pytest

from streams.nlp.lexicon import Lexicon
from streams.nlp.mending import mend

from .conftest import Parse

PASSIVE = """
Der DET 2 det
Plan NOUN 4 nsubj:pass Number=Sing
wurde AUX 4 aux:pass VerbForm=Fin
geprüft NOUN 0 root Number=Plur
und CCONJ 7 cc
dort ADV 7 advmod
unterstützt ADJ 4 conj
"""
PREDICATE = """
Er PRON 3 nsubj Number=Sing
war AUX 3 cop VerbForm=Fin
gelassen ADJ 0 root
"""
HEADLESS = """
Ablehnung PRON 2 nsubj
kam VERB 0 root VerbForm=Fin
von ADP 4 case
Gewerkschaften NOUN 2 obl
"""


@pytest.mark.parametrize(
    ("lines", "word", "tag"),
    [
        (PASSIVE, "geprüft", "VERB"),
        (PASSIVE, "unterstützt", "VERB"),
        (PASSIVE, "dort", "ADV"),
        (PREDICATE, "gelassen", "ADJ"),
        (HEADLESS, "Ablehnung", "NOUN"),
    ],
)
def test_tags(parse: Parse, lexicons: dict[str, Lexicon], lines: str, word: str, tag: str) -> None:
    doc = parse("de", lines)

    mend(doc, lexicons["de"])

    assert next(token.pos_ for token in doc if token.text == word) == tag


FUTURE = """
Der DET 2 det
Rat NOUN 5 nsubj:pass
wird AUX 5 aux:pass VerbForm=Fin|Tense=Pres
{article} DET 6 det
empfangen VERB 0 root VerbForm=Part
Gast NOUN 5 obj
"""


@pytest.mark.parametrize(("article", "relation"), [("den", "aux"), ("dem", "aux:pass")])
def test_an_object_makes_a_future_of_a_passive(
    parse: Parse, lexicons: dict[str, Lexicon], article: str, relation: str
) -> None:
    doc = parse("de", FUTURE.format(article=article))

    mend(doc, lexicons["de"])

    assert doc[2].dep_ == relation
    assert (doc[1].dep_ == "nsubj") == (relation == "aux")


NOBLE = """
Von ADP 3 case
der DET 3 det
Leyen PROPN 4 {relation} Case=Dat
"""


@pytest.mark.parametrize(
    ("relation", "rest", "expected"),
    [
        ("obl", "lobte VERB 0 root VerbForm=Fin|Number=Sing\nalle PRON 4 obj", "nsubj"),
        ("nsubj", "sagte VERB 0 root VerbForm=Fin|Number=Sing", "nsubj"),
        ("obl", "sprach VERB 0 root VerbForm=Fin|Number=Sing\ner PRON 4 nsubj", "obl"),
        ("obl", "kamen VERB 0 root VerbForm=Fin|Number=Plur", "obl"),
        ("obl", "geführt VERB 0 root VerbForm=Part\nwurde AUX 4 aux:pass VerbForm=Fin|Number=Sing", "obl"),
    ],
)
def test_a_name_of_nobility_is_the_subject_that_a_verb_lacks(
    parse: Parse, lexicons: dict[str, Lexicon], relation: str, rest: str, expected: str
) -> None:
    doc = parse("de", NOBLE.format(relation=relation) + rest)

    mend(doc, lexicons["de"])

    assert doc[2].dep_ == expected
    assert [ent.text for ent in doc.ents] == (["Von der Leyen"] if expected == "nsubj" else [])


@pytest.mark.parametrize(("before", "whole"), [("Ursula", True), ("Merkel", False)])
def test_a_given_name_goes_on_with_von(parse: Parse, lexicons: dict[str, Lexicon], *, before: str, whole: bool) -> None:
    """Others are of what follows ("Merkel von der CDU")."""
    doc = parse("de", f"{before} PROPN 5 nsubj\nvon ADP 4 case\nder DET 4 det\nLeyen PROPN 1 nmod\nkam VERB 0 root")

    mend(doc, lexicons["de"])

    assert (doc[3].dep_ == "flat") is whole
    assert [ent.text for ent in doc.ents] == (["Ursula von der Leyen"] if whole else [])

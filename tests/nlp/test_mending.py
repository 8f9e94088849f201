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

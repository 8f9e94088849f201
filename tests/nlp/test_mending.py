"""Tags that cannot be right in German are mended; what may be right stays."""

import pytest

from streams.nlp.lexicon import Lexicon
from streams.nlp.mending import mend_tags

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

    mend_tags(doc, lexicons["de"])

    assert next(token.pos_ for token in doc if token.text == word) == tag

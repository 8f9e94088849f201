"""What the reader got wrong where the words around leave no doubt is mended, by the rules of the language."""

from collections.abc import Iterable

from spacy.tokens import Token

from streams.nlp.lexicon import Lexicon
from streams.nlp.mending_english import mend_english
from streams.nlp.mending_german import mend_german


def mend(words: Iterable[Token], lexicon: Lexicon) -> None:
    """Mend a document's words, in the order of the text."""
    mend_word = mend_german if lexicon.compounds else mend_english
    for token in words:
        mend_word(token, lexicon)

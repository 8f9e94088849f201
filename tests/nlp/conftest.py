"""Builds parsed sentences by hand, a word a line: form, part of speech, head (0 is the root), relation, and, where they
matter, features and the entity's label."""

from collections.abc import Callable

import pytest
import spacy
from spacy.tokens import Doc, Span

from streams.nlp.lemmas import set_verb_lemmas
from streams.nlp.lexicon import Lexicon, load_lexicon

Parse = Callable[[str, str], Doc]
VOCABULARIES = {language: spacy.blank(language).vocab for language in ("de", "en")}


@pytest.fixture(scope="session")
def lexicons() -> dict[str, Lexicon]:
    """Return the lexicon of each language."""
    return {language: load_lexicon(language) for language in ("de", "en")}


@pytest.fixture
def parse(lexicons: dict[str, Lexicon]) -> Parse:
    """Return a function that makes a Doc of a language from such lines, its lemmas the words' small forms."""

    def make(language: str, lines: str) -> Doc:
        rows = [line.split() for line in lines.strip().splitlines()]
        doc = Doc(
            VOCABULARIES[language],
            words=[row[0] for row in rows],
            pos=[row[1] for row in rows],
            heads=[int(row[2]) - 1 if row[2] != "0" else number for number, row in enumerate(rows)],
            deps=[row[3] for row in rows],
            morphs=[next((cell for cell in row[4:] if "=" in cell), "") for row in rows],
            lemmas=[row[0].lower() if row[1] in {"VERB", "AUX", "PRON", "DET"} else row[0] for row in rows],
        )
        labels = [next((cell for cell in row[4:] if "=" not in cell), "") for row in rows]
        doc.ents = [Span(doc, i, i + 1, label) for i, label in enumerate(labels) if label]
        set_verb_lemmas(doc, lexicons[language])
        return doc

    return make

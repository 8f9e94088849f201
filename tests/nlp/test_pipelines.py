"""Another spaCy pipeline takes the reader's place, if it speaks Universal Dependencies."""

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from streams.errors import ConfigError
from streams.models import Article
from streams.nlp import build_extractor
from streams.nlp.pipelines import other_pipeline


@Language.component("test_ud_parser")
def parse_subject_verb(doc: Doc) -> Doc:
    """Read each word before the last two as the subject of the word behind it."""
    labels = ["det"] * (len(doc) - 3) + ["nsubj", "ROOT", "punct"]
    tags = ["DET"] * (len(doc) - 3) + ["NOUN", "VERB", "PUNCT"]
    return Doc(
        doc.vocab,
        words=[token.text for token in doc],
        spaces=[bool(token.whitespace_) for token in doc],
        deps=labels,
        heads=[len(doc) - 2] * len(doc),
        pos=tags,
        lemmas=[{"warned": "warn"}.get(token.text, token.text) for token in doc],
        sent_starts=[token.i == 0 for token in doc],
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    nlp = spacy.blank("en", meta={"name": "other", "version": "3.1"})
    nlp.add_pipe("test_ud_parser")
    nlp.to_disk(tmp_path / "other")
    return tmp_path / "other"


def test_its_trees_are_what_events_rest_on(folder: Path) -> None:
    extract = build_extractor(models={"en": str(folder)})

    (event,) = extract(Article(id="a", language="en", text="The minister warned."))

    assert (event.type, event.extractor.model) == ("warning", "other-3.1")


def test_one_that_cannot_be_loaded_is_named() -> None:
    with pytest.raises(ConfigError, match="'no_such_model'"):
        other_pipeline("de", "no_such_model")


def test_one_of_another_language_is_refused(folder: Path) -> None:
    with pytest.raises(ConfigError, match="reads language en, it is set for de"):
        other_pipeline("de", str(folder))


def test_one_without_universal_dependencies_is_refused(tmp_path: Path) -> None:
    spacy.blank("de").to_disk(tmp_path / "blank")

    with pytest.raises(ConfigError, match="Universal Dependencies"):
        other_pipeline("de", str(tmp_path / "blank"))

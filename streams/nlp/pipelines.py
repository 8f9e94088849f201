"""The spaCy pipeline of a language: our own reader, or another pipeline that speaks Universal Dependencies."""

from typing import cast

import spacy
from spacy.language import Language

from streams.errors import ConfigError
from streams.nlp.first_look import FirstLook
from streams.nlp.lexicon import Lexicon
from streams.nlp.reader import Reader, model_version
from streams.nlp.tokens import tune_tokenizer

LONGEST_TEXT = 10_000_000
"""Code points; spaCy's own limit guards memory that the reader does not take."""

PROBE = {"de": "Die Regierung tagt.", "en": "The government meets."}
"""A sentence whose subject shows whether a pipeline labels it as Universal Dependencies do."""


def own_pipeline(language: str, *, lexicon: Lexicon | None = None) -> tuple[Language, str]:
    """Return tokens, sentences and the reader of this package, and the reader's version.

    With a lexicon, sentences that can hold no event by it are not read: see `first_look`.
    """
    nlp = spacy.blank(language)
    nlp.max_length = LONGEST_TEXT
    tune_tokenizer(nlp)
    nlp.add_pipe("streams_sentences")
    reader = cast("Reader", nlp.add_pipe("streams_reader"))
    if lexicon is not None:
        reader.choose = FirstLook(lexicon, reader.lemmas)
    return nlp, model_version()


def other_pipeline(language: str, model: str) -> tuple[Language, str]:
    """Load an installed package's or a folder's pipeline, and return it with its name and version.

    Raises ConfigError where spaCy cannot load it, or where it is of another language or label scheme.
    """
    try:
        nlp = spacy.load(model)
    except (OSError, ValueError, ImportError) as error:
        raise ConfigError(f"spaCy cannot load {model!r}, the pipeline set for language {language}: {error}") from error
    if nlp.lang != language:
        raise ConfigError(f"{model!r} reads language {nlp.lang}, it is set for {language}")
    nlp.max_length = LONGEST_TEXT
    doc = nlp(PROBE[language])
    if not (doc.has_annotation("SENT_START") and doc.has_annotation("POS") and doc[1].dep_ == "nsubj"):
        found = ", ".join(f"{token.text}/{token.pos_ or '-'}/{token.dep_ or '-'}" for token in doc)
        raise ConfigError(f"{model!r} does not give sentences, UPOS tags and Universal Dependencies ({found})")
    return nlp, f"{nlp.meta['name']}-{nlp.meta['version']}"

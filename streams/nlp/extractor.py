"""Builds the extractor: one pipeline a language, loaded once, called with one article at a time.

Batches are never formed across articles, so that an article's events do not depend on what arrived beside it.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import spacy
from spacy.language import Language

from streams import __version__
from streams.errors import ExtractionError, LanguageError
from streams.models import Article, Event
from streams.nlp.events import EventCoder
from streams.nlp.language import guess_language
from streams.nlp.lexicon import LANGUAGES, load_lexicon
from streams.nlp.reader import model_version
from streams.nlp.tokens import tune_tokenizer

__all__ = ["LANGUAGES", "build_extractor"]


def build_extractor(*, lexicons: Sequence[Path] = ()) -> Callable[[Article], tuple[Event, ...]]:
    """Load models and lexicons and return the function that reads an article's events.

    `lexicons` are the user's own trigger files. The function raises LanguageError for a language without a model and
    ExtractionError when reading fails; it is not thread-safe.
    """
    pipelines = {language: _pipeline(language) for language in LANGUAGES}
    coders = {
        language: EventCoder(load_lexicon(language, own=lexicons), version=__version__, model=model_version())
        for language in LANGUAGES
    }

    def extract(article: Article) -> tuple[Event, ...]:
        language = _language_of(article)
        nlp = pipelines[language]
        try:
            with nlp.memory_zone():
                return coders[language](article, nlp(article.text))
        except Exception as error:
            raise ExtractionError(
                f"article {article.id!r} could not be read: {type(error).__name__}: {error}"
            ) from error

    return extract


def _pipeline(language: str) -> Language:
    """Build the spaCy pipeline: tokens, sentences, then the reader."""
    nlp = spacy.blank(language)
    nlp.max_length = 10_000_000
    tune_tokenizer(nlp)
    nlp.add_pipe("streams_sentences")
    nlp.add_pipe("streams_reader")
    return nlp


def _language_of(article: Article) -> str:
    """Return the language to read an article in: its BCP 47 tag's, or the guess from its words."""
    if article.language:
        language = article.language.replace("_", "-").partition("-")[0].lower()
        if language not in LANGUAGES:
            raise LanguageError(
                f"no model for language {article.language!r}; there are models for {', '.join(LANGUAGES)}"
            )
        return language
    guess = guess_language(article.text)
    if guess is None:
        raise LanguageError("the article names no language and its text is neither German nor English; set `language`")
    return guess

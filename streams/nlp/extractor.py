"""Builds the extractor: one pipeline a language, loaded once, called with one article at a time.

Batches are never formed across articles, so that an article's events do not depend on what arrived beside it.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from streams import __version__
from streams.errors import ExtractionError, LanguageError
from streams.models import Article, Event
from streams.nlp.builder import Coded
from streams.nlp.events import EventCoder
from streams.nlp.language import guess_language
from streams.nlp.lexicon import LANGUAGES, load_lexicon
from streams.nlp.pipelines import other_pipeline, own_pipeline

__all__ = ["LANGUAGES", "build_extractor", "build_reader"]


T = TypeVar("T")


def build_extractor(
    *, lexicons: Sequence[Path] = (), models: Mapping[str, str] = MappingProxyType({})
) -> Callable[[Article], tuple[Event, ...]]:
    """Load models and lexicons and return the function that reads an article's events, see `build_reader`."""
    return build_reader(lambda coded: coded.event, lexicons=lexicons, models=models)


def build_reader(
    view: Callable[[Coded], T], *, lexicons: Sequence[Path] = (), models: Mapping[str, str] = MappingProxyType({})
) -> Callable[[Article], tuple[T, ...]]:
    """Load models and lexicons and return the function that reads an article: `view` of each event with its words.

    What `view` returns must hold no token: the article's parse is gone when the function returns. `lexicons` are the
    user's own trigger files; `models` names, by language, a package or folder of a spaCy pipeline that takes the
    reader's place. The function raises LanguageError for a language without a model and ExtractionError when reading
    fails; it is not thread-safe.
    """
    pipelines, coders = {}, {}
    for language in LANGUAGES:
        other = models.get(language)
        lexicon = load_lexicon(language, own=lexicons)
        pipelines[language], model = (
            other_pipeline(language, other) if other else own_pipeline(language, lexicon=lexicon)
        )
        coders[language] = EventCoder(lexicon, version=__version__, model=model)

    def read(article: Article) -> tuple[T, ...]:
        language = _language_of(article)
        nlp = pipelines[language]
        try:
            with nlp.memory_zone():
                return tuple(view(coded) for coded in coders[language].read(article, nlp(article.text)))
        except Exception as error:
            raise ExtractionError(
                f"article {article.id!r} could not be read: {type(error).__name__}: {error}"
            ) from error

    return read


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

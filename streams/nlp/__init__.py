"""Reading: from an article's text to its events. The only package that knows spaCy."""

from streams.nlp.explain import explain
from streams.nlp.extractor import LANGUAGES, build_extractor, build_reader

__all__ = ["LANGUAGES", "build_extractor", "build_reader", "explain"]

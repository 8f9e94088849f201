"""An article four times as long costs about four times the work, whatever stands in it."""

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from streams.models import Article, Event
from streams.nlp import build_extractor

TEXTS = {
    "many events": ("en", 'Minister John Smith warned on Monday that Moscow could attack. "We demand help," he said. '),
    "many events, German": (
        "de",
        "Der Minister Hans Weber warnte am Montag vor Angriffen. „Wir fordern Hilfe“, sagte er. ",
    ),
    "quotations": ("en", '"We will fight on," and '),
    "swallowing": ("de", "Hans Weber forderte, dass Paris zustimmt, sagte Anna Berg. "),
    "names": ("de", "Hans Weber, "),
    "dates": ("en", "on Monday, 3 May 2024 and "),
    "punctuation": ("en", "!?"),
    "posts": ("en", "We are ready. — Anna Berg (@aberg) November 8, 2016 "),
}
SIZE = 1000
"""Code points of the shorter text; the longer one has four times as many."""
MOST = 5.0


@pytest.fixture(scope="module")
def extract() -> Callable[[Article], tuple[Event, ...]]:
    return build_extractor()


def work(function: Callable[[], object]) -> int:
    """Return how many calls a function makes, spaCy's compiled ones included: a measure that no busy machine moves."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:  # noqa: ARG001 - the signature of profilers
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        function()
    finally:
        sys.setprofile(None)
    return calls


def growth(extract: Callable[[Article], tuple[Event, ...]], language: str, unit: str, size: int) -> float:
    """Return how many times the work a text four times as long costs."""
    articles = [
        Article(id="a", text=(unit * n)[:n], language=language, published_at="2024-11-18") for n in (size, 4 * size)
    ]
    extract(articles[1])  # what is loaded on first use
    small, large = (work(lambda a=article: extract(a)) for article in articles)  # type: ignore[misc]
    return large / small


@pytest.mark.parametrize(("language", "unit"), TEXTS.values(), ids=TEXTS)
def test_work_grows_with_the_length(extract: Callable[[Article], tuple[Event, ...]], language: str, unit: str) -> None:
    assert growth(extract, language, unit, SIZE) < MOST

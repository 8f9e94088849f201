"""The reader's speed on one thread: component and bare ONNX session on the same batches, and the rules behind it.

    python benchmarks/bench_reader.py [ARTICLES.jsonl] [--words 20000]

Prints words per second of both, their ratio, what the event rules add, loading time and resident memory. Each article
is read by all in turn, so that ratios hold on a machine that is now and then busy; they are medians over the rounds.
"""

import argparse
import resource
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from statistics import median

import spacy
from rich.console import Console
from rich.table import Table
from spacy.language import Language
from spacy.tokens import Doc

import streams.nlp.sentences  # noqa: F401 - registers the component
from streams import __version__
from streams.models import Article
from streams.nlp.events import EventCoder
from streams.nlp.lexicon import LANGUAGES, load_lexicon
from streams.nlp.reader import make_reader
from streams.nlp.reader_model import Model
from streams.nlp.tokens import tune_tokenizer

ROUNDS = 3


class Recorder:
    """Stands in for the ONNX session and keeps the inputs of every batch."""

    def __init__(self, model: Model) -> None:
        """Wrap the model's own session."""
        self.session, self.inputs = model._session, []  # noqa: SLF001 - the benchmark measures this very part

    def get_outputs(self) -> list[object]:
        """Return the session's outputs."""
        return list(self.session.get_outputs())

    def run(self, names: None, inputs: dict[str, object]) -> object:
        """Run the session and keep the inputs."""
        self.inputs.append(inputs)
        return self.session.run(names, inputs)

    def taken(self) -> list[dict[str, object]]:
        """Return the inputs kept since the last call."""
        taken, self.inputs = self.inputs, []
        return taken


def articles_of(path: Path, words: int) -> list[Article]:
    """Return articles, from the first one again where the file is short, until `words` words are reached."""
    articles = cycle([Article.model_validate_json(line) for line in path.read_text("utf-8").splitlines()])
    found, total = [], 0
    while total < words:
        found.append(next(articles))
        total += len(found[-1].text.split())
    return found


def tokenized(articles: list[Article], pipelines: dict[str, Language]) -> list[Doc]:
    """Return the articles' texts with tokens and sentences."""
    return [pipelines[article.language or "de"](article.text) for article in articles]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, nargs="?", default=Path("benchmarks/articles.jsonl"))
    parser.add_argument("--words", type=int, default=20_000)
    options = parser.parse_args()
    articles = articles_of(options.articles, options.words)
    began = time.perf_counter()
    pipelines = {language: spacy.blank(language) for language in LANGUAGES}
    for nlp in pipelines.values():
        tune_tokenizer(nlp)
        nlp.add_pipe("streams_sentences")
    readers = {language: make_reader(nlp, "streams_reader") for language, nlp in pipelines.items()}
    loading = time.perf_counter() - began
    coders = {
        language: EventCoder(load_lexicon(language), version=__version__, model=reader.version)
        for language, reader in readers.items()
    }
    model = readers["de"]._model  # noqa: SLF001 - both languages share it
    recorder = Recorder(model)
    model._session = recorder  # type: ignore[assignment]  # noqa: SLF001
    batches, words = [], 0
    for doc in tokenized(articles, pipelines):
        readers[doc.lang_](doc)
        words += sum(not token.is_space for token in doc)
        batches.append(recorder.taken())
    model._session = recorder.session  # noqa: SLF001
    rounds = []
    for _ in range(ROUNDS):
        seconds: dict[str, float] = defaultdict(float)
        events = 0
        for article, doc, inputs in zip(articles, tokenized(articles, pipelines), batches, strict=True):
            with measured(seconds, "component"):
                readers[doc.lang_](doc)
            with measured(seconds, "session"):
                for batch in inputs:
                    recorder.session.run(None, batch)
            with measured(seconds, "rules"):
                events += len(coders[doc.lang_](article, doc))
        rounds.append(seconds)
    table = Table("reader", "", title=f"{readers['de'].version}, {words:,} words in {len(articles)} articles")
    table.add_row("component, words/s, best round", f"{words / min(r['component'] for r in rounds):,.0f}")
    table.add_row("bare ONNX session, words/s, best round", f"{words / min(r['session'] for r in rounds):,.0f}")
    table.add_row("component / session", f"{median(r['session'] / r['component'] for r in rounds):.0%}")
    share = median(r["rules"] / r["component"] for r in rounds)
    table.add_row("time of rules and lexicon / time of the component", f"{share:.1%}")
    table.add_row("words an event", f"{words / events:.0f}")
    table.add_row("loading, s", f"{loading:.2f}")
    table.add_row("peak resident memory, MB", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f}")
    Console().print(table)


@contextmanager
def measured(seconds: dict[str, float], what: str) -> Iterator[None]:
    """Add the processor seconds that the block takes."""
    began = time.process_time()
    yield
    seconds[what] += time.process_time() - began


if __name__ == "__main__":
    main()

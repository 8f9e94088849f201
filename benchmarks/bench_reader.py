"""The reader's speed on one thread: the whole spaCy component beside the bare ONNX session on the same batches.

    python benchmarks/bench_reader.py [ARTICLES.jsonl] [--words 20000]

Prints words per second of both, their ratio, loading time and resident memory.
"""

import argparse
import json
import resource
import time
from pathlib import Path

import spacy
from rich.console import Console
from rich.table import Table

import streams.nlp.sentences  # noqa: F401 - registers the component
from streams.nlp.reader import make_reader
from streams.nlp.reader_model import Model


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


def texts_of(path: Path, words: int) -> list[tuple[str, str]]:
    """Return language and text of articles until `words` words are reached."""
    found, total = [], 0
    while total < words:
        for line in path.read_text("utf-8").splitlines():
            article = json.loads(line)
            found.append((article.get("language", "de"), article["text"]))
            total += len(article["text"].split())
            if total >= words:
                break
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path, nargs="?", default=Path("seeds/articles.jsonl"))
    parser.add_argument("--words", type=int, default=20_000)
    options = parser.parse_args()
    began = time.perf_counter()
    pipelines = {language: spacy.blank(language) for language in ("de", "en")}
    for nlp in pipelines.values():
        nlp.add_pipe("streams_sentences")
    reader = make_reader(pipelines["de"], "streams_reader")
    loading = time.perf_counter() - began
    texts = texts_of(options.articles, options.words)
    docs = [pipelines[language](text) for language, text in texts]
    model = reader._model  # noqa: SLF001
    recorder = Recorder(model)
    model._session = recorder  # type: ignore[assignment]  # noqa: SLF001
    for doc in docs:
        reader(doc)
    model._session = recorder.session  # noqa: SLF001
    words = sum(not token.is_space for doc in docs for token in doc)
    whole, bare = [], []
    for _ in range(3):
        fresh = [pipelines[language](text) for language, text in texts]
        began = time.perf_counter()
        for doc in fresh:
            reader(doc)
        whole.append(words / (time.perf_counter() - began))
        began = time.perf_counter()
        for inputs in recorder.inputs:
            recorder.session.run(None, inputs)
        bare.append(words / (time.perf_counter() - began))
    table = Table("reader", "", title=f"{reader.version}, {words:,} words in {len(texts)} articles, best of 3")
    table.add_row("component, words/s", f"{max(whole):,.0f}")
    table.add_row("bare ONNX session, words/s", f"{max(bare):,.0f}")
    table.add_row("component / session", f"{max(whole) / max(bare):.0%}")
    table.add_row("loading, s", f"{loading:.2f}")
    table.add_row("peak resident memory, MB", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f}")
    Console().print(table)


if __name__ == "__main__":
    main()

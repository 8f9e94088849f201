"""What the first look saves, and that it loses nothing: events with it, and with every sentence parsed.

    python benchmarks/bench_first_look.py GOLD.jsonl...

GOLD.jsonl is as for `streams evaluate`. Prints for each file the share of words that are parsed, the processor time of
both ways as a ratio, their F1 by type and sentence, with the right actor and as alerts, and how many events are new or
lost with the look.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import track
from rich.table import Table

from streams import __version__
from streams.models import Event
from streams.nlp.events import EventCoder
from streams.nlp.extractor import LANGUAGES
from streams.nlp.lexicon import load_lexicon
from streams.nlp.pipelines import own_pipeline
from streams.scoring import GoldArticle, Scores, match, score_languages

if TYPE_CHECKING:
    from spacy.language import Language


class Way:
    """One way to read: its pipelines, what it found, what it took."""

    def __init__(self, *, look: bool) -> None:
        self.pipelines: dict[str, Language] = {}
        self.coders: dict[str, EventCoder] = {}
        for language in LANGUAGES:
            lexicon = load_lexicon(language)
            self.pipelines[language], model = own_pipeline(language, lexicon=lexicon if look else None)
            self.coders[language] = EventCoder(lexicon, version=__version__, model=model)
        self.events: list[Sequence[Event]] = []
        self.seconds = 0.0
        self.words = 0

    def start(self) -> None:
        """Forget what was found and taken."""
        self.events, self.seconds, self.words = [], 0.0, 0

    def read(self, article: GoldArticle) -> None:
        """Read an article."""
        began = time.process_time()
        doc = self.pipelines[article.lang](article.text)
        self.events.append(self.coders[article.lang](article.article(), doc))
        self.seconds += time.process_time() - began
        self.words += sum(not token.is_space and token.pos_ != "X" for token in doc)

    def scores(self, articles: Sequence[GoldArticle]) -> Scores:
        """Compare what was found with what is annotated."""
        return score_languages([match(article, found) for article, found in zip(articles, self.events, strict=True)])[
            "all"
        ]


def ids(events: Sequence[Sequence[Event]]) -> set[tuple[str, int, str]]:
    """Return what tells events apart: article, place of the trigger, type."""
    return {(event.article.id, event.trigger.start, event.type) for found in events for event in found}


def main() -> None:
    """Read each article both ways, one after the other, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+", help="annotated articles")
    paths = parser.parse_args().gold
    looking, full = Way(look=True), Way(look=False)
    table = Table("", "parsed", "time", "event~", "who", "alert", "new", "lost", title="with the look / without")
    for path in paths:
        articles = [GoldArticle.model_validate_json(line) for line in path.read_text("utf-8").splitlines()]
        for way in (looking, full):
            way.start()
        for number, article in enumerate(track(articles, path.name, console=Console(stderr=True), transient=True)):
            for way in (looking, full) if number % 2 else (full, looking):  # who comes second finds warm caches
                way.read(article)
        with_look, without = ids(looking.events), ids(full.events)
        scores = [way.scores(articles) for way in (looking, full)]
        f1 = [
            "/".join(f"{getattr(s, name).f1:.3f}".lstrip("0") for s in scores)
            for name in ("event_lenient", "who", "alert")
        ]
        table.add_row(
            path.stem,
            f"{looking.words / full.words:.0%}",
            f"{looking.seconds / full.seconds:.2f}",
            *f1,
            str(len(with_look - without)),
            str(len(without - with_look)),
        )
    Console().print(table)


if __name__ == "__main__":
    main()

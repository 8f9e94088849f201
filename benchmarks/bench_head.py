"""What the reader's event head would do beside the rules: find triggers that they lack, reject some that they have.

    python benchmarks/bench_head.py GOLD.jsonl...

GOLD.jsonl is as for `streams evaluate`, and none that the head has learnt from. An event is right if its sentence
holds an annotated one of its type, of which each counts once. Prints precision, recall and F1 of the rules alone, of
the head alone, and of both together at several thresholds.
"""

import argparse
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table
from spacy.tokens import Token

from streams.models import Event
from streams.nlp.extractor import build_extractor
from streams.nlp.pipelines import own_pipeline
from streams.nlp.reader import event_types
from streams.scoring import GoldArticle

ADDING = (0.5, 0.7, 0.9)
"""How probable a type must be to the head for a word to be a trigger."""
REJECTING = (0.9, 0.99, 0.999)
"""How probable it must be to the head that a trigger is none for the rules' event to be left out."""

Kind = tuple[str, int, str]
"""Article, number of the sentence, type."""


class Readings:
    """What annotators, rules and head find in some articles, by way of finding."""

    def __init__(self) -> None:
        self.gold: Counter[Kind] = Counter()
        self.found: dict[str, Counter[Kind]] = {}

    def add(self, article: GoldArticle, events: tuple[Event, ...], words: list[Token]) -> None:
        """Add an article, the events of the rules, and its words with what the head believes of them."""

        def kinds(triggers: list[tuple[int, str]]) -> Counter[Kind]:
            return Counter((article.id, article.sentence_at(start), kind) for start, kind in triggers)

        odds = words[0].doc._.event_odds
        none = {start: float(odds[w.i, 0]) for w in words for start in range(w.idx, w.idx + len(w))}
        rules = [(event.trigger.start, event.type) for event in events]
        ways = {"rules": rules}
        for least in ADDING:
            said = [(w.idx, event_types()[odds[w.i, 1:].argmax() + 1]) for w in words if odds[w.i, 1:].max() >= least]
            known = kinds(rules)
            more = [(start, kind) for start, kind in said if not known[article.id, article.sentence_at(start), kind]]
            ways[f"head, from {least}"] = said
            ways[f"rules and what the head adds from {least}"] = rules + more
        for least in REJECTING:
            kept = [(start, kind) for start, kind in rules if none[start] < least]
            ways[f"rules but what the head denies from {least}"] = kept
        self.gold += kinds([(event.trigger.start, event.type) for event in article.events])
        for way, triggers in ways.items():
            self.found[way] = self.found.get(way, Counter()) + kinds(triggers)

    def table(self, title: str) -> Table:
        """Return the figures, a way a line."""
        table = Table("", "found", "precision", "recall", "F1", title=title)
        for way, found in sorted(self.found.items(), key=lambda item: item[0] != "rules"):
            right, total = (found & self.gold).total(), found.total()
            figures = (right / max(1, total), right / self.gold.total(), 2 * right / (total + self.gold.total()))
            table.add_row(way, str(total), *(f"{value:.3f}" for value in figures))
        return table


def main() -> None:
    """Read the articles and print a table for each file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+", help="annotated articles")
    extract, pipelines = build_extractor(), {}
    for path in parser.parse_args().gold:
        readings = Readings()
        lines = path.read_text("utf-8").splitlines()
        for line in track(lines, path.name, console=Console(stderr=True), transient=True):
            gold = GoldArticle.model_validate_json(line)
            nlp = pipelines.setdefault(gold.lang, own_pipeline(gold.lang)[0])
            readings.add(gold, extract(gold.article()), list(nlp(gold.text)))
        Console().print(readings.table(path.name))


if __name__ == "__main__":
    main()

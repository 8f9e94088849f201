"""Quotations in German articles against annotated ones: direct and indirect, with their speakers.

    python benchmarks/bench_quotations.py QUOTATIONS.jsonl

QUOTATIONS.jsonl holds one article a line in the format of the German news quotations of Petersen-Frey and Biemann
(2024): text, date and quotations with type, speaker and quote, each with character spans. An event's content matches a
quotation if they share at least half of the characters that either has; each is matched at most once, the best pairs
first. Prints precision, recall and F1 of the contents, and of the contents with the right speaker.
"""

import argparse
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from streams.models import Article, Event
from streams.nlp import build_extractor

TYPES = frozenset({"Direct", "Indirect"})
SHARED = 0.5


@dataclass
class Count:
    """What was annotated, found, and right."""

    gold: int = 0
    found: int = 0
    right: int = 0

    def row(self, name: str) -> tuple[str, ...]:
        """Return precision, recall and F1 as cells of a table."""
        precision, recall = self.right / max(1, self.found), self.right / max(1, self.gold)
        f1 = 2 * self.right / max(1, self.gold + self.found)
        return name, str(self.gold), str(self.found), *(f"{value:.3f}" for value in (precision, recall, f1))


def places(spans: Iterable[Iterable[int]]) -> set[int]:
    """Return the characters that spans cover."""
    return {place for start, end in spans for place in range(start, end)}


def compare(quotations: list[dict[str, Any]], events: list[Event], contents: Count, speakers: Count) -> None:
    """Add an article's figures."""
    gold = [(places(q["quote"]["spans"]), places(q["speaker"]["spans"])) for q in quotations]
    found = [
        (set(range(e.content.start, e.content.end)), set(range(e.actor.start, e.actor.end)))
        for e in events
        if e.quote and e.content and e.actor
    ]
    pairs = [
        (len(quote & content) / len(quote | content), i, j)
        for i, (quote, _) in enumerate(gold)
        for j, (content, _) in enumerate(found)
    ]
    for count in (contents, speakers):
        count.gold += len(gold)
        count.found += len(found)
    free_gold, free_found = set(range(len(gold))), set(range(len(found)))
    for shared, i, j in sorted(pairs, reverse=True):
        if shared < SHARED or i not in free_gold or j not in free_found:
            continue
        free_gold.remove(i)
        free_found.remove(j)
        contents.right += 1
        speakers.right += bool(gold[i][1] & found[j][1])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("quotations", type=Path)
    path = parser.parse_args().quotations
    extract = build_extractor()
    contents, speakers = Count(), Count()
    for line in path.read_text("utf-8").splitlines():
        annotated = json.loads(line)
        article = Article.model_validate(
            {"id": annotated["id"], "title": annotated["title"], "text": annotated["text"], "language": "de"}
        )
        quotations = [q for q in annotated["quotations"] if q["type"] in TYPES and q["speaker"]["spans"]]
        compare(quotations, list(extract(article)), contents, speakers)
    table = Table("", "annotated", "found", "precision", "recall", "F1")
    table.add_row(*contents.row("content"))
    table.add_row(*speakers.row("content and speaker"))
    Console().print(table)


if __name__ == "__main__":
    main()

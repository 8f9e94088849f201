"""The trimmed vocabulary: the pieces that German, English and their neighbours in Latin script need."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from streams.nlp.reader_pieces import SPECIAL, WORD_START, Pieces

SIZE = 45_000
LATIN = re.compile(r"^[▁\u0020-\u024F\u2010-\u2044\u20A0-\u20BF\u2100-\u218F]+$")
SINGLE = re.compile(r"^[\u0020-\u024F\u0370-\u03FF\u0400-\u04FF\u2010-\u2044\u20A0-\u20BF\u2100-\u218F]$")


def trim(full: list[tuple[str, float]], words: Iterable[str]) -> list[int]:
    """Return the rows to keep: special pieces, single characters, pieces of `words`, then the likeliest Latin ones."""
    pieces = Pieces(full)
    used: Counter[int] = Counter()
    for word, count in Counter(words).items():
        for piece in pieces.of(word):
            used[piece] += count
    keep = set(range(len(SPECIAL)))
    keep |= {
        i
        for i, (piece, _) in enumerate(full)
        if SINGLE.match(piece.removeprefix(WORD_START) or "▁") or piece == WORD_START
    }
    keep |= {piece for piece, _ in used.most_common(SIZE - len(keep))}
    for index, (piece, _) in enumerate(full):
        if len(keep) >= SIZE:
            break
        if LATIN.match(piece):
            keep.add(index)
    return sorted(keep)


def shipped_rows(full: list[tuple[str, float]], model: Path) -> list[int]:
    """Return the rows of the pieces in the vocabulary that is shipped in `model`."""
    rows = {piece: row for row, (piece, _) in enumerate(full)}
    lines = (model / "vocabulary.tsv").read_text("utf-8").removesuffix("\n").split("\n")
    return [rows[line.rpartition("\t")[0]] for line in lines]


def words_of(folder: Path) -> Iterable[str]:
    """Yield the words of the unlabelled texts in a data folder."""
    for path in sorted((folder / "raw").glob("*.jsonl")):
        for line in path.open(encoding="utf-8"):
            yield from re.findall(r"\w+|[^\w\s]", json.loads(line)["text"])

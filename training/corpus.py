"""All sentences of a training run as numbers, written once: the label inventory, gold classes, unlabelled text, tests.

    python -m training.corpus DATA --vocabulary tokenizer.json --out RUN

Training itself then needs neither the data directory nor spaCy.
"""

import argparse
import json
import pickle
import random
from collections import Counter
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from streams.nlp.reader_pieces import BOS, EOS, Pieces
from streams.nlp.reader_scripts import edit_script
from training.base import read_vocabulary
from training.batches import IGNORED, LONGEST, Encoded
from training.data import (
    AGREEING,
    AGREEMENT,
    ATTRIBUTES,
    ENTITIES,
    EVENTS,
    PARTIAL,
    Sentence,
    held_out,
    own_names,
    read_bio,
    read_conllu,
    read_raw,
    training_data,
)
from training.genders import examples, noun_genders
from training.names import UNSHIFTED, shifts, swapped
from training.vocabulary import shipped_rows, trim, words_of

MIN_SCRIPT = 3
MIN_LABEL = 6
"""How often a script, or any other label, must occur to get a class of its own."""


@dataclass(frozen=True)
class Inventory:
    """The labels that the network's outputs stand for, in order."""

    upos: list[str]
    relations: list[str]
    features: dict[str, list[str]]
    scripts: list[str]

    @classmethod
    def of(cls, sentences: list[Sentence]) -> "Inventory":
        """Return the labels that `sentences` use, rare ones left out."""
        upos, relations, scripts = Counter(), Counter(), Counter()
        features: dict[str, Counter[str]] = {name: Counter() for name in ATTRIBUTES}
        for s in sentences:
            if s.upos is None:
                continue
            upos.update(s.upos)
            relations.update(s.relations or ())
            for word, lemma, feats in zip(s.words, s.lemmas or s.words, s.features or (), strict=True):
                if s.lemmas:
                    scripts[edit_script(word, lemma)] += 1
                for name in s.known:
                    features[name][feats.get(name, "")] += 1
        return cls(
            upos=sorted(k for k, n in upos.items() if n >= MIN_LABEL and k != "_"),
            relations=sorted(k for k, n in relations.items() if n >= MIN_LABEL and k != "_"),
            features={
                name: sorted(k for k, n in c.items() if n >= MIN_LABEL or k == "") for name, c in features.items()
            },
            scripts=[k for k, n in scripts.most_common() if n >= MIN_SCRIPT],
        )

    @classmethod
    def read(cls, folder: Path) -> "Inventory":
        """Return the labels of a run or, from among more, of the shipped files."""
        labels = json.loads((folder / "inventory.json").read_text("utf-8"))
        return cls(**{name: labels[name] for name in ("upos", "relations", "features", "scripts")})

    @cached_property
    def index(self) -> dict[str, dict[str, int]]:
        """Map each output's labels to their classes."""
        labels = {"upos": self.upos, "lemma": self.scripts, "ner": ENTITIES, "event": EVENTS}
        labels |= {f"feat_{name}": values for name, values in self.features.items()} | {"relation": self.relations}
        return {name: {label: place for place, label in enumerate(values)} for name, values in labels.items()}

    def outputs(self) -> dict[str, int]:
        """Return the size of each classifier."""
        return {name: len(classes) for name, classes in self.index.items() if name != "relation"}


def encode(s: Sentence, pieces: Pieces, inventory: Inventory, shift: np.ndarray = UNSHIFTED) -> Encoded:
    """Return a sentence as numbers, what it leaves unknown as IGNORED; `shift` is what `shifts` says of its source."""
    ids, first, last = [BOS], [0], [0]
    for word in s.words:
        first.append(len(ids))
        ids.extend(pieces.of(word))
        last.append(len(ids) - 1)
    ids.append(EOS)
    unknown = [IGNORED] * len(s.words)
    classes = _classes(s, inventory)
    gold = [classes.get(name, unknown) for name in (*inventory.outputs(), "head", "relation")]
    numbers = (np.array(row, np.int32) for row in (ids, first, last))
    return Encoded(*numbers, np.array(gold, np.int16), s.classes, shift)


def _classes(s: Sentence, inventory: Inventory) -> dict[str, list[int]]:
    """Return the classes of a sentence's words for each output that its source says something about."""
    index = inventory.index
    lemmas = zip(s.words, s.lemmas or (), strict=bool(s.lemmas))
    labels = {
        "upos": s.upos or (),
        "relation": s.relations or (),
        "lemma": tuple(edit_script(word, lemma) for word, lemma in lemmas),
        "ner": s.entities or (),
        "event": s.events or (),
    }
    classes = {name: [index[name].get(label, IGNORED) for label in row] for name, row in labels.items() if row}
    if s.heads:
        classes["head"] = list(s.heads)
    for name in s.known if s.features else ():
        classes[f"feat_{name}"] = [
            IGNORED if _unknown(s, name, place) else index[f"feat_{name}"].get(f.get(name, ""), IGNORED)
            for place, f in enumerate(s.features or ())
        ]
    return classes


def _unknown(s: Sentence, name: str, place: int) -> bool:
    """Tell whether an attribute that is absent may all the same be there."""
    if name in (s.features or ())[place]:
        return False
    if s.upos is None:
        return True
    tag = s.upos[place]
    return name in PARTIAL.get((s.language, tag), ()) or (
        s.sparse and name in AGREEMENT[s.language] and tag in AGREEING
    )


def development_sets(data: Path) -> dict[str, list[Sentence]]:
    """Return the test sentences whose figures the log shows after each epoch; nothing is chosen by them."""
    return {
        "gsd": list(read_conllu(data / "ud/de_gsd-test.conllu", "de", lemmas=False)),
        "hdt": held_out(list(read_conllu(data / "ud/de_hdt-clean.conllu", "de", sparse=True)))[0],
        "ewt": list(read_conllu(data / "ud/en_ewt-test.conllu", "en"))[:1000],
        "germeval": list(read_bio(data / "ner/de_germeval_test_4cls.bio", "de", 4))[:1000],
    }


def unlabelled(data: Path) -> list[Sentence]:
    """Return the sentences of all unlabelled articles."""
    return [s for path in sorted((data / "raw").glob("*.jsonl")) for s in read_raw(path, path.name[:2])]


def prepare(data: Path, vocabulary: Path, run: Path, *, seed: int, like: Path | None = None) -> None:
    """Write `inventory.json` and `corpus.pickle` to `run`, with labels and pieces as the shipped files in `like` have.

    Its parts are encoded sentences: `german` and `english` with all that is annotated, `own` with names that the
    project marked, `names` with mentions exchanged, `genders` with the genders of German nouns, `raw` with nothing.
    `kept` are the vocabulary's rows.
    """
    run.mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)
    german, english = training_data(data)
    own_german, own_english = own_names(data)
    full = read_vocabulary(vocabulary)
    if like:
        inventory = Inventory.read(like)
        kept = shipped_rows(full, like)
    else:
        inventory = Inventory.of(german + english)
        annotated = (word for s in german + english + own_german + own_english for word in s.words)
        kept = trim(full, (word for source in (words_of(data), annotated) for word in source))
    pieces = Pieces([full[row] for row in kept])
    raw = unlabelled(data)
    of_german = [s for s in raw if s.language == "de"]
    parts = {
        "german": german,
        "english": english,
        "own": own_german + own_english,
        "names": swapped(german, rng) + swapped(english, rng),
        "genders": examples(of_german, noun_genders(of_german)),
        "raw": raw,
    }

    shift = shifts(s for part in ("german", "english", "own") for s in parts[part])

    def numbers(part: list[Sentence]) -> list[Encoded]:
        encoded = [encode(s, pieces, inventory, shift.get(s.source, UNSHIFTED)) for s in part]
        return sorted((e for e in encoded if len(e.pieces) <= LONGEST), key=lambda e: len(e.pieces))

    corpus = {
        "outputs": inventory.outputs(),
        "relations": len(inventory.relations),
        "outside": [ENTITIES.index(label) for label in ("O", "B-MISC", "I-MISC")],
        "parts": {name: numbers(part) for name, part in parts.items()},
        "tests": {name: numbers(part) for name, part in development_sets(data).items()},
        "kept": kept,
    }
    (run / "inventory.json").write_text(json.dumps(asdict(inventory)), "utf-8")
    (run / "corpus.pickle").write_bytes(pickle.dumps(corpus))
    sizes = ", ".join(f"{len(part)} {name}" for name, part in corpus["parts"].items())
    print(f"{sizes} sentences, {len(kept)} pieces in {run}")


def main() -> None:
    """Run `prepare` from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with ud/, ner/ and raw/")
    parser.add_argument("--vocabulary", type=Path, required=True, help="tokenizer.json of multilingual-e5-small")
    parser.add_argument("--out", type=Path, required=True, help="folder of the run")
    parser.add_argument("--like", type=Path, help="folder of shipped files whose labels and pieces to keep")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    prepare(options.data, options.vocabulary, options.out, seed=options.seed, like=options.like)


if __name__ == "__main__":
    main()

"""The shipped reader's figures on the test treebanks and entity files, through the spaCy pipeline.

    python -m training.evaluate DATA

Trees, tags and entities are read on gold tokens and sentences, sentence boundaries on running text. Needs no PyTorch.
PUD keeps the texts that its sentences stand in; neighbours in GSD and HDT come from different texts.

Multiword tokens are one token for the reader; here they count as their syntactic words again, the article of a
contraction being right where its preposition's head is right, as in the treebanks' own convention.
"""

import argparse
import time
from collections import Counter
from importlib.resources import files
from pathlib import Path

import spacy
from rich.console import Console
from rich.progress import track
from rich.table import Table
from spacy.language import Language
from spacy.tokens import Doc

import streams.nlp.sentences  # noqa: F401 - registers the component
from streams.nlp.reader import make_reader
from streams.nlp.tokens import tune_tokenizer
from training.data import AGREEMENT, ATTRIBUTES, Sentence, held_out, read_bio, read_conllu

GROUP = 20
"""Sentences read as one document."""


def annotate(nlp: Language, sentences: list[Sentence]) -> list[Doc]:
    """Return one read document for each group of sentences, words and boundaries given."""
    docs = []
    for start in track(range(0, len(sentences), GROUP), console=Console(stderr=True), transient=True):
        group = sentences[start : start + GROUP]
        words = [word for s in group for word in s.words]
        starts = [place == 0 for s in group for place, _ in enumerate(s.words)]
        docs.append(nlp.get_pipe("streams_reader")(Doc(nlp.vocab, words=words, sent_starts=starts)))
    return docs


def tree_figures(docs: list[Doc], sentences: list[Sentence], *, sparse: bool = False) -> dict[str, float]:
    """Return accuracies of tags, heads, relations and lemmas over all words, and the F1 of each attribute's values.

    With `sparse`, what the reader says of an attribute of agreement counts only where the treebank has a value.
    """
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for index, sentence in enumerate(sentences):
        doc = docs[index // GROUP]
        offset = sum(len(s.words) for s in sentences[index - index % GROUP : index])
        _count_sentence(doc, offset, sentence, right, total, sparse=sparse)
    return {name: 100 * right[name] / n for name, n in total.items() if n}


def _count_sentence(
    doc: Doc, offset: int, s: Sentence, right: Counter[str], total: Counter[str], *, sparse: bool
) -> None:
    articles = Counter(place - 1 for place, _ in s.expanded)
    for place, head in enumerate(s.heads or ()):
        token = doc[offset + place]
        found = 0 if token.head == token else token.head.i - offset + 1
        attached = found == head
        labelled = attached and token.dep_.lower() == (s.relations or ())[place]
        weight = 1 + articles[place]
        for name, hit, count in (("UAS", attached, weight), ("LAS", labelled, weight)):
            total[name] += count
            right[name] += count * hit
        total["UPOS"] += weight
        right["UPOS"] += weight * (token.pos_ == (s.upos or ())[place])
        if s.lemmas:
            total["lemma"] += 1
            right["lemma"] += token.lemma_ == s.lemmas[place]
            total["lemma, any case"] += 1
            right["lemma, any case"] += token.lemma_.lower() == s.lemmas[place].lower()
        features = (s.features or ())[place]
        for name in s.known:
            gold, predicted = features.get(name, ""), "".join(token.morph.get(name))
            if gold or not (sparse and name in AGREEMENT[s.language]):
                total[name] += bool(gold) + bool(predicted)
                right[name] += 2 * (gold == predicted != "")


def entity_figures(docs: list[Doc], sentences: list[Sentence], *, classes: int) -> dict[str, float]:
    """Return precision, recall and F1 of whole entities; with three classes the predicted MISC do not count."""
    hits = predicted = gold = 0
    for index, sentence in enumerate(sentences):
        doc = docs[index // GROUP]
        offset = sum(len(s.words) for s in sentences[index - index % GROUP : index])
        end = offset + len(sentence.words)
        found = {
            (e.start - offset, e.end - offset, e.label_)
            for e in doc.ents
            if offset <= e.start < end and (classes == 4 or e.label_ != "MISC")
        }
        wanted = set(_spans(sentence.entities or ()))
        hits, predicted, gold = hits + len(found & wanted), predicted + len(found), gold + len(wanted)
    precision, recall = hits / max(predicted, 1), hits / max(gold, 1)
    return {
        "precision": 100 * precision,
        "recall": 100 * recall,
        "F1": 200 * precision * recall / max(precision + recall, 1e-9),
    }


def _spans(labels: tuple[str, ...]) -> list[tuple[int, int, str]]:
    spans, start, kind = [], 0, ""
    for place, label in enumerate((*labels, "O")):
        prefix, _, name = label.partition("-")
        if kind and (prefix != "I" or name != kind):
            spans.append((start, place, kind))
            kind = ""
        if prefix == "B" or (prefix == "I" and not kind):
            start, kind = place, name
    return spans


def running_text(path: Path) -> tuple[str, set[tuple[int, int]]]:
    """Return a treebank's text and its sentences' offsets.

    A blank line stands where a new paragraph is noted, and around what has no mark at its end: in an article that is a
    headline or an item of a list.
    """
    text, spans = "", set()
    apart = False
    for block in path.read_text("utf-8").split("\n\n"):
        sentence = next((line[9:].strip() for line in block.splitlines() if line.startswith("# text = ")), "")
        if sentence:
            headline = sentence[-1].isalnum()
            text += ("\n\n" if apart or headline or "# newpar" in block else " ") if text else ""
            apart = headline
            spans.add((len(text), len(text) + len(sentence)))
            text += sentence
    return text, spans


def boundary_figure(nlp: Language, path: Path) -> float:
    """Return the F1 of whole sentences, found in running text by the pipeline's tokenizer and splitter."""
    text, gold = running_text(path)
    doc = nlp.get_pipe("streams_sentences")(nlp.make_doc(text))
    found = {(s.start_char, s.start_char + len(s.text.strip())) for s in doc.sents if s.text.strip()}
    return 200 * len(found & gold) / (len(found) + len(gold))


def main() -> None:
    """Print all figures side by side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with ud/ and ner/")
    data = parser.parse_args().data
    nlp = {language: spacy.blank(language) for language in ("de", "en")}
    for pipeline in nlp.values():
        tune_tokenizer(pipeline)
        pipeline.add_pipe("streams_sentences")
        pipeline.add_pipe("streams_reader")
        pipeline.max_length = 10_000_000
    reader = make_reader(nlp["de"], "streams_reader")
    trees = {
        "German GSD test": ("de", list(read_conllu(data / "ud/de_gsd-test.conllu", "de", lemmas=False))),
        "German HDT held out": ("de", held_out(list(read_conllu(data / "ud/de_hdt-clean.conllu", "de")))[0]),
        "English EWT test": ("en", list(read_conllu(data / "ud/en_ewt-test.conllu", "en"))),
    }
    names = {
        "GermEval 2014 test": ("de", 4, list(read_bio(data / "ner/de_germeval_test_4cls.bio", "de", 4))),
        "UNER EWT test": ("en", 3, list(read_bio(data / "ner/en_uner_ewt_test_3cls.bio", "en", 3))),
    }
    texts = {
        "German PUD": ("de", "ud/de_pud-test.conllu"),
        "German GSD test": ("de", "ud/de_gsd-test.conllu"),
        "German HDT": ("de", "ud/de_hdt-clean.conllu"),
        "English EWT test": ("en", "ud/en_ewt-test.conllu"),
    }
    rows = ("UPOS", "UAS", "LAS", "lemma", "lemma, any case", *ATTRIBUTES)
    figures, seconds, words = {}, 0.0, 0
    for title, (language, sentences) in trees.items():
        began = time.perf_counter()
        docs = annotate(nlp[language], sentences)
        seconds += time.perf_counter() - began
        words += sum(len(s.words) for s in sentences)
        figures[title] = tree_figures(docs, sentences, sparse="HDT" in title)
    table = Table("", *figures, title=f"{reader.version}, {words / seconds:,.0f} words/s on one thread, gold tokens")
    for row in rows:
        table.add_row(row, *(f"{f[row]:.1f}" if row in f else "" for f in figures.values()))
    console = Console(width=120)
    console.print(table)
    entities = Table("named entities", "precision", "recall", "F1")
    for title, (language, classes, sentences) in names.items():
        result = entity_figures(annotate(nlp[language], sentences), sentences, classes=classes)
        entities.add_row(title, *(f"{value:.1f}" for value in result.values()))
    console.print(entities)
    boundaries = Table("sentence boundaries, running text", "F1")
    for title, (language, path) in texts.items():
        boundaries.add_row(title, f"{boundary_figure(nlp[language], data / path):.1f}")
    console.print(boundaries)
    sizes = Table("model files", "MB")
    for file in sorted(Path(str(files("streams.nlp") / "model")).iterdir()):
        sizes.add_row(file.name, f"{file.stat().st_size / 1e6:.1f}")
    console.print(sizes)


if __name__ == "__main__":
    main()

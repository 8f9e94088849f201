"""Treebanks, entity files and annotated articles as sentences of surface words, with what each leaves unknown."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Token

import streams.nlp.sentences  # noqa: F401 - registers the component
from streams.nlp.tokens import tune_tokenizer
from streams.ontology import ontology

UNKNOWN = -1
"""A head that no treebank gives."""

MERGED = {
    "acl:relcl": "acl", "advcl:relcl": "advcl", "advmod:emph": "advmod", "flat:name": "flat", "flat:foreign": "flat",
    "nmod:desc": "nmod", "nmod:npmod": "nmod", "nmod:tmod": "nmod", "nmod:unmarked": "nmod", "obl:npmod": "obl",
    "obl:tmod": "obl", "obl:unmarked": "obl", "obl:arg": "obl", "nsubj:outer": "nsubj", "csubj:outer": "csubj",
    "cc:preconj": "cc", "det:predet": "det", "compound:svc": "compound", "aux:caus": "aux", "obl:mod": "obl",
    "advmod:lmod": "advmod" }  # fmt: skip
"""Relations that only some of the treebanks tell apart; German and English share one inventory."""

ATTRIBUTES = (
    "Case", "Number", "Gender", "Person", "Tense", "Mood", "VerbForm", "Voice", "Degree", "PronType", "Definite",
    "Poss", "Reflex" )  # fmt: skip
"""Morphological attributes that the reader predicts, one classifier each."""

AGREEMENT = {"de": ("Case", "Number", "Gender")}
"""Attributes in which a noun, its article and its adjectives agree, a language each. Nouns always have them; German-HDT
leaves them out where the form does not show them, so that there absent means unknown."""

AGREEING = frozenset({"NOUN", "PROPN", "ADJ", "DET", "PRON"})
"""Tags of the words that these attributes belong to."""

PARTIAL = {("de", "NUM"): ("Number",)}
"""Attributes that only some treebanks of a language give to words with a tag: absent means unknown."""

EVENTS = ("", *sorted(ontology()))
"""What a word can be the trigger of; "" is none."""

ENTITIES = ("O", *(f"{prefix}-{name}" for name in ("PER", "LOC", "ORG", "MISC") for prefix in "BI"))

OWN = Path(__file__).with_name("entities")
"""Names that the project marked itself: sentences of its own, places in the unlabelled texts and in treebanks."""

TYPICAL = {"de": "de_germeval_dev_4cls", "en": "en_uner_ewt_train_3cls"}
"""The entity file of each language in which names are as frequent as in running text."""

NAME = re.compile(r"([^\[]*)(?:\[([^|]+)\|(PER|LOC|ORG|MISC)\]|$)")
"""A written sentence up to and with its next name."""


@dataclass(frozen=True)
class Sentence:
    """Words with parallel annotations; None means that the source says nothing about it.

    `heads` are 1-based with 0 for the root. `events` holds the type of the event that a word is the trigger of.
    `source` is where the entities come from, `classes` 3 where that knows no MISC, so that its O may hide one. With
    `sparse` features an absent attribute of agreement is unknown; without tags every absent attribute is.
    """

    id: str
    language: str
    words: tuple[str, ...]
    upos: tuple[str, ...] | None = None
    features: tuple[dict[str, str], ...] | None = None
    known: frozenset[str] = frozenset()
    heads: tuple[int, ...] | None = None
    relations: tuple[str, ...] | None = None
    lemmas: tuple[str, ...] | None = None
    entities: tuple[str, ...] | None = None
    events: tuple[str, ...] | None = None
    source: str = ""
    classes: int = 4
    sparse: bool = False
    expanded: tuple[tuple[int, int], ...] = field(default=())


def read_conllu(
    path: Path,
    language: str,
    *,
    features: frozenset[str] = frozenset(ATTRIBUTES),
    lemmas: bool = True,
    sparse: bool = False,
) -> Iterator[Sentence]:
    """Yield a treebank's sentences; `features` are the attributes that the treebank annotates."""
    for number, block in enumerate(path.read_text("utf-8").split("\n\n")):
        rows = [line.split("\t") for line in block.splitlines() if line and line[0] != "#"]
        ids = [line.split("=", 1)[1].strip() for line in block.splitlines() if line.startswith("# sent_id")]
        if rows:
            name = ids[0] if ids else f"{path.stem}-{number}"
            yield replace(_sentence(name, rows, language, features, lemmas=lemmas), sparse=sparse)


def _sentence(name: str, rows: list[list[str]], language: str, known: frozenset[str], *, lemmas: bool) -> Sentence:
    words = [row for row in rows if row[0].isdigit()]
    place = {0: 0}
    kept: list[list[str]] = []
    forms: list[str] = []
    extra = []
    ranges = {}
    for row in rows:
        if "-" in row[0] and language == "de":
            first, last = map(int, row[0].split("-"))
            ranges[first] = (last, row[1])
    skip_until = 0
    for row in words:
        index = int(row[0])
        if index <= skip_until:
            place[index] = len(kept)
            extra.append((len(kept), index))
            continue
        kept.append(row)
        place[index] = len(kept)
        forms.append(ranges[index][1] if index in ranges else row[1])
        skip_until = ranges[index][0] if index in ranges else 0
    features = tuple(dict(pair.split("=", 1) for pair in row[5].split("|") if "=" in pair) for row in kept)
    return Sentence(
        id=name,
        language=language,
        words=tuple(forms),
        upos=tuple(row[3] for row in kept),
        features=features,
        known=known,
        heads=tuple(place[int(row[6])] for row in kept),
        relations=tuple(MERGED.get(row[7], row[7]) for row in kept),
        lemmas=tuple(row[2] for row in kept) if lemmas else None,
        expanded=tuple(extra),
    )


def read_bio(path: Path, language: str, classes: int) -> Iterator[Sentence]:
    """Yield the sentences of an entity file: a word, a tab and a BIO label a line."""
    for number, block in enumerate(path.read_text("utf-8").split("\n\n")):
        rows = [line.split("\t") for line in block.splitlines() if "\t" in line]
        if rows:
            known = ENTITIES[: 2 * classes + 1]
            labels = tuple(label if label in known else "O" for _, label in rows)
            words = tuple(word for word, _ in rows)
            name = f"{path.stem}-{number}"
            yield Sentence(name, language, words, entities=labels, source=path.stem, classes=classes)


def read_articles(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of annotated articles, cut as the pipeline cuts them, with the triggers of their events."""
    for line in path.read_text("utf-8").splitlines():
        article = json.loads(line)
        types = {}
        for event in article["events"]:
            trigger = event["trigger"]
            types |= dict.fromkeys(range(trigger["start"], trigger["end"]), event["type"])
        for sentence, words in _sentences(article["id"], article["lang"], article["text"]):
            yield replace(sentence, events=tuple(types.get(word.idx, "") for word in words))


def read_written(path: Path, language: str, classes: int) -> Iterator[Sentence]:
    """Yield the sentences of a file that has one a line, each name in it as `[name|CLASS]`."""
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        text, names = "", {}
        for plain, name, label in NAME.findall(line):
            text += plain
            names[len(text)] = (len(text) + len(name), label)
            text += name
        words = _splitter(language).tokenizer(text)
        forms, places = tuple(word.text for word in words), [word.idx for word in words]
        name, labels = f"{path.stem}-{number}", _labels(places, names)
        yield Sentence(name, language, forms, entities=labels, source=path.stem, classes=classes)


def read_marked(path: Path, raw: Path) -> Iterator[Sentence]:
    """Yield the sentences of unlabelled articles whose names are marked in a file that holds none of their text.

    A line has an article's file in `raw`, its id, where a sentence starts and ends in its text, then each name as
    `start-end:CLASS`, all in characters of the article, with tabs between. A sentence that is cut otherwise by now is
    left out.
    """
    marked: defaultdict[str, dict[tuple[str, int, int], dict[int, tuple[int, str]]]] = defaultdict(dict)
    for line in path.read_text("utf-8").splitlines():
        source, article, start, end, *names = line.split("\t")
        marked[source][article, int(start), int(end)] = _marks(names)
    for source, sentences in marked.items():
        language = source[:2]
        for line in (raw / source).read_text("utf-8").splitlines():
            article = json.loads(line)
            for sentence, words in _sentences(article["id"], language, article["text"]):
                names = sentences.get((article["id"], words[0].idx, words[-1].idx + len(words[-1])))
                if names is not None:
                    places = [word.idx for word in words]
                    yield replace(sentence, entities=_labels(places, names), source=source)


def with_names(sentences: Iterable[Sentence], path: Path) -> Iterator[Sentence]:
    """Yield the sentences of treebanks, with the names that a file marks in them.

    A line has a sentence's id, then each name as `start-end:CLASS`, in words counted from 0, with tabs between.
    """
    lines = (line.split("\t") for line in path.read_text("utf-8").splitlines())
    marked = {name: _marks(names) for name, *names in lines}
    for s in sentences:
        if s.id in marked:
            labels = _labels(range(len(s.words)), marked[s.id])
            yield replace(s, entities=labels, source=f"trees {s.language}")
        else:
            yield s


def _marks(names: Iterable[str]) -> dict[int, tuple[int, str]]:
    """Return the end and the class of each name by its start, from `start-end:CLASS`."""
    spans = (re.split("[-:]", name) for name in names)
    return {int(first): (int(last), label) for first, last, label in spans}


def _labels(places: Iterable[int], names: Mapping[int, tuple[int, str]]) -> tuple[str, ...]:
    """Return BIO labels of words that start at `places`; `names` gives the end and the class of a name by its start."""
    labels = []
    end, inside = 0, ""
    for place in places:
        if place in names:
            end, inside = names[place]
            labels.append(f"B-{inside}")
        else:
            labels.append(f"I-{inside}" if place < end else "O")
    return tuple(labels)


def read_raw(path: Path, language: str) -> Iterator[Sentence]:
    """Yield the sentences of unlabelled articles, cut as the pipeline cuts them."""
    for line in path.read_text("utf-8").splitlines():
        article = json.loads(line)
        for sentence, _ in _sentences(article["id"], language, article["text"]):
            yield sentence


@cache
def _splitter(language: str) -> Language:
    nlp = spacy.blank(language)
    tune_tokenizer(nlp)
    nlp.add_pipe("streams_sentences")
    return nlp


def _sentences(name: str, language: str, text: str) -> Iterator[tuple[Sentence, list[Token]]]:
    for number, sentence in enumerate(_splitter(language)(text).sents):
        words = [token for token in sentence if not token.is_space]
        if words:
            yield Sentence(f"{name}-{number}", language, tuple(word.text for word in words)), words


def held_out(sentences: list[Sentence]) -> tuple[list[Sentence], list[Sentence]]:
    """Split German-HDT: the test sentences, listed in `hdt_held_out.txt`, and the rest."""
    listed = Path(__file__).with_name("hdt_held_out.txt").read_text("utf-8").split()
    by_id = {sentence.id: sentence for sentence in sentences}
    return [by_id[name] for name in listed if name in by_id], [s for s in sentences if s.id not in set(listed)]


def training_data(folder: Path) -> tuple[list[Sentence], list[Sentence]]:
    """Return the German and the English training sentences, trees and entities of the same text merged.

    The annotated articles lie in `gold/` beside `folder`.
    """
    ud, ner, gold = folder / "ud", folder / "ner", folder.parent / "gold"
    no_verb_form = frozenset(ATTRIBUTES) - {"VerbForm", "Tense"}
    trees = [
        *held_out(list(read_conllu(ud / "de_hdt-clean.conllu", "de", sparse=True)))[1],
        *read_conllu(ud / "de_gsd-dev.conllu", "de", lemmas=False),
        *read_conllu(ud / "de_pud-test.conllu", "de", features=no_verb_form),
        *read_conllu(ud / "converted_de_cdt.conllu", "de", features=frozenset()),
        *read_conllu(ud / "de_uddocs-examples.conllu", "de", features=frozenset()),
    ]
    german = list(with_names(trees, OWN / "trees.tsv"))
    english = [
        *read_conllu(ud / "en_ewt-train.conllu", "en"),
        *read_conllu(ud / "en_gum-train-nonNC.conllu", "en"),
        *read_conllu(ud / "en_pud-test.conllu", "en"),
    ]
    german_names = [
        *read_bio(ner / "de_germeval_dev_4cls.bio", "de", 4),
        *read_bio(ner / "de_bundestag_4cls.bio", "de", 3),  # its MISC holds adjectives and inhabitants
        *read_bio(ner / "de_uner_pud_3cls.bio", "de", 3),
    ]
    english_names = [
        *read_bio(ner / "en_uner_ewt_train_3cls.bio", "en", 3),
        *read_bio(ner / "en_wikigold_4cls.bio", "en", 4),
        *read_bio(ner / "en_crossner_politics_4cls.bio", "en", 4),
    ]
    return (
        _merge(german, german_names) + list(read_articles(gold / "train_de.jsonl")),
        _merge(english, english_names) + list(read_articles(gold / "train_en.jsonl")),
    )


def own_names(folder: Path) -> tuple[list[Sentence], list[Sentence]]:
    """Return the German and the English sentences with names that the project marked itself."""
    marked = list(read_marked(OWN / "marked.tsv", folder / "raw"))
    german, english = ([s for s in marked if s.language == language] for language in ("de", "en"))
    german += read_written(OWN / "de.txt", "de", 4)
    english += [*read_written(OWN / "en.txt", "en", 4), *read_written(OWN / "en_without_misc.txt", "en", 3)]
    return german, english


def _merge(parsed: list[Sentence], named: list[Sentence]) -> list[Sentence]:
    """Give a treebank's sentence the entities of the same words in an entity file; keep the others as they are."""
    by_words = {sentence.words: sentence for sentence in named}
    merged = []
    for sentence in parsed:
        if twin := by_words.get(sentence.words):
            merged.append(replace(sentence, entities=twin.entities, source=twin.source, classes=twin.classes))
        else:
            merged.append(sentence)
    used = {sentence.words for sentence in parsed}
    return merged + [sentence for sentence in named if sentence.words not in used]

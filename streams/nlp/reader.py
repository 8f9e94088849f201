"""The reader as a spaCy component: fills a Doc with tags, morphology, lemmas, trees, named entities and triggers.

Needs sentence starts; everything after it is plain spaCy. Whitespace tokens are no words: they hang on the word
before them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from streams.nlp.reader_lemmas import Lemmas
from streams.nlp.reader_model import Model, Reading, load_model

LONGEST_WINDOW = 200
"""Pieces read at once; a longer sentence is cut behind a punctuation mark and its parts joined as parataxis."""
BATCH_PIECES = 160
"""Padded pieces of a batch: more do not fit the processor's cache, which costs a fifth of the speed."""
ATTRIBUTES: list[int | str] = ["HEAD", "DEP", "POS", "TAG", "LEMMA", "MORPH", "ENT_IOB", "ENT_TYPE"]
"""Columns of what is written to a Doc. The string store gives names of universal tags the numbers that POS wants."""
IOB = {"I": 1, "O": 2, "B": 3}

Doc.set_extension("event_odds", default=None, force=True)
"""Probabilities (tokens, 1 + types) that a token is the trigger of an event; column 0 is none, see `event_types`."""


class Reader:
    """spaCy component around the model."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.choose: Callable[[Sequence[Sequence[str]]], Sequence[bool]] = _all
        """Tells of the words of each of a document's sentences whether it is to be read; may be replaced."""
        self._features: dict[tuple[int, ...], str] = {}

    @property
    def version(self) -> str:
        """The model's version."""
        return self._model.version

    @property
    def lemmas(self) -> Lemmas:
        """The lemmas that the model knows."""
        return self._model.lemmas

    def __call__(self, doc: Doc) -> Doc:
        """Read one document."""
        sentences = list(_sentences(doc))
        chosen = self.choose([[token.text for token in words] for words in sentences])
        unread = [words for words, read in zip(sentences, chosen, strict=True) if not read]
        numbered = enumerate(words for words, read in zip(sentences, chosen, strict=True) if read)
        windows = [(number, window) for number, words in numbered for window in self._windows(words)]
        pieces = [[self._model.pieces.of(token.text) for token in window] for _, window in windows]
        readings: list[Reading | None] = [None] * len(windows)
        for batch in _batches([sum(map(len, window)) + 2 for window in pieces]):
            for index, reading in zip(batch, self._model.read([pieces[i] for i in batch], doc.vocab.lang), strict=True):
                readings[index] = reading
        read = [(n, w, r) for (n, w), r in zip(windows, readings, strict=True) if r is not None]
        return self._fill(doc, read, unread)

    def _windows(self, words: list[Token]) -> Iterator[list[Token]]:
        """Cut a sentence that is too long for the encoder, behind the last punctuation mark that fits."""
        start = size = cut = 0
        for index, token in enumerate(words):
            size += len(self._model.pieces.of(token.text))
            if size > LONGEST_WINDOW and index > start:
                end = cut if cut > start else index
                yield words[start:end]
                start = end
                size = sum(len(self._model.pieces.of(t.text)) for t in words[start : index + 1])
            if token.is_punct:
                cut = index + 1
        if words[start:]:
            yield words[start:]

    def _fill(self, doc: Doc, read: list[tuple[int, list[Token], Reading]], unread: list[list[Token]]) -> Doc:
        model, strings = self._model, doc.vocab.strings
        odds = np.zeros((len(doc), len(model.events)), dtype=np.float32)
        odds[:, 0] = 1.0
        for _, words, reading in read:
            odds[[token.i for token in words]] = reading.events
        doc._.event_odds = odds
        values = np.zeros((len(doc), len(ATTRIBUTES)), dtype=np.uint64)
        heads = np.zeros(len(doc), dtype=np.int64)
        _attach_spaces(doc, heads, values)
        _leave_unread(doc, unread, heads, values)
        root_of_sentence: dict[int, int] = {}
        for number, words, reading in read:
            classes = {name: of_words.tolist() for name, of_words in reading.classes.items()}
            features = list(zip(*(classes[f"feat_{name}"] for name in model.features), strict=True))
            for place, token in enumerate(words):
                head = reading.heads[place]
                relation = model.relations[reading.relations[place]]
                target = words[head - 1].i if head else token.i
                if not head:
                    target = root_of_sentence.setdefault(number, token.i)
                    relation = "root" if target == token.i else "parataxis"
                heads[token.i] = target - token.i
                tag = model.entities[classes["ner"][place]]
                iob, _, label = tag.partition("-")
                if iob == "I":  # an entity goes on over whitespace tokens, spaCy allows no gap in it
                    values[words[place - 1].i + 1 : token.i, -2:] = (IOB["I"], strings.add(label))
                upos = model.upos[classes["upos"][place]]
                values[token.i, 1:] = (
                    strings.add(relation),
                    strings.add(upos),
                    strings.add(upos),
                    strings.add(model.lemmas.of(token.text, upos, classes["lemma"][place], doc.vocab.lang)),
                    doc.vocab.morphology.add(self._morphology(features[place])),
                    IOB[iob],
                    strings.add(label) if label else 0,
                )
        values[:, 0] = heads.astype(np.uint64)
        return doc.from_array(ATTRIBUTES, values)  # type: ignore[arg-type]  # spaCy asks for thinc's name of an array

    def _morphology(self, classes: tuple[int, ...]) -> str:
        """Return UD features ("Case=Nom|Number=Sing"), remembered because few combinations occur."""
        known = self._features.get(classes)
        if known is None:
            pairs = zip(self._model.features.items(), classes, strict=True)
            values = sorted(f"{name}={values[index]}" for (name, values), index in pairs if values[index])
            known = self._features[classes] = "|".join(values)
        return known


def _sentences(doc: Doc) -> Iterator[list[Token]]:
    """Yield the words of each sentence, whitespace tokens left out."""
    for sentence in _spans(doc):
        words = [token for token in sentence if not token.is_space]
        if words:
            yield words


def _spans(doc: Doc) -> Iterable[Span | Doc]:
    """Return the sentences; the whole document where nothing has set their starts."""
    return doc.sents if doc.has_annotation("SENT_START") else [doc]


def _batches(sizes: list[int]) -> Iterator[list[int]]:
    """Yield groups of sentence numbers of similar size, at most BATCH_PIECES padded pieces each."""
    group: list[int] = []
    for index in sorted(range(len(sizes)), key=lambda i: (sizes[i], i)):
        if group and sizes[index] * (len(group) + 1) > BATCH_PIECES:
            yield group
            group = []
        group.append(index)
    if group:
        yield group


def _attach_spaces(doc: Doc, heads: np.ndarray, values: np.ndarray) -> None:
    """Hang whitespace tokens on the word before them, at the start of a sentence on the one after."""
    dep, space, tag = (doc.vocab.strings.add(name) for name in ("dep", "SPACE", "_SP"))
    for sentence in _spans(doc):
        target = next((token.i for token in sentence if not token.is_space), sentence[0].i if len(sentence) else 0)
        for token in sentence:
            if not token.is_space:
                target = token.i
                continue
            heads[token.i] = target - token.i
            values[token.i, 1:] = (dep, space, tag, token.orth, 0, IOB["O"], 0)


def _leave_unread(doc: Doc, unread: list[list[Token]], heads: np.ndarray, values: np.ndarray) -> None:
    """Make one tree of each sentence that is not read, its words as they are, of no known kind."""
    dep, root, tag = (doc.vocab.strings.add(name) for name in ("dep", "root", "X"))
    for words in unread:
        for token in words:
            heads[token.i] = words[0].i - token.i
            values[token.i, 1:] = (dep if heads[token.i] else root, tag, tag, token.orth, 0, IOB["O"], 0)


def _all(sentences: Sequence[Sequence[str]]) -> list[bool]:
    return [True] * len(sentences)


@cache
def _shared_model() -> Model:
    return load_model()


@Language.factory("streams_reader")
def make_reader(nlp: Language, name: str) -> Reader:  # noqa: ARG001 - the signature of spaCy's factories
    """Build the component; German and English pipelines share one model."""
    return Reader(_shared_model())


def event_types() -> list[str]:
    """Return what the columns of `doc._.event_odds` stand for; the first, an empty string, is none."""
    return _shared_model().events


def model_version() -> str:
    """Return the version of the shipped model."""
    return _shared_model().version

"""The reader as a spaCy component: fills a Doc with tags, morphology, lemmas, trees, named entities and triggers.

Needs sentence starts; everything after it is plain spaCy. Whitespace tokens are no words: they hang on the word
before them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from spacy.lang.lex_attrs import is_punct
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from streams.nlp.reader_lemmas import Lemmas
from streams.nlp.reader_model import Model, Reading, load_model

LONGEST_WINDOW = 200
"""Pieces read at once; a longer sentence is cut behind a punctuation mark and its parts joined as parataxis."""
BATCH_PIECES = 160
"""Padded pieces of a batch: more do not fit the processor's cache, which costs a fifth of the speed."""
ATTRIBUTES: list[int | str] = ["HEAD", "DEP", "POS", "TAG", "LEMMA", "MORPH", "ENT_IOB", "ENT_TYPE"]
"""Columns of what is written to a Doc. The string store gives names of universal tags the numbers that POS wants."""
IOB = {"I": 1, "O": 2, "B": 3}

Values = NDArray[np.uint64]
"""Numbers by which spaCy knows strings, in a row or as columns."""

Doc.set_extension("event_odds", default=None, force=True)
"""Probabilities (tokens, 1 + types) that a token is the trigger of an event; column 0 is none, see `event_types`."""


@dataclass(frozen=True)
class Window:
    """Words that are read at once: their sentence's number, their places in the document, forms and pieces."""

    sentence: int
    places: list[int]
    forms: list[str]
    pieces: list[tuple[int, ...]]


class Reader:
    """spaCy component around the model."""

    def __init__(self, model: Model, vocab: Vocab) -> None:
        self._model = model
        self.choose: Callable[[Sequence[Sequence[str]]], Sequence[bool]] = _all
        """Tells of the words of each of a document's sentences whether it is to be read; may be replaced."""
        self._upos, self._relations = _hashes(vocab, model.upos), _hashes(vocab, model.relations)
        self._root, self._parataxis = _hashes(vocab, ["root", "parataxis"])
        tags = [tag.partition("-") for tag in model.entities]
        self._iob = np.array([IOB[iob] for iob, _, _ in tags], dtype=np.uint64)
        self._labels = _hashes(vocab, [label for _, _, label in tags])
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
        chosen = self.choose([forms for _, forms in sentences])
        unread = [places for (places, _), read in zip(sentences, chosen, strict=True) if not read]
        numbered = enumerate(words for words, read in zip(sentences, chosen, strict=True) if read)
        windows = [window for number, (places, forms) in numbered for window in self._windows(number, places, forms)]
        readings: list[Reading | None] = [None] * len(windows)
        for batch in _batches([sum(map(len, window.pieces)) + 2 for window in windows]):
            group = [windows[index] for index in batch]
            found = self._model.read([w.pieces for w in group], [w.forms for w in group], doc.vocab.lang)
            for index, reading in zip(batch, found, strict=True):
                readings[index] = reading
        return self._fill(doc, [(w, r) for w, r in zip(windows, readings, strict=True) if r is not None], unread)

    def _windows(self, number: int, places: list[int], forms: list[str]) -> Iterator[Window]:
        """Cut a sentence that is too long for the encoder, behind the last punctuation mark that fits."""
        pieces = [self._model.pieces.of(form) for form in forms]
        start = cut = size = 0
        if sum(map(len, pieces)) > LONGEST_WINDOW:
            for index, form in enumerate(forms):
                size += len(pieces[index])
                if size > LONGEST_WINDOW and index > start:
                    end = cut if cut > start else index
                    yield Window(number, places[start:end], forms[start:end], pieces[start:end])
                    start = end
                    size = sum(map(len, pieces[start : index + 1]))
                if is_punct(form):
                    cut = index + 1
        yield Window(number, places[start:], forms[start:], pieces[start:])

    def _fill(self, doc: Doc, read: list[tuple[Window, Reading]], unread: list[list[int]]) -> Doc:
        odds = np.zeros((len(doc), len(self._model.events)), dtype=np.float32)
        odds[:, 0] = 1.0
        values = np.zeros((len(doc), len(ATTRIBUTES)), dtype=np.uint64)
        own = np.arange(len(doc))
        heads = own.copy()
        _attach_spaces(doc, heads, values)
        _leave_unread(doc, unread, heads, values)
        roots: dict[int, int] = {}
        for window, reading in read:
            places = np.array(window.places)
            odds[places] = reading.events
            root = places[reading.heads == 0][0]
            root_of_sentence = roots.setdefault(window.sentence, root)
            heads[places] = places[reading.heads - 1]
            heads[root] = root_of_sentence
            values[places, 1] = self._relations[reading.relations]
            values[root, 1] = self._root if root == root_of_sentence else self._parataxis
            values[places, 2] = values[places, 3] = self._upos[reading.classes["upos"]]
            values[places, 4] = self._lemmas(doc, window, reading)
            values[places, 5] = self._morphs(doc, reading)
            self._name(values, places, reading.classes["ner"])
        doc._.event_odds = odds
        values[:, 0] = (heads - own).astype(np.uint64)
        return doc.from_array(ATTRIBUTES, values)  # type: ignore[arg-type]  # spaCy asks for thinc's name of an array

    def _lemmas(self, doc: Doc, window: Window, reading: Reading) -> list[int]:
        add, lemma, language = doc.vocab.strings.add, self._model.lemmas.of, doc.vocab.lang
        tags = (self._model.upos[number] for number in reading.classes["upos"].tolist())
        words = zip(window.forms, tags, reading.scripts, reading.slots.tolist(), strict=True)
        return [add(lemma(form, tag, scores, language, slot=slot)) for form, tag, scores, slot in words]

    def _morphs(self, doc: Doc, reading: Reading) -> list[int]:
        features = (reading.classes[f"feat_{name}"].tolist() for name in self._model.features)
        return [doc.vocab.morphology.add(self._morphology(classes)) for classes in zip(*features, strict=True)]

    def _morphology(self, classes: tuple[int, ...]) -> str:
        """Return UD features ("Case=Nom|Number=Sing"), remembered because few combinations occur."""
        known = self._features.get(classes)
        if known is None:
            pairs = zip(self._model.features.items(), classes, strict=True)
            values = sorted(f"{name}={values[index]}" for (name, values), index in pairs if values[index])
            known = self._features[classes] = "|".join(values)
        return known

    def _name(self, values: Values, places: NDArray[np.intp], classes: NDArray[np.intp]) -> None:
        """Set the entities; they go on over whitespace tokens, as spaCy allows no gap in one."""
        values[places, 6], values[places, 7] = self._iob[classes], self._labels[classes]
        for gap in np.flatnonzero(np.diff(places) > 1):
            after = places[gap + 1]
            if values[after, 6] == IOB["I"]:
                values[places[gap] + 1 : after, 6:] = values[after, 6:]


def _hashes(vocab: Vocab, names: Sequence[str]) -> Values:
    """Return the numbers by which spaCy knows some strings; 0 for an empty one."""
    return np.array([vocab.strings.add(name) if name else 0 for name in names], dtype=np.uint64)


def _sentences(doc: Doc) -> Iterator[tuple[list[int], list[str]]]:
    """Yield the places and the forms of each sentence's words, whitespace tokens left out."""
    for sentence in _spans(doc):
        words = [token for token in sentence if not token.is_space]
        if words:
            yield [token.i for token in words], [token.text for token in words]


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


def _attach_spaces(doc: Doc, heads: NDArray[np.intp], values: Values) -> None:
    """Hang whitespace tokens on the word before them, at the start of a sentence on the one after."""
    if not doc.to_array("IS_SPACE").any():
        return
    dep, space, tag = _hashes(doc.vocab, ["dep", "SPACE", "_SP"])
    for sentence in _spans(doc):
        target = next((token.i for token in sentence if not token.is_space), sentence[0].i if len(sentence) else 0)
        for token in sentence:
            if not token.is_space:
                target = token.i
                continue
            heads[token.i] = target
            values[token.i, 1:] = (dep, space, tag, token.orth, 0, IOB["O"], 0)


def _leave_unread(doc: Doc, unread: list[list[int]], heads: NDArray[np.intp], values: Values) -> None:
    """Make one tree of each sentence that is not read, its words as they are, of no known kind."""
    dep, root, tag = _hashes(doc.vocab, ["dep", "root", "X"])
    for places in unread:
        heads[places] = places[0]
        values[places, 1:] = (dep, tag, tag, 0, 0, IOB["O"], 0)
        values[places, 4] = [doc[place].orth for place in places]
        values[places[0], 1] = root


def _all(sentences: Sequence[Sequence[str]]) -> list[bool]:
    return [True] * len(sentences)


@cache
def _shared_model() -> Model:
    return load_model()


@Language.factory("streams_reader")
def make_reader(nlp: Language, name: str) -> Reader:  # noqa: ARG001 - the signature of spaCy's factories
    """Build the component; German and English pipelines share one model."""
    return Reader(_shared_model(), nlp.vocab)


def event_types() -> list[str]:
    """Return what the columns of `doc._.event_odds` stand for; the first, an empty string, is none."""
    return _shared_model().events


def model_version() -> str:
    """Return the version of the shipped model."""
    return _shared_model().version

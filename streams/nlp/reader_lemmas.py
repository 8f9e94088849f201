"""Lemmas: tables of words, for a German compound its last part, for all others an edit script.

Of the scripts that are about as likely the first one counts that makes a known lemma, or at least no impossible one.
"""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from streams.nlp.declension import of_noun
from streams.nlp.lexicon.load import verb_forms
from streams.nlp.nouns import PREFIXES, SHORTEST_PART, german_nouns
from streams.nlp.reader_scripts import apply_script

Key = tuple[str, str, str]
"""Language, lower-case form, UPOS tag."""

COMPOUNDING = frozenset({"de"})
"""Languages that write compounds as one word."""

PARTS = frozenset({"NOUN", "ADJ", "VERB"})
"""Tags of the words whose last part is looked up."""

NO_WORDS = frozenset({"PUNCT", "SYM", "NUM", "X"})
"""Tags of what has no lemma that could be known from elsewhere."""

MARGIN = 3.0
"""How much less a script's score may be than the best one's. Of 2, 3 and 4 the best on treebanks whose lemmas were not
learnt: 55 more lemmas of 12,316 right in German-GSD's development part, 7 more of 25,147 in English-EWT's."""

INFINITIVE = re.compile(r"(?:[^e]en|[^aeiou]e[lr]n|tun|sein)$")
"""How a German verb's lemma ends."""
NO_INFINITIVE = re.compile(r"[^aeiouäöüh]e[lr]en$")
"""How none does: it is "liefern", not "lieferen"."""


class Lemmas:
    """Table and scripts of a model."""

    def __init__(self, table: dict[Key, str], scripts: list[str]) -> None:
        self._table, self._scripts = table, scripts
        self._known = frozenset((language, lemma.lower(), upos) for (language, _, upos), lemma in table.items())

    @classmethod
    def read(cls, path: Path, scripts: list[str]) -> "Lemmas":
        """Read a table: language, form, tag and lemma a line, with tabs between."""
        rows = (line.split("\t") for line in path.read_text("utf-8").split("\n") if line)
        return cls({(language, form, upos): lemma for language, form, upos, lemma in rows}, scripts)

    def of(self, word: str, upos: str, scores: NDArray[np.float32], language: str, *, slot: int = -1) -> str:
        """Return a word's lemma, never empty.

        `scores` (scripts,) are the edit scripts', `slot` is the place in `declension.SLOTS` that a German noun has.
        """
        for spelling in _spellings(word, language):
            lemma = self._listed(spelling.lower(), upos, language)
            if language == "de" and upos == "NOUN":
                lemma = _of_noun(spelling, slot, lemma) or lemma
            lemma = lemma or self._of_last_part(spelling, upos, language)
            if lemma:
                return lemma
        return self._by_script(word, upos, scores, language)

    def possible(self, form: str, tags: Collection[str], language: str) -> set[str]:
        """Return the lemmas that a form, in lower case, is known to have with any of the tags."""
        nouns = german_nouns().of(form) if language == "de" and "NOUN" in tags else ()
        known = {lemma for upos in tags if (lemma := self._table.get((language, form, upos)))}
        return known | {noun.lemma for noun in nouns}

    def _listed(self, form: str, upos: str, language: str) -> str | None:
        return verb_forms(language).get((form, upos)) or self._table.get((language, form, upos))

    def _of_last_part(self, word: str, upos: str, language: str) -> str | None:
        """Return the lemma by the longest known word that `word` ends with: "Hochhäuser" as "Häuser", "Hochhaus"."""
        for first, last in _parted(word, upos, language):
            lemma = self._listed(last.lower(), upos, language)
            if lemma:
                return first + _cased(lemma, like=last)
        return None

    def _by_script(self, word: str, upos: str, scores: NDArray[np.float32], language: str) -> str:
        likely = np.flatnonzero(scores > scores.max() - MARGIN)
        ranked = likely[np.argsort(-scores[likely], kind="stable")]
        lemmas = [apply_script(self._scripts[script], word) or word for script in ranked]
        if upos in NO_WORDS:
            return lemmas[0]
        known = next((lemma for lemma in lemmas if (language, lemma.lower(), upos) in self._known), None)
        return known or next((lemma for lemma in lemmas if _may_be(lemma, upos, language)), lemmas[0])


@lru_cache(maxsize=20_000)
def _of_noun(form: str, slot: int, seen: str | None) -> str | None:
    """Return the lemma of a known German noun that can have the form in a slot: that `seen` in training, if it is one.

    Treebanks have lemmas by rules ("Ozeans", "Wachstumsrat") beside right ones. Of several lemmas the longest counts:
    "Schäden" are of "Schaden", not of "Schade".
    """
    nouns = german_nouns().of(form)
    fitting = [noun.lemma for noun in nouns if slot < 0 or of_noun([noun]) >> slot & 1]
    lemmas = fitting or [noun.lemma for noun in nouns]
    return seen if seen in lemmas else max(lemmas, key=len, default=None)


def _spellings(word: str, language: str) -> Iterator[str]:
    """Yield a word and how else it may be spelled: Swiss "grosse" as "große", "mußte" of former days as "musste"."""
    yield word
    if language == "de" and "ß" in word:
        yield word.replace("ß", "ss")
    elif language == "de" and "ss" in word:
        yield word.replace("ss", "ß")


def _parted(word: str, upos: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield a word in two where it may be a compound: any first part and a last one, the longest first."""
    if language not in COMPOUNDING or upos not in PARTS:
        return
    for start in range(2, len(word) - SHORTEST_PART + 1):
        first = word[:start]
        if upos == "VERB":
            first = first.lower() if first.lower() in PREFIXES else first.lower().removesuffix("zu")
            if first not in PREFIXES or (word[start:].startswith("zu") and word[-1] == "n"):
                continue  # "zurechtzukommen" is no "zukommen"
        yield first, word[start:]


def _may_be(lemma: str, upos: str, language: str) -> bool:
    """Tell whether a lemma has the form that its tag asks for."""
    if language != "de" or upos != "VERB":
        return True
    return INFINITIVE.search(lemma) is not None and NO_INFINITIVE.search(lemma) is None


def _cased(lemma: str, *, like: str) -> str:
    return lemma[0].upper() + lemma[1:] if like[0].isupper() else lemma[0].lower() + lemma[1:]

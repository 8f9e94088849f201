"""Lemmas: a table of the words seen in training, for a German compound its last part, for all others an edit script."""

from collections.abc import Iterable
from pathlib import Path

from streams.nlp.reader_scripts import apply_script

Key = tuple[str, str, str]
"""Language, lower-case form, UPOS tag."""

COMPOUNDING = frozenset({"de"})
"""Languages that write compounds as one word."""

PREFIXES = frozenset(
    "ab an auf aus be bei dar durch ein emp ent entgegen er fest fort gegenüber her heran heraus herein herum "
    "herunter hervor hin hinaus hinein hinter hinweg hinzu los miss mit nach nieder ober statt teil über um unter ver "
    "vor voran voraus vorbei weg weiter wider wieder zer zu zurecht zurück zusammen".split()
)
"""What German verbs are made with; between a separable one and its verb the infinitive has "zu"."""

PARTS = frozenset({"NOUN", "ADJ", "VERB"})
"""Tags of the words whose last part is looked up."""

SHORTEST_PART = 4
"""Letters."""


class Lemmas:
    """Table and scripts of a model."""

    def __init__(self, table: dict[Key, str], scripts: list[str]) -> None:
        self._table, self._scripts = table, scripts

    @classmethod
    def read(cls, path: Path, scripts: list[str]) -> "Lemmas":
        """Read a table: language, form, tag and lemma a line, with tabs between."""
        rows = (line.split("\t") for line in path.read_text("utf-8").split("\n") if line)
        return cls({(language, form, upos): lemma for language, form, upos, lemma in rows}, scripts)

    def of(self, word: str, upos: str, script: int, language: str) -> str:
        """Return a word's lemma, never empty."""
        known = self._table.get((language, word.lower(), upos)) or self._of_last_part(word, upos, language)
        return known or apply_script(self._scripts[script], word) or word

    def possible(self, form: str, tags: Iterable[str], language: str) -> set[str]:
        """Return the lemmas that the table gives a form, in lower case, with any of the tags."""
        return {lemma for upos in tags if (lemma := self._table.get((language, form, upos)))}

    def _of_last_part(self, word: str, upos: str, language: str) -> str | None:
        """Return the lemma by the longest known word that `word` ends with: "Hochhäuser" as "Häuser", "Hochhaus"."""
        if language not in COMPOUNDING or upos not in PARTS:
            return None
        form = word.lower()
        for start in range(2, len(form) - SHORTEST_PART + 1):
            first = word[:start]
            if upos == "VERB":
                first = form[:start] if form[:start] in PREFIXES else form[:start].removesuffix("zu")
                if first not in PREFIXES:
                    continue
            lemma = self._table.get((language, form[start:], upos))
            if lemma:
                return first + _cased(lemma, like=word[start])
        return None


def _cased(lemma: str, *, like: str) -> str:
    return lemma[0].upper() + lemma[1:] if like.isupper() else lemma[0].lower() + lemma[1:]

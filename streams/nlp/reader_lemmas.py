"""Lemmas: a table of the words seen in training, and the network's edit script for all others."""

from pathlib import Path

from streams.nlp.reader_scripts import apply_script

Key = tuple[str, str, str]
"""Language, lower-case form, UPOS tag."""


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
        known = self._table.get((language, word.lower(), upos))
        return known or apply_script(self._scripts[script], word) or word

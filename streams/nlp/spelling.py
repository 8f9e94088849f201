"""What a language's spelling tells the tokenizer and the sentence splitter: abbreviations, ordinals, sentence starters.

Data only, read from `lexicon/<language>.sentences.toml`; and how the Swiss spell it.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Spelling:
    """One language's spelling; all words in lower case, abbreviations with their full stop."""

    ordinals: bool
    breaks_before_starter: frozenset[str]
    clitics: tuple[str, ...]
    prefixes: frozenset[str]
    leading: frozenset[str]
    trailing: frozenset[str]
    pairs: frozenset[str]
    before_number: frozenset[str]
    months: frozenset[str]
    starters: frozenset[str]
    speech: frozenset[str]

    def starts_sentence(self, word: str) -> bool:
        """Tell whether a word's capital can only be a sentence's first one."""
        return word[:1].isupper() and word.lower().replace("’", "'") in self.starters

    def is_abbreviation(self, word: str) -> bool:
        """Tell whether a word with a full stop behind it is a known abbreviation."""
        lower = word.lower()
        return lower in self.leading or lower in self.trailing


def spelled_both_ways(words: Iterable[str]) -> frozenset[str]:
    """Return words and their Swiss spelling, which has no ß: "Maßnahme", "Massnahme"."""
    return frozenset(spelling for word in words for spelling in (word, word.replace("ß", "ss")))


@cache
def load_spelling(language: str) -> Spelling:
    """Read a language's spelling, once."""
    data = tomllib.loads(files("streams.nlp.lexicon").joinpath(f"{language}.sentences.toml").read_text("utf-8"))

    def words(key: str) -> frozenset[str]:
        value = data[key]
        return spelled_both_ways(value.split() if isinstance(value, str) else value)

    return Spelling(
        ordinals=data["ordinals"],
        breaks_before_starter=words("breaks_before_starter"),
        clitics=tuple(data["clitics"]),
        prefixes=words("prefixes"),
        leading=words("leading"),
        trailing=words("trailing"),
        pairs=words("pairs"),
        before_number=words("before_number"),
        months=words("months"),
        starters=words("starters"),
        speech=words("speech"),
    )

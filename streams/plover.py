"""An event's PLOVER type and quad class: its mode's (`ontology.toml`), unless its content decides (`plover.toml`).

Pure. PLOVER codes acts that happen: one that is negated or only imagined has no type, one that is still to come may
have another.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from streams.models import Modality, Plover, Polarity
from streams.ontology import ontology, plover_type

MARKS = re.compile(r"\W+")


@dataclass(frozen=True)
class _Rule:
    """Events (type, or type/mode), words by language, and the PLOVER type that these make of those."""

    events: frozenset[str]
    plover: str
    words: dict[str, tuple[str, ...]]

    def holds(self, event_type: str, mode: str, text: str, language: str) -> bool:
        if self.events.isdisjoint((event_type, f"{event_type}/{mode}")):
            return False
        return any(word in text for word in self.words.get(language, ()))


@dataclass(frozen=True)
class Status:
    """Whether an act happened."""

    polarity: Polarity
    modality: Modality


def plover_of(event_type: str, mode: str, *, told: str, language: str, status: Status) -> Plover | None:
    """Return the PLOVER type of an event, None where PLOVER has none.

    `told` are the words that tell what the act is about: its trigger's lemma, its content, its recipient.
    """
    if status.polarity == "negated" or status.modality == "hypothetical":
        return None
    rules, future = _rules()
    text = f" {MARKS.sub(' ', told.casefold())} "
    by_content = next((rule.plover for rule in rules if rule.holds(event_type, mode, text, language)), None)
    by_mode = ontology().get(event_type, {}).get(mode)
    name = by_content or (by_mode.plover.type if by_mode is not None and by_mode.plover is not None else None)
    if name is None:
        return None
    return plover_type(future.get(name, name) if status.modality == "future" else name)


@cache
def _rules() -> tuple[tuple[_Rule, ...], dict[str, str]]:
    """Return the rules in the order of the file, and what types become of acts that are still to come."""
    data = tomllib.loads(files("streams").joinpath("plover.toml").read_text("utf-8"))
    rules = tuple(
        _Rule(
            events=frozenset(entry["events"]),
            plover=entry["plover"],
            words={language: tuple(map(_pattern, entry[language])) for language in ("de", "en")},
        )
        for entry in data["rules"]
    )
    return rules, data["status"]["future"]


def _pattern(word: str) -> str:
    """Return what to look for in a text whose words stand between spaces: a word's beginning, or a part of it."""
    word = word.casefold()
    return word[1:] if word.startswith("-") else f" {word}"

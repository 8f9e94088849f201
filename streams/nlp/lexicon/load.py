"""Read and validate trigger files; every fault is named with its file and line."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import get_args

from streams.errors import ConfigError
from streams.nlp.lexicon.types import Condition, Lexicon, Pos, Row, group
from streams.nlp.spelling import spelled_both_ways
from streams.ontology import ontology

LANGUAGES = ("de", "en")
COLUMNS = ("trigger", "pos", "type", "mode", "actor", "recipient", "content", "when")
SLOT = re.compile(r"^[^\W\d_]+$")
NAME = re.compile(r"^[a-z][a-z0-9_]*$")
BUILT_IN_CLASSES = frozenset({"thing"})


def language_of(path: Path) -> str | None:
    """Return the language that a trigger file's name gives ("merger.de.tsv"), or None: the file is for all."""
    language = path.stem.rpartition(".")[2]
    return language if language in LANGUAGES else None


def _table(path: Traversable, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and cells of each row of a tab-separated file, its header checked."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise ConfigError(f"{path}: cannot be read ({reason.lower()}); name a tab-separated text file") from error
    header_seen = False
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if not header_seen:
            header_seen = True
            if cells != list(columns):
                raise ConfigError(f"{path}:{number}: the header must be {' '.join(columns)}, tab-separated")
            continue
        yield number, cells


def _slots(cell: str) -> tuple[str, ...]:
    slots = () if cell == "-" else tuple(cell.split())
    for slot in slots:
        if not SLOT.match(slot):
            raise ValueError(f"{slot!r} is not a slot")
    return slots


def _condition(text: str, classes: Mapping[str, frozenset[str]]) -> Condition:
    if text == "passive":
        return Condition("passive")
    if text == "active":
        return Condition("active")
    if text == "infinitive":
        return Condition("infinitive")
    if text == "own":
        return Condition("own")
    test, colon, slot = text.partition(":")
    if colon and SLOT.match(slot):
        if test == "has":
            return Condition("has", slot)
        if test == "no":
            return Condition("no", slot)
    slot, equals, word_class = text.partition("=")
    if not equals or not SLOT.match(slot):
        raise ValueError(
            f"{text!r} is not a condition (has:SLOT, no:SLOT, SLOT=CLASS, passive, active, infinitive, own)"
        )
    if word_class not in classes and word_class not in BUILT_IN_CLASSES:
        raise ValueError(f"word class {word_class!r} is not listed")
    return Condition("class", slot, word_class)


def _row(cells: list[str], language: str, classes: Mapping[str, frozenset[str]], *, new_types: bool) -> Row:
    if len(cells) != len(COLUMNS):
        raise ValueError(f"{len(cells)} cells where {len(COLUMNS)} are expected ({', '.join(COLUMNS)}), tab-separated")
    trigger, pos, event_type, mode, actor, recipient, content, when = cells
    if not trigger or trigger == "-":
        raise ValueError("the trigger is empty")
    if pos not in get_args(Pos):
        raise ValueError(f"pos {pos!r} is not one of {', '.join(get_args(Pos))}")
    if pos == "LIGHT" and " + " not in trigger:
        raise ValueError(f"a light-verb phrase is written 'content word + verb', not {trigger!r}")
    known = ontology().get(event_type)
    if known is None and not new_types:
        raise ValueError(f"type {event_type!r} is not one of {', '.join(ontology())}")
    if known is not None and mode not in known:
        raise ValueError(f"mode {mode!r} is not one of {event_type}'s: {', '.join(known)}")
    if not NAME.match(event_type) or not NAME.match(mode):
        raise ValueError("type and mode are lower-case words")
    conditions = () if when == "-" else tuple(_condition(text, classes) for text in when.split())
    return Row(
        trigger=trigger,
        pos=pos,  # type: ignore[arg-type]  # checked above
        type=event_type,
        mode=mode,
        actor=_slots(actor),
        recipient=_slots(recipient),
        content=_slots(content),
        when=conditions,
        language=language,
    )


def read_triggers(
    path: Traversable, language: str, classes: Mapping[str, frozenset[str]], *, new_types: bool = False
) -> list[Row]:
    """Return the rows of a trigger file; raise ConfigError with every faulty line.

    `new_types` allows types that the ontology does not know, as a user's own file may bring them.
    """
    rows, faults = [], []
    for number, row in parse_triggers(path, language, classes, new_types=new_types):
        if isinstance(row, Row):
            rows.append(row)
        else:
            faults.append(f"{path}:{number}: {row}")
    if faults:
        raise ConfigError("\n".join(faults))
    return rows


def parse_triggers(
    path: Traversable, language: str, classes: Mapping[str, frozenset[str]], *, new_types: bool = False
) -> Iterator[tuple[int, Row | ValueError]]:
    """Yield each line's number with its row, or with what is wrong about it; raise ConfigError without a header."""
    for number, cells in _table(path, COLUMNS):
        try:
            yield number, _row(cells, language, classes, new_types=new_types)
        except ValueError as error:
            yield number, error


def _pairs(row: Row) -> str:
    """Return the key under which a row is looked up: the content word of a phrase, the verb without its reflexive."""
    return row.trigger.split(" + ")[0] if row.pos == "LIGHT" else row.trigger


@cache
def verb_forms(language: str) -> dict[tuple[str, str], str]:
    """Return the verbs that irregular forms belong to, by the form and its tag (VERB or AUX)."""
    path = files("streams.nlp.lexicon").joinpath(f"{language}.forms.tsv")
    rows = _table(path, ("form", "lemma", "pos"))
    return {(form, cells[2]): cells[1] for _, cells in rows for form in spelled_both_ways([cells[0]])}


def load_lexicon(language: str, *, own: Sequence[Path] = ()) -> Lexicon:
    """Load a language's data and the user's own trigger files; an own file's rows come before the built-in ones.

    Own files whose name gives another language are left out, see `language_of`.
    """
    folder = files("streams.nlp.lexicon")
    data = tomllib.loads(folder.joinpath(f"{language}.words.toml").read_text("utf-8"))
    words = {key: spelled_both_ways(value) for key, value in data["words"].items()}
    classes = {
        cells[0]: spelled_both_ways(cells[1].lower().split())
        for _, cells in _table(folder.joinpath(f"{language}.classes.tsv"), ("class", "words"))
    } | {"somebody": words["somebody"]}
    own = [path for path in own if language_of(path) in {None, language}]
    rows = [row for path in own for row in read_triggers(path, language, classes, new_types=True)]
    rows += read_triggers(folder.joinpath(f"{language}.tsv"), language, classes)
    by_pos = {
        pos: group((key, row) for row in rows if row.pos == pos for key in spelled_both_ways([_pairs(row)]))
        for pos in get_args(Pos)
    }
    return Lexicon(
        language=language,
        verbs=by_pos["VERB"],
        nouns=by_pos["NOUN"],
        light=by_pos["LIGHT"],
        attributions=by_pos["ATTR"],
        classes=classes,
        forms=verb_forms(language),
        words=words,
        prepositions={form: word for key, word in data["prepositions"].items() for form in spelled_both_ways([key])},
        pronouns=data["pronouns"],
        compounds=data["compounds"],
        noun_ends={noun.casefold(): noun for noun in by_pos["NOUN"]},
        light_ends={
            noun.casefold(): noun for noun in by_pos["LIGHT"] if noun[:1].isupper() and noun not in words["idiom_nouns"]
        },
    )

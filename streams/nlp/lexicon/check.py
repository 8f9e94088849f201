"""What a user's own trigger file brings, and every fault of it.

Beyond what loading refuses, these are slips that would do nothing: a slot that no sentence fills ("objekt"), a row
behind another one that always comes first.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from streams.errors import ConfigError
from streams.nlp.lexicon.load import LANGUAGES, language_of, load_lexicon, parse_triggers
from streams.nlp.lexicon.types import Lexicon, Row

SLOTS = ("subj", "obj", "iobj", "pred", "clause", "poss", "nobody", "unnamed")
"""The slots that are not prepositions; `nobody` is the actor of a sense that is no event, `unnamed` one that the text
leaves out though the verb has a subject ("es heißt, …")."""


@dataclass(frozen=True)
class Checked:
    """What a faultless trigger file brings."""

    languages: tuple[str, ...]
    triggers: int
    types: tuple[str, ...]


def check_triggers(path: Path) -> Checked:
    """Return what a trigger file brings; raise ConfigError with every fault, each behind file and line."""
    named = language_of(path)
    languages = LANGUAGES if named is None else (named,)
    faults: dict[tuple[int, str], list[str]] = {}
    rows: dict[int, Row] = {}
    for language in languages:
        lexicon = load_lexicon(language)
        read = list(parse_triggers(path, language, lexicon.classes, new_types=True))
        rows = {number: row for number, row in read if isinstance(row, Row)}
        found = [(number, str(error)) for number, error in read if isinstance(error, ValueError)]
        for fault in (*found, *_unknown_slots(rows, lexicon), *_unreached(rows)):
            faults.setdefault(fault, []).append(language)
        if not read:
            raise ConfigError(f"{path}: holds no trigger; write one a line below the header")
    if faults:
        raise ConfigError("\n".join(_line(path, fault, among, languages) for fault, among in sorted(faults.items())))
    return Checked(languages, len(rows), tuple(sorted({row.type for row in rows.values()})))


def _line(path: Path, fault: tuple[int, str], among: list[str], languages: tuple[str, ...]) -> str:
    """Return a fault behind its place; one that not every language has says which, and the way out."""
    number, problem = fault
    rest = [language for language in languages if language not in among]
    way_out = f" (in {among[0]}; a file named *.{rest[0]}.tsv is for {rest[0]} alone)" if rest else ""
    return f"{path}:{number}: {problem}{way_out}"


def _unknown_slots(rows: Mapping[int, Row], lexicon: Lexicon) -> Iterator[tuple[int, str]]:
    known = {*SLOTS, *lexicon.words["slot_prepositions"]}
    for number, row in rows.items():
        conditions = [c.slot for c in row.when if c.slot and c.slot != "actor"]
        for slot in dict.fromkeys((*row.actor, *row.recipient, *row.content, *conditions)):
            if slot not in known:
                yield number, f"slot {slot!r} is neither {', '.join(SLOTS)} nor a preposition"


def _unreached(rows: Mapping[int, Row]) -> Iterator[tuple[int, str]]:
    """Yield the rows behind one of the same trigger that has no condition, or the same ones."""
    before: dict[tuple[str, str], list[tuple[int, Row]]] = {}
    for number, row in rows.items():
        earlier = before.setdefault((row.trigger, row.pos), [])
        for place, other in earlier:
            if not other.when or set(other.when) <= set(row.when):
                yield number, f"{row.trigger!r} never gets here: line {place} takes it whenever this row could"
                break
        earlier.append((number, row))

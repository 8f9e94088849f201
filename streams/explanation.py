"""Why an event is as it is: the rule, the reason for each field, and the parse around the trigger. Plain values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """A field of an event, its value as people read it ("-" for none), and why it has it."""

    field: str
    value: str
    why: str


@dataclass(frozen=True)
class Word:
    """A word of the parse around a trigger, with what it is in the event."""

    text: str
    lemma: str
    pos: str
    relation: str
    head: str
    role: str


@dataclass(frozen=True)
class Explanation:
    """What an event was read from."""

    reasons: tuple[Reason, ...]
    words: tuple[Word, ...]

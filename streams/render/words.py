"""Short wording and colours shared by the table and the page."""

import colorsys
import unicodedata
from zlib import crc32

from streams.models import Event, Participant

ELLIPSIS = "…"

HUES = {
    "force": 0,
    "refusal": 18,
    "warning": 34,
    "protest": 50,
    "request": 80,
    "aid": 130,
    "agreement": 160,
    "commitment": 182,
    "meeting": 200,
    "statement": 215,
    "decision": 255,
    "reaction": 290,
    "accusation": 330,
}
"""The colour of each event type as a hue in degrees; conflict is warm, cooperation is cool."""

MUTED = frozenset({"statement"})
"""Types so frequent that a strong colour would drown the others."""


def hue(event_type: str) -> int:
    """Return the hue of a type in degrees; a user's own type gets one from its name, always the same."""
    return HUES.get(event_type, crc32(event_type.encode()) % 360)


def saturation(event_type: str) -> int:
    """Return how colourful a type is shown, in percent."""
    return 18 if event_type in MUTED else 62


def rgb(event_type: str) -> tuple[int, int, int]:
    """Return a colour for a type that can be read on light and on dark ground."""
    parts = colorsys.hls_to_rgb(hue(event_type) / 360, 0.5, saturation(event_type) / 100)
    red, green, blue = (round(255 * part) for part in parts)
    return red, green, blue


def one_line(text: str) -> str:
    """Return `text` on one line and without control characters, which a terminal would obey."""
    visible = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)
    return " ".join(visible.split())


def shorten(text: str, width: int) -> str:
    """Return `text` on one line of at most `width` characters, cut between words where that loses little."""
    line = one_line(text)
    if len(line) <= width:
        return line
    head = line[: width - len(ELLIPSIS)]
    between = head.rfind(" ")
    if between > width * 2 // 3:
        head = head[:between]
    return head.rstrip(" ,;:–-") + ELLIPSIS


def name_of(participant: Participant | None) -> str:
    """Return the fullest name of a participant, nothing for none."""
    return one_line(participant.name) if participant else ""


def who(event: Event) -> str:
    """Return actor and recipient with an arrow between them."""
    actor, recipient = name_of(event.actor), name_of(event.recipient)
    return f"{actor or '–'} → {recipient}" if recipient else actor or "–"


def flags(event: Event) -> tuple[str, ...]:
    """Return what a reader must not overlook: how it is quoted, stance, negation, and whether it has happened."""
    found = []
    if event.quote:
        found.append(f"{event.quote} quote")
    if event.stance:
        found.append(event.stance)
    if event.polarity == "negated":
        found.append("negated")
    if event.modality != "actual":
        found.append(event.modality)
    return tuple(found)

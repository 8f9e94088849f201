"""IPTC's publication status and embargo, as ninjs and NewsML-G2 share them. What is not understood never gets out."""

from datetime import datetime

from streams.feeds.dates import read_date
from streams.feeds.item import NEVER
from streams.models import Status

STATUSES: dict[str, Status] = {
    "usable": "usable",
    "withheld": "withheld",
    "canceled": "canceled",
    "cancelled": "canceled",
    "killed": "canceled",
}
"""IPTC's three, and two spellings that are met."""


def status_of(written: object) -> Status:
    """Return the status that a code, QCode or URI names, usable where there is none; raise ValueError if unknown."""
    if written is None or written == "":
        return "usable"
    code = str(written).replace(":", "/").rstrip("/").rpartition("/")[2].lower()
    if code not in STATUSES:
        raise ValueError(f"publication status {written!r} is none of {', '.join(STATUSES)}")
    return STATUSES[code]


def release(written: object) -> datetime | None:
    """Return the end of an embargo, or None where there is none; raise ValueError if it cannot be read.

    An embargo without a date holds until a later version of the item lifts it.
    """
    if written is None:
        return None
    if written == "":
        return NEVER
    moment = read_date(str(written))
    if moment is None:
        raise ValueError(
            f"embargo {written!r} is not a date; the item is not sent, so that it cannot get out too early"
        )
    return moment

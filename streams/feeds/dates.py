"""Dates as feeds write them, right or wrong: RFC 822 with any zone's name, ISO 8601, German month names."""

import re
from calendar import timegm
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import struct_time

ZONES = {
    "MEZ": "+0100", "CET": "+0100", "MET": "+0100", "MESZ": "+0200", "CEST": "+0200", "MEST": "+0200",
    "WET": "+0000", "WEST": "+0100", "BST": "+0100", "IST": "+0530", "EET": "+0200", "EEST": "+0300", "MSK": "+0300",
    "JST": "+0900", "AEST": "+1000", "AEDT": "+1100", "AKST": "-0900", "AKDT": "-0800", "HST": "-1000",
}  # fmt: skip
"""Names of zones that neither RFC 822 nor the standard library knows; BST and IST as Britain and India use them."""
MONTHS = {"jän": "Jan", "mär": "Mar", "mrz": "Mar", "mai": "May", "okt": "Oct", "dez": "Dec"}

_GMT_OFFSET = re.compile(r"\b(?:GMT|UTC)\s*([+-])(\d{1,2}):?(\d\d)?$")
_WORD = re.compile(r"[^\W\d_]+")
_DAY_NAME = re.compile(r"^\s*[^\W\d_]+\.?,?\s+(?=\d)")
_ORDINAL = re.compile(r"^(\d{1,2})\.\s*")


def read_date(written: str | None, parsed: struct_time | None = None) -> datetime | None:
    """Return the moment in UTC that `written` names, or None where it names none.

    A time without a zone is in UTC. `parsed` is what another reader of rarer formats made of it, used if we fail.
    """
    text = (written or "").strip()
    for read in (datetime.fromisoformat, _rfc822):
        try:
            moment = read(text)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
    try:
        return datetime.fromtimestamp(timegm(parsed), tz=UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _rfc822(text: str) -> datetime:
    """Read an RFC 822 date after bringing German names, GMT+1 and unknown zones into its form."""
    text = _ORDINAL.sub(r"\1 ", _DAY_NAME.sub("", text))
    text = _GMT_OFFSET.sub(lambda found: f"{found[1]}{int(found[2]):02}{found[3] or '00'}", text)
    return parsedate_to_datetime(_WORD.sub(lambda found: _plain_name(found.group()), text))


def _plain_name(name: str) -> str:
    return ZONES.get(name.upper()) or MONTHS.get(name.lower()[:3], name)

"""What every format becomes: an Item, an article and what its publisher says besides, or a Problem: why not."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from streams.codec import faults
from streams.models import WITHDRAWN, Article, Timestamp

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""The end of an embargo whose publisher has not said when it ends; a later version of the item lifts it."""
LEAST_URGENT = 9
AHEAD = timedelta(days=1)
"""How far a publication may lie ahead, wrong time zones allowed for; beyond it the date is taken for wrong."""

_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}([-_][a-zA-Z0-9]{1,8})*")
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127)) | {13: 10}


def _urgency(value: Any) -> int | None:  # noqa: ANN401 - whatever a feed holds arrives here
    """Return an urgency from 1, most urgent, to 9; None for anything else."""
    try:
        return number if 1 <= (number := int(value)) <= LEAST_URGENT else None
    except (TypeError, ValueError):
        return None


def _names(value: Any) -> Any:  # noqa: ANN401 - pydantic judges the rest
    return (value,) if isinstance(value, str) else value


def _subjects(value: Any) -> Any:  # noqa: ANN401 - pydantic judges the rest
    return tuple({"name": one} if isinstance(one, str) else one for one in _names(value))


class Subject(BaseModel):
    """What an item is about: a term of a vocabulary, a name, or both."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    uri: str | None = None
    name: str | None = None


class Item(Article):
    """An article with what its publisher says besides; unknown fields travel along. The worker ignores both."""

    model_config = ConfigDict(extra="allow")

    updated_at: Timestamp | None = None
    embargoed_until: Timestamp | None = None
    urgency: Annotated[int | None, BeforeValidator(_urgency)] = None
    authors: Annotated[tuple[str, ...], BeforeValidator(_names)] = ()
    subjects: Annotated[tuple[Subject, ...], BeforeValidator(_subjects)] = ()

    @property
    def withdrawn(self) -> bool:
        """Whether the publisher has taken the item back."""
        return self.status in WITHDRAWN

    def encode(self) -> bytes:
        """Return the item as Article JSON; equal items give equal bytes.

        What a publisher has taken back is not told again: a withdrawn item goes without title and text.
        """
        item = self.model_copy(update={"title": "", "text": ""}) if self.withdrawn else self
        return orjson.dumps(item.model_dump(mode="json", exclude_defaults=True))

    def digest(self) -> bytes:
        """Return a digest of everything that the item says, to tell whether it has changed."""
        return blake2b(self.encode(), digest_size=16).digest()


@dataclass(frozen=True)
class Problem:
    """An item that cannot be sent: its place in the feed and the reason, in one line."""

    where: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


Found = Item | Problem


@dataclass(frozen=True)
class Origin:
    """Where a document comes from: its URL, and what holds for items that do not say otherwise."""

    name: str
    received_at: datetime
    language: str | None = None
    first_line: int = 1


Parser = Callable[[bytes, Origin], Iterable[Found]]


def build(origin: Origin, where: str, **fields: Any) -> Found:  # noqa: ANN401 - an Item's fields
    """Return the item of a feed's `fields`; empty ones count as absent, impossible dates and languages as unknown.

    An item that has only a title is its title: a headline tells events, too. One without a version has a digest of
    title and text for it.
    """
    fields = {name: value for name, value in fields.items() if value not in (None, "", ())}
    fields["title"] = " ".join(clean(fields.get("title", "")).split())
    fields["text"] = clean(fields.get("text", "")) or fields["title"]
    language = str(fields.pop("language", "")).strip()
    fields["language"] = language.replace("_", "-") if _LANGUAGE.fullmatch(language) else origin.language
    if (published := fields.get("published_at")) and published > origin.received_at + AHEAD:
        del fields["published_at"]
    if "version" not in fields:
        content = "\0".join((fields["title"], fields["text"]))
        fields["version"] = blake2b(content.encode("utf-8", "replace"), digest_size=8).hexdigest()
    try:
        return Item.model_validate(fields)
    except ValidationError as error:
        return Problem(where, faults(error))


def clean(text: str) -> str:
    """Return a text without control characters, and with newlines alone for line ends."""
    return text.replace("\r\n", "\n").translate(_CONTROL).strip()


def newest(found: Iterable[Found]) -> list[Found]:
    """Return the newest version of each item, where a document lists several, in the document's order.

    Otherwise each poll would send an old version again, and after it the new one. The later update decides; without
    dates the first one does, because feeds begin with the newest.
    """
    found = list(found)
    best: dict[str, Item] = {}
    for item in found:
        if isinstance(item, Item) and (item.id not in best or _age(item) > _age(best[item.id])):
            best[item.id] = item
    return [item for item in found if isinstance(item, Problem) or best[item.id] is item]


def _age(item: Item) -> tuple[datetime, int]:
    moment = item.updated_at or item.published_at or datetime.min.replace(tzinfo=UTC)
    return moment, int(item.version) if item.version.isdecimal() else 0

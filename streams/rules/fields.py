"""The fields of an event by their paths, such as `event.actor.name`, from the model: what rules may name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from streams.models import Event

ROOT = "event"
Kind = Literal["string", "int", "double", "bool", "list", "record"]
Fields = Mapping[str, Any]
"""An event's values by the names that rules give them."""

_KINDS: dict[type, Kind] = {str: "string", bool: "bool", int: "int", float: "double"}


@dataclass(frozen=True)
class Path:
    """A field: its path as rules write it, its steps in the record, what it holds and whether that may be missing."""

    name: str
    steps: tuple[str, ...]
    kind: Kind
    nullable: bool


@cache
def event_fields() -> Mapping[str, Path]:
    """Return all fields of an event. A record that is always there has only its parts."""
    return {path.name: path for path in _paths(Event, (), nullable=False)}


def _paths(model: type[BaseModel], steps: tuple[str, ...], *, nullable: bool) -> Iterator[Path]:
    for name, field in model.model_fields.items():
        hint, optional = _plain(field.annotation)
        here = (*steps, name)
        may_miss = nullable or optional
        if isinstance(hint, type) and issubclass(hint, BaseModel):
            if may_miss:
                yield Path(".".join((ROOT, *here)), here, "record", nullable=True)
            yield from _paths(hint, here, nullable=may_miss)
        else:
            yield Path(".".join((ROOT, *here)), here, _kind(hint), may_miss)


def _plain(hint: Any) -> tuple[Any, bool]:  # noqa: ANN401 - any annotation
    """Return an annotation without None and metadata, and whether None was allowed."""
    if get_origin(hint) is Annotated:
        return _plain(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        (inner,) = (part for part in get_args(hint) if part is not NoneType)
        return _plain(inner)[0], True
    return hint, False


def _kind(hint: Any) -> Kind:  # noqa: ANN401 - any annotation
    if get_origin(hint) is Literal:
        hint = type(get_args(hint)[0])
    if get_origin(hint) in (tuple, list):
        return "list"
    return _KINDS.get(hint, "string")  # what else there is, such as a time, is a string in JSON


def flatten(event: Mapping[str, Any]) -> Fields:
    """Return the values of all fields of an event, given as JSON; None for those that are missing."""
    return {name: _value(event, path) for name, path in event_fields().items()}


def _value(event: Mapping[str, Any], path: Path) -> Any:  # noqa: ANN401 - any JSON
    value: Any = event
    for step in path.steps:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value

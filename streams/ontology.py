"""The event types and modes as data: what exists, its PLOVER code and the stance it implies."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from streams.models import Plover, Stance


@dataclass(frozen=True)
class Mode:
    """What a mode implies for its events."""

    plover: Plover | None
    stance: Stance | None


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("streams").joinpath("ontology.toml").read_text("utf-8"))


def plover_type(name: str) -> Plover:
    """Return a PLOVER type with its quad class."""
    return Plover(type=name, quad=_data()["plover_quads"][name])


@cache
def ontology() -> dict[str, dict[str, Mode]]:
    """Return the built-in types, each with its modes, in the guidelines' order."""

    def mode(entry: dict[str, str]) -> Mode:
        name = entry.get("plover")
        return Mode(
            plover=plover_type(name) if name else None,
            stance=entry.get("stance"),  # type: ignore[arg-type]  # pydantic checks it in Event
        )

    return {event_type: {name: mode(e) for name, e in modes.items()} for event_type, modes in _data()["types"].items()}


EVENT_TYPES: tuple[str, ...] = tuple(ontology())

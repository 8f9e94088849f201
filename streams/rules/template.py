"""A rule's texts: `{event.actor.name}` stands for a field, `{event.actor.name|nobody}` for a field that may be missing.

Nothing else is replaced, and values are taken as they are: no expression in a template or in an article is ever run.
"""

import re
from collections.abc import Callable, Mapping

from streams.rules.faults import Fault
from streams.rules.fields import Fields, event_fields

COUNTS = ("count", "sources")
MISSING = "–"
LONGEST = 2000
_PART = re.compile(r"\{\{|\}\}|\{([\w.]+)(?:\|([^{}]*))?\}|[{}]")

Template = Callable[[Fields, Mapping[str, int]], str]


def compile_template(field: str, source: str) -> tuple[Template, tuple[Fault, ...]]:
    """Return a function that fills a text with an event's fields and counts; and what is wrong with the text."""
    known = event_fields()
    faults = []
    for part in _PART.finditer(source):
        name, line = part[1], source.count("\n", 0, part.start())
        if part[0] in "{}":
            faults.append(Fault(field, f"a single {part[0]} means nothing; write {part[0] * 2} for the sign", line))
        elif name and name not in known and name not in COUNTS:
            faults.append(Fault(field, f"there is no field {name!r}", line))
        elif name in known and known[name].kind == "record":
            faults.append(Fault(field, f"{name} has parts; name one, such as {name}.text", line))

    def fill(fields: Fields, counts: Mapping[str, int]) -> str:
        def replace(part: re.Match[str]) -> str:
            name = part[1]
            if not name:
                return part[0][0]
            value = counts[name] if name in COUNTS else fields[name]
            return " ".join(str(value).split()) if value is not None else (part[2] or MISSING)

        return _PART.sub(replace, source)[:LONGEST]

    return fill, tuple(faults)

"""A rule's filter: the Common Expression Language by Google's own runtime, over one event.

The runtime bounds what an expression may take: parsing is limited in depth, comprehensions in iterations, and regular
expressions are RE2's, which take linear time. Each field of an event is a variable of its own (`event.actor.name`), so
that a misspelled one is found when a filter is compiled, and a field of a missing record is null instead of an error.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import NewType

from cel_expr_python import cel

from streams.rules.faults import Fault
from streams.rules.fields import Fields, event_fields

Bound = NewType("Bound", object)
"""An event's fields as filters take them."""
Filter = Callable[[Bound], bool]

_TYPES = {"string": cel.Type.STRING, "int": cel.Type.INT, "double": cel.Type.DOUBLE, "bool": cel.Type.BOOL}
_PLACED = re.compile(r"ERROR: <input>:(-?\d+):(-?\d+): (.*)")
_PATTERN = re.compile(
    r"""(?P<call>\.\s*matches\s*\(\s*)?(?P<literal>[rR]?(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))"""
)


@cache
def _environments() -> tuple[cel.Env, cel.Env]:
    """Return where filters are checked, with the type of every field, and where they run, with nulls allowed."""
    strict = {}
    for name, path in event_fields().items():
        if path.kind == "record":
            strict[name] = cel.Type("string_wrapper")  # may be compared with null and has no parts of its own
        elif path.kind == "list":
            strict[name] = cel.Type.List(cel.Type.DYN)
        else:
            strict[name] = cel.Type(f"{path.kind}_wrapper") if path.nullable else _TYPES[path.kind]
    return cel.NewEnv(variables=strict), cel.NewEnv(variables=dict.fromkeys(strict, cel.Type.DYN))


def bind(fields: Fields) -> Bound:
    """Return an event's fields as all filters take them; it costs as much as several filters."""
    return Bound(_environments()[1].Activation(data=fields))


def compile_filter(source: str) -> tuple[Filter | None, tuple[Fault, ...]]:
    """Return a filter, or what is wrong with its text.

    A filter takes an event's bound fields and returns whether it matches; where the expression has no value, say the
    length of a missing name, the event does not match.
    """
    checking, running = _environments()
    try:
        checked = checking.compile(source)
        expression = running.compile(source)
    except RuntimeError as error:
        return None, _faults(str(error))
    if checked.return_type() != cel.Type.BOOL:
        kind = checked.return_type().name().lower()
        return None, (Fault("filter", f"is no condition but a {kind}; compare it with something"),)
    if bad := _bad_patterns(source):
        return None, bad

    def matches(bound: Bound) -> bool:
        try:
            value = expression.eval(activation=bound)
        except RuntimeError:  # more iterations than the runtime allows
            return False
        return value.type() == cel.Type.BOOL and value.value() is True

    return matches, ()


def _faults(message: str) -> tuple[Fault, ...]:
    """Return the runtime's complaints, each with its line."""
    found = []
    for line, column, reason in _PLACED.findall(message):
        told = reason.replace(" (in container '')", "").removesuffix(" [INVALID_ARGUMENT]")
        told = told.replace("undeclared reference to", "there is no")
        hint = "; to ask whether a field is there compare it with null" if "(wrapper(string), bool)" in told else ""
        where = f" (column {column})" if int(column) > 0 else ""
        found.append(Fault("filter", told + where + hint, max(0, int(line) - 1)))
    return tuple(found) or (Fault("filter", message.removesuffix(" [CANCELLED]").partition(": ")[2]),)


def _bad_patterns(source: str) -> tuple[Fault, ...]:
    """Return the regular expressions written into a filter that are none; the runtime reads them only when it runs."""
    running = _environments()[1]
    found = []
    for part in _PATTERN.finditer(source):
        if part["call"]:
            value = running.compile(f"''.matches({part['literal']})").eval(data={})
            if value.type() == cel.Type.ERROR:
                reason = str(value.value()).removeprefix("INVALID_ARGUMENT: ")
                found.append(Fault("filter", reason, source.count("\n", 0, part.start("literal"))))
    return tuple(found)

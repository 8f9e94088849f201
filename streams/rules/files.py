"""Rules from YAML: one rule, or a list of them. Every fault is named with its line."""

from collections.abc import Iterator, Sequence

import yaml
from pydantic import ValidationError

from streams.alerts import AlertRule
from streams.errors import InputError
from streams.rules.compiled import CompiledRule, compile_rule
from streams.rules.faults import RuleFaultsError

Location = tuple[str | int, ...]


def read_rules(text: str, *, where: str) -> list[CompiledRule]:
    """Return the rules in YAML `text`; raise InputError that names `where`, the line and the reason of each fault."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InputError(f"{where}:{line}: not YAML: {error.problem}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(f"{where}:1: not YAML: {error}") from error
    if not isinstance(data, (dict, list)) or not data:
        raise InputError(f"{where}:1: holds no rule; write id, name and filter, or a list of such rules")
    lines = dict(_lines(node, ()))
    many = isinstance(data, list)
    faults: list[tuple[int, str]] = []
    rules = []
    for number, entry in enumerate(data if many else [data]):
        start: Location = (number,) if many else ()
        try:
            rules.append(compile_rule(AlertRule.model_validate(entry)))
        except ValidationError as error:
            faults += [(_line(lines, (*start, *f["loc"])), _told(f["loc"], f["msg"])) for f in error.errors()]
        except RuleFaultsError as error:
            faults += [
                (_text_line(lines, text, (*start, f.field)) + f.line, f"{f.field}: {f.reason}") for f in error.faults
            ]
    faults += _repeats([r.rule.id for r in rules])
    if faults:
        raise InputError("\n".join(f"{where}:{line}: {reason}" for line, reason in faults))
    return rules


def _lines(node: yaml.Node | None, location: Location) -> Iterator[tuple[Location, int]]:
    """Yield the line, from 1, on which each value of a document begins."""
    if node is None:
        return
    yield location, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _lines(value, (*location, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _lines(value, (*location, number))


def _line(lines: dict[Location, int], location: Location) -> int:
    """Return the line of a value, or of the nearest one around it."""
    while location and location not in lines:
        location = location[:-1]
    return lines.get(location, 1)


def _text_line(lines: dict[Location, int], text: str, location: Location) -> int:
    """Return the line on which a text begins: a block's is the one below its sign."""
    line = _line(lines, location)
    rows = text.split("\n")
    row = rows[line - 1] if line <= len(rows) else ""
    return line + 1 if row.rstrip().endswith(("|", ">", "|-", ">-", "|+", ">+")) else line


def _told(location: Sequence[str | int], message: str) -> str:
    name = ".".join(map(str, location))
    reason = message.removeprefix("Value error, ")
    return f"{name}: {reason}" if name else reason


def _repeats(ids: list[str]) -> list[tuple[int, str]]:
    return [(1, f"id {name!r} is given to more than one rule") for name in sorted({n for n in ids if ids.count(n) > 1})]

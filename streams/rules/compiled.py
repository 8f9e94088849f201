"""A rule that can be applied: its filter, its group and its texts as functions of an event."""

from dataclasses import dataclass

from streams.alerts import AlertRule
from streams.rules.faults import Fault, RuleFaultsError
from streams.rules.fields import Fields, event_fields
from streams.rules.filter import Filter, compile_filter
from streams.rules.template import Template, compile_template


@dataclass(frozen=True)
class CompiledRule:
    """A rule and what its texts mean."""

    rule: AlertRule
    matches: Filter
    summary: Template
    description: Template

    def group(self, fields: Fields) -> dict[str, str]:
        """Return the fields that tell an event's group, with their values; a missing one is empty."""
        return {name: "" if fields[name] is None else str(fields[name]) for name in self.rule.group_by}


def compile_rule(rule: AlertRule) -> CompiledRule:
    """Return a rule that can be applied; raise RuleFaultsError with everything that is wrong."""
    matches, faults = compile_filter(rule.filter)
    summary, more = compile_template("summary", rule.summary)
    description, still_more = compile_template("description", rule.description)
    faults = (*faults, *_group_faults(rule), *more, *still_more)
    if faults or matches is None:
        raise RuleFaultsError(rule.id, faults)
    return CompiledRule(rule, matches, summary, description)


def _group_faults(rule: AlertRule) -> list[Fault]:
    fields = event_fields()
    return [
        Fault("group_by", f"there is no field {name!r} with a value, such as event.actor.name")
        for name in rule.group_by
        if name not in fields or fields[name].kind in {"record", "list"}
    ]

"""What is wrong with a rule, and where."""

from dataclasses import dataclass

from streams.errors import InputError


@dataclass(frozen=True)
class Fault:
    """A fault in a rule's field; `line` counts from 0 within the field's text."""

    field: str
    reason: str
    line: int = 0


class RuleFaultsError(InputError):
    """A rule cannot be used; `faults` names every reason."""

    def __init__(self, rule_id: str, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(f"rule {rule_id}, {fault.field}: {fault.reason}" for fault in faults))

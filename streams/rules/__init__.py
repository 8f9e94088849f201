"""Alert rules: what their filters, groups and texts mean, and reading them from files with the place of every fault."""

from streams.rules.compiled import CompiledRule, compile_rule
from streams.rules.faults import RuleFaultsError
from streams.rules.fields import Fields, flatten
from streams.rules.files import read_rules
from streams.rules.filter import bind

__all__ = ["CompiledRule", "Fields", "RuleFaultsError", "bind", "compile_rule", "flatten", "read_rules"]

"""Rule files: what they mean, and every fault with its line."""

import pytest

from streams.errors import InputError
from streams.rules import read_rules


def refusal(text: str) -> str:
    with pytest.raises(InputError) as caught:
        read_rules(text, where="rules.yaml")
    return str(caught.value)


def test_a_file_holds_a_rule_or_a_list() -> None:
    rule = "{id: a, name: A, filter: event.type == 'aid'}"

    assert [r.rule.id for r in read_rules(f"- {rule}", where="f")] == ["a"]
    assert [r.rule.id for r in read_rules(rule, where="f")] == ["a"]


RULE = """\
- id: first
  name: First
  filter: event.type == 'aid'
- id: second
  name: Second
  {}
"""


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("filter: event.actr.name == 'x'", "rules.yaml:6: filter: there is no 'event.actr.name' (column 11)"),
        (
            "filter: |\n    event.type == 'aid' &&\n    event.naem == 'x'",
            "rules.yaml:8: filter: there is no 'event.naem'",
        ),
        ("filter: event.type ==", "rules.yaml:6: filter: Syntax error"),
        ("filter: event.type", "rules.yaml:6: filter: is no condition but a string; compare it with something"),
        ("filter: event.confidence > 'x'", "rules.yaml:6: filter: found no matching overload"),
        ("filter: has(event.actor) && true", "compare it with null"),
        ("filter: event.type.matches('(')", "rules.yaml:6: filter: invalid regular expression: missing ): ("),
        ("filter: event.type == 'aid' || event.mode.matches(r'[')", "filter: invalid regular expression"),
        ("filtr: x", "rules.yaml:4: filter: Field required\nrules.yaml:6: filtr: Extra inputs are not permitted"),
        ("filter: event.type == 'aid'\n  suppress: 8 weeks", "rules.yaml:7: suppress: "),
        (
            "filter: event.type == 'aid'\n  suppress: 8d",
            "rules.yaml:7: suppress: Input should be less than or equal to",
        ),
        ("filter: event.type == 'aid'\n  threshold: {count: 3}", "rules.yaml:7: threshold: 3 events need a window"),
        ("filter: event.type == 'aid'\n  threshold: {sources: 2}", "rules.yaml:7: threshold: 2 sources cannot come"),
        ("filter: event.type == 'aid'\n  group_by: [event.actor]", "rules.yaml:7: group_by: there is no field"),
        ("filter: event.type == 'aid'\n  severity: fatal", "rules.yaml:7: severity: Input should be 'info'"),
        ("filter: event.type == 'aid'\n  summary: '{event.x}'", "rules.yaml:7: summary: there is no field 'event.x'"),
        ("filter: event.type == 'aid'\n  summary: '{event.actor}'", "rules.yaml:7: summary: event.actor has parts"),
        ("filter: event.type == 'aid'\n  summary: 'a { b'", "rules.yaml:7: summary: a single { means nothing"),
        ("filter: 'true' # \t\n  id: third: fourth", "rules.yaml:7: not YAML: mapping values are not allowed here"),
    ],
)
def test_a_fault_is_named_with_its_line(lines: str, message: str) -> None:
    assert message in refusal(RULE.format(lines))


def test_every_fault_is_named() -> None:
    assert (
        len(refusal("[{id: A, name: A, filter: x}, {id: b, name: B, filter: 'true', severity: z}]").splitlines()) == 2
    )


@pytest.mark.parametrize("text", ["", "[]", "word", "{}"])
def test_a_file_without_a_rule_is_refused(text: str) -> None:
    assert "holds no rule" in refusal(text)


def test_an_id_given_twice_is_refused() -> None:
    rule = "{id: a, name: A, filter: 'true'}"

    assert "'a' is given to more than one rule" in refusal(f"[{rule}, {rule}]")

"""Texts of alerts: fields are filled in, and nothing else happens."""

import pytest

from streams.rules import flatten
from streams.rules.template import LONGEST, compile_template
from streams.testing import article, statement

FIELDS = flatten(statement(article("Der Rat\n SAGT {event.type} {0.__class__}."), "SAGT").model_dump(mode="json"))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{event.type}/{event.mode}: {event.trigger.text}", "statement/say: SAGT"),
        ("{event.actor.name}", "–"),
        ("{event.actor.name|nobody}", "nobody"),
        ("{event.actor.name|}", "–"),
        ("{count} of {sources}", "3 of 2"),
        ("{{count}}", "{count}"),
        ("{event.sentence.text}", "Der Rat SAGT {event.type} {0.__class__}."),
    ],
)
def test_a_text_is_filled(source: str, text: str) -> None:
    fill, faults = compile_template("summary", source)

    assert not faults
    assert fill(FIELDS, {"count": 3, "sources": 2}) == text


@pytest.mark.parametrize("source", ["{event.type.upper}", "{event.type!r}", "{}", "{0}", "{event.type:>9}", "}"])
def test_what_is_no_field_is_refused(source: str) -> None:
    assert compile_template("summary", source)[1]


def test_a_text_is_cut() -> None:
    fill, _ = compile_template("summary", "x" * 3000)

    assert len(fill(FIELDS, {})) == LONGEST

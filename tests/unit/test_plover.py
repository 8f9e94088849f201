"""PLOVER types: the mode's own, by content, and by whether the act happened."""

import tomllib
from importlib.resources import files

import pytest

from streams.ontology import ontology, plover_type
from streams.plover import Status, plover_of

ACTUAL = Status("affirmed", "actual")


def code(event: str, told: str, status: Status = ACTUAL, language: str = "en") -> str | None:
    event_type, mode = event.split("/")
    found = plover_of(event_type, mode, told=told, language=language, status=status)
    return found.type if found else None


@pytest.mark.parametrize(
    ("event", "told", "language", "expected"),
    [
        ("decision/approve", "approve the budget", "en", "SUPPORT"),
        ("decision/approve", "approve sanctions against the shipyard", "en", "SANCTION"),
        ("decision/impose", "impose a curfew on the port", "en", "COERCE"),
        ("decision/impose", "verhängen Strafzölle", "de", "SANCTION"),
        ("decision/impose", "verhängen eine nächtliche Ausgangssperre", "de", "COERCE"),
        ("decision/rule", "sentence to six years in prison", "en", "SANCTION"),
        ("decision/rule", "acquit of all charges", "en", "CONCEDE"),
        ("decision/rule", "rule that the lease is valid", "en", None),
        ("decision/cancel", "cancel the summit", "en", "REJECT"),
        ("decision/cancel", "kündigen das Fischereiabkommen", "de", "SANCTION"),
        ("decision/choose", "choose a new bank for the accounts", "en", None),  # no ban
        ("commitment/promise", "promise to rebuild the bridge", "en", "AGREE"),
        ("commitment/promise", "zusagen den Abzug der Truppen", "de", "CONCEDE"),
        ("commitment/plan", "wollen die Nachbarn unterstützen", "de", "AGREE"),
        ("commitment/plan", "plan a new car park", "en", None),
        ("agreement/agree", "agree on a prisoner swap", "en", "COOPERATE"),
        ("reaction/regret", "apologise for the delay", "en", "CONCEDE"),
        ("reaction/regret", "mourn the victims", "en", None),
        ("force/seize", "kidnap two engineers", "en", "ASSAULT"),
        ("force/seize", "seize the harbour", "en", "COERCE"),
        ("warning/warn", "warn of flooding", "en", None),
        ("statement/say", "say the attack was over", "en", None),
        ("merger/merge", "merge", "en", None),
    ],
)
def test_the_content_decides_where_the_mode_does_not(
    event: str, told: str, language: str, expected: str | None
) -> None:
    assert code(event, told, language=language) == expected


@pytest.mark.parametrize(
    ("event", "status", "expected"),
    [
        ("aid/military", Status("affirmed", "future"), "AGREE"),
        ("force/withdraw", Status("affirmed", "future"), "CONCEDE"),
        ("force/attack", Status("affirmed", "future"), "THREATEN"),
        ("request/demand", Status("affirmed", "future"), "REQUEST"),
        ("force/attack", Status("affirmed", "possible"), "ASSAULT"),
        ("force/attack", Status("negated", "actual"), None),
        ("force/attack", Status("affirmed", "hypothetical"), None),
    ],
)
def test_an_act_that_is_to_come_has_another_type_and_one_that_is_not_has_none(
    event: str, status: Status, expected: str | None
) -> None:
    assert code(event, "", status) == expected


@pytest.mark.parametrize(("name", "quad"), [("AGREE", 1), ("RETREAT", 2), ("ACCUSE", 3), ("SANCTION", 4)])
def test_a_type_has_its_quad_class(name: str, quad: int) -> None:
    assert plover_type(name).quad == quad


def test_every_rule_names_events_and_types_that_exist() -> None:
    rules = tomllib.loads(files("streams").joinpath("plover.toml").read_text("utf-8"))["rules"]
    known = ontology()

    for rule in rules:
        plover_type(rule["plover"])
        for event in rule["events"]:
            event_type, _, mode = event.partition("/")
            assert not mode or mode in known[event_type]
        assert all(word == word.lower() for word in rule["de"] + rule["en"])

"""Explanations: the rule, the way through the parse to each role, and the words behind the other fields."""

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from streams.explanation import Explanation, Reason
from streams.nlp import build_reader, explain
from streams.nlp.explain import path
from streams.testing import article

READ = build_reader(lambda coded: (coded.event, explain(coded)))


def explained(text: str, language: str, event_type: str) -> Explanation:
    read = READ(article(text, language=language, published_at="2024-05-02"))
    return next(why for event, why in read if event.type == event_type)


def reason(explanation: Explanation, field: str) -> Reason:
    return next(reason for reason in explanation.reasons if reason.field == field)


@pytest.fixture(scope="module")
def warning() -> Explanation:
    text = "Der Minister reiste am Montag ab und warnte die Nachbarn nicht vor dem Hochwasser."
    return explained(text, "de", "warning")


def test_the_rule_is_named_with_its_slots(warning: Explanation) -> None:
    assert reason(warning, "type").value == "warning/warn"
    assert reason(warning, "type").why.startswith("de:warnen VERB; recipient in obj; content in ")


def test_the_way_to_the_actor_shows_whose_subject_it_is(warning: Explanation) -> None:
    assert reason(warning, "actor").value == "Minister"
    assert reason(warning, "actor").why.startswith("warnte →conj reiste ←nsubj Minister")


def test_a_negated_act_names_its_negation(warning: Explanation) -> None:
    assert reason(warning, "polarity") == Reason("polarity", "negated", "warnte ←advmod nicht")


def test_an_open_field_says_why_it_is_open() -> None:
    found = explained("Das Gesetz wurde verabschiedet.", "de", "decision")

    assert reason(found, "actor") == Reason("actor", "-", "a passive that names no agent")
    assert reason(found, "time").why == "no time in its clause"


def test_a_resolved_name_says_how_it_was_found() -> None:
    found = explained("Anna Kolbe leitet den Verband. Kolbe kritisierte den Plan.", "de", "reaction")

    assert reason(found, "actor").value == "Anna Kolbe"
    assert "the article's fullest name for it" in reason(found, "actor").why


def test_time_place_and_confidence_show_what_they_rest_on() -> None:
    found = explained("Soldiers arrested two reporters in Nairobi on Tuesday.", "en", "force")

    assert reason(found, "time") == Reason("time", "2024-04-30", "on Tuesday seen from 2024-05-02")
    assert reason(found, "place").why.startswith("KEN, GeoNames 184745 at ")
    assert "+" in reason(found, "confidence").why
    assert reason(found, "PLOVER") == Reason("PLOVER", "COERCE, quad 4", "of the mode arrest")


def test_the_parse_shows_trigger_and_roles_in_the_order_of_the_text(warning: Explanation) -> None:
    roles = {word.text: word.role for word in warning.words}

    assert (roles["Minister"], roles["warnte"], roles["Nachbarn"]) == ("actor", "trigger", "recipient")
    assert [w.text for w in warning.words].index("reiste") < [w.text for w in warning.words].index("warnte")


def test_there_is_no_way_into_another_sentence() -> None:
    doc = Doc(Vocab(), ["Go", ".", "Stop", "."], heads=[0, 0, 2, 2], deps=["root", "punct", "root", "punct"])

    assert path(doc[0], doc[2]) == "in another sentence"
    assert path(doc[1], doc[0]) == ". →punct Go"
    assert path(doc[0], doc[0]) == "Go"

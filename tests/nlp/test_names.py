"""Who is who inside an article, on texts that are read by the shipped model."""

import pytest

from streams.models import Event, Participant
from streams.nlp import build_extractor
from streams.testing import article

EXTRACT = build_extractor()


def events(text: str, language: str, title: str = "") -> tuple[Event, ...]:
    return EXTRACT(article(text, language=language, title=title, published_at="2024-05-02"))


def last_actor(text: str, language: str, title: str = "") -> Participant:
    actor = events(text, language, title)[-1].actor
    assert actor is not None
    return actor


@pytest.mark.parametrize(
    ("again", "name"),
    [
        ("Scholz kritisierte den Plan.", "Olaf Scholz"),
        ("Der Bundeskanzler kritisierte den Plan.", "Olaf Scholz"),
        ("Der Kanzler kritisierte den Plan.", "Olaf Scholz"),
        ("Der Sozialdemokrat kritisierte den Plan.", "Olaf Scholz"),
        ("Er kritisierte den Plan.", "Olaf Scholz"),
        ("Der Verband kritisierte den Plan.", "Verband"),
    ],
)
def test_surname_role_party_and_pronoun_are_the_person(again: str, name: str) -> None:
    assert last_actor(f"Bundeskanzler Olaf Scholz (SPD) reiste am Montag nach Oslo. {again}", "de").name == name


@pytest.mark.parametrize(
    ("again", "name"),
    [
        ("Harlow criticised the plan.", "Mary Harlow"),
        ("The mayor criticised the plan.", "Mary Harlow"),
        ("She criticised the plan.", "Mary Harlow"),
        ("He criticised the plan.", "Peter Bloom"),
        ("It criticised the plan.", "Delta Shipping Corp."),
        ("The company criticised the plan.", "Delta Shipping Corp."),
        ("Delta criticised the plan.", "Delta Shipping Corp."),
    ],
)
def test_pronouns_agree_with_what_they_stand_for(again: str, name: str) -> None:
    text = "Mayor Mary Harlow met Peter Bloom of Delta Shipping Corp. on Monday."

    assert last_actor(f"{text} {again}", "en").name == name


def test_a_surname_of_several_words_is_that_of_the_full_name() -> None:
    text = (
        "Kommissionspräsidentin Ursula von der Leyen reiste nach Kiew. Am Abend kritisierte von der Leyen die Angriffe."
    )

    assert last_actor(text, "de").name == "Ursula von der Leyen"


def test_who_says_i_is_the_speaker() -> None:
    (first, *_) = events('"I promised help," said Mary Harlow.', "en")

    assert first.type == "commitment"
    assert first.actor is not None
    assert first.actor.name == "Mary Harlow"


def test_a_capital_that_stands_for_a_government_keeps_its_name() -> None:
    actor = last_actor("Kiew kritisierte den Beschluss.", "de")

    assert (actor.name, actor.country) == ("Kiew", "UKR")


def test_an_abbreviation_stands_for_what_the_text_says() -> None:
    text = "Der Verband der Deichbauer (VDB) tagte am Montag. Der VDB kritisierte den Plan."

    assert last_actor(text, "de").name == "Verband der Deichbauer"


def test_the_title_may_hold_the_full_name() -> None:
    assert last_actor("Kolbe kritisierte den Plan.", "de", "Anna Kolbe gegen Nachtbus").name == "Anna Kolbe"


def test_each_of_several_is_resolved() -> None:
    text = "Anna Kolbe und Peter Brandt leiten den Verband. Kolbe und Brandt kritisierten den Plan."

    assert last_actor(text, "de").name == "Anna Kolbe und Peter Brandt"


@pytest.mark.parametrize(
    ("text", "language", "kind", "country"),
    [
        ("Anna Kolbe kritisierte den Plan.", "de", "person", None),
        ("Die französische Regierung kritisierte den Plan.", "de", "organisation", "FRA"),
        ("Frankreichs Präsident Paul Martin kritisierte den Plan.", "de", "person", "FRA"),
        ("Polnische Landwirte kritisierten den Plan.", "de", "group", "POL"),
        ("The minister criticised the plan.", "en", "person", None),
        ("Norway criticised the plan.", "en", "place", "NOR"),
        ("Two Kenyan teachers criticised the plan.", "en", "group", "KEN"),
    ],
)
def test_kind_and_country_are_told_from_the_text(text: str, language: str, kind: str, country: str | None) -> None:
    actor = last_actor(text, language)

    assert (actor.kind, actor.country) == (kind, country)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Der Minister dankte den polnischen Behörden.", "polnische Behörden"),
        ("Nach Angaben des Amtsgerichts beginnt der Prozess am Montag.", "Amtsgericht"),
    ],
)
def test_german_names_stand_in_the_nominative(text: str, name: str) -> None:
    (event,) = events(text, "de")

    assert name in {p.name for p in (event.actor, event.recipient) if p is not None}


def test_an_indefinite_article_is_no_part_of_a_name() -> None:
    text = "An Upjohn spokesman said that the plan was wrong. Upjohn closed two plants."

    assert last_actor(text, "en").name == "Upjohn"


def test_the_company_is_no_newspaper_that_reports_on_it() -> None:
    text = "The Wall Street Journal reported a loss. The company said it expects growth."

    assert last_actor(text, "en").name != "The Wall Street Journal"


def test_a_relative_clause_parts_who_acts_from_what_follows_it() -> None:
    text = "Fabregas, who hit .193 with no homers and eight RBI in 35 games, said he was shocked."

    assert events(text, "en")[0].actor.text == "Fabregas"

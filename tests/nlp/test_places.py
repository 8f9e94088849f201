"""Where an act took place, from the sentence that tells it."""

import pytest

from streams.models import Event
from streams.nlp import build_extractor
from streams.testing import article

EXTRACT = build_extractor()


def first(text: str, language: str, event_type: str) -> Event:
    events = EXTRACT(article(text, language=language, published_at="2024-05-02"))
    return next(event for event in events if event.type == event_type)


@pytest.mark.parametrize(
    ("text", "language", "event_type", "place"),
    [
        ("In Warschau demonstrierten tausende Landwirte gegen die Abgabe.", "de", "protest", ("Warschau", "POL", True)),
        ("Die Polizei nahm in Hamburg drei Männer fest.", "de", "force", ("Hamburg", "DEU", True)),
        ("Der Präsident besuchte Kiew.", "de", "meeting", ("Kiew", "UKR", True)),
        ("Soldiers arrested two reporters in Nairobi on Friday.", "en", "force", ("Nairobi", "KEN", True)),
        ("Police arrested two men in Germany on Friday.", "en", "force", ("Germany", "DEU", False)),
        ("Police arrested two men in Springfield, Illinois, on Friday.", "en", "force", ("Springfield", "USA", True)),
    ],
)
def test_the_place_of_the_clause_is_the_events_place(
    text: str, language: str, event_type: str, place: tuple[str, str, bool]
) -> None:
    written, country, is_city = place

    found = first(text, language, event_type).place

    assert found is not None
    assert (found.text, found.country) == (written, country)
    assert text[found.start : found.end] == written
    assert (found.latitude is not None, found.geonames_id is not None) == (is_city, is_city)


def test_a_small_place_with_namesakes_has_neither_country_nor_coordinates() -> None:
    place = first("Police arrested two men in Springfield on Friday.", "en", "force").place

    assert place is not None
    assert (place.name, place.country, place.latitude, place.longitude) == ("Springfield", None, None, None)


def test_what_an_act_is_about_is_not_its_place() -> None:
    assert first("Der Sprecher warnte vor einer Hungersnot in Kenia.", "de", "warning").place is None


def test_an_act_without_a_place_has_none() -> None:
    assert first("The minister criticised the plan.", "en", "reaction").place is None

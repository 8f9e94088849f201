"""Which time dates an act: its clause's, a plan's that of the planned act, one to come lies ahead."""

import pytest

from streams.nlp import build_extractor
from streams.testing import article

EXTRACT = build_extractor()


@pytest.mark.parametrize(
    ("text", "language", "event_type", "value"),
    [
        ("Die Regierung kritisierte den Plan am Dienstag.", "de", "reaction", "2024-04-30"),
        ("Die Regierung kündigte an, die Steuer ab dem 1. Juli zu senken.", "de", "commitment", "2024-07-01/.."),
        ("The president will visit Norway on Monday.", "en", "meeting", "2024-05-06"),
        ("The president visited Norway on Monday.", "en", "meeting", "2024-04-29"),
        ("Der Sprecher sagte, die Brücke sei am Montag gesperrt worden.", "de", "statement", None),
        ("Die Regierung kritisierte den Plan.", "de", "reaction", None),
        ("Der Konzern streicht in Deutschland 2000 Stellen.", "de", "decision", None),
        ("Die Kanzlei KSV1870 kritisierte den Plan.", "de", "reaction", None),
        ("Die EU will die Sanktionen bis Februar verlängern.", "de", "commitment", "../2025-02"),
        ("The EU has extended its sanctions until February.", "en", "decision", "../2025-02"),
        ("The court jailed him over the 2013 protests.", "en", "decision", None),
        ("The rebels killed 12 people in the 2013 siege.", "en", "force", "2013"),
    ],
)
def test_an_act_is_dated(text: str, language: str, event_type: str, value: str | None) -> None:
    events = EXTRACT(article(text, language=language, published_at="2024-05-02"))
    event = next(event for event in events if event.type == event_type)

    assert (event.time.value if event.time is not None else None) == value
    if event.time is not None:
        assert text[event.time.start : event.time.end] == event.time.text


@pytest.mark.parametrize(
    ("text", "language", "modality"),
    [
        ("Der Minister reist am Montag nach Oslo.", "de", "future"),
        ("Die Stadt verbietet ab Juli das Grillen.", "de", "future"),
        ("Das Gesetz wird am Freitag verabschiedet.", "de", "future"),
        ("The minister meets her rival tomorrow.", "en", "future"),
        ("The minister is meeting her rival on Monday.", "en", "future"),
        ("The minister meets her rival today.", "en", "actual"),
        ("Der Minister reiste am Montag nach Oslo.", "de", "actual"),
        ("Die Gewerkschaft fordert ab Juli mehr Lohn.", "de", "actual"),
    ],
)
def test_what_is_told_in_the_present_of_a_day_to_come_is_scheduled(text: str, language: str, modality: str) -> None:
    (event,) = EXTRACT(article(text, language=language, published_at="2024-05-02"))

    assert event.modality == modality

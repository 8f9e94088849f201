"""Who is named as the source of an event, and who is not."""

import pytest

from streams.models import Article
from streams.nlp import build_extractor

EXTRACT = build_extractor()


@pytest.mark.parametrize(
    ("language", "text", "kind", "via"),
    [
        ("de", "Laut dem Sender BBC hat die Regierung das Abkommen unterzeichnet.", "agreement", "BBC"),
        ("de", "Nach einem Bericht der Zeitung verurteilte der Minister den Angriff.", "reaction", "Zeitung"),
        ("de", "Laut Polizei hat die Gruppe am Montag einen Händler entführt.", "force", None),
        ("en", "According to the Daily Herald, the council rejected the plan.", "refusal", "Daily Herald"),
        ("en", "A leaked report says the police arrested two men on Monday.", "force", "leaked report"),
        ("en", "Herald Corp. said it sued its rival.", "accusation", None),
    ],
)
def test_outlets_and_reports_are_sources_and_speakers_are_not(
    language: str, text: str, kind: str, via: str | None
) -> None:
    events = EXTRACT(Article(id="a", language=language, text=text))

    (event,) = (event for event in events if event.type == kind)
    assert (event.via.text if event.via else None) == via

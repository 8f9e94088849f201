import io

import pytest
from rich.console import Console

from streams.cli.arrivals import Arrivals
from streams.codec import encode
from streams.models import Event, Manifest, Status
from tests.unit.conftest import MakeEvent

TEXT = "Anna warned Rome. Rome said no."


class Screen:
    """Arrivals on a screen that remembers what was printed."""

    def __init__(self) -> None:
        self.out = io.StringIO()
        self.arrivals = Arrivals(Console(file=self.out, width=200))

    def event(self, event: Event) -> None:
        self.arrivals.take(f"news.events.{event.type}", encode(event), ())

    def manifest(self, *events: Event, version: str = "1", status: Status = "usable") -> None:
        manifest = Manifest(
            article_id="a1", version=version, status=status, event_ids=tuple(event.id for event in events)
        )
        self.arrivals.take("news.manifests", encode(manifest), ())

    @property
    def lines(self) -> list[str]:
        return [line for line in self.out.getvalue().splitlines() if line]


@pytest.fixture
def screen() -> Screen:
    return Screen()


def test_an_article_is_shown_once_all_its_events_are_there(make_event: MakeEvent, screen: Screen) -> None:
    warning = make_event(TEXT, "warning", "warned", mode="warn", actor="Anna")
    statement = make_event(TEXT, "statement", "said", actor="Rome")

    screen.manifest(warning, statement)
    screen.event(statement)
    assert screen.lines == []

    screen.event(warning)
    assert screen.lines == [
        "a1  2 events",
        "warning/warn           Anna · warned",
        "statement/say          Rome · said",
    ]
    assert screen.arrivals.finished == 1


def test_a_correction_shows_what_it_changes(make_event: MakeEvent, screen: Screen) -> None:
    kept, dropped = make_event(TEXT, "warning", "warned"), make_event(TEXT, "statement", "said")
    added = make_event(TEXT, "refusal", "no", mode="refuse", actor="Rome")
    for event in (kept, dropped, added):
        screen.event(event)
    screen.manifest(kept, dropped)

    screen.manifest(kept, added, version="2")

    assert screen.lines[-2:] == [
        "a1  version 2, usable: 1 new, 1 unchanged, 1 withdrawn",
        "refusal/refuse         Rome · no",
    ]


def test_a_correction_never_overtakes_the_version_before_it(make_event: MakeEvent, screen: Screen) -> None:
    late, early = make_event(TEXT, "warning", "warned"), make_event(TEXT, "statement", "said")
    screen.manifest(late)
    screen.manifest(early, version="2")

    screen.event(early)
    assert screen.arrivals.finished == 0

    screen.event(late)
    assert screen.arrivals.finished == 2
    assert "version 2" in screen.lines[-2]


def test_a_withdrawn_article_has_no_events_left(make_event: MakeEvent, screen: Screen) -> None:
    event = make_event(TEXT, "warning", "warned")
    screen.event(event)
    screen.manifest(event)

    screen.manifest(version="2", status="canceled")
    screen.arrivals.summary(1.0)

    assert "a1  version 2, canceled: 1 withdrawn" in screen.lines
    assert "0 events of 1 article in 1.0 s; 1 withdrawn, 0 dead letters" in screen.lines


def test_a_dead_letter_is_shown_with_its_reason(screen: Screen) -> None:
    headers = {
        "reason": "decode",
        "stage": "extract",
        "message": "not UTF-8 JSON",
        "error": "DecodeError",
        "topic": "news.articles",
        "partition": "0",
        "offset": "7",
        "group": "g",
        "attempts": "1",
        "first-failed-at": "2024-11-18T00:00:00Z",
        "app-version": "0",
    }

    screen.arrivals.take(
        "news.dead-letters", b"{", tuple((f"streams.dlq.{name}", value.encode()) for name, value in headers.items())
    )

    assert screen.lines == ["dead letter  decode: not UTF-8 JSON"]
    assert screen.arrivals.finished == 1

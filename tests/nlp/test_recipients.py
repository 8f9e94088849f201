"""Whom an act is directed at, one construction a case, read by the shipped reader."""

from collections.abc import Callable

import pytest

from streams.models import Article, Event
from streams.nlp import build_extractor

Read = Callable[[str, str], tuple[Event, ...]]


@pytest.fixture(scope="module")
def read() -> Read:
    """Return a function that reads the events of a text."""
    extract = build_extractor()

    def events(language: str, text: str) -> tuple[Event, ...]:
        return extract(Article.model_validate({"id": "a", "title": "t", "text": text, "language": language}))

    return events


@pytest.mark.parametrize(
    ("language", "text", "trigger", "roles"),
    [
        # given by a verb of support
        ("de", "Die Bank gab dem Autobauer Wendig eine Finanzspritze.", "Finanzspritze", ("Bank", "Wendig")),
        ("de", "Der Bischof stattete dem Papst einen Besuch ab.", "Besuch", ("Bischof", "Papst")),
        ("en", "The judge handed the driver a ten-year sentence.", "sentence", ("judge", "driver")),
        ("en", "The driver was given a five-year sentence for fraud.", "sentence", (None, "driver")),
        ("en", "He was given a warning by the referee.", "warning", ("referee", "He")),
        # a bare adverbial is none
        (
            "de",
            "Ein Gericht hat den Oppositionellen zu neun Jahren verurteilt.",
            "verurteilt",
            ("Gericht", "Oppositionellen"),
        ),
        ("de", "Der Klub trennte sich von seinem Trainer.", "trennte", ("Klub", "Trainer")),
        ("de", "Der Täter riss zwei Menschen mit in den Tod.", "Tod", ("Täter", "zwei Menschen")),
        ("en", "A gunman opened fire, killing three people and wounding five.", "wounding", ("gunman", "five")),
        # the owner of what is ordered, rejected, attacked, opposed
        ("de", "Das Amt ordnete die Räumung von 60.000 Bewohnern an.", "ordnete", ("Amt", "60.000 Bewohnern")),
        ("de", "Die Ministerin begrüßte die Entscheidung von Merkel.", "begrüßte", ("Ministerin", "Merkel")),
        ("en", "The club rejected an offer from Milan.", "rejected", ("club", "Milan")),
        ("en", "Police raided the homes of two lawyers.", "raided", ("Police", "two lawyers")),
        ("en", "Students protested against the mayor's plan.", "protested", ("Students", "mayor's")),
        # a place is what it is, not an owner
        ("de", "Die Armee sperrte die Nachbarschaft von Aleppo ab.", "sperrte", ("Armee", None)),
        # a dateline is nobody
        (
            "de",
            "Bocholt - Im November hatte die Wendig AG angekündigt, 550 Stellen abzubauen.",
            "angekündigt",
            ("Wendig AG", None),
        ),
        # told by the number of the verb and by the clause that is the object
        ("de", "Gegner werfen Obama vor, er habe den Krieg gewollt.", "werfen", ("Gegner", "Obama")),
        # told by the article and the noun's gender
        ("de", "Der Kanzlerin warf die Opposition Tatenlosigkeit vor.", "warf", ("Opposition", "Kanzlerin")),
        # who is spoken to
        ("de", "Das sei gelogen, so der Mitarbeiter gegenüber der Zeitung.", "so", ("Mitarbeiter", "Zeitung")),
        ("de", "Er sagte in einem Interview mit dem Tagblatt, er bleibe.", "sagte", ("Er", "Tagblatt")),
        ("en", "The general, in remarks to Arabiya TV, said he was safe.", "said", ("general", "Arabiya TV")),
        ("de", "Die Frau stellte einen Antrag an das Gericht.", "Antrag", ("Frau", "Gericht")),
        # the subject of what is ordered or charged
        ("en", "Kim issued an order that the army should withdraw.", "order", ("Kim", "army")),
        ("en", "Prosecutors charged that the banker had bribed officials.", "charged", ("Prosecutors", "banker")),
        # the agent of a passive that the parser hangs on a complement; a role ends where the next one begins
        ("en", "Officials were urged to act by the mayor.", "urged", ("mayor", "Officials")),
        ("en", "The heiress accused her uncle of theft.", "accused", ("heiress", "her uncle")),
    ],
)
def test_an_act_is_directed_at_its_recipient(
    language: str, text: str, trigger: str, roles: tuple[str | None, str | None], read: Read
) -> None:
    events = {event.trigger.text: event for event in read(language, text)}

    found = events[trigger]

    assert (found.actor and found.actor.text, found.recipient and found.recipient.text) == roles

"""The three generations of ninjs; what is withheld or embargoed never gets out by mistake."""

import json
from typing import TYPE_CHECKING, Any

import pytest

from streams.feeds.item import NEVER, Item, Problem, Subject

if TYPE_CHECKING:
    from tests.unit.feeds.conftest import Read, ReadOne

NINJS_1: dict[str, Any] = {
    "uri": "urn:newsml:desk.example:1",
    "type": "text",
    "version": "2",
    "versioncreated": "2024-11-18T10:00:00+01:00",
    "contentcreated": "2024-11-18T09:00:00+01:00",
    "pubstatus": "usable",
    "urgency": 3,
    "language": "de",
    "byline": "Ina Voss",
    "copyrightholder": "Depesche",
    "headline": "Rom stimmt zu",
    "body_html": "<p>Rom hat zugestimmt.</p><p>Paris nicht.</p>",
    "subject": [{"name": "Politik", "scheme": "http://cv.example/topic/", "code": "11"}],
    "renditions": {"web": {"href": "https://desk.example/1", "mimetype": "text/html"}},
}
NINJS_2: dict[str, Any] = {
    "uri": "urn:newsml:desk.example:1",
    "standard": {"name": "ninjs", "version": "2.1"},
    "type": "text",
    "version": "2",
    "versioncreated": "2024-11-18T10:00:00+01:00",
    "firstcreated": "2024-11-18T09:00:00+01:00",
    "pubstatus": "usable",
    "urgency": 3,
    "language": "de",
    "by": "Ina Voss",
    "infosources": [{"name": "Depesche"}],
    "title": "ROM-1118",
    "headlines": [{"role": "short", "value": "Rom"}, {"role": "main", "value": "Rom stimmt zu"}],
    "bodies": [
        {"role": "abstract", "contenttype": "text/plain", "value": "Kurz."},
        {"role": "main", "contenttype": "text/html", "value": "<p>Rom hat zugestimmt.</p><p>Paris nicht.</p>"},
    ],
    "subjects": [{"name": "Politik", "uri": "http://cv.example/topic/11"}],
    "renditions": [{"name": "web", "href": "https://desk.example/1", "contenttype": "text/html"}],
}
CAPITALS = {
    "versioncreated": "versionCreated",
    "firstcreated": "firstCreated",
    "pubstatus": "pubStatus",
    "infosources": "infoSources",
    "contenttype": "contentType",
}


def third(value: Any) -> Any:
    """Return ninjs 2.x as ninjs 3.x."""
    if isinstance(value, dict):
        return {CAPITALS.get(name, name): third(one) for name, one in value.items()}
    return [third(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("record", [NINJS_1, NINJS_2, third(NINJS_2)], ids=["1.x", "2.x", "3.x"])
def test_every_generation_gives_the_same_item(read_one: "ReadOne", record: dict[str, Any]) -> None:
    item = read_one(json.dumps(record))

    assert (item.id, item.version, item.status) == ("urn:newsml:desk.example:1", "2", "usable")
    assert (item.title, item.text) == ("Rom stimmt zu", "Rom hat zugestimmt.\n\nParis nicht.")
    assert item.published_at is not None
    assert item.updated_at is not None
    assert (item.published_at.hour, item.updated_at.hour) == (8, 9)
    assert (item.language, item.urgency, item.source, item.authors) == ("de", 3, "Depesche", ("Ina Voss",))
    assert item.subjects == (Subject(uri="http://cv.example/topic/11", name="Politik"),)
    assert item.url == "https://desk.example/1"


def test_a_plain_body_is_taken_rather_than_one_with_markup(read_one: "ReadOne") -> None:
    assert read_one(json.dumps({**NINJS_1, "body_text": "Rom &amp; Paris."})).text == "Rom & Paris."


def test_an_item_without_type_is_a_text(read_one: "ReadOne") -> None:
    assert read_one(json.dumps({name: value for name, value in NINJS_2.items() if name != "type"})).title


@pytest.mark.parametrize("kind", ["picture", "video", "audio", "event"])
def test_what_is_no_text_is_left_out(read: "Read", kind: str) -> None:
    assert read(json.dumps({**NINJS_2, "type": kind})) == []


@pytest.mark.parametrize("name", ["pubstatus", "pubStatus"])
@pytest.mark.parametrize("status", ["withheld", "canceled"])
def test_a_withdrawn_item_goes_out_without_what_it_said(read_one: "ReadOne", name: str, status: str) -> None:
    record = {key: value for key, value in NINJS_1.items() if key != "pubstatus"}

    item = read_one(json.dumps({**record, name: status}))

    assert item.status == status
    assert b"Rom" not in item.encode()


@pytest.mark.parametrize(("name", "value"), [("pubstatus", "probably"), ("embargoed", "tomorrow")])
def test_what_is_not_understood_is_not_sent(read: "Read", name: str, value: str) -> None:
    (found,) = read(json.dumps({**NINJS_1, name: value}))

    assert isinstance(found, Problem)
    assert value in found.reason


@pytest.mark.parametrize("name", ["embargoed", "embargoedUntil"])
def test_an_embargo_is_read(read_one: "ReadOne", name: str) -> None:
    item = read_one(json.dumps({**NINJS_1, name: "2024-11-19T06:00:00+01:00"}))

    assert item.embargoed_until is not None
    assert item.embargoed_until.isoformat() == "2024-11-19T05:00:00+00:00"


def test_an_embargo_without_an_end_has_none(read_one: "ReadOne") -> None:
    assert read_one(json.dumps({**NINJS_1, "embargoed": ""})).embargoed_until == NEVER


def test_many_come_in_a_list_or_a_line_each(read: "Read") -> None:
    records = [{**NINJS_1, "uri": f"urn:x:{number}"} for number in range(3)]

    for document in (json.dumps(records), "\n".join(map(json.dumps, records))):
        assert [one.id for one in read(document) if isinstance(one, Item)] == ["urn:x:0", "urn:x:1", "urn:x:2"]

import json
from typing import TYPE_CHECKING

import orjson
import pytest

from streams.errors import InputError
from streams.feeds.item import Item, Problem

if TYPE_CHECKING:
    from tests.unit.feeds.conftest import Read, ReadOne

ARTICLE = {"id": "a1", "text": "Rome agreed.", "language": "en", "own_field": {"kept": True}, "authors": "Ann Lee"}


def test_article_json_keeps_all_its_fields(read_one: "ReadOne") -> None:
    assert orjson.loads(read_one(json.dumps(ARTICLE)).encode()) == {**ARTICLE, "authors": ["Ann Lee"]}


def test_a_cloud_event_is_unwrapped(read_one: "ReadOne") -> None:
    event = {"specversion": "1.0", "id": "e1", "type": "t", "source": "/s", "data": ARTICLE}

    assert read_one(json.dumps(event)).id == "a1"


def test_a_bad_line_is_named_and_the_others_are_read(read: "Read") -> None:
    found = read(f'{json.dumps(ARTICLE)}\n\n{{"id": 1}}\nnonsense\n{json.dumps({**ARTICLE, "id": "a2"})}')

    assert [one.id for one in found if isinstance(one, Item)] == ["a1", "a2"]
    problems = [str(one) for one in found if isinstance(one, Problem)]
    assert problems[0] == "line 3: text: Field required"
    assert problems[1].startswith("line 4: not UTF-8 JSON: ")


def test_an_embargo_that_is_no_date_is_refused(read: "Read") -> None:
    (found,) = read(json.dumps({**ARTICLE, "embargoed_until": "tomorrow"}))

    assert isinstance(found, Problem)
    assert "embargoed_until" in found.reason


@pytest.mark.parametrize("urgency", ["high", 12, [1], None])
def test_an_urgency_that_is_none_is_left_out(read_one: "ReadOne", urgency: object) -> None:
    assert read_one(json.dumps({**ARTICLE, "urgency": urgency})).urgency is None


def test_a_withdrawal_needs_no_text(read_one: "ReadOne") -> None:
    assert read_one('{"id": "a1", "status": "canceled"}').withdrawn


def test_what_is_no_json_is_refused_as_a_whole(read: "Read") -> None:
    with pytest.raises(InputError, match="not UTF-8 JSON"):
        read('{"id": ')

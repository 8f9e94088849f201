"""Log lines carry their ids: for people, and as JSON."""

import json
import logging

import pytest

from streams.cli.logs import Format, formatter

IDS = {"reason": "decode", "topic": "news.articles", "offset": 7, "key": "a 1\n2"}


def line(form: Format, *, error: BaseException | None = None) -> str:
    record = logging.makeLogRecord({"name": "streams.x", "levelname": "WARNING", "msg": "dead %s", "args": ("letter",)})
    record.__dict__ |= IDS
    record.exc_info = (type(error), error, error.__traceback__) if error else None
    return formatter(form).format(record)


def test_text_ends_with_the_ids_and_quotes_what_is_no_single_word() -> None:
    assert line("text").endswith(
        r'WARNING streams.x dead letter reason=decode topic=news.articles offset=7 key="a 1\n2"'
    )


def test_json_has_the_ids_as_members() -> None:
    said = json.loads(line("json"))

    assert said.pop("time").endswith("+00:00")
    assert said == {"level": "WARNING", "logger": "streams.x", "message": "dead letter", **IDS}


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_exception_is_told(form: Format) -> None:
    assert "ValueError: why" in line(form, error=ValueError("why"))


def test_json_is_one_line_even_with_a_traceback() -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        _ = 1 / 0

    assert "\n" not in line("json", error=caught.value)

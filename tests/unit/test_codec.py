"""Bytes either become an article or one clear error; what we write reads back."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.codec import (
    dead_letter_headers,
    decode_article,
    encode,
    event_headers,
    original_headers,
    read_dead_letter,
    replay_headers,
)
from streams.errors import DecodeError, RecordError, SchemaError, TooLargeError
from streams.models import Article, DeadLetter, Event
from streams.testing import article, statement

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
LETTER = DeadLetter(
    reason="decode",
    stage="extract",
    message="not JSON",
    error="DecodeError",
    topic="news.articles",
    partition=1,
    offset=7,
    timestamp=None,
    group="g",
    attempts=1,
    first_failed_at=datetime(2024, 11, 18, tzinfo=UTC),
    app_version="1",
)


def raw(**fields: object) -> bytes:
    return orjson.dumps({"id": "a", "text": "Text.", **fields})


@pytest.mark.parametrize(
    ("value", "error", "named"),
    [
        (b"", DecodeError, "JSON"),
        (b"{", DecodeError, "JSON"),
        (b"\xff\xfe", DecodeError, "UTF-8"),
        (b'{"id":"a","text":"\xff"}', DecodeError, "UTF-8"),
        (b'{"id":"a","text":NaN}', DecodeError, "JSON"),
        (b"[" * 100_000, DecodeError, "JSON"),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, DecodeError, "JSON"),
        (b"[]", SchemaError, "article"),
        (b"null", SchemaError, "article"),
        (b'"text"', SchemaError, "article"),
        (orjson.dumps({"text": "Text."}), SchemaError, "id"),
        (orjson.dumps({"id": "a"}), SchemaError, "text"),
        (raw(id=""), SchemaError, "id"),
        (raw(text=["Text."]), SchemaError, "text"),
        (raw(text="  \n"), SchemaError, "text is empty"),
        (raw(text="a\0b"), SchemaError, "NUL"),
        (raw(status="deleted"), SchemaError, "status"),
        (raw(published_at="yesterday"), SchemaError, "published_at"),
        (raw(published_at="1066-10-14"), SchemaError, "1066"),
        (raw(published_at="0001-01-01T00:00:00+14:00"), SchemaError, "published_at"),
        (raw(published_at="9999-12-31T23:59:59-14:00"), SchemaError, "published_at"),
        (raw(id=None), SchemaError, "id"),
        (raw(text=None), SchemaError, "text"),
        (raw(text="x" * 2_000_000), TooLargeError, "2000000"),
    ],
)
def test_bad_bytes_give_one_error_that_names_what_is_wrong(value: bytes, error: type[RecordError], named: str) -> None:
    with pytest.raises(error) as caught:
        decode_article(value, max_text=500_000)

    assert named in str(caught.value)
    assert len(str(caught.value)) < 600


def test_an_error_does_not_quote_the_article() -> None:
    with pytest.raises(SchemaError) as caught:
        decode_article(raw(text="a secret\0"), max_text=100)

    assert "secret" not in str(caught.value)


def test_unknown_fields_are_ignored_and_times_without_zone_are_utc() -> None:
    decoded = decode_article(raw(published_at="2024-11-18", byline="x", version=3), max_text=100)

    assert decoded.published_at == datetime(2024, 11, 18, tzinfo=UTC)
    assert decoded.version == "3"


def test_null_means_absent() -> None:
    decoded = decode_article(raw(title=None, version=None, status=None, language=None), max_text=100)

    assert (decoded.title, decoded.version, decoded.status) == ("", "1", "usable")


@pytest.mark.parametrize("fields", [{}, {"text": None}, {"text": ""}, {"text": "x" * 200}])
def test_a_withdrawal_needs_no_text_and_may_have_any(fields: dict[str, object]) -> None:
    withdrawal = orjson.dumps({"id": "a", "status": "canceled", **fields})

    assert decode_article(withdrawal, max_text=100).status == "canceled"


YEARS = st.datetimes(timezones=st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours))))


@given(st.one_of(YEARS.map(datetime.isoformat), st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_any_time_gives_an_article_or_a_record_error(published_at: object) -> None:
    value = json.dumps({"id": "a", "text": "T.", "published_at": published_at}).encode()
    with suppress(RecordError):
        decoded = decode_article(value, max_text=9)
        assert decoded.published_at is not None
        assert decoded.published_at.utcoffset() == timedelta(0)


def test_a_structured_cloud_event_is_unpacked() -> None:
    assert decode_article(orjson.dumps({"specversion": "1.0", "data": {"id": "a", "text": "T."}}), max_text=9).id == "a"


@given(
    st.builds(Article, id=TEXT, text=TEXT.filter(str.strip), title=TEXT, status=st.sampled_from(["usable", "withheld"]))
)
def test_decoding_undoes_encoding(original: Article) -> None:
    assert decode_article(encode(original), max_text=10**9) == original


@given(st.binary())
def test_any_bytes_give_an_article_or_a_record_error(value: bytes) -> None:
    with suppress(RecordError):
        assert isinstance(decode_article(value, max_text=1000), Article)


def test_an_event_reads_back_and_refuses_unknown_fields() -> None:
    event = statement(article(), "BESCHLIESST")

    assert Event.model_validate_json(encode(event)) == event
    with pytest.raises(ValueError, match="extra"):
        Event.model_validate_json(encode(event)[:-1] + b',"x":1}')


def test_an_event_travels_as_a_cloud_event_in_binary_mode() -> None:
    event = statement(article(published_at="2024-11-18T06:00:00Z"), "BESCHLIESST")

    headers = dict(event_headers(event, source="/desk"))

    assert headers["ce_specversion"] == b"1.0"
    assert headers["ce_id"] == event.id.encode()
    assert headers["ce_type"] == b"org.streams.event.statement.v1"
    assert headers["ce_source"] == b"/desk"
    assert headers["ce_subject"] == b"a1"
    assert headers["ce_time"] == b"2024-11-18T06:00:00+00:00"
    assert headers["content-type"] == b"application/json"


def test_a_dead_letter_reads_back_from_its_headers() -> None:
    assert read_dead_letter(dead_letter_headers(LETTER)) == LETTER


def test_headers_without_a_dead_letter_describe_none() -> None:
    assert read_dead_letter((("traceparent", b"00"),)) is None


def test_a_replay_keeps_the_original_headers_and_says_how_often_it_failed() -> None:
    headers = (("traceparent", b"00"), *dead_letter_headers(LETTER))

    replayed = replay_headers(LETTER, headers)

    assert ("traceparent", b"00") in replayed
    assert dict(replayed)["streams.replay.attempts"] == b"1"
    assert original_headers(replayed) == (("traceparent", b"00"),)

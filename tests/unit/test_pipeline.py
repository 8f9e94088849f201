"""Every record ends as events with a manifest, a counted skip, or a dead letter that loses nothing."""

from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.codec import Headers, read_dead_letter
from streams.dedup import Seen
from streams.errors import ExtractionError, LanguageError
from streams.messages import Record
from streams.models import Article, Event, Manifest
from streams.pipeline import Processor
from streams.testing import statement
from streams.topics import DEAD_LETTER_ROOM

NOW = datetime(2024, 11, 18, 6, tzinfo=UTC)


def capitals(article: Article) -> tuple[Event, ...]:
    if "BROKEN" in article.text:
        raise ExtractionError("on purpose")
    if article.language == "fr":
        raise LanguageError("no model for 'fr'")
    return tuple(statement(article, word) for word in article.text.split() if word.isupper())


def processor(**options: int) -> Processor:
    limits = {"max_text": 1000, "max_message": 100_000} | options
    return Processor(capitals, "news", "group", "/streams", "1.0", seen=Seen(), now=lambda: NOW, **limits)


def record(value: bytes | None, headers: Headers = (), offset: int = 3) -> Record:
    return Record("news.articles", 1, offset, 1000, b"key", value, headers)


def article(text: str = "Der Rat SAGT JA", **fields: object) -> bytes:
    return orjson.dumps({"id": "a1", "text": text, "language": "de", **fields})


def test_events_go_to_their_topics_and_the_manifest_comes_last() -> None:
    result = processor()(record(article()))

    assert result.outcome == "ok"
    assert [m.topic for m in result.messages] == ["news.events.statement", "news.events.statement", "news.manifests"]
    assert {m.key for m in result.messages} == {b"a1"}
    manifest = Manifest.model_validate_json(result.messages[-1].value or b"")
    assert manifest.event_ids == tuple(orjson.loads(m.value or b"")["id"] for m in result.messages[:-1])


@pytest.mark.parametrize("status", ["withheld", "canceled"])
def test_a_withdrawn_article_empties_its_manifest(status: str) -> None:
    result = processor()(record(article(status=status)))

    (message,) = result.messages
    manifest = Manifest.model_validate_json(message.value or b"")
    assert (message.topic, manifest.event_ids, manifest.status) == ("news.manifests", (), status)


def test_a_withdrawal_needs_no_text() -> None:
    assert processor()(record(article(text="", status="canceled"))).outcome == "ok"


def test_a_tombstone_is_skipped() -> None:
    assert (processor()(record(None)).outcome, processor()(record(None)).detail) == ("skipped", "tombstone")


def test_the_same_bytes_are_skipped_and_changed_bytes_are_not() -> None:
    process = processor()
    first = record(article())
    assert process(first).outcome == "ok"

    assert (process(first).outcome, process(first).detail) == ("skipped", "repeat")
    assert process(record(article(version="2"))).outcome == "ok"


def test_an_unnumbered_version_that_comes_again_after_a_newer_one_is_processed() -> None:
    process = processor()
    for value in (article(), article(version="2")):
        process(record(value))

    assert process(record(article())).outcome == "ok"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"{", "decode"),
        (b'{"id":"a"}', "schema"),
        (article("x" * 2000), "too-large"),
        (article(language="fr"), "language"),
        (article("BROKEN"), "processing-error"),
    ],
)
def test_a_bad_record_becomes_a_dead_letter_with_its_bytes_and_reason(value: bytes, reason: str) -> None:
    result = processor()(record(value, headers=(("traceparent", b"00"),)))

    (message,) = result.messages
    letter = read_dead_letter(message.headers)
    assert result.outcome == "dead_lettered"
    assert (message.topic, message.key, message.value) == ("news.dead-letters", b"key", value)
    assert ("traceparent", b"00") in message.headers
    assert letter is not None
    assert (letter.reason, letter.topic, letter.partition, letter.offset, letter.attempts) == (
        reason,
        "news.articles",
        1,
        3,
        1,
    )


def test_a_replayed_record_that_fails_again_counts_its_attempts_from_the_first_failure() -> None:
    headers = (("streams.replay.attempts", b"2"), ("streams.replay.first-failed-at", b"2024-01-01T00:00:00+00:00"))

    letter = read_dead_letter(processor()(record(b"{", headers=headers)).messages[0].headers)

    assert letter is not None
    assert (letter.attempts, letter.first_failed_at) == (3, datetime(2024, 1, 1, tzinfo=UTC))


def test_an_event_that_the_broker_would_refuse_is_found_before_it_is_sent() -> None:
    result = processor(max_text=10**6, max_message=20_000)(record(article("SAGT " + "x" * 30_000)))

    assert (result.outcome, result.detail) == ("dead_lettered", "output-too-large")


def test_a_dead_letter_too_large_for_the_broker_keeps_its_place_without_the_value() -> None:
    (message,) = processor(max_text=10, max_message=20_000)(record(article("x" * 60_000))).messages

    assert message.value is None
    assert read_dead_letter(message.headers) is not None


def test_the_largest_record_that_the_broker_accepts_keeps_its_bytes_as_a_dead_letter() -> None:
    value = b"x" * 20_000

    (message,) = processor(max_message=20_000)(record(value, headers=(("traceparent", b"0" * 500),))).messages

    assert message.value == value
    assert message.size <= 20_000 + DEAD_LETTER_ROOM


def test_a_repeat_is_measured_against_the_version_before_it() -> None:
    process = processor()
    first, second = record(article()), record(article(version="2"))

    outcomes = [process(each).outcome for each in (first, first, second, first, first)]

    assert outcomes == ["ok", "skipped", "ok", "ok", "skipped"]


@pytest.mark.parametrize(
    "headers",
    [
        (("h", None),),
        (("streams.replay.attempts", b"many"),),
        (("streams.replay.attempts", b"-7"),),
        (("streams.replay.attempts", b"9" * 5000),),
        (("streams.replay.attempts", None), ("streams.replay.first-failed-at", b"\xff")),
        (("streams.dlq.reason", b"decode"), ("streams.dlq.reason", None)),
    ],
)
def test_headers_that_make_no_sense_do_not_keep_a_record_from_the_dead_letters(headers: Headers) -> None:
    (message,) = processor()(record(b"{", headers=headers)).messages

    letter = read_dead_letter(message.headers)
    assert letter is not None
    assert (letter.attempts, letter.first_failed_at) == (1, NOW)
    assert [h for h in headers if not h[0].startswith("streams.")] == [h for h in message.headers if h[0] == "h"]


NAMES = st.one_of(st.text(max_size=5), st.sampled_from(["streams.replay.attempts", "streams.replay.first-failed-at"]))
HEADERS = st.lists(st.tuples(NAMES, st.one_of(st.none(), st.binary(max_size=8))), max_size=4).map(tuple)


@given(st.binary(max_size=20), HEADERS)
def test_whatever_the_headers_a_record_has_a_result(value: bytes, headers: Headers) -> None:
    assert processor()(record(value, headers=headers)).outcome in {"ok", "dead_lettered"}


@given(
    st.lists(st.one_of(st.none(), st.binary(max_size=60), st.just(article()), st.just(article("BROKEN"))), max_size=8)
)
def test_any_records_end_as_events_skips_or_dead_letters(values: list[bytes | None]) -> None:
    process = processor()
    for offset, value in enumerate(values):
        result = process(record(value, offset=offset))

        assert result.outcome in {"ok", "skipped", "dead_lettered"}
        assert bool(result.messages) == (result.outcome != "skipped")


@given(st.permutations([article(id=str(n), text=f"Der Rat SAGT {n} JA") for n in range(5)]))
def test_order_and_company_do_not_change_the_published_bytes(values: list[bytes]) -> None:
    alone = {value: processor()(record(value)).messages for value in values}
    process = processor()

    assert {value: process(record(value)).messages for value in values} == alone


@pytest.mark.parametrize(
    ("late", "detail"),
    [
        ({"version": "9"}, "stale"),
        ({"version": "10"}, "usable"),
        ({"version": "11"}, "usable"),
        ({"version": "draft"}, "usable"),
        ({}, "usable"),
        ({"version": "1", "status": "canceled"}, "canceled"),
    ],
    ids=str,
)
def test_an_older_version_after_a_newer_one_is_skipped_but_no_withdrawal(late: dict[str, object], detail: str) -> None:
    newest, then = record(article(version="10")), record(article("Der Rat SAGT anderes", **late))
    process = processor()

    assert [process(newest).detail, process(then).detail] == ["usable", detail]

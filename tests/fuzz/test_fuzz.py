"""Hostile articles through decode, extract and encode, read for real: each ends as events, a skip or a dead letter.

`make fuzz` sets FUZZ_ARTICLES to 10,000 and measures, too, how time grows with the length of hostile texts.
"""

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.codec import read_dead_letter
from streams.dedup import Seen
from streams.models import Article
from streams.nlp import build_extractor
from streams.pipeline import Extractor, Processor, Record

ARTICLES = int(os.environ.get("FUZZ_ARTICLES", "100"))
LONG = "FUZZ_ARTICLES" in os.environ
SPANS = ("trigger", "actor", "recipient", "content", "time", "place", "via", "sentence")
NEWS = [
    'Minister Anna Berg warned on Monday that Paris could leave. "We demand an answer," she said. ',
    "The council approved the plan and Berlin rejected it; he denied that he had met her in Rome in May 2023. ",
    "Der Rat hat am 3. Mai beschlossen, den Vertrag zu kündigen. „Wir warnen davor“, sagte Karl Weber der Zeitung. ",
    "Laut Polizei griffen Unbekannte das Lager an; die Regierung forderte Hilfe und traf sich mit Kiew. ",
    "We are ready. pic.twitter.com/x — Anna Berg (@aberg) November 8, 2016 ",
    "According to Acme Corp., talks with the U.S. government will not start before 31 February 2024. ",
]
ODD = [
    "„", "“", "”", "»", "«", '"', "'", "’", "(", ")", "[", "]", "{", "–", "—", "-", "…", "...", "?!", ":", ";", ",",
    ".", "\n", "\n\n", "\r\n", "\t", "\u00a0", "\u2028", "\u200b", "\u200d", "\ufeff", "\u202e", "\x01", "\x85",
    "\u0301" * 9,
    "👩‍👩‍👧", "𝔄𝔫𝔫𝔞", "İ", "ß", "ﬁ", "أكد الوزير", "北京说", "a" * 500, "1" * 60, "0000-00-00", "99. 99. 9999",
    "31. Februar", "25:61", "z.B.", "Dr.", "U.S.", "http://a.b/c?d=e&f", "<p>x</p>", "&amp;", "%s{0}", "\\u0000",
]  # fmt: skip
WORDS = ["said", "warned", "he", "Berlin", "sagte", "dass", "und", "er", "nicht", "will", "Anna", "Merkel,", "to", "by"]

FRAGMENTS = st.one_of(
    st.sampled_from(NEWS), st.sampled_from(ODD), st.sampled_from(WORDS).map(lambda w: w + " "), st.text(max_size=12)
)
REPEATED = st.tuples(FRAGMENTS, st.integers(1, 12)).map(lambda pair: pair[0] * pair[1])
TEXTS = st.lists(st.one_of(FRAGMENTS, REPEATED), max_size=10).map("".join)
INTEGERS = st.integers(-(2**63), 2**64 - 1)  # what orjson can write
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), INTEGERS, st.floats(), st.text(max_size=6)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=6,
)
DATES = st.one_of(st.sampled_from(["2024-11-18", "0001-01-01", "9999-12-31T23:59:59-12:00", "18.11.2024", ""]), JSON)
ENVELOPES = st.fixed_dictionaries(
    {"id": st.one_of(st.text(max_size=5), st.just("a")), "text": TEXTS},
    optional={
        "language": st.sampled_from(["de", "en", "en", "de-AT", "EN_us", "fr", "", "x" * 50]),
        "title": st.one_of(TEXTS, st.just("Warnung")),
        "published_at": DATES,
        "status": st.sampled_from(["usable", "withheld", "canceled", "gone"]),
        "version": st.one_of(st.text(max_size=4), INTEGERS),
        "url": JSON,
        "source": JSON,
    },
)
BYTES = st.one_of(
    ENVELOPES.map(lambda data: orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS)),
    ENVELOPES.map(lambda data: orjson.dumps({"specversion": "1.0", "data": data}, option=orjson.OPT_NON_STR_KEYS)),
    st.tuples(ENVELOPES, st.integers(0, 60)).map(lambda pair: orjson.dumps(pair[0])[: -pair[1] or None]),
    JSON.map(lambda data: orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS)),
    st.binary(max_size=40),
    st.integers(1, 3000).map(lambda depth: b"[" * depth),
)
RECORDS = st.one_of(st.none(), ENVELOPES.map(orjson.dumps), ENVELOPES.map(orjson.dumps), BYTES)


@pytest.fixture(scope="module")
def extract() -> Extractor:
    return build_extractor()


@pytest.fixture(scope="module")
def ends() -> Iterator[Counter[str]]:
    counts: Counter[str] = Counter()
    yield counts
    if LONG:
        sys.stderr.write(f"\n{sum(counts.values())} articles: {dict(counts.most_common())}\n")


def processor(extract: Extractor) -> Processor:
    return Processor(extract, "news", "g", "/s", "1", max_text=100_000, max_message=1_000_000, seen=Seen())


@settings(
    max_examples=ARTICLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(value=RECORDS)
def test_every_article_ends_well(extract: Extractor, ends: Counter[str], value: bytes | None) -> None:
    record = Record("news.articles", 0, 0, None, b"k", value)

    result = processor(extract)(record)

    ends[f"{result.outcome}:{result.detail}"] += 1
    if LONG and sum(ends.values()) % 100 == 0:
        sys.stderr.write(f"\r{sum(ends.values())} of {ARTICLES}")
        sys.stderr.flush()
    if result.outcome == "dead_lettered":
        (message,) = result.messages
        letter = read_dead_letter(message.headers)
        assert letter is not None
        assert (letter.reason, message.value) == (result.detail, value)
        assert result.detail != "processing-error", letter.message
    elif result.outcome == "ok":
        check_events(result.messages, value or b"")
        assert processor(extract)(record).messages == result.messages


def check_events(messages: tuple[object, ...], value: bytes) -> None:
    """Events point at what they quote, and the manifest lists them."""
    *events, manifest = [orjson.loads(message.value) for message in messages]  # type: ignore[attr-defined]
    assert manifest["event_ids"] == [event["id"] for event in events]
    assert len(set(manifest["event_ids"])) == len(events)
    data = orjson.loads(value)
    text = (data if "text" in data else data.get("data", {})).get("text") or ""
    for span in (event[name] for event in events for name in SPANS if event[name] is not None):
        assert text[span["start"] : span["end"]] == span["text"]


LENGTH = 3000
MOST = 8.0
"""Times the seconds of a text four times as long; quadratic time would be 16."""


def growth(extract: Extractor, unit: str, language: str) -> float:
    """Return how many times longer reading takes when a repeated unit makes four times as long a text."""
    seconds = []
    for length in (LENGTH, 4 * LENGTH):
        article = Article(id="a", text="x " + (unit * length)[:length], language=language)
        began = time.process_time()
        extract(article)
        seconds.append(time.process_time() - began)
    return seconds[1] / max(seconds[0], 0.02)


@pytest.mark.skipif(not LONG, reason="measures time: part of make fuzz")
def test_time_grows_with_the_length(extract: Extractor) -> None:
    seed = random.randrange(10**6)
    dice = random.Random(seed)
    units = [*NEWS, *ODD, *(f"{word} " for word in WORDS)]
    units += ["".join(dice.choices([*ODD, *WORDS, *NEWS], k=dice.randint(2, 5))) for _ in range(40)]
    slow = {}
    for number, unit in enumerate(units, 1):
        sys.stderr.write(f"\rgrowth: {number} of {len(units)}")
        sys.stderr.flush()
        for language in ("de", "en"):
            ratio = growth(extract, unit, language)
            if ratio > MOST and (ratio := growth(extract, unit, language)) > MOST:
                slow[language, unit] = round(ratio, 1)
    assert not slow, f"seed {seed}"

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import InputError
from streams.feeds import formats
from streams.feeds.item import Item, Origin
from tests.unit.feeds.conftest import NOW

if TYPE_CHECKING:
    from tests.unit.feeds.conftest import Read

ROOT = Path(__file__).parents[3]
SEEDS = sorted((ROOT / "seeds" / "feeds").iterdir())
SCHEMA = orjson.loads((ROOT / "schemas" / "article.v1.json").read_bytes())


@pytest.mark.parametrize(
    ("raw", "hint", "form"),
    [
        (b"\xef\xbb\xbf\n<?xml version='1.0'?><rss/>", "text/html", "rss"),
        (b"<!-- x --><r:RDF xmlns:r='r'/>", "", "rss"),
        (b"<feed/>", "text/plain", "atom"),
        (b"<newsItem/>", "", "newsml"),
        (b"<!DOCTYPE html><p>", "application/xml", "html"),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>", "", "html"),
        (b"<font>Rome</font>", "text/html", "html"),
        (b'{"uri": 1}', "text/plain", "json"),
        (b"[]", "", "json"),
        (b"[Rome] agreed", "rome.txt", "text"),
        (b'{"id": 1}', "a.jsonl", "lines"),
        (b'{"id": 1}', "application/x-ndjson", "lines"),
        (b"Rome agreed.", "", "text"),
    ],
)
def test_a_format_is_seen_from_what_a_document_holds(raw: bytes, hint: str, form: str) -> None:
    assert formats.format_of(raw, hint) == form


def test_comments_made_to_keep_us_busy_do_not() -> None:
    assert formats.format_of(b"<!-- x -->" * 500 + b"Rome agreed.", "text/html") == "html"


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name)
def test_the_sample_feeds_are_read_without_a_flaw(read: "Read", path: Path) -> None:
    found = read(path.read_bytes(), hint=path.name)

    assert found
    for item in found:
        assert isinstance(item, Item)
        jsonschema.validate(orjson.loads(item.encode()), SCHEMA)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name)
@given(data=st.data())
def test_a_feed_broken_anywhere_is_read_or_refused(path: Path, data: st.DataObject) -> None:
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))

    cut = bytes(raw[: data.draw(st.integers(1, len(raw)))])
    found = []
    with suppress(InputError):
        found = formats.read(cut, Origin("https://x.example/", NOW))

    assert all(one.encode() if isinstance(one, Item) else str(one) for one in found)

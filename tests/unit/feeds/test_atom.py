from typing import TYPE_CHECKING

import pytest

from streams.feeds.item import Item, Problem

if TYPE_CHECKING:
    from tests.unit.feeds.conftest import Read, ReadOne


def feed(*entries: str, inside: str = "") -> str:
    listed = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="en">'
        f"<title type='html'>Harbour &amp;amp; Wire</title>{inside}{listed}</feed>"
    )


ID = "<id>tag:news.example,2024:1</id>"


def test_every_field_is_mapped(read_one: "ReadOne") -> None:
    item = read_one(
        feed(
            f"{ID}<title>Rome agrees</title><published>2024-11-18T06:00:00Z</published>"
            "<updated>2024-11-18T09:00:00+02:00</updated><summary>Short.</summary>"
            "<content type='html'>&lt;p>Rome agreed.&lt;/p>&lt;p>Paris did not.&lt;/p></content>"
            "<link rel='self' href='/entry.xml'/><link rel='alternate' href='/rome'/>"
            "<author><name>Ann Lee</name></author><author><name>Bo Ray</name></author><category term='eu' label='EU'/>"
        )
    )

    assert (item.id, item.version) == ("tag:news.example,2024:1", "2024-11-18T07:00:00Z")
    assert (item.title, item.text) == ("Rome agrees", "Rome agreed.\n\nParis did not.")
    assert (item.language, item.source, item.url) == ("en", "Harbour & Wire", "https://news.example/rome")
    assert item.published_at is not None
    assert item.updated_at is not None
    assert (item.published_at.hour, item.updated_at.hour) == (6, 7)
    assert item.authors == ("Ann Lee", "Bo Ray")
    assert [subject.name for subject in item.subjects] == ["EU"]


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("<title>5 &lt; 7 &amp;amp; more</title>", "5 < 7 & more"),
        ("<title type='text'>The &lt;b> tag</title>", "The <b> tag"),
        ("<title type='html'>&lt;b>Rome&lt;/b> &amp;amp; Paris</title>", "Rome & Paris"),
        ("<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>A <b>b</b> &lt; c</div></title>", "A b < c"),
    ],
)
def test_a_title_is_read_by_its_type(read_one: "ReadOne", title: str, plain: str) -> None:
    assert read_one(feed(f"{ID}{title}")).title == plain


def test_the_summary_stands_in_for_content_that_is_no_text(read_one: "ReadOne") -> None:
    entry = f"{ID}<title>Rome</title><summary>Rome agreed.</summary><content type='image/png'>iVBORw0KGgo=</content>"

    assert read_one(feed(entry)).text == "Rome agreed."


def test_the_language_of_an_entry_comes_before_that_of_the_feed(read_one: "ReadOne") -> None:
    entry = f"{ID}<title>Rom</title><content xml:lang='de'>Rom stimmt zu.</content>"

    assert read_one(feed(entry)).language == "de"


def test_a_deleted_entry_is_canceled_and_says_nothing(read: "Read") -> None:
    deleted = '<at:deleted-entry ref="tag:news.example,2024:9" when="2024-11-18T09:00:00Z"/>'

    (item,) = read(feed(inside=deleted))

    assert isinstance(item, Item)
    assert (item.id, item.status, item.text) == ("tag:news.example,2024:9", "canceled", "")


def test_a_deletion_is_read_from_a_feed_with_slips(read: "Read") -> None:
    deleted = '<at:deleted-entry ref="tag:news.example,2024:9" when="2024-11-18T09:00:00Z"/>'

    found = read(feed(f"{ID}<title>Rome & Paris</title>", inside=deleted))

    assert [one.status for one in found if isinstance(one, Item)] == ["usable", "canceled"]


def test_a_deletion_wins_over_an_older_entry_of_the_same_id(read: "Read") -> None:
    deleted = '<at:deleted-entry ref="tag:news.example,2024:1" when="2024-11-18T09:00:00Z"/>'
    entry = f"{ID}<title>Rome</title><updated>2024-11-18T08:00:00Z</updated>"

    (item,) = read(feed(entry, inside=deleted))

    assert isinstance(item, Item)
    assert item.withdrawn


def test_wrong_dates_are_unknown_and_the_version_is_then_a_digest(read_one: "ReadOne") -> None:
    item = read_one(feed(f"{ID}<title>Rome</title><updated>soon</updated>"))

    assert (item.published_at, item.updated_at) == (None, None)
    assert len(item.version) == 16


def test_an_entry_without_anything_to_identify_it_is_a_problem(read: "Read") -> None:
    (found,) = read(feed("<summary>Rome agreed.</summary>"))

    assert isinstance(found, Problem)

"""RSS 2.0, 1.0 and older, right and broken. The feeds are written by hand."""

from typing import TYPE_CHECKING

import pytest

from streams.errors import InputError
from streams.feeds.item import Item, Problem, Subject

if TYPE_CHECKING:
    from tests.unit.feeds.conftest import Read, ReadOne

HEAD = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Abendpost</title><language>de-de</language>'
)
END = "</channel></rss>"
GUID = "<guid>https://news.example/a1</guid>"


def feed(*items: str) -> str:
    return f"{HEAD}{''.join(f'<item>{item}</item>' for item in items)}{END}"


def test_every_field_is_mapped(read_one: "ReadOne") -> None:
    item = read_one(
        feed(
            "<title>Rat beschließt Haushalt</title><link>/politik/haushalt</link>"
            "<guid isPermaLink='false'>urn:abendpost:1</guid><pubDate>Mon, 18 Nov 2024 07:15:00 +0100</pubDate>"
            "<description>Kurz.</description><content:encoded><![CDATA[<p>Der Rat hat beschlossen.</p><p>Ende.</p>]]>"
            "</content:encoded><dc:creator>Ina Voss</dc:creator><category>Politik</category>"
        )
    )

    assert item.id == "urn:abendpost:1"
    assert (item.title, item.text) == ("Rat beschließt Haushalt", "Der Rat hat beschlossen.\n\nEnde.")
    assert item.published_at is not None
    assert item.published_at.isoformat() == "2024-11-18T06:15:00+00:00"
    assert (item.language, item.source, item.url) == ("de-de", "Abendpost", "https://news.example/politik/haushalt")
    assert (item.authors, item.subjects) == (("Ina Voss",), (Subject(name="Politik"),))


def test_rss_1_0_is_read(read_one: "ReadOne") -> None:
    item = read_one(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://news.example/">'
        "<title>Morning Mail</title><dc:language>en</dc:language></channel>"
        '<item rdf:about="https://news.example/m1"><title>Rome agrees</title><link>https://news.example/m1</link>'
        "<description>Rome agreed.</description><dc:date>2024-11-18T06:00:00Z</dc:date></item></rdf:RDF>"
    )

    assert (item.id, item.text, item.source) == ("https://news.example/m1", "Rome agreed.", "Morning Mail")
    assert item.published_at is not None
    assert item.published_at.isoformat() == "2024-11-18T06:00:00+00:00"


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Müller &amp; Söhne", "Müller & Söhne"),
        ("Müller &amp;amp; Söhne", "Müller & Söhne"),
        ("Gr&amp;uuml;ne siegen", "Grüne siegen"),
        ("Gr&amp;amp;uuml;ne siegen", "Grüne siegen"),
        ("&lt;b&gt;Eil:&lt;/b&gt; Rom", "Eil: Rom"),
        ("5 &lt; 7", "5 < 7"),
        ("<![CDATA[Rom & Paris]]>", "Rom & Paris"),
        ("Rom\n   tagt", "Rom tagt"),
    ],
)
def test_a_title_is_plain_text_however_often_it_was_escaped(read_one: "ReadOne", title: str, plain: str) -> None:
    assert read_one(feed(f"<title>{title}</title>{GUID}")).title == plain


def test_a_description_escaped_twice_loses_its_markup(read_one: "ReadOne") -> None:
    text = "&amp;lt;p&amp;gt;Rom tagt.&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;M&amp;amp;uuml;de.&amp;lt;/p&amp;gt;"

    assert read_one(feed(f"{GUID}<description>{text}</description>")).text == "Rom tagt.\n\nMüde."


def test_an_item_with_only_a_title_is_its_title(read_one: "ReadOne") -> None:
    assert read_one(feed(f"<title>Rom tagt</title>{GUID}")).text == "Rom tagt"


@pytest.mark.parametrize(
    ("item", "identifier"),
    [
        ("<guid>https://news.example/a1</guid>", "https://news.example/a1"),
        ("<guid>tag:news.example,2024:1</guid>", "tag:news.example,2024:1"),
        ("<guid>5d0c8a0e-7a0b-4d58-9f5e-3f1c0c6d1a01</guid>", "5d0c8a0e-7a0b-4d58-9f5e-3f1c0c6d1a01"),
    ],
)
def test_a_guid_that_is_unique_in_the_world_is_the_id(read_one: "ReadOne", item: str, identifier: str) -> None:
    assert read_one(feed(f"{item}<title>Rom</title>")).id == identifier


def test_a_guid_that_is_only_a_number_gives_way_to_the_link(read: "Read") -> None:
    item = "<guid isPermaLink='false'>77</guid><title>Rom</title><link>https://{}/x?id=3{}</link>"
    one, same, other = (
        read(feed(item.format(*parts)))[0]
        for parts in (("news.example", ""), ("NEWS.example:443", "&amp;utm_source=rss#top"), ("other.example", ""))
    )

    assert isinstance(one, Item)
    assert isinstance(same, Item)
    assert isinstance(other, Item)
    assert one.id == same.id != other.id
    assert one.id.startswith("urn:sha256:")


def test_an_id_without_a_link_belongs_to_its_feed(read_one: "ReadOne") -> None:
    item = feed("<guid isPermaLink='false'>77</guid><title>Rom</title>")

    assert read_one(item, name="https://a.example/f").id != read_one(item, name="https://b.example/f").id
    assert read_one(item).id == read_one(item.replace("Rom", "Paris")).id


def test_an_item_that_nothing_identifies_is_a_problem_and_the_others_are_read(read: "Read") -> None:
    found = read(feed("<description>Rom tagt.</description>", f"<title>Paris</title>{GUID}"))

    assert [str(one) for one in found if isinstance(one, Problem)] == ["item 1: has neither guid nor link nor title"]
    assert [one.title for one in found if isinstance(one, Item)] == ["Paris"]


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("Mon, 18 Nov 2024 07:15:00 GMT", "2024-11-18T07:15:00+00:00"),
        ("Mon, 18 Nov 2024 07:15:00 MEZ", "2024-11-18T06:15:00+00:00"),
        ("Thu, 18 Jul 2024 07:15:00 CEST", "2024-07-18T05:15:00+00:00"),
        ("Mo, 18 Nov 2024 07:15:00 +0100", "2024-11-18T06:15:00+00:00"),
        ("Mi, 9. Okt 2024 07:15:00 +0200", "2024-10-09T05:15:00+00:00"),
        ("Mon, 18 Nov 2024 07:15:00 GMT+1", "2024-11-18T06:15:00+00:00"),
        ("Mon, 18 Nov 2024 07:15:00", "2024-11-18T07:15:00+00:00"),
        ("18 Nov 24 07:15 EST", "2024-11-18T12:15:00+00:00"),
        ("2024-11-18T07:15:00+01:00", "2024-11-18T06:15:00+00:00"),
        ("2024-11-18", "2024-11-18T00:00:00+00:00"),
        ("Sat, 31 Feb 2024 07:15:00 GMT", None),
        ("Mon, 18 Nov 2031 07:15:00 GMT", None),
        ("gestern", None),
        ("", None),
    ],
)
def test_a_date_is_read_or_unknown(read_one: "ReadOne", written: str, published: str | None) -> None:
    item = read_one(feed(f"{GUID}<title>Rom</title><pubDate>{written}</pubDate>"))

    assert (item.published_at.isoformat() if item.published_at else None) == published


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("AT&T kauft &nbsp; zu &uuml;ppig", "AT&T kauft zu üppig"),
        ("Rom\x08 tagt", "Rom tagt"),
        ("Rom&#99999999;&#x1;&#xD800;&#10;tagt", "Rom tagt"),
    ],
)
def test_common_slips_in_the_xml_are_mended(read_one: "ReadOne", text: str, plain: str) -> None:
    assert read_one(feed(f"{GUID}<title>{text}</title>")).title == plain


def test_white_space_before_the_declaration_does_no_harm(read_one: "ReadOne") -> None:
    assert read_one(f'\n <?xml version="1.0"?>{feed(f"{GUID}<title>Rom</title>")}').title == "Rom"


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "utf-8-sig"])
def test_the_encoding_is_that_of_the_declaration(read_one: "ReadOne", encoding: str) -> None:
    name = encoding.removesuffix("-sig")
    document = f'<?xml version="1.0" encoding="{name}"?>{feed(f"{GUID}<title>Köln</title>")}'

    assert read_one(document.encode(encoding)).title == "Köln"


def test_of_a_feed_that_was_cut_off_the_last_item_is_left_for_the_next_reading(read: "Read") -> None:
    complete = feed(f"{GUID}<title>Rom</title>", "<guid>urn:x:2</guid><title>Paris</title><description>Paris hat")

    found = read(complete[: complete.index("Paris hat") + 9])

    assert [one.title for one in found if isinstance(one, Item)] == ["Rom"]
    assert [str(one) for one in found if isinstance(one, Problem)] == [
        "item 2: is cut off; the next reading may bring it whole"
    ]


def test_a_large_feed_that_is_broken_is_refused(read: "Read") -> None:
    with pytest.raises(InputError, match="too large to be read as it is"):
        read(HEAD + "<item><title>Rom" * 40_000)


def test_an_item_listed_twice_counts_once_in_its_newest_version(read: "Read") -> None:
    item = f"{GUID}<title>{{}}</title><pubDate>Mon, 18 Nov 2024 {{}} GMT</pubDate>"

    found = read(feed(item.format("Old", "07:00:00"), item.format("New", "08:00:00"), item.format("Same", "08:00:00")))

    assert [one.title for one in found if isinstance(one, Item)] == ["New"]


def test_a_changed_text_is_another_version_of_the_same_article(read_one: "ReadOne") -> None:
    old, new = (read_one(feed(f"{GUID}<title>Rom</title><description>{text}</description>")) for text in "AB")

    assert old.id == new.id
    assert old.version != new.version
    assert old.digest() != new.digest()


def test_the_language_of_the_command_holds_where_the_feed_names_none(read_one: "ReadOne") -> None:
    item = f"{GUID}<title>Rom</title>"

    assert read_one(feed(item), language="en").language == "de-de"
    assert read_one(feed(item).replace("de-de", "Deutsch (Deutschland)"), language="de").language == "de"


LAUGHS = (
    '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    + feed(f"{GUID}<title>&c;</title>")
)
OUTSIDE = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + feed(f"{GUID}<title>&a;</title>")


@pytest.mark.parametrize("document", [LAUGHS, OUTSIDE], ids=["billion laughs", "a file of ours"])
def test_entities_are_refused(read: "Read", document: str) -> None:
    with pytest.raises(InputError, match="declares XML entities"):
        read(document)


@pytest.mark.parametrize("raw", [b"<rss", b'<rss version="2.0">', b"<?xml version='1.0'?>\n<rss"])
def test_what_only_begins_like_a_feed_is_refused(read: "Read", raw: bytes) -> None:
    with pytest.raises(InputError):
        read(raw)


def test_a_link_that_is_none_is_left_out(read_one: "ReadOne") -> None:
    assert read_one(feed(f"{GUID}<title>Rom</title><link>http://[</link>")).url is None


def test_the_name_of_a_file_is_not_taken_for_the_file(read_one: "ReadOne") -> None:
    assert read_one(b"/etc/hostname").text == "/etc/hostname"

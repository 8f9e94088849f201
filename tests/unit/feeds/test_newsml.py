from typing import TYPE_CHECKING

import pytest

from streams.errors import InputError
from streams.feeds.item import NEVER, Item, Problem, Subject

if TYPE_CHECKING:
    from tests.unit.feeds.conftest import Read, ReadOne

NITF = (
    '<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body>'
    "<body.head><hedline><hl1>Rome agrees</hl1></hedline></body.head><body.content>"
    "<block><p>Rome <em>agreed</em>.</p><hl2>Paris</hl2></block>"
    "<media media-type='image'><media-caption><p>A bridge</p></media-caption></media>"
    "<ul><li><p>First point</p></li></ul><p>Paris did\n not.</p></body.content></body></nitf></inlineXML>"
)
META = '<itemClass qcode="ninat:text"/><pubStatus qcode="stat:usable"/>'


def item_of(meta: str = META, content: str = "", texts: str = NITF, attributes: str = "") -> str:
    return (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:x:1" version="3" {attributes}>'
        f"<itemMeta>{meta}</itemMeta><contentMeta>{content}</contentMeta><contentSet>{texts}</contentSet></newsItem>"
    )


def test_every_field_is_mapped(read_one: "ReadOne") -> None:
    item = read_one(
        item_of(
            '<catalog><scheme alias="own" uri="http://cv.example/own/"/></catalog>' + META + "<provider qcode='p:nd'>"
            "<name>Northdesk</name></provider><versionCreated>2024-11-18T10:00:00+01:00</versionCreated>"
            "<firstCreated>2024-11-18T09:00:00+01:00</firstCreated><link href='https://nd.example/1'/>",
            "<urgency>4</urgency><creator><name>Ann Lee</name></creator><language tag='en-GB'/>"
            "<subject qcode='medtop:11000000'><name>politics</name></subject><subject qcode='own:7'/>"
            "<headline>Rome agrees at last</headline>",
        )
    )

    assert (item.id, item.version, item.status) == ("urn:newsml:x:1", "3", "usable")
    assert item.title == "Rome agrees at last"
    assert item.text == "Rome agreed.\n\nParis\n\nFirst point\n\nParis did not."
    assert item.published_at is not None
    assert item.updated_at is not None
    assert (item.published_at.hour, item.updated_at.hour) == (8, 9)
    assert (item.language, item.urgency, item.source, item.authors) == ("en-GB", 4, "Northdesk", ("Ann Lee",))
    assert item.url == "https://nd.example/1"
    assert item.subjects == (
        Subject(uri="http://cv.iptc.org/newscodes/mediatopic/11000000", name="politics"),
        Subject(uri="http://cv.example/own/7"),
    )


XHTML = (
    "<inlineXML contenttype='application/xhtml+xml'><html xmlns='http://www.w3.org/1999/xhtml'><head>"
    "<title>T</title></head><body><p>Rome agreed.</p><p>Paris did not.</p></body></html></inlineXML>"
)
PREFIXED = (
    "<inlineXML xmlns:h='http://www.w3.org/1999/xhtml'><h:div><h:p>Rome agreed.</h:p><h:p>Paris did not.</h:p>"
    "</h:div></inlineXML>"
)
BEHIND = (
    "<remoteContent href='https://x.example/p.jpg' contenttype='image/jpeg'/>"
    "<inlineData>Rome agreed.\n\nParis did not.</inlineData>"
)


@pytest.mark.parametrize(
    "texts",
    [
        XHTML,
        PREFIXED,
        "<inlineData contenttype='text/plain'>Rome agreed.\n\nParis did not.</inlineData>",
        "<inlineData contenttype='text/html'>&lt;p>Rome agreed.&lt;/p>&lt;p>Paris did not.&lt;/p></inlineData>",
        BEHIND,
    ],
    ids=["xhtml", "xhtml with a prefix", "plain text", "html as text", "behind a picture"],
)
def test_the_text_is_read_in_whatever_form_it_comes(read_one: "ReadOne", texts: str) -> None:
    assert read_one(item_of(texts=texts)).text == "Rome agreed.\n\nParis did not."


def test_the_headline_of_the_text_stands_in_for_one_that_is_missing(read_one: "ReadOne") -> None:
    assert read_one(item_of()).title == "Rome agrees"


def test_the_language_is_that_of_the_item_where_the_content_names_none(read_one: "ReadOne") -> None:
    assert read_one(item_of(attributes='xml:lang="de"')).language == "de"


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        ("<pubStatus qcode='stat:withheld'/>", "withheld"),
        ("<pubStatus qcode='stat:canceled'/>", "canceled"),
        ("<pubStatus uri='http://cv.iptc.org/newscodes/pubstatusg2/canceled'/>", "canceled"),
        ("", "usable"),
    ],
)
def test_the_status_is_read_from_a_qcode_or_a_uri(read_one: "ReadOne", status: str, wanted: str) -> None:
    assert read_one(item_of(status)).status == wanted


@pytest.mark.parametrize("meta", ["<pubStatus qcode='stat:maybe'/>", "<embargoed>tomorrow</embargoed>"])
def test_what_is_not_understood_is_not_sent(read: "Read", meta: str) -> None:
    (found,) = read(item_of(meta))

    assert isinstance(found, Problem)
    assert found.where == "urn:newsml:x:1"


def test_an_embargo_without_a_date_has_no_end(read_one: "ReadOne") -> None:
    assert read_one(item_of(META + "<embargoed/>")).embargoed_until == NEVER


def test_of_a_message_the_texts_are_taken_in_their_newest_version(read: "Read") -> None:
    picture = item_of('<itemClass qcode="ninat:picture"/>').replace("urn:newsml:x:1", "urn:newsml:x:2")
    old = item_of(texts="<inlineData>Old.</inlineData>").replace('version="3"', 'version="2"')
    package = '<packageItem guid="urn:newsml:x:3" version="1"><itemMeta/></packageItem>'
    message = (
        '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/><itemSet>'
        f"{package}{old}{picture}{item_of()}</itemSet></newsMessage>"
    )

    assert [(one.id, one.version) for one in read(message) if isinstance(one, Item)] == [("urn:newsml:x:1", "3")]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (item_of()[:-40], "not well-formed XML"),
        ('<!DOCTYPE newsItem [<!ENTITY a "b">]>' + item_of(), "declares XML entities"),
        ('<packageItem xmlns="http://iptc.org/std/nar/2006-10-01/"/>', "has no newsItem"),
        ("<opml/>", "neither RSS, Atom nor NewsML-G2: its root is <opml>"),
    ],
)
def test_a_document_that_cannot_be_read_is_named_with_its_reason(read: "Read", document: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read(document)

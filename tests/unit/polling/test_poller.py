"""What is sent and when: new and changed items once, over polls and restarts; embargoes; failures that stay alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from streams.errors import TransientError
from tests.website import Page, Website

if TYPE_CHECKING:
    from tests.unit.polling.conftest import Desk

Write = Callable[..., str]


async def test_an_item_is_sent_once_over_polls_and_restarts(desk: "Desk", site: Website, rss: Write) -> None:
    site.pages["/feed"] = Page(rss("Rome", "Paris"))

    first = await desk.poll(site.url("/feed"))
    again = await desk.poll(site.url("/feed"))
    desk.restart()
    after = await desk.poll(site.url("/feed"))

    assert desk.titles() == ["Rome", "Paris"]
    assert (first.sent, again.unchanged, after.unchanged) == (2, 2, 2)


async def test_a_changed_item_is_sent_again_and_so_is_one_that_changes_back(
    desk: "Desk", site: Website, rss: Write
) -> None:
    ids = set()
    for text in ("agreed", "refused", "refused", "agreed"):
        site.pages["/feed"] = Page(rss("Rome", Rome=text))
        await desk.poll(site.url("/feed"))
    ids = {item.id for item in desk.sent}

    assert [item.text for item in desk.sent] == ["agreed", "refused", "agreed"]
    assert ids == {"tag:x.example,2024:Rome"}


async def test_etag_and_last_modified_go_back_word_for_word(desk: "Desk", site: Website, rss: Write) -> None:
    site.pages["/feed"] = Page(rss("Rome"), etag='W/"a;b"', modified="Mon, 18 Nov 2024 07:15:00 GMT")

    await desk.poll(site.url("/feed"))
    desk.restart()
    counts = await desk.poll(site.url("/feed"))

    _, headers = site.requests[-1]
    assert headers["If-None-Match"] == 'W/"a;b"'
    assert headers["If-Modified-Since"] == "Mon, 18 Nov 2024 07:15:00 GMT"
    assert desk.titles() == ["Rome"]
    assert counts.unchanged == 0, "304: there was nothing to compare"


async def test_a_flawed_answer_is_asked_for_again(desk: "Desk", site: Website, rss: Write) -> None:
    flawed = rss("Rome").replace("</channel>", "<item><description>x</description></item></channel>")
    site.pages["/feed"] = Page(flawed, etag='"1"')

    assert (await desk.poll(site.url("/feed"))).refused == 1
    assert (await desk.poll(site.url("/feed"))).refused == 1

    assert "If-None-Match" not in site.requests[-1][1]


async def test_resend_sends_what_is_unchanged_once_more(desk: "Desk", site: Website, rss: Write) -> None:
    site.pages["/feed"] = Page(rss("Rome"), etag='"1"')
    await desk.poll(site.url("/feed"))
    desk.restart()

    await desk.poll(site.url("/feed"), resend=True)
    await desk.poll(site.url("/feed"), resend=True)

    assert desk.titles() == ["Rome", "Rome"]


async def test_failing_sources_are_told_once_and_stop_no_other(desk: "Desk", site: Website, rss: Write) -> None:
    site.pages |= {
        "/good": Page(rss("Rome")),
        "/error": Page(status=500),
        "/gone": Page(status=410),
        "/loop": Page(status=302, headers={"Location": "/loop"}),
        "/file": Page(status=302, headers={"Location": "file:///etc/hostname"}),
        "/laughs": Page(f'<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>{rss("&b;")}'),
        "/cut": Page(rss("Paris"), headers={"Content-Length": "9999"}),
        "/binary": Page(b"\x89PNG\r\n\0\0"),
        "/empty": Page(b""),
    }
    urls = [site.url(path) for path in (*site.pages, "/missing")]

    counts = await desk.poll(*reversed(urls))
    told = {line.split(": ", 1)[0].removeprefix(site.url("")): line.split(": ", 1)[1] for line in desk.told}
    await desk.poll(*urls)

    assert desk.titles() == ["Rome"]
    assert (counts.sent, counts.failed, counts.unreachable) == (1, 7, 2)
    assert told == {
        "/error": "answered 500 Internal Server Error",
        "/gone": "answered 410 Gone",
        "/missing": "answered 404 Not Found",
        "/loop": "redirects more than 5 times",
        "/file": told["/file"],
        "/laughs": "declares XML entities, which are refused: they can hide an attack",
        "/cut": told["/cut"],
        "/binary": "is neither a feed nor text",
        "/empty": "is empty",
    }
    assert told["/file"].startswith("leads to what is no http or https address")
    assert told["/cut"].startswith("cannot be fetched: peer closed connection")
    assert desk.told[len(told) :] == [], "the second round has told nothing new"


async def test_a_server_that_never_ends_is_given_up(desk: "Desk", site: Website) -> None:
    site.pages |= {"/hangs": Page(hangs=True), "/drips": Page("x" * 1000, drip=True)}
    desk.limit(seconds=0.5)

    counts = await desk.poll(site.url("/hangs"), site.url("/drips"))

    assert counts.unreachable == 2
    assert sorted(desk.told) == [f"{site.url(path)}: took longer than 0.5 seconds" for path in ("/drips", "/hangs")]


async def test_a_server_that_cannot_be_reached_is_a_failure_that_may_pass(desk: "Desk") -> None:
    counts = await desk.poll("http://127.0.0.1:1/feed")

    assert counts.unreachable == 1
    assert "cannot be fetched" in desk.told[0]


async def test_a_redirect_leads_to_the_feed_whose_ids_stay_those_of_the_first_address(
    desk: "Desk", site: Website, rss: Write
) -> None:
    plain = rss("Rome").replace("tag:x.example,2024:", "")
    site.pages |= {"/old": Page(status=301, headers={"Location": "/new"}), "/new": Page(plain)}
    await desk.poll(site.url("/old"))
    site.pages["/old"] = Page(plain)

    await desk.poll(site.url("/old"))

    assert desk.titles() == ["Rome"]


@pytest.mark.parametrize("page", [Page(b" " * 100_000, repeat=500), Page(b" " * 100_000, repeat=500, chunked=True)])
async def test_of_50_mb_no_more_is_read_than_is_allowed(desk: "Desk", site: Website, page: Page) -> None:
    site.pages["/feed"] = page
    desk.limit(max_bytes=1_000_000)

    await desk.poll(site.url("/feed"))

    assert desk.told == [f"{site.url('/feed')}: is larger than 1 MB"]
    assert site.sent < 20_000_000, "the rest was not asked for"


async def test_what_is_large_only_when_unpacked_is_refused_too(desk: "Desk", site: Website) -> None:
    site.pages["/feed"] = Page(b" " * 100_000, repeat=50, packed=True)
    desk.limit(max_bytes=1_000_000)

    await desk.poll(site.url("/feed"))

    assert desk.told == [f"{site.url('/feed')}: is larger than 1 MB"]


async def test_a_server_that_asks_for_rest_is_left_alone(desk: "Desk", site: Website) -> None:
    site.pages["/feed"] = Page(status=429, headers={"Retry-After": "120"})

    await desk.poll(site.url("/feed"))
    await desk.poll(site.url("/feed"))

    assert site.count("/feed") == 1


async def test_what_the_broker_has_not_confirmed_is_not_remembered(desk: "Desk", site: Website, rss: Write) -> None:
    site.pages["/feed"] = Page(rss("Rome"), etag='"1"')
    desk.broker_is_away = True
    with pytest.raises(TransientError):
        await desk.poll(site.url("/feed"))
    desk.broker_is_away = False
    desk.restart()

    await desk.poll(site.url("/feed"))

    assert desk.titles() == ["Rome", "Rome"]


async def test_an_embargoed_item_waits_even_if_the_feed_no_longer_changes(
    desk: "Desk", site: Website, ninjs: Write
) -> None:
    site.pages["/item"] = Page(ninjs("Rome", embargoed="2024-11-18T13:00:00Z"), kind="application/json", etag='"1"')
    assert (await desk.poll(site.url("/item"))).embargoed == 1
    assert desk.titles() == []
    desk.restart()
    desk.now += timedelta(minutes=59)
    await desk.poll(site.url("/item"))
    assert desk.titles() == []

    desk.now += timedelta(minutes=1)
    await desk.poll(site.url("/item"))
    await desk.poll(site.url("/item"))

    assert desk.titles() == ["Rome"]


@pytest.mark.parametrize(
    ("fields", "titles"),
    [
        ({"embargoed": "2024-11-18T15:00:00Z"}, []),
        ({"embargoed": ""}, []),
        ({"pubstatus": "canceled", "embargoed": "2024-11-18T13:00:00Z"}, ["canceled"]),
        ({}, ["New"]),
    ],
    ids=["longer", "without end", "canceled", "lifted"],
)
async def test_a_new_version_replaces_one_that_waits(
    desk: "Desk", site: Website, ninjs: Write, fields: dict[str, str], titles: list[str]
) -> None:
    site.pages["/item"] = Page(ninjs("Old", embargoed="2024-11-18T13:00:00Z"))
    await desk.poll(site.url("/item"))
    site.pages["/item"] = Page(ninjs("New", **fields))

    await desk.poll(site.url("/item"))
    desk.now += timedelta(hours=2)
    await desk.poll(site.url("/item"))

    assert desk.titles() == titles


async def test_a_withdrawal_goes_out_once_and_as_such(desk: "Desk", site: Website, ninjs: Write) -> None:
    for status in ("usable", "withheld", "withheld", "usable"):
        site.pages["/item"] = Page(ninjs("Rome", pubstatus=status))
        await desk.poll(site.url("/item"))

    assert desk.titles() == ["Rome", "withheld", "Rome"]


async def test_two_feeds_that_tell_an_item_differently_do_not_take_turns(
    desk: "Desk", site: Website, rss: Write
) -> None:
    site.pages |= {"/a": Page(rss("Rome", Rome="short")), "/b": Page(rss("Rome", Rome="at length"))}

    for _ in range(3):
        await desk.poll(site.url("/a"), site.url("/b"))

    assert len(desk.titles()) == 2


async def test_a_password_is_not_told(desk: "Desk", site: Website) -> None:
    await desk.poll(site.url("/missing").replace("//", "//user:secret@"))

    assert desk.told == [f"{site.url('/missing')}: answered 404 Not Found"]
    assert site.requests[0][1]["Authorization"].startswith("Basic ")

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.website import Page, Website

if TYPE_CHECKING:
    from tests.unit.polling.conftest import Desk

Write = Callable[..., str]
SENTENCE = "The council of Rome has agreed to the new bridge over the river after a long debate on Monday evening."
ARTICLE = f"<!DOCTYPE html><body><nav>Home</nav><article><p>{SENTENCE}</p><p>{SENTENCE[::-1]}</p></article></body>"


@pytest.fixture
def feed(site: Website, rss: Write) -> str:
    site.pages["/feed"] = Page(rss("Rome", link=site.url("/rome"), Rome="Teaser."), etag='"1"')
    return site.url("/feed")


async def test_the_text_is_that_of_the_page(desk: "Desk", site: Website, feed: str) -> None:
    site.pages["/rome"] = Page(ARTICLE, kind="text/html; charset=utf-8")

    await desk.poll(feed, full_text=True)
    await desk.poll(feed, full_text=True)

    assert [item.text for item in desk.sent] == [f"{SENTENCE}\n\n{SENTENCE[::-1]}"]
    assert site.count("/rome") == 1, "the page of an unchanged item is not fetched again"


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (Page("<html><body><p>Pay!</p></body></html>", kind="text/html"), ""),
        (Page(status=404), "answered 404 Not Found; the feed's own text is sent"),
        (Page(b"%PDF-1.7", kind="application/pdf"), "is neither a feed nor text; the feed's own text is sent"),
        (Page('{"id": 1}', kind="application/json"), "is no page; the feed's own text is sent"),
        (Page(status=302, headers={"Location": "file:///etc/passwd"}), "the feed's own text is sent"),
    ],
    ids=["shorter", "missing", "pdf", "json", "a file of ours"],
)
async def test_the_feeds_own_text_stands_where_the_page_has_no_more(
    desk: "Desk", site: Website, feed: str, page: Page, told: str
) -> None:
    site.pages["/rome"] = page

    await desk.poll(feed, full_text=True)

    assert [item.text for item in desk.sent] == ["Teaser."]
    assert [line for line in desk.told if told not in line] == []


async def test_a_page_that_cannot_be_had_now_is_tried_again(desk: "Desk", site: Website, feed: str) -> None:
    site.pages["/rome"] = Page(status=503)
    assert (await desk.poll(feed, full_text=True)).postponed == 1
    assert desk.sent == []
    site.pages["/rome"] = Page(ARTICLE, kind="text/html")
    desk.restart()

    await desk.poll(feed, full_text=True)
    await desk.poll(feed, full_text=True)

    assert [item.text[:11] for item in desk.sent] == [SENTENCE[:11]]


async def test_a_page_that_cannot_be_had_for_long_is_done_without(desk: "Desk", site: Website, feed: str) -> None:
    site.pages["/rome"] = Page(status=503)

    for _ in range(5):
        await desk.poll(feed, full_text=True)

    assert [item.text for item in desk.sent] == ["Teaser."]
    assert site.count("/rome") == 3

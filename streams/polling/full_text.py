"""The article behind a feed's teaser, from its page."""

import asyncio

from streams.errors import InputError
from streams.feeds.formats import format_of
from streams.feeds.item import Item, clean
from streams.feeds.page import read_page
from streams.polling.fetch import Fetcher


async def with_full_text(item: Item, fetcher: Fetcher) -> Item:
    """Return an item with the text of its page, or as it is if the feed has more of it than the page.

    Raise FetchError if the page cannot be had now, InputError if it never can or is no page.
    """
    response = await fetcher.get(item.url or "")
    if response is None or format_of(response.raw.lstrip(), response.media_type) != "html":
        raise InputError("is no page")
    page = await asyncio.to_thread(read_page, response.raw, response.url)
    text = clean(page.text)
    return item if len(text) <= len(item.text) else item.model_copy(update={"text": text})

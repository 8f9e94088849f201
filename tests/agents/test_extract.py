"""The extract agent's logic: what is published, what is counted, what stops the worker. No Faust, no broker."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor

import orjson
import pytest

from streams.agents.extract import Batches
from streams.dedup import Seen
from streams.errors import TooManyDeadLettersError, TransientError
from streams.messages import Message, Record
from streams.models import Article, Event
from streams.pipeline import Extractor, Processor
from streams.testing import Outbox, capitals


@pytest.fixture
def executor() -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


def processor(extract: Extractor = capitals) -> Processor:
    return Processor(extract, "news", "g", "/s", "1", max_text=1000, max_message=100_000, seen=Seen())


def records(*values: bytes | None) -> list[Record]:
    return [Record("news.articles", 0, offset, None, b"k", value) for offset, value in enumerate(values)]


def article(number: int) -> bytes:
    return orjson.dumps({"id": f"a{number}", "text": "Der Rat SAGT es"})


async def test_a_batch_is_published_and_counted(executor: Executor) -> None:
    outbox = Outbox()
    batches = Batches(processor(), outbox, executor, dead_letter_limit=5)

    await batches.handle(records(article(1), b"{", None, article(2)))

    assert len(outbox.on("news.events.statement")) == 2
    assert len(outbox.on("news.manifests")) == 2
    assert len(outbox.on("news.dead-letters")) == 1
    assert batches.counts == {"ok:usable": 2, "dead_lettered:decode": 1, "skipped:tombstone": 1, "messages": 5}


async def test_a_manifest_is_published_after_its_events_and_before_the_next_article(
    executor: Executor,
) -> None:
    outbox = Outbox()

    await Batches(processor(), outbox, executor, dead_letter_limit=5).handle(records(article(1), article(2)))

    assert [m.topic for m in outbox.messages] == ["news.events.statement", "news.manifests"] * 2


async def test_an_article_is_read_while_the_one_before_it_is_published(executor: Executor) -> None:
    begun = threading.Event()

    def extract(article: Article) -> tuple[Event, ...]:
        if article.id == "a2":
            begun.set()
        return capitals(article)

    async def publish(messages: Sequence[Message]) -> None:
        """Confirm the first article's messages only once the second one is begun."""
        await asyncio.to_thread(begun.wait, 10)
        await outbox(messages)

    outbox = Outbox()
    await Batches(processor(extract), publish, executor, dead_letter_limit=5).handle(records(article(1), article(2)))

    assert begun.is_set()
    assert [m.key for m in outbox.on("news.manifests")] == [b"a1", b"a2"]


async def test_a_repeat_in_the_same_batch_and_in_a_later_one_is_skipped(executor: Executor) -> None:
    outbox = Outbox()
    batches = Batches(processor(), outbox, executor, dead_letter_limit=5)

    await batches.handle(records(article(1), article(1)))
    await batches.handle(records(article(1)))

    assert batches.counts["skipped:repeat"] == 2
    assert len(outbox.on("news.manifests")) == 1


async def test_what_cannot_be_published_ends_the_batch(executor: Executor) -> None:
    async def fail(_: Sequence[Message]) -> None:
        raise TransientError("the broker is away")

    with pytest.raises(TransientError):
        await Batches(processor(), fail, executor, dead_letter_limit=5).handle(records(article(1), article(2)))


async def test_too_many_dead_letters_in_a_row_stop_the_worker(executor: Executor) -> None:
    outbox = Outbox()
    batches = Batches(processor(), outbox, executor, dead_letter_limit=3)
    await batches.handle(records(b"{", b"{"))

    with pytest.raises(TooManyDeadLettersError, match=r"4 dead letters in a row.*decode"):
        await batches.handle(records(b"{", b"{"))

    assert len(outbox.messages) == 3


async def test_a_good_article_ends_a_row_of_dead_letters(executor: Executor) -> None:
    batches = Batches(processor(), Outbox(), executor, dead_letter_limit=2)

    for _ in range(4):
        await batches.handle(records(b"{", b"{", article(1)))

    assert batches.counts["dead_lettered:decode"] == 8

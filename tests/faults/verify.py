"""The verifier, a process of its own: reads what went in and what came out, and compares them with the pure pipeline.

`python -m tests.faults.verify BROKER PREFIX INPUTS [--real]` prints a line of JSON a sample; told to end (its standard
input closes), it takes a last sample and prints the verdict. A sample reads the committed offsets first and the outputs
after them, so that a commit which passes an unpublished record is seen.
"""

import base64
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from streams import __version__
from streams.codec import original_headers, read_dead_letter
from streams.config import Settings
from streams.dedup import Seen
from streams.messages import Record
from streams.pipeline import Extractor, Processor
from streams.testing import capitals
from streams.topics import topics

PAUSE = 0.2
PATIENCE = 120.0
"""Seconds that the broker may be away."""
Output = tuple[str, bytes | None, bytes | None, tuple[tuple[str, bytes | None], ...]]
"""Topic, key, value and headers: duplicates are equal in all of them."""


class Verifier:
    """Knows what each input must become and ticks off what arrives."""

    def __init__(self, broker: str, prefix: str, inputs: Path, extract: Extractor) -> None:
        self._prefix = prefix
        self._articles = f"{prefix}.articles"
        self._inputs = [orjson.loads(line) for line in inputs.read_bytes().splitlines()]
        self._places = {(i["partition"], i["offset"]): n for n, i in enumerate(self._inputs)}
        self._process = lambda: Processor(
            extract, prefix, prefix, Settings().source, __version__, 500_000, 1_000_000, Seen()
        )
        self._waiting: dict[int, set[Output]] = {}
        self._wanted: defaultdict[Output, set[int]] = defaultdict(set)
        for number in range(len(self._inputs)):
            self._expect(number)
        self._published: Counter[Output] = Counter()
        self._order: dict[bytes | None, list[str]] = defaultdict(list)
        self._dead: Counter[int] = Counter()
        self._invented: list[str] = []
        self._ahead = 0
        self._broker = {"bootstrap.servers": broker}
        common = {**self._broker, "enable.auto.commit": False, "fetch.wait.max.ms": 100}
        self._outputs = Consumer({**common, "group.id": f"{prefix}-verifier", "auto.offset.reset": "earliest"})
        self._group = Consumer({**common, "group.id": prefix})
        names = [t.name for t in topics(prefix) if t.name != self._articles]
        places = [TopicPartition(name, p, OFFSET_BEGINNING) for name in names for p in self._partitions(name)]
        self._outputs.assign(places)
        self._read = {(place.topic, place.partition): 0 for place in places}
        self._admin = AdminClient(self._broker)

    def _expect(self, number: int) -> None:
        entry = self._inputs[number]
        self._waiting[number] = set()
        if entry["expect"] == "events":
            result = self._process()(_record(self._articles, entry))
            if result.outcome != "ok":
                raise ValueError(f"input {number} is no article: {result.detail}")
            for message in result.messages:
                output = (message.topic, message.key, message.value, tuple(message.headers))
                self._waiting[number].add(output)
                self._wanted[output].add(number)
        elif entry["expect"].startswith("dead:"):
            self._waiting[number].add((entry["expect"], None, None, ()))

    def _partitions(self, topic: str) -> list[int]:
        """Return a topic's partitions; a topic that was made just now has none for a moment."""
        while not (partitions := list(self._group.list_topics(topic, timeout=PATIENCE).topics[topic].partitions)):
            time.sleep(PAUSE)
        return partitions

    def sample(self) -> dict[str, Any]:
        """Read the commits, then all outputs; return how far things are."""
        places = [TopicPartition(self._articles, p) for p in self._partitions(self._articles)]
        committed = {p.partition: max(p.offset, 0) for p in self._group.committed(places, timeout=PATIENCE)}
        for message in self._drain():
            self._take(message)
        passed = [n for (p, o), n in self._places.items() if o < committed.get(p, 0) and self._waiting[n]]
        self._ahead = max(self._ahead, len(passed))
        open_ones = [n for n in self._waiting if self._waiting[n]]
        self._lost = passed
        self._left = [n for n in open_ones if n not in set(passed)]
        return {
            "settled": len(self._inputs) - len(open_ones),
            "of": len(self._inputs),
            "committed": sum(committed.values()),
            "ahead": self._ahead,
        }

    def _drain(self) -> Iterator[Any]:
        """Yield messages until every partition's end, as of this call, is reached."""
        wanted = {TopicPartition(*place): OffsetSpec.latest() for place in self._read}
        try:
            ends = self._admin.list_offsets(wanted, request_timeout=PATIENCE)
            due = {(place.topic, place.partition): end.result().offset for place, end in ends.items()}
        except KafkaException:
            self._admin = AdminClient(self._broker)  # it would keep to the epoch of a leader that has restarted since
            raise
        while any(self._read[place] < end for place, end in due.items()):
            for message in self._outputs.consume(500, 0.1):
                if message.error() is None:
                    self._read[message.topic(), message.partition()] = message.offset() + 1
                    yield message

    def _take(self, message: Any) -> None:
        headers = tuple((name, value) for name, value in message.headers() or ())
        if message.topic() == f"{self._prefix}.dead-letters":
            self._take_dead(message, headers)
            return
        output = (message.topic(), message.key(), message.value(), headers)
        if output not in self._wanted:
            self._invented.append(f"{message.topic()} {message.key()!r} {message.value()[:200]!r}")
        elif not self._published[output] and message.topic().endswith(".manifests"):
            self._order[message.key()].append(orjson.loads(message.value())["version"])
        self._published[output] += 1
        for number in self._wanted.get(output, ()):
            self._waiting[number].discard(output)

    def _take_dead(self, message: Any, headers: tuple[tuple[str, bytes | None], ...]) -> None:
        letter = read_dead_letter(headers)
        number = self._places.get((letter.partition, letter.offset)) if letter else None
        if number is None:
            self._invented.append(f"dead letter of nothing that went in: {letter!r}")
            return
        entry = self._inputs[number]
        found = (f"dead:{letter.reason}" if letter else "", message.key(), message.value(), original_headers(headers))
        key, value, sent = _bytes(entry)
        if found != (entry["expect"], key, value, original_headers(sent)):
            self._invented.append(f"{entry['name']}: a dead letter that it should not be, or not like this: {letter!r}")
            return
        self._dead[number] += 1
        self._waiting[number].clear()

    def verdict(self) -> dict[str, Any]:
        """Take the last sample and return what all of them amount to."""
        sample = self.sample()
        surplus = [count - len(self._wanted[o]) for o, count in self._published.items() if o[0].endswith(".manifests")]
        names = [entry["name"] for entry in self._inputs]
        sent = self._sent()
        return {
            **sample,
            "lost": [names[number] for number in self._lost],
            "left": [names[number] for number in self._left],
            "invented": self._invented,
            "duplicates": sum(max(0, count) for count in surplus) + sum(count - 1 for count in self._dead.values()),
            "dead": sum(self._dead.values()),
            "disorder": [
                str(key) for key, found in self._order.items() if not _in_order(found, sent.get(key or b"", []))
            ],
        }

    def _sent(self) -> dict[bytes, list[str]]:
        """Return the versions of each article in the order in which they went in, each once."""
        sent: dict[bytes, list[str]] = defaultdict(list)
        for entry in self._inputs:
            if entry["expect"] == "events":
                article = orjson.loads(_bytes(entry)[1] or b"")
                sent[article["id"].encode()].append(article.get("version", "1"))
        return {key: list(dict.fromkeys(versions)) for key, versions in sent.items()}


def _in_order(found: list[str], sent: list[str]) -> bool:
    rest = iter(sent)
    return all(version in rest for version in found)


def _bytes(entry: dict[str, Any]) -> tuple[bytes | None, bytes | None, tuple[tuple[str, bytes | None], ...]]:
    """Return an input's key, value and headers."""
    key, value = (None if entry[name] is None else base64.b64decode(entry[name]) for name in ("key", "value"))
    return key, value, tuple((name, None if v is None else base64.b64decode(v)) for name, v in entry["headers"])


def _record(topic: str, entry: dict[str, Any]) -> Record:
    return Record(topic, entry["partition"], entry["offset"], None, *_bytes(entry))


def main() -> None:
    broker, prefix, inputs, *flags = sys.argv[1:]
    extract: Extractor = capitals
    if "--real" in flags:
        from streams.nlp import build_extractor  # noqa: PLC0415 - seconds that the stub's runs need not wait for

        extract = build_extractor()
    verifier = Verifier(broker, prefix, Path(inputs), extract)
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    while not ended.wait(PAUSE):
        if sample := _while_away(verifier.sample):
            print(orjson.dumps(sample).decode(), flush=True)
    while not (verdict := _while_away(verifier.verdict)):
        time.sleep(PAUSE)
    print(orjson.dumps({"verdict": verdict}).decode(), flush=True)


def _while_away(ask: Callable[[], dict[str, Any]]) -> dict[str, Any] | None:
    """Return an answer, or None where the broker is away, which experiments may be about."""
    try:
        return ask()
    except KafkaException as error:
        print(error, file=sys.stderr, flush=True)
        return None


if __name__ == "__main__":
    main()

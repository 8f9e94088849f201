"""Throughput and latency of the stream beside the bare reader, on the same cores, in interleaved rounds.

    make bench                                   # on a Kafka that Maven resolves, else on the embedded broker
    python benchmarks/bench_stream.py ARTICLES.jsonl --rounds 20 --count 100

Prints articles/s of the reader (every sentence parsed, nothing else), of the extraction without Kafka, which parses
no sentence that can hold no event, and of workers behind Kafka, each by one and by two processes; their ratios, made
within a round; latency from sending to event at 70 % of what two workers did; memory of a worker. All processes run
all the time and take turns, in short rounds, as a shared machine is now faster, now slower. Figures are medians over
the rounds. `benchmarks/bench_first_look.py` shows that the sentences left out hold no event.
"""

import argparse
import itertools
import json
import multiprocessing
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from kafka.partitioner.default import murmur2
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from streams import clients
from streams.config import Settings
from streams.embedded import embedded_broker
from streams.models import Article
from streams.nlp import build_extractor
from streams.nlp.pipelines import own_pipeline
from streams.topics import topics

LOAD = 0.7
PATIENCE = 600.0
PARTITIONS = 4
WARM = 2 * PARTITIONS * Settings().batch_size
"""Articles before the measurement: the first batch of each partition is read one at a time."""
ONE_THREAD = {"OMP_NUM_THREADS": "1"}


def texts_of(path: Path, words: int) -> list[tuple[str, str]]:
    """Return texts of exactly `words` words with their language: the file's articles joined, then cut."""
    joined: dict[str, list[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        article = json.loads(line)
        if article.get("text"):
            joined.setdefault(article.get("language", "de"), []).extend(re.findall(r"\S+\s*", article["text"] + "\n\n"))
    found = []
    for language, all_words in joined.items():
        repeated = all_words * (words // len(all_words) + 1) if len(all_words) < words else all_words
        starts = range(0, len(repeated) - words + 1, words)
        found += [(language, "".join(repeated[start : start + words])) for start in starts]
    return found


def pace(finished: Iterable[float]) -> float:
    """Return articles/s from the times in seconds at which articles were finished, without the first and last tenth.

    So neither the start counts nor the end, when one process has nothing left to do.
    """
    times = sorted(finished)
    edge = len(times) // 10
    first, last = times[edge], times[-1 - edge]
    return (len(times) - 1 - 2 * edge) / (last - first)


def read_alone(kind: str, texts: list[tuple[str, str]], orders: Connection) -> None:
    """In a process of its own read as many articles as are ordered; answer with when each was finished."""
    if kind == "reader":
        pipelines = {language: own_pipeline(language)[0] for language in ("de", "en")}

        def read(language: str, text: str) -> None:
            with pipelines[language].memory_zone():
                pipelines[language](text)
    else:
        extract = build_extractor()

        def read(language: str, text: str) -> None:
            extract(Article(id="a", text=text, language=language, published_at="2024-11-18"))

    for language, text in texts:
        read(language, text)
    orders.send(None)
    while count := orders.recv():
        finished = []
        for number in range(count):
            read(*texts[number % len(texts)])
            finished.append(time.time())
        orders.send(finished)


class Alone:
    """Two processes without Kafka that read articles with or without the event rules."""

    def __init__(self, kind: str, texts: list[tuple[str, str]]) -> None:
        """Start the processes; return when they are warm."""
        context = multiprocessing.get_context("spawn")
        self.orders = []
        for _ in range(2):
            ours, theirs = context.Pipe()
            context.Process(target=read_alone, args=(kind, texts, theirs), daemon=True).start()
            self.orders.append(ours)
        self._answers(self.orders)

    def measure(self, processes: int, count: int) -> float:
        """Return articles/s of some of the processes, each reading its share of `count`."""
        ordered = self.orders[:processes]
        for orders in ordered:
            orders.send(count // processes)
        return pace(itertools.chain(*self._answers(ordered)))

    def stop(self) -> None:
        """Order nothing more."""
        for orders in self.orders:
            orders.send(0)

    def _answers(self, ordered: Sequence[Connection]) -> list[list[float]]:
        answers = []
        for orders in ordered:
            if not orders.poll(PATIENCE):
                sys.exit(f"a process did not answer within {PATIENCE:.0f} s")
            answers.append(orders.recv())
        return answers


def article_id(number: int) -> str:
    """Return an id that Kafka's hash puts into one partition after another, so that workers get equal shares."""
    ids = (f"a{number}-{variant}" for variant in itertools.count())
    return next(name for name in ids if (murmur2(name.encode()) & 0x7FFFFFFF) % PARTITIONS == number % PARTITIONS)


class Stream:
    """Topics of a run's own on a broker, and its workers."""

    def __init__(self, broker: str, *, embedded: bool, workers: int) -> None:
        """Create the topics and start the workers."""
        self.broker, self.embedded = broker, embedded
        self.prefix = f"bench-{uuid.uuid4().hex[:8]}"
        self.sent: dict[str, float] = {}
        self.done: dict[str, float] = {}
        if not embedded:
            clients.create_topics(
                broker, topics(self.prefix, partitions=PARTITIONS), replication=1, max_message=1_000_000
            )
        self.addresses = [_free_address() for _ in range(workers)]
        self.workers = [self._start(address) for address in self.addresses]

    def _start(self, address: str) -> subprocess.Popen[bytes]:
        settings = {
            "STREAMS_BROKER": self.broker,
            "STREAMS_TOPIC_PREFIX": self.prefix,
            "STREAMS_GROUP": self.prefix,
            "STREAMS_HTTP": address,
            "STREAMS_LOG_LEVEL": "ERROR",
        }
        return subprocess.Popen(
            [sys.executable, "-m", "streams", "worker"], env={**os.environ, **ONE_THREAD, **settings}
        )

    def warm_up(self, texts: list[tuple[str, str]]) -> None:
        """Return when the group has given every worker its partitions and each has read its first articles."""
        deadline = time.monotonic() + PATIENCE
        while not all(_assigned(address) for address in self.addresses):
            if time.monotonic() > deadline or any(worker.poll() is not None for worker in self.workers):
                sys.exit("the workers did not become ready; their last lines say why")
            time.sleep(0.3)
        self.read(texts, WARM)

    def read(self, texts: list[tuple[str, str]], count: int, *, rate: float | None = None) -> list[str]:
        """Send articles, evenly over the partitions, at `rate` a second or at once; return their ids when all are read.

        `sent` then holds when each was sent and `done` the timestamp of its manifest, both in seconds.
        """
        ids = [article_id(len(self.sent) + number) for number in range(count)]
        began = time.monotonic()
        with clients.producer(self.broker, embedded=self.embedded) as producer:
            for number, name in enumerate(ids):
                if rate is not None:
                    time.sleep(max(0.0, began + number / rate - time.monotonic()))
                language, text = texts[number % len(texts)]
                article = {"id": name, "text": text, "language": language, "published_at": "2024-11-18"}
                self.sent[name] = time.time()
                producer.send(f"{self.prefix}.articles", key=name.encode(), value=json.dumps(article).encode())
        self._wait()
        return ids

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        topic = f"{self.prefix}.manifests"
        with clients.consumer(self.broker, [topic], from_start=True, embedded=self.embedded) as consumer:
            while len(self.done) < len(self.sent):
                if time.monotonic() > deadline:
                    sys.exit(f"{len(self.done)} of {len(self.sent)} articles were read in {PATIENCE:.0f} s")
                for records in consumer.poll(timeout_ms=1000).values():
                    self.done |= {record.key.decode(): record.timestamp / 1000 for record in records}

    def memory(self) -> float:
        """Return the peak resident memory of the largest worker in MB."""
        status = [Path(f"/proc/{worker.pid}/status").read_text("utf-8") for worker in self.workers]
        return max(int(re.findall(r"VmHWM:\s+(\d+)", text)[0]) for text in status) / 1024

    def stop(self) -> None:
        """Stop the workers as an operator would."""
        for worker in self.workers:
            worker.send_signal(signal.SIGTERM)
        for worker in self.workers:
            worker.wait(60)


def _free_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"127.0.0.1:{free.getsockname()[1]}"


def _assigned(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{address}/metrics", timeout=5) as answer:
            return re.search(rb"streams_partitions_assigned [1-9]", answer.read()) is not None
    except OSError:
        return False


@contextmanager
def stream(broker: str, texts: list[tuple[str, str]], *, embedded: bool, workers: int) -> Iterator[Stream]:
    """Run a stream of warm workers for the duration of the block."""
    running = Stream(broker, embedded=embedded, workers=workers)
    try:
        running.warm_up(texts)
        yield running
    finally:
        running.stop()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, nargs="?", default=Path("benchmarks/articles.jsonl"))
    parser.add_argument("--words", type=int, default=400)
    parser.add_argument("--count", type=int, default=60, help="articles of a measurement")
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    os.environ |= ONE_THREAD
    texts = texts_of(options.articles, options.words)
    own = os.environ.get("STREAMS_TEST_BROKER")
    rates: dict[tuple[str, int], list[float]] = {}
    waits: list[float] = []
    with ExitStack() as stack:
        progress = stack.enter_context(Progress(console=Console(stderr=True), transient=True))
        task = progress.add_task("warming up", total=options.rounds)
        broker = own or stack.enter_context(embedded_broker())
        readers = {kind: Alone(kind, texts) for kind in ("reader", "extraction")}
        for reader in readers.values():
            stack.callback(reader.stop)
        streams = {
            count: stack.enter_context(stream(broker, texts, embedded=not own, workers=count)) for count in (1, 2)
        }
        progress.update(task, description="rounds")
        for number in range(options.rounds):
            for processes in (1, 2) if number % 2 else (2, 1):
                for kind, reader in readers.items():
                    rates.setdefault((kind, processes), []).append(reader.measure(processes, options.count))
                run = streams[processes]
                rate = pace(run.done[name] for name in run.read(texts, options.count))
                rates.setdefault(("workers", processes), []).append(rate)
            run = streams[2]
            ids = run.read(texts, options.count // 2, rate=LOAD * rates["workers", 2][-1])
            waits += [run.done[name] - run.sent[name] for name in ids]
            progress.advance(task)
        memory = max(run.memory() for run in streams.values())
    show(rates, sorted(waits), memory, f"{'Kafka' if own else 'embedded broker'}, {options.words}-word articles")


def show(rates: dict[tuple[str, int], list[float]], waits: Sequence[float], memory: float, where: str) -> None:
    """Print the figures and what they must be."""
    kinds = {"reader": "bare reader", "extraction": "extraction without Kafka", "workers": "workers behind Kafka"}
    table = Table("articles/s", "1 process", "2 processes", "2 / 1", title=where)
    for kind, name in kinds.items():
        one, two = (statistics.median(rates[kind, processes]) for processes in (1, 2))
        table.add_row(name, f"{one:.2f}", f"{two:.2f}", f"{ratio(rates, (kind, 2), (kind, 1)):.2f}")
    more = Table("", "measured", "must be")
    more.add_row("1 extraction / 1 bare reader", f"{ratio(rates, ('extraction', 1), ('reader', 1)):.2f}", "> 1")
    more.add_row("2 workers / 2 bare readers", f"{ratio(rates, ('workers', 2), ('reader', 2)):.2f}", ">= 0.9")
    more.add_row("2 workers / 2 extractions", f"{ratio(rates, ('workers', 2), ('extraction', 2)):.2f}", "")
    more.add_row("2 workers / 1 worker", f"{ratio(rates, ('workers', 2), ('workers', 1)):.2f}", ">= 1.8")
    for share, must in ((0.5, ""), (0.95, "<= 1"), (0.99, "")):
        wait = waits[min(len(waits) - 1, int(share * len(waits)))]
        more.add_row(f"latency at {LOAD:.0%} load, p{share * 100:.0f}, s", f"{wait:.2f}", must)
    more.add_row("peak memory of a worker, MB", f"{memory:.0f}", "<= 600")
    console = Console()
    console.print(table)
    console.print(more)
    console.print(f"load of the machine while this ran: {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores")


def ratio(rates: dict[tuple[str, int], list[float]], above: tuple[str, int], below: tuple[str, int]) -> float:
    """Return the median over the rounds of a ratio within a round."""
    return statistics.median(a / b for a, b in zip(rates[above], rates[below], strict=True))


if __name__ == "__main__":
    main()

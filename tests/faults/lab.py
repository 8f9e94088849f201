"""What experiments are made with: a broker, topics of their own, real workers, faults in flight, and a verifier.

Everything an experiment does is timed from the outside: workers are processes, the verifier is one, too.
"""

import base64
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import orjson
from confluent_kafka import Producer

from streams import clients
from streams.topics import topics
from tests.broker.node import Node
from tests.probes import ask

ROOT = Path(__file__).parents[2]
STUB = ROOT / "tests" / "integration" / "stub_worker.py"
PARTITIONS = 4
BATCH = 8
PATIENCE = 90.0
"""Seconds without which nothing that is due fails to come."""


class ExperimentError(AssertionError):
    """An experiment did not go as it must."""


@dataclass(frozen=True)
class Input:
    """A record to send and what must become of it: "events", "dead:REASON" or "skip"."""

    name: str
    key: bytes
    value: bytes | None
    expect: str = "events"
    headers: tuple[tuple[str, bytes | None], ...] = ()


def article(
    name: str, text: str = "", *, ms: int = 0, version: str = "1", expect: str = "events", **more: Any
) -> Input:
    """Return an input that is an article with one statement, whose reading takes `ms` milliseconds."""
    text = f"Der Rat SAGT {name} {text}" + (f" ms{ms}" if ms else "")
    value = orjson.dumps({"id": name, "text": text, "language": "de", "version": version, **more})
    return Input(f"{name}#{version}", name.encode(), value, expect)


def articles(count: int, *, ms: int) -> list[Input]:
    """Return as many articles."""
    return [article(f"a{number}", ms=ms) for number in range(count)]


@dataclass
class Outcome:
    """A row of the table: what was struck when, what the verifier found, how long it took to go on."""

    killed_at: list[str] = field(default_factory=list)
    lost: int = 0
    duplicates: int = 0
    bound: int = 0
    recovery: list[float] = field(default_factory=list)
    note: str = ""


class Worker:
    """A worker process, its log and its journal."""

    def __init__(self, command: Sequence[str], environment: dict[str, str], folder: Path, number: int) -> None:
        self.log = folder / f"worker-{number}.log"
        self._journal = folder / f"worker-{number}.journal"
        self._journal.touch()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, env={**environment, "STUB_JOURNAL": str(self._journal)}, stderr=log, stdout=log, cwd=folder
            )

    def freeze_in_flight(self) -> str:
        """Stop the process while it reads an article; return the article's id, the proof that work was in flight."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self.process.send_signal(signal.SIGSTOP)
            lines = self.journal
            if lines and lines[-1].startswith("begin "):
                return lines[-1].removeprefix("begin ")
            self.process.send_signal(signal.SIGCONT)
            time.sleep(0.005)
        raise ExperimentError(f"{self.log}: no article was in flight")

    @property
    def journal(self) -> list[str]:
        """What the process has begun and ended to read, a line each."""
        return self._journal.read_text("utf-8").splitlines()

    def status(self, path: str) -> int:
        """Return the HTTP status of what the process serves at `path`."""
        (address,) = re.findall(r"health and metrics are at ([\w.:]+)", self.log.read_text("utf-8"))
        return ask(address, path)[0]

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        return self.process.wait(PATIENCE)

    @property
    def resident_mb(self) -> float:
        """Resident memory in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


class Stream:
    """Topics, workers and the verifier of one run."""

    def __init__(self, lab: "Lab", folder: Path, *, partitions: int = PARTITIONS, **settings: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.lab, self.folder = lab, folder
        self.prefix = f"fault-{uuid.uuid4().hex[:8]}"
        self.workers: list[Worker] = []
        self._settings = {"STREAMS_BATCH_SIZE": str(BATCH), **settings}
        self._verifier: subprocess.Popen[str] | None = None
        self._status: dict[str, Any] = {"settled": 0}
        self._samples = 0
        self._verdict: dict[str, Any] | None = None
        made = topics(self.prefix, partitions=partitions)
        if lab.embedded:
            asking = Producer({"bootstrap.servers": lab.broker})  # a topic appears when it is asked for
            for topic in made:
                while not asking.list_topics(topic.name, timeout=PATIENCE).topics[topic.name].partitions:
                    time.sleep(0.05)
        else:
            clients.create_topics(lab.broker, made, replication=1, max_message=1_000_000)

    def feed(self, inputs: Iterable[Input], *, then_watch: bool = True, real: bool = False) -> None:
        """Send records, write down where they stand, and start the verifier."""
        entries: list[dict[str, Any]] = []
        producer = Producer({"bootstrap.servers": self.lab.broker, "message.max.bytes": 1_100_000})
        for each in inputs:
            entry = {
                "name": each.name,
                "key": _base64(each.key),
                "value": _base64(each.value),
                "headers": [(name, _base64(value)) for name, value in each.headers],
                "expect": each.expect,
            }
            entries.append(entry)
            producer.produce(
                f"{self.prefix}.articles",
                each.value,
                each.key,
                headers=list(each.headers),
                on_delivery=lambda error, message, entry=entry: entry.update(
                    error=str(error) if error else None, partition=message.partition(), offset=message.offset()
                ),
            )
            producer.poll(0)
        if producer.flush(PATIENCE) or any(entry["error"] for entry in entries):
            raise ExperimentError("the broker did not take all inputs")
        path = self.folder / "inputs.jsonl"
        path.write_text("".join(json.dumps(entry) + "\n" for entry in entries), "utf-8")
        self.count = len(entries)
        if then_watch:
            self.watch(path, real=real)

    def watch(self, inputs: Path, *, real: bool) -> None:
        command = [sys.executable, "-m", "tests.faults.verify", self.lab.broker, self.prefix, str(inputs)]
        with (self.folder / "verifier.log").open("wb") as log:
            self._verifier = subprocess.Popen(
                [*command, *(["--real"] if real else [])],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._verifier is not None
        for line in self._verifier.stdout or ():
            status = json.loads(line)
            if "verdict" in status:
                self._verdict = status["verdict"]
            else:
                self._status = status
                self._samples += 1

    @property
    def settled(self) -> int:
        """How many inputs have become what they must, as the verifier last saw it."""
        return int(self._status["settled"])

    def wait_for(self, settled: int, *, alive: Callable[[], object] = lambda: None) -> None:
        """Wait until so many inputs are settled; `alive` is called meanwhile. Fail when nothing moves for long."""
        while (seen := self.settled) < settled:
            self._wait(lambda seen=seen: self.settled > seen, alive=alive)

    def _wait(self, until: Callable[[], bool], *, alive: Callable[[], object] = lambda: None) -> None:
        deadline = time.monotonic() + PATIENCE
        while not until():
            alive()
            if time.monotonic() > deadline or (self._verifier and self._verifier.poll() is not None):
                verdict = {name: found for name, found in self.verdict().items() if found}
                raise ExperimentError(f"{self.folder}: nothing moves: {verdict}"[:2000])
            time.sleep(0.02)

    def sampled(self) -> int:
        """Return what is settled by a sample that began after this call."""
        due = self._samples + 2
        self._wait(lambda: self._samples >= due)
        return self.settled

    def recovery(self, since: float, settled: int) -> float:
        """Wait for the first progress beyond `settled`; return the seconds since a fault."""
        self.wait_for(settled + 1)
        return time.monotonic() - since

    def start(self, *command: str, **environment: str) -> Worker:
        """Start a worker: the stub, or a command's."""
        settings = {
            "STREAMS_BROKER": self.lab.broker,
            "STREAMS_TOPIC_PREFIX": self.prefix,
            "STREAMS_GROUP": self.prefix,
            "PYTHONPATH": str(ROOT),
            **self._settings,
            **environment,
        }
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("STREAMS_")}
        command = command or (sys.executable, str(STUB))
        self.workers.append(Worker(command, inherited | settings, self.folder, len(self.workers)))
        return self.workers[-1]

    def struck(self, worker: Worker, outcome: Outcome) -> int:
        """Freeze a worker in flight, note the place in the outcome, and return what is settled by then."""
        begun = worker.freeze_in_flight()
        settled = self.sampled()
        if not 0 < settled < self.count:
            raise ExperimentError(f"the fault came at {settled} of {self.count}: not in flight")
        outcome.killed_at.append(f"{settled}/{self.count} ({begun})")
        return settled

    def finish(self, outcome: Outcome, *, bound: int, complete: bool = True) -> dict[str, Any]:
        """Stop the workers, ask the verifier and judge."""
        for worker in self.workers:
            worker.end()
        verdict = self.verdict()
        outcome.lost, outcome.duplicates, outcome.bound = len(verdict["lost"]), verdict["duplicates"], bound
        if complete:
            outcome.lost += len(verdict["left"])
        faults = {name: verdict[name] for name in ("lost", "invented", "disorder", "ahead") if verdict[name]}
        if complete and verdict["left"]:
            faults["left"] = verdict["left"]
        if verdict["duplicates"] > bound:
            faults["duplicates"] = f"{verdict['duplicates']}, at most {bound} are allowed"
        if faults:
            raise ExperimentError(f"{self.folder}: {faults}"[:2000])
        return verdict

    def verdict(self) -> dict[str, Any]:
        """End the verifier and return its verdict."""
        assert self._verifier is not None
        assert self._verifier.stdin is not None
        self._verifier.stdin.close()
        if self._verifier.wait(PATIENCE):
            raise ExperimentError(f"the verifier failed, see {self.folder / 'verifier.log'}")
        deadline = time.monotonic() + 5
        while self._verdict is None and time.monotonic() < deadline:
            time.sleep(0.05)
        (self.folder / "verdict.json").write_text(json.dumps(self._verdict, indent=1), "utf-8")
        assert self._verdict is not None
        return self._verdict

    def close(self) -> None:
        """Leave no process behind."""
        for worker in self.workers:
            if worker.process.poll() is None:
                worker.process.kill()
            worker.process.wait()
        if self._verifier is not None:
            if self._verifier.poll() is None:
                self._verifier.kill()
            self._verifier.wait()
            for pipe in (self._verifier.stdin, self._verifier.stdout):
                if pipe:
                    pipe.close()


@dataclass
class Lab:
    """Where and how experiments run: `node` is the broker where it may be killed; `full` takes the time it needs."""

    broker: str
    folder: Path
    seed: int
    embedded: bool = False
    node: Node | None = None
    full: bool = False

    def __post_init__(self) -> None:
        self.random = Random(self.seed)

    def size(self, short: int, full: int) -> int:
        """Return one of two sizes."""
        return full if self.full else short

    @contextmanager
    def stream(self, name: str, **options: Any) -> Iterator[Stream]:
        """Yield a stream with topics of its own; its processes are gone afterwards."""
        stream = Stream(self, self.folder / name, **options)
        try:
            yield stream
        finally:
            stream.close()


def _base64(value: bytes | None) -> str | None:
    return None if value is None else base64.b64encode(value).decode()

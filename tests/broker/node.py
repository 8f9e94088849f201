#!/usr/bin/env python3
"""A real Apache Kafka for tests: one KRaft node on loopback and free ports, its jars resolved by Maven into a cache.

`python3 tests/broker/node.py COMMAND…` runs a command with STREAMS_TEST_BROKER set to such a node and stops the node
afterwards. Standard library only, because CI calls it before anything is installed.
"""

import argparse
import base64
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

HERE = Path(__file__).parent
VARIABLE = "STREAMS_TEST_BROKER"
OLDEST_JAVA = 17
UNAVAILABLE = 69
"""Exit code where no Kafka can be had: EX_UNAVAILABLE of sysexits.h."""
START_SECONDS = 60.0
STOP_SECONDS = 30.0
STARTED = "Kafka Server started"
PROPERTIES = """\
node.id=1
process.roles=broker,controller
listeners=CLIENT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=CLIENT://127.0.0.1:{port}
listener.security.protocol.map=CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=CLIENT
controller.listener.names=CONTROLLER
controller.quorum.voters=1@127.0.0.1:{controller}
log.dirs={data}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
"""


class NoKafkaError(Exception):
    """No Kafka can be had on this machine; the message says in one line what is missing."""


def jars() -> Path:
    """Return the folder of Kafka's jars, which the first call fills; raise NoKafkaError where that fails."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "news-event-streams"
    pom = (HERE / "pom.xml").read_bytes()
    folder = cache / f"kafka-{uuid.uuid5(uuid.NAMESPACE_URL, pom.decode()).hex[:12]}"
    if folder.is_dir():
        return folder
    if shutil.which("mvn") is None:
        raise NoKafkaError("Maven is missing (no mvn on the PATH)")
    cache.mkdir(parents=True, exist_ok=True)
    print("Kafka: resolving its jars with Maven, once", file=sys.stderr)
    with tempfile.TemporaryDirectory(dir=cache) as unfinished:
        goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={unfinished}/jars"]
        command = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), *goal]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NoKafkaError(f"Maven could not resolve it: {_first_error(done.stdout)}")
        try:
            Path(unfinished, "jars").rename(folder)
        except OSError:
            if not folder.is_dir():  # somebody else may have filled it meanwhile
                raise
    return folder


def _first_error(output: str) -> str:
    errors = [line for line in output.splitlines() if "ERROR" in line]
    return re.sub(r"\x1b\[[\d;]*m", "", errors[0]) if errors else "it does not say why"


def java() -> str:
    """Return the path of a Java that can run Kafka; raise NoKafkaError where there is none."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=f"{home}/bin" if home else None)
    if found is None:
        raise NoKafkaError(f"Java is missing (no java {f'in {home}/bin' if home else 'on the PATH'})")
    said = subprocess.run([found, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) < OLDEST_JAVA:
        raise NoKafkaError(f"{found} is no Java {OLDEST_JAVA} or newer: {said.partition(chr(10))[0]}")
    return found


class Node:
    """One Kafka broker that is its own controller; its data survive `kill` and `stop` until the folder is removed."""

    def __init__(self, folder: Path) -> None:
        """Format a node in an empty folder; raise NoKafkaError where Java or the jars are missing."""
        self._log = folder / "server.log"
        self._properties = folder / "server.properties"
        self._process: subprocess.Popen[bytes] | None = None
        quick = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")  # a node lives for minutes: half as much processor time
        log4j = f"-Dlog4j2.configurationFile={HERE / 'log4j2.properties'}"
        self._java = [java(), *quick, "-cp", f"{jars()}/*", log4j]
        port, controller = _free_ports(2)
        self.address = f"127.0.0.1:{port}"
        self._properties.write_text(PROPERTIES.format(port=port, controller=controller, data=folder / "data"))
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        arguments = ["format", f"--cluster-id={cluster}", "--config", str(self._properties)]
        done = subprocess.run(
            [*self._java, "kafka.tools.StorageTool", *arguments], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise NoKafkaError(f"formatting its storage failed: {(done.stderr or done.stdout).strip()}")

    def start(self) -> None:
        """Start the broker and return when it serves clients."""
        before = self._log.stat().st_size if self._log.exists() else 0
        with self._log.open("ab") as log:
            command = [*self._java, "-Xmx512m", "kafka.Kafka", str(self._properties)]
            self._process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        deadline = time.monotonic() + START_SECONDS
        while STARTED not in (said := self._log.read_bytes()[before:].decode("utf-8", "replace")):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise NoKafkaError("it did not start; the end of its log:\n" + "\n".join(said.splitlines()[-5:]))
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop the broker as its operator would; kill it where it does not end."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Kill the broker with SIGKILL."""
        self._end(signal.SIGKILL)

    def pause(self) -> None:
        """Freeze the broker: its connections stay open and nothing answers."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a frozen broker go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(number)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@contextmanager
def running_node() -> Iterator[Node]:
    """Run a node for the duration of the block, which SIGTERM ends, too; raise NoKafkaError where none can be had.

    To be called from the main thread.
    """
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that the broker is stopped
    with tempfile.TemporaryDirectory(prefix="kafka-") as folder:
        node = Node(Path(folder))
        try:
            node.start()
            yield node
        finally:
            node.stop()
            signal.signal(signal.SIGTERM, before)


def main() -> NoReturn:
    """Run the command of the command line beside a broker and exit with its code."""
    parser = argparse.ArgumentParser(
        description=f"Run a command with {VARIABLE} set to a Kafka of its own, or to the one that it names already.",
        epilog="example: python3 tests/broker/node.py .venv/bin/pytest tests/integration",
    )
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="COMMAND…")
    command = parser.parse_args().command
    if not command:
        parser.error("a command is missing")
    if os.environ.get(VARIABLE):
        sys.exit(subprocess.run(command, check=False).returncode)
    try:
        with running_node() as node:
            print(f"Kafka: {node.address}", file=sys.stderr)
            sys.exit(subprocess.run(command, env={**os.environ, VARIABLE: node.address}, check=False).returncode)
    except NoKafkaError as error:
        print(f"No Kafka: {error}", file=sys.stderr)
        sys.exit(UNAVAILABLE)


if __name__ == "__main__":
    main()

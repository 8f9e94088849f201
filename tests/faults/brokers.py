"""Experiments with a broker that dies or freezes, a worker that cannot keep up, and offsets that are gone."""

import signal
import time

from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import AdminClient

from tests.broker.node import Node
from tests.faults.lab import BATCH, PARTITIONS, ExperimentError, Lab, Outcome, Stream, Worker, article, articles

MORE_MEMORY_MB = 50.0


def _own_broker(lab: Lab) -> Node:
    if lab.node is None:
        raise ExperimentError("this experiment needs a broker that it may kill")
    return lab.node


def _keep_running(stream: Stream, outcome: Outcome) -> None:
    """Do what an orchestrator does: start again what ended with an error."""
    worker = stream.workers[-1]
    code = worker.process.poll()
    if code == 0:
        raise ExperimentError(f"{worker.log}: ended as if all were well")
    if code is not None:
        outcome.note = f"worker restarted after exit code {code}"
        stream.start()


def e10_broker_killed(lab: Lab) -> Outcome:
    """Kill the broker with SIGKILL in the middle of a batch; it is back after eight seconds."""
    node, outcome = _own_broker(lab), Outcome()
    with lab.stream("E10") as stream:
        stream.feed(articles(lab.size(200, 500), ms=20))
        worker = stream.start()
        stream.wait_for(lab.random.randint(stream.count // 5, stream.count // 2))
        settled = stream.struck(worker, outcome)
        node.kill()
        worker.send(signal.SIGCONT)
        time.sleep(8)
        if (said := (worker.status("/healthz"), worker.status("/readyz"))) != (200, 503):
            raise ExperimentError(f"{worker.log}: /healthz and /readyz say {said} without a broker")
        node.start()
        since = time.monotonic()
        stream.wait_for(settled + 1, alive=lambda: _keep_running(stream, outcome))
        outcome.recovery.append(time.monotonic() - since)
        stream.wait_for(stream.count, alive=lambda: _keep_running(stream, outcome))
        if (code := stream.workers[-1].status("/readyz")) != 200:
            raise ExperimentError(f"{worker.log}: /readyz says {code} with a broker")
        stream.finish(outcome, bound=2 * BATCH)
    return outcome


def e11_broker_away(lab: Lab) -> Outcome:
    """Freeze the broker beyond every timeout: connections stay open, nothing answers, memory stays bounded."""
    node, outcome = _own_broker(lab), Outcome()
    with lab.stream("E11") as stream:
        stream.feed(articles(lab.size(300, 600), ms=20))
        worker = stream.start()
        stream.wait_for(lab.random.randint(stream.count // 5, stream.count // 2))
        settled = stream.struck(worker, outcome)
        before = worker.resident_mb
        since = time.monotonic()
        node.pause()
        worker.send(signal.SIGCONT)
        most = before
        try:
            while time.monotonic() - since < lab.size(20, 60):
                time.sleep(1)
                if stream.workers[-1] is worker and worker.process.poll() is None:
                    most = max(most, worker.resident_mb)
                else:
                    _keep_running(stream, outcome)
        finally:
            node.resume()
            since = time.monotonic()
        stream.wait_for(settled + 1, alive=lambda: _keep_running(stream, outcome))
        outcome.recovery.append(time.monotonic() - since)
        stream.wait_for(stream.count, alive=lambda: _keep_running(stream, outcome))
        if most - before > MORE_MEMORY_MB:
            raise ExperimentError(f"memory grew from {before:.0f} to {most:.0f} MB while the broker was away")
        outcome.note = f"memory {before:.0f} → {most:.0f} MB. {outcome.note}".rstrip()
        stream.finish(outcome, bound=3 * BATCH)
    return outcome


def e14_slow_consumer(lab: Lab) -> Outcome:
    """Give a worker far more than it can read: its memory stays flat and its group keeps it."""
    outcome = Outcome()
    with lab.stream("E14") as stream:
        stream.feed(article(f"a{n}", "Wort " * 4000, ms=250) for n in range(lab.size(1500, 4000)))
        worker = stream.start()
        stream.wait_for(lab.size(20, 60))
        curve = []
        end = time.monotonic() + lab.size(30, 300)
        while time.monotonic() < end:
            time.sleep(1)
            curve.append(worker.resident_mb)
        if worker.process.poll() is not None:
            raise ExperimentError(f"{worker.log}: the worker ended")
        warm = curve[len(curve) // 4 :]
        growth = max(warm) - min(warm)
        if growth > MORE_MEMORY_MB / 2:
            raise ExperimentError(f"memory grew by {growth:.0f} MB")
        if "rejoin" in worker.log.read_text("utf-8").lower():
            raise ExperimentError(f"{worker.log}: the worker left its group")
        settled = stream.struck(worker, outcome)
        worker.send(signal.SIGCONT)
        outcome.killed_at = [f"none; {settled}/{stream.count} read"]
        outcome.note = f"memory {min(warm):.0f} to {max(warm):.0f} MB over {len(warm)} s"
        stream.finish(outcome, bound=0, complete=False)
    return outcome


def e22_offsets_out_of_range(lab: Lab) -> Outcome:
    """Delete records that nobody has read, then commit an offset behind the end: both are said, the rest goes on."""
    outcome = Outcome()
    with lab.stream("E22") as stream:
        stream.feed(articles(240, ms=20))
        worker = stream.start()
        stream.wait_for(80)
        stream.struck(worker, outcome)
        worker.send(signal.SIGCONT)
        worker.end()
        topic = f"{stream.prefix}.articles"
        places = [TopicPartition(topic, number) for number in range(PARTITIONS)]
        group = Consumer({"bootstrap.servers": lab.broker, "group.id": stream.prefix})
        committed = {place.partition: max(place.offset, 0) for place in group.committed(places, timeout=10)}
        gone = committed[0] + 10
        admin = AdminClient({"bootstrap.servers": lab.broker})
        for done in admin.delete_records([TopicPartition(topic, 0, gone)]).values():
            done.result(10)
        deleted = gone - committed[0]
        since = time.monotonic()
        worker = _take_all(stream, deleted, f"{topic}[0]: lost: @{committed[0]} to {gone - 1} were deleted")
        outcome.recovery.append(time.monotonic() - since)

        _, end = group.get_watermark_offsets(places[1], timeout=10)
        group.commit(offsets=[TopicPartition(topic, 1, end + 1000)], asynchronous=False)
        group.close()
        _take_all(stream, deleted, f"{topic}[1]: {end + 1000} is committed, but the topic ends at {end}")
        outcome.note = f"{deleted} records deleted before they were read, named in the log; partition 1 read anew"
        verdict = stream.verdict()
        outcome.lost, outcome.duplicates, outcome.bound = len(verdict["lost"]) - deleted, verdict["duplicates"], end
        if len(verdict["lost"]) != deleted or verdict["left"] or verdict["invented"]:
            raise ExperimentError(f"{stream.folder}: {deleted} were deleted, the verdict is {verdict}"[:2000])
        if verdict["duplicates"] != end:
            raise ExperimentError(f"partition 1 holds {end} records, {verdict['duplicates']} were read again")
    return outcome


def _take_all(stream: Stream, deleted: int, said: str) -> Worker:
    """Let a worker read everything that is there; it must say in its log what happened to the offsets."""
    worker = stream.start()
    stream.wait_for(stream.count - deleted)
    deadline = time.monotonic() + 60
    while said not in worker.log.read_text("utf-8"):
        if time.monotonic() > deadline:
            raise ExperimentError(f"{worker.log} does not say: {said}")
        time.sleep(0.2)
    time.sleep(10)  # what is read a second time has nothing to wait for
    worker.end()
    return worker

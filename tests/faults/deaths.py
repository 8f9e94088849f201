"""Experiments with workers that die, pause, come and go."""

import signal
import time
from collections.abc import Iterator

from tests.faults.lab import (
    BATCH,
    PARTITIONS,
    PATIENCE,
    ExperimentError,
    Input,
    Lab,
    Outcome,
    Stream,
    article,
    articles,
)

SESSION_SECONDS = 6.0
"""After so long without a sign of life the broker gives a stub worker's partitions away."""


def e01_killed(lab: Lab) -> Outcome:
    """Kill a worker with SIGKILL in the middle of a batch, again and again."""
    kills, count = lab.size(1, 5), lab.size(100, 600)
    outcome = Outcome()
    with lab.stream("E01") as stream:
        stream.feed(articles(count, ms=20))
        part = count // (2 * kills + 1)
        at = [lab.random.randint(part * (2 * n + 1), part * (2 * n + 2)) for n in range(kills)]
        worker = stream.start()
        for share in at:
            stream.wait_for(share)
            settled = stream.struck(worker, outcome)
            since = time.monotonic()
            worker.end(signal.SIGKILL)
            worker = stream.start()
            outcome.recovery.append(stream.recovery(since, settled))
        stream.wait_for(count)
        stream.finish(outcome, bound=kills * BATCH)
    return outcome


def e02_stopped(lab: Lab) -> Outcome:
    """Stop a worker with SIGTERM in the middle of a batch of three seconds."""
    outcome = Outcome()
    with lab.stream("E02") as stream:
        stream.feed(articles(8 * BATCH, ms=375))
        worker = stream.start()
        stream.wait_for(PARTITIONS * BATCH + 1)  # behind each partition's first records, which are taken one at a time
        settled = stream.struck(worker, outcome)
        worker.send(signal.SIGTERM)
        worker.send(signal.SIGCONT)
        since = time.monotonic()
        code = worker.wait()
        seconds = time.monotonic() - since
        if code != 0 or seconds > 3 + 10:
            raise ExperimentError(f"exit code {code} after {seconds:.1f} s")
        if stream.sampled() <= settled:
            raise ExperimentError("the running batch was not finished")
        stream.start()
        stream.wait_for(stream.count)
        outcome.recovery.append(seconds)
        outcome.note = "recovery: SIGTERM to exit"
        stream.finish(outcome, bound=0)
    return outcome


def e04_paused(lab: Lab) -> Outcome:
    """Freeze a worker beyond its session while another one takes over, then let it go on."""
    outcome = Outcome()
    with lab.stream("E04") as stream:
        stream.feed(articles(lab.size(400, 900), ms=30))
        zombie = stream.start()
        stream.start()
        stream.wait_for(stream.count // 8)
        settled = stream.struck(zombie, outcome)
        since = time.monotonic()
        time.sleep(SESSION_SECONDS + 1)
        outcome.recovery.append(stream.recovery(since, settled))
        time.sleep(lab.size(3, 13))
        zombie.send(signal.SIGCONT)
        stream.wait_for(stream.count, alive=lambda: zombie.process.poll() is None or _failed(zombie.process.returncode))
        stream.finish(outcome, bound=BATCH * PARTITIONS + BATCH)
    return outcome


def _failed(code: int) -> None:
    if code == 0:
        raise ExperimentError("the worker that was fenced ended as if all were well")


def e06_deadly_articles(lab: Lab) -> Outcome:
    """Articles that kill the process: given up after three deaths, all others published."""
    outcome = Outcome()
    kinds = lab.size(1, 4)
    deadly = [article(f"deadly-{w}", w, expect="dead:processing-crash") for w in ("KILL", "SEGFAULT", "BUG", "EXIT")]
    inputs = articles(lab.size(50, 150), ms=5)
    for each in deadly[:kinds]:
        inputs.insert(lab.random.randint(len(inputs) // 4, 3 * len(inputs) // 4), each)
    with lab.stream("E06") as stream:
        stream.feed(inputs)
        stream.start()
        since: list[float] = []

        def restart() -> None:
            if stream.workers[-1].process.poll() is not None:
                since.append(time.monotonic())
                outcome.killed_at.append(f"{stream.settled}/{stream.count}")
                if len(stream.workers) > 3 * kinds:
                    raise ExperimentError(f"more than {3 * kinds} deaths by {kinds} articles")
                stream.start()

        stream.wait_for(stream.count, alive=restart)
        if len(stream.workers) < 2:
            raise ExperimentError("nothing died")
        outcome.recovery.append(time.monotonic() - since[0])
        outcome.note = f"{kinds} articles, {len(since)} deaths; recovery: first death to the end"
        stream.finish(outcome, bound=len(since) * BATCH)
    return outcome


def e12_rebalance_storm(lab: Lab) -> Outcome:
    """Workers join and leave all the time: one, two, three, and back to one."""
    outcome = Outcome()
    changes = lab.size(4, 8)
    with lab.stream("E12") as stream:
        stream.feed(articles(lab.size(1600, 6000), ms=40))
        running = [stream.start()]
        stream.wait_for(stream.count // 20)
        for change in range(changes):
            if len(running) < 3 and (change // 2) % 2 == 0:
                outcome.killed_at.append(f"+1 at {stream.settled}/{stream.count}")
                running.append(stream.start())
            else:
                worker = running.pop(lab.random.randrange(len(running)))
                settled = stream.struck(worker, outcome)
                since = time.monotonic()
                worker.send(signal.SIGTERM)
                worker.send(signal.SIGCONT)
                if worker.wait():
                    raise ExperimentError(
                        f"{worker.log}: a worker that was stopped ended with {worker.process.returncode}"
                    )
                outcome.recovery.append(stream.recovery(since, settled))
            time.sleep(lab.size(4, 8))
        if stream.settled >= stream.count:
            raise ExperimentError("all was done before the storm was over")
        stream.wait_for(stream.count, alive=lambda: [_running(stream, w.process.poll()) for w in running])
        stream.finish(outcome, bound=2 * changes * BATCH * PARTITIONS)
    return outcome


def e30_first_articles(lab: Lab) -> Outcome:
    """The first articles of a new topic arrive while a second worker joins: nothing is committed anywhere."""
    outcome = Outcome()
    duplicates, attempts = 0, lab.size(1, 12)
    for attempt in range(attempts):
        with lab.stream(f"E30-{attempt}") as stream:
            stream.feed(_while_joining(stream, lab.random.uniform(0, 0.05)))
            stream.wait_for(stream.count)
            shares = [sum(line.startswith("begin") for line in worker.journal) for worker in stream.workers]
            if not all(shares):
                raise ExperimentError(f"{stream.folder}: the second worker joined too late")
            stream.finish(outcome, bound=BATCH * PARTITIONS)
            duplicates += outcome.duplicates
    outcome.killed_at.append(f"{attempts} topics, nobody killed")
    outcome.duplicates, outcome.bound = duplicates, attempts * BATCH * PARTITIONS
    return outcome


def _while_joining(stream: Stream, pause: float) -> Iterator[Input]:
    """Yield articles at once when a second worker has just joined the first one, which was idle."""
    worker = stream.start()
    for rebalance in (1, 2):
        deadline = time.monotonic() + PATIENCE
        while worker.log.read_text("utf-8").count("Setting newly assigned partitions") < rebalance:
            if time.monotonic() > deadline:
                raise ExperimentError(f"{worker.log}: no partitions")
            time.sleep(0.001)
        if rebalance == 1:
            stream.start()
    time.sleep(pause)
    yield from articles(100, ms=5)


def _running(stream: Stream, code: int | None) -> None:
    if code is not None:
        raise ExperimentError(f"{stream.folder}: a worker ended with {code} in a rebalance")

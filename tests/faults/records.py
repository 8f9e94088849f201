"""Experiments with records: what cannot be read, what is too large, what comes twice or in the wrong order."""

import itertools
import signal
import sys
import time
from pathlib import Path

import orjson

from tests.faults.lab import BATCH, ROOT, ExperimentError, Input, Lab, Outcome, article, articles

SAMPLES = Path(ROOT, "seeds", "articles.jsonl")


def e05_articles_that_raise(lab: Lab) -> Outcome:
    """Articles whose reading fails: each a dead letter, its neighbours published, the process goes on."""
    outcome = Outcome()
    inputs = articles(lab.size(60, 200), ms=10)
    for n in range(3):
        broken = article(f"broken-{n}", "BROKEN", expect="dead:processing-error")
        inputs.insert(lab.random.randrange(len(inputs)), broken)
    with lab.stream("E05") as stream:
        stream.feed(inputs)
        worker = stream.start()
        stream.wait_for(stream.count)
        if worker.process.poll() is not None:
            raise ExperimentError(f"{worker.log}: the worker ended")
        outcome.killed_at.append("3 articles")
        stream.finish(outcome, bound=0)
    return outcome


def poison() -> list[Input]:
    """Return records of many kinds that are no articles."""
    good = {"id": "p", "text": "Der Rat SAGT es", "language": "de"}
    values: dict[str, tuple[bytes | None, str]] = {
        "bad UTF-8": (b'{"id": "\xff\xfe"}', "dead:decode"),
        "bad JSON": (b'{"id": "p", ', "dead:decode"),
        "no bytes": (b"", "dead:decode"),
        "tombstone": (None, "skip"),
        "10,000 levels": (b"[" * 10_000 + b"]" * 10_000, "dead:decode"),
        "BOM": (b"\xef\xbb\xbf" + orjson.dumps(good), "dead:decode"),
        "NaN": (b'{"id": "p", "text": NaN}', "dead:decode"),
        "infinite": (b'{"id": "p", "text": "x", "version": 1e999}', "dead:decode"),
        "lone surrogate": (b'{"id": "p", "text": "\\ud800"}', "dead:decode"),
        "gzip": (b"\x1f\x8b\x08\x00" + bytes(64), "dead:decode"),
        "random bytes": (bytes(range(256)), "dead:decode"),
        "list": (b"[1, 2]", "dead:schema"),
        "string": (b'"article"', "dead:schema"),
        "null": (b"null", "dead:schema"),
        "missing id": (orjson.dumps({"text": "Der Rat SAGT es"}), "dead:schema"),
        "missing text": (b'{"id": "p"}', "dead:schema"),
        "wrong types": (b'{"id": ["p"], "text": {"a": 1}}', "dead:schema"),
        "wrong status": (orjson.dumps({**good, "status": "maybe"}), "dead:schema"),
        "empty text": (orjson.dumps({**good, "text": " \n"}), "dead:schema"),
        "NUL": (orjson.dumps({**good, "text": "Der Rat\0 SAGT"}), "dead:schema"),
        "year 0": (orjson.dumps({**good, "published_at": "0001-01-01T00:00:00+14:00"}), "dead:schema"),
        "huge number": (b'{"id": "p", "text": "x", "published_at": ' + b"9" * 400 + b"}", "dead:decode"),
        "long id": (orjson.dumps({**good, "id": "p" * 2000}), "dead:schema"),
        "long text": (orjson.dumps({**good, "text": "x" * 500_001}), "dead:too-large"),
    }
    headers = (("content-encoding", b"deflate"), ("twice", b"\xff"), ("twice", None), ("streams.replay.attempts", b"x"))
    return [Input(name, name.encode(), value, expect, headers) for name, (value, expect) in values.items()]


def e07_poison(lab: Lab) -> Outcome:
    """Records of many kinds that are no articles, among articles: each a dead letter with its bytes and reason."""
    outcome = Outcome()
    bad = poison()
    inputs = articles(lab.size(100, 480), ms=5)
    for each in bad:
        inputs.insert(lab.random.randrange(len(inputs)), each)
    with lab.stream("E07") as stream:
        stream.feed(inputs)
        stream.start()
        stream.wait_for(stream.count)
        verdict = stream.finish(outcome, bound=0)
        outcome.killed_at.append(f"{len(bad)} kinds")
        if verdict["dead"] != sum(each.expect.startswith("dead:") for each in bad):
            raise ExperimentError(f"{verdict['dead']} dead letters of {len(bad)} kinds of poison")
    return outcome


def e08_dead_letter_limit(lab: Lab) -> Outcome:
    """Nothing but bad records: the worker stops before it goes beyond the limit, and resumes with another one."""
    outcome = Outcome()
    limit = 20
    bad = [Input(f"bad-{n}", b"one key", b"{", "dead:decode") for n in range(4 * limit)]
    good = [Input(each.name, b"one key", each.value) for each in articles(30, ms=5)]
    with lab.stream("E08") as stream:
        stream.feed([*good, *bad])
        worker = stream.start(STREAMS_DEAD_LETTER_LIMIT=str(limit))
        code = worker.wait()
        settled = stream.sampled()
        outcome.killed_at.append(f"{settled}/{stream.count}")
        if code != 3 or not len(good) <= settled <= len(good) + limit:
            raise ExperimentError(f"exit code {code} after {settled} records, {len(good)} of them good")
        since = time.monotonic()
        stream.start(STREAMS_DEAD_LETTER_LIMIT="1000")
        outcome.recovery.append(stream.recovery(since, settled))
        stream.wait_for(stream.count)
        stream.finish(outcome, bound=BATCH)
    return outcome


def e09_oversize(lab: Lab) -> Outcome:
    """The largest record that the broker takes, and an article whose events it would not take."""
    outcome = Outcome()
    text, rest = "Der Rat SAGT es " + "x" * 480_000, 999_000 - 480_200
    inputs = [
        article("large", "x" * 490_000),
        Input("largest", b"largest", b"x" * (1_000_000 - 200), "dead:decode"),
        article("large out", text, title="t" * rest, expect="dead:output-too-large"),
    ]
    with lab.stream("E09") as stream:
        stream.feed([*articles(20, ms=5), *inputs, *articles(40, ms=5)[20:]])
        worker = stream.start()
        stream.wait_for(stream.count)
        if worker.process.poll() is not None:
            raise ExperimentError(f"{worker.log}: the worker ended")
        outcome.killed_at.append("1 MB in, 1 MB out")
        stream.finish(outcome, bound=0)
    return outcome


def e17_repeats(lab: Lab) -> Outcome:
    """A fifth of the articles come two to five times, and the worker is killed between: nothing new comes of it."""
    outcome = Outcome()
    once = articles(lab.size(100, 400), ms=10)
    repeated = [each for each in once if lab.random.random() < 0.2 for _ in range(lab.random.randint(1, 4))]
    inputs = list(once)
    for each in repeated:
        inputs.insert(lab.random.randint(inputs.index(each) + 1, len(inputs)), each)
    with lab.stream("E17") as stream:
        stream.feed(inputs)
        worker = stream.start()
        stream.wait_for(len(once) // 2)
        settled = stream.struck(worker, outcome)
        since = time.monotonic()
        worker.end(signal.SIGKILL)
        stream.start()
        outcome.recovery.append(stream.recovery(since, settled))
        stream.wait_for(stream.count)
        outcome.note = f"{len(repeated)} repeats"
        stream.finish(outcome, bound=BATCH)
    return outcome


def e18_versions_out_of_order(lab: Lab) -> Outcome:
    """Older versions after newer ones, withdrawals and articles after them: the newest manifest stays last."""
    outcome = Outcome()
    inputs = []
    for n in range(lab.size(25, 100)):
        gone = "canceled" if n % 2 else "withheld"
        story = [
            article(f"v{n}", version="1", ms=5),
            article(f"v{n}", "zwei", version="2", ms=5),
            article(f"v{n}", "spät", version="1", expect="skip"),
            article(f"v{n}", version="10", status=gone),
            article(f"v{n}", "noch später", version="9", expect="skip"),
        ]
        inputs.append(story[: lab.random.choice([3, 5])])
    mixed = []
    while any(inputs):
        mixed.append(lab.random.choice([story for story in inputs if story]).pop(0))
    with lab.stream("E18") as stream:
        stream.feed(mixed)
        stream.start()
        stream.wait_for(stream.count)
        outcome.killed_at.append(f"{sum(each.expect == 'skip' for each in mixed)} late versions")
        stream.finish(outcome, bound=0)
    return outcome


def e29_determinism(lab: Lab) -> Outcome:
    """The real worker in batches of 1, 7 and 50, on one and four partitions: byte for byte what the verifier reads."""
    outcome = Outcome()
    lines = [orjson.loads(line) for line in SAMPLES.read_bytes().splitlines() if line.strip()]
    samples = {each["id"]: each for each in lines if each.get("status", "usable") == "usable"}.values()
    renamed = [{**each, "id": f"{each['id']}-{n}"} for n in range(lab.size(1, 4)) for each in samples]
    inputs = [Input(each["id"], each["id"].encode(), orjson.dumps(each)) for each in renamed]
    runs = [(4, 7)] if lab.embedded else [(1, 50), (4, 7)]
    for partitions, size in itertools.product((1, 4), (1, 7, 50)) if lab.full else runs:
        with lab.stream(f"E29/{partitions}-{size}", partitions=partitions, STREAMS_BATCH_SIZE=str(size)) as stream:
            lab.random.shuffle(inputs)
            stream.feed(inputs, real=True)
            seed = str(lab.random.randrange(2**32))
            stream.start(sys.executable, "-m", "streams", "worker", PYTHONHASHSEED=seed)
            stream.wait_for(stream.count)
            outcome.killed_at.append(f"{partitions}×{size}")
            stream.finish(outcome, bound=0)
    outcome.note = "killed at: partitions × batch size"
    return outcome

"""What the worker is doing and since when: what health, readiness and metrics are made of.

Written by the worker's threads, read by the health server's; every field is replaced or
copied as a whole, so no lock is needed.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Literal

from streams.metrics import Metrics

Place = tuple[str, int]
"""Topic and partition."""
Stage = Literal["read", "publish", "commit"]

DEFAULT_LIMIT = 120.0
"""Seconds; the longest article that is accepted by default takes about a minute on a busy core."""


class Watch:
    """Follows one worker; `limit` is how many seconds without progress count as stuck."""

    def __init__(
        self,
        metrics: Metrics | None = None,
        *,
        limit: float = DEFAULT_LIMIT,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        """`clock` measures durations, `wall` tells the time; both in seconds."""
        self.metrics = metrics or Metrics()
        self._limit, self._clock, self._wall = limit, clock, wall
        self._beaten = self._moved = clock()
        self._batch: float | None = None
        self._stages: dict[Stage, float] = {}
        self._uncommitted: float | None = None
        self._alone: float | None = None
        self._starting: str | None = "starting"
        self._assigned: frozenset[Place] | None = None
        self._ends: dict[Place, int] = {}
        self._committed: dict[Place, int] = {}
        self.metrics.ready.set_function(lambda: not self.unready())
        self.metrics.inflight_seconds.set_function(lambda: 0.0 if (since := self._batch) is None else clock() - since)

    def waits_for(self, what: str | None) -> None:
        """Note what the start is waiting for; None once it is done."""
        self._starting = what

    def beat(self) -> None:
        """Note that the event loop turns; to be called every few seconds."""
        self._beaten = self._clock()

    def coordinated(self, *, known: bool) -> None:
        """Note whether the broker that coordinates the group can be reached."""
        if known:
            self._alone = None
        elif self._alone is None:
            self._alone = self._clock()

    @contextmanager
    def batch(self, places: Iterable[Place]) -> Iterator[None]:
        """Follow a batch from taking it to its commit; one record at each of `places`."""
        size = 0
        for topic, partition in places:
            self.metrics.consumed.labels(topic, partition).inc()
            size += 1
        self.metrics.batch_articles.observe(size)
        self.metrics.inflight.set(size)
        self._batch = self._clock()
        try:
            yield
        finally:
            self._batch = None
            self.metrics.inflight.set(0)

    @contextmanager
    def stage(self, name: Stage) -> Iterator[None]:
        """Follow a stage of a batch; one article may be read while another one is published."""
        began = self._clock()
        self._stages[name] = began
        self._move()
        try:
            yield
        finally:
            del self._stages[name]
            self.metrics.stage_seconds.labels(name).observe(self._clock() - began)

    @contextmanager
    def article(self) -> Iterator[None]:
        """Follow the reading of one article; the batch counts as moving when it is done."""
        began = self._clock()
        try:
            yield
        finally:
            self._move()
            self.metrics.article_seconds.observe(self._clock() - began)

    def delivered(self, timestamp_ms: int | None) -> None:
        """Note that all messages of an article are confirmed whose record has this timestamp."""
        if timestamp_ms is not None:
            self.metrics.latency_seconds.observe(max(0.0, self._wall() - timestamp_ms / 1000))

    def published(self) -> None:
        """Note that a batch's messages are confirmed, so that it is to be committed now."""
        if self._uncommitted is None:
            self._uncommitted = self._clock()

    def committed(self, offsets: Mapping[Place, int]) -> None:
        """Note a commit: the next offset to read at each place; none where the partitions went elsewhere."""
        self._uncommitted = None
        self._move()
        self._committed |= offsets
        for place in offsets:
            self.metrics.commit_time.labels(*place).set(self._wall())
            self._measure_lag(place)

    def ends_at(self, place: Place, offset: int) -> None:
        """Note where a partition ends, as far as the last fetch told."""
        if self._ends.get(place) != offset:
            self._ends[place] = offset
            self._measure_lag(place)

    def assigned(self, places: Iterable[Place]) -> None:
        """Note which partitions the group has given to this worker."""
        self._assigned = frozenset(places)
        self._move()
        self.metrics.partitions.set(len(self._assigned))

    def revoked(self) -> None:
        """Note that the group has taken the partitions away, for a rebalance as a rule."""
        if self._assigned is not None:  # at its start a worker has none to lose
            self.metrics.rebalances.inc()
        self._assigned = self._uncommitted = None
        self._ends, self._committed = {}, {}
        self.metrics.partitions.set(0)
        self.metrics.lag.clear()
        self.metrics.commit_time.clear()

    def stuck(self) -> list[str]:
        """Return what has not moved for longer than the limit; an empty list is good health."""
        if self._starting:
            return []
        now = self._clock()
        since = {"the event loop does not turn": self._beaten}
        stages = self._stages.copy()
        for name, began in stages.items():
            since[f"a batch does not get through its stage {name!r}"] = max(began, self._moved)
        if not stages and self._lag() > 0:
            since[f"no batch is taken, though {self._lag()} articles wait"] = self._moved
        if self._uncommitted is not None:
            since["processed articles are not committed"] = self._uncommitted
        return [f"{what}: {now - began:.0f} s" for what, began in since.items() if now - began > self._limit]

    def unready(self) -> list[str]:
        """Return why the worker cannot take articles now; an empty list when it can."""
        if self._starting:
            return [self._starting]
        problems = self.stuck()
        if self._alone is not None:
            problems.append(f"the broker does not answer: {self._clock() - self._alone:.0f} s")
        if self._assigned is None:
            problems.append("no partitions assigned yet")
        return problems

    def _lag(self) -> int:
        """Return how many articles wait behind the commits; partitions without a commit are left out."""
        return sum(max(0, end - self._committed.get(place, end)) for place, end in self._ends.copy().items())

    def _measure_lag(self, place: Place) -> None:
        if place in self._committed and place in self._ends:
            self.metrics.lag.labels(*place).set(max(0, self._ends[place] - self._committed[place]))

    def _move(self) -> None:
        self._moved = self._clock()
        self.metrics.progress_time.set(self._wall())

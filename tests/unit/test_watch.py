"""The watch turns red for what is stuck, and for nothing else."""

import pytest

from streams.watch import Watch

PLACE = ("news.articles", 0)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watch(clock: Clock) -> Watch:
    watch = Watch(limit=10, clock=clock, wall=clock)
    watch.waits_for(None)
    watch.assigned([PLACE])
    return watch


def test_a_worker_that_starts_is_healthy_and_says_what_it_waits_for(clock: Clock) -> None:
    watch = Watch(limit=10, clock=clock)
    watch.waits_for("the broker does not answer yet")
    clock.now += 100

    assert (watch.stuck(), watch.unready()) == ([], ["the broker does not answer yet"])


def test_an_idle_worker_is_healthy_for_ever(watch: Watch, clock: Clock) -> None:
    watch.committed({PLACE: 7})
    watch.ends_at(PLACE, 7)
    clock.now += 1000
    watch.beat()

    assert (watch.stuck(), watch.unready()) == ([], [])


def test_a_loop_that_does_not_turn_is_red(watch: Watch, clock: Clock) -> None:
    clock.now += 11

    assert watch.stuck() == ["the event loop does not turn: 11 s"]
    assert watch.unready() == watch.stuck()


@pytest.mark.parametrize("stage", ["read", "publish", "commit"])
def test_a_stage_that_does_not_end_is_red(watch: Watch, clock: Clock, stage: str) -> None:
    with watch.stage(stage):  # type: ignore[arg-type]
        clock.now += 11
        watch.beat()

        assert watch.stuck() == [f"a batch does not get through its stage {stage!r}: 11 s"]
    assert watch.stuck() == []


def test_a_publication_that_does_not_end_is_red_though_the_next_article_was_read(watch: Watch, clock: Clock) -> None:
    with watch.stage("publish"):
        with watch.stage("read"), watch.article():
            clock.now += 6
        clock.now += 11
        watch.beat()

        assert watch.stuck() == ["a batch does not get through its stage 'publish': 11 s"]


def test_a_long_batch_whose_articles_get_done_is_healthy(watch: Watch, clock: Clock) -> None:
    with watch.stage("read"):
        for _ in range(5):
            with watch.article():
                clock.now += 9
            watch.beat()

            assert watch.stuck() == []


def test_what_is_processed_and_not_committed_is_red_however_much_moves(watch: Watch, clock: Clock) -> None:
    for _ in range(4):
        with watch.stage("read"):
            clock.now += 3
        watch.published()
        watch.beat()

    assert watch.stuck() == []
    clock.now += 3
    assert watch.stuck() == ["processed articles are not committed: 12 s"]
    watch.committed({PLACE: 4})
    assert watch.stuck() == []


def test_articles_that_wait_and_are_not_taken_are_red(watch: Watch, clock: Clock) -> None:
    watch.committed({PLACE: 7})
    watch.ends_at(PLACE, 9)
    clock.now += 11
    watch.beat()

    assert watch.stuck() == ["no batch is taken, though 2 articles wait: 11 s"]


def test_a_rebalance_is_healthy_and_not_ready(watch: Watch, clock: Clock) -> None:
    watch.committed({PLACE: 7})
    watch.ends_at(PLACE, 9)
    watch.revoked()
    clock.now += 11
    watch.beat()

    assert (watch.stuck(), watch.unready()) == ([], ["no partitions assigned yet"])


def test_a_worker_that_the_group_left_without_partitions_is_ready(watch: Watch) -> None:
    watch.revoked()
    watch.assigned([])

    assert watch.unready() == []


def test_without_its_broker_a_worker_is_healthy_and_not_ready(watch: Watch, clock: Clock) -> None:
    watch.assigned([PLACE])
    for known, seconds, said in ((False, 2, 2), (False, 3, 5), (True, 1, None), (False, 4, 4)):
        watch.coordinated(known=known)
        clock.now += seconds

        assert watch.unready() == ([f"the broker does not answer: {said} s"] if said else [])
    assert watch.stuck() == []


def test_an_article_from_the_future_has_no_negative_latency(watch: Watch, clock: Clock) -> None:
    watch.delivered(int(clock.now * 1000) + 5000)

    assert b"streams_end_to_end_latency_seconds_sum 0.0\n" in watch.metrics.expose()[1]

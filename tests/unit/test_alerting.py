"""The alert agent's core: windows, groups, suppression, withdrawals; and that the order of topics does not matter."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams import alerting
from streams.alerting import Alerting
from streams.alerts import Alert, AlertRule
from streams.codec import encode
from streams.errors import DecodeError, RecordError, SchemaError
from streams.models import Event, Manifest
from streams.testing import article, statement

MINUTE = 60_000
START = 1_700_000_000_000
Core = Callable[..., Alerting]


def event(number: int, *, source: str | None = "A", article_id: str | None = None) -> Event:
    return statement(article(f"Der Rat SAGT Satz {number}.", id=article_id or f"a{number}", source=source), "SAGT")


def rule(**fields: Any) -> AlertRule:
    return AlertRule.model_validate({"id": "r", "name": "R", "filter": "event.mode == 'say'", **fields})


def with_rule(**fields: Any) -> Alerting:
    core = Alerting()
    core.take_rule("r", encode(rule(**fields)), START)
    return core


def take(core: Alerting, event: Event, minute: float) -> list[Alert]:
    core.take_event(encode(event), START + round(minute * MINUTE))
    return core.changes()


def manifest(core: Alerting, article_id: str, minute: float, *events: Event, version: str = "1") -> list[Alert]:
    listed = Manifest(article_id=article_id, version=version, status="usable", event_ids=tuple(e.id for e in events))
    core.take_manifest(encode(listed), START + round(minute * MINUTE))
    return core.changes()


def ids(alerts: list[Alert]) -> list[list[str]]:
    return [[e.id for e in alert.events] for alert in alerts]


def test_each_event_that_matches_raises_an_alert_with_an_id_of_its_own() -> None:
    core = with_rule()

    (first,), (second,) = take(core, event(1), 1), take(core, event(2), 2)

    assert first.id != second.id
    assert take(with_rule(), event(1), 5)[0].id == first.id, "the same event gives the same id"
    assert first.events[0].sentence == event(1).sentence


def test_an_event_that_comes_again_raises_nothing() -> None:
    core = with_rule()
    take(core, event(1), 1)

    assert take(core, event(1), 2) == []


def test_a_rule_looks_at_events_that_are_published_since_it_was_put() -> None:
    assert take(with_rule(), event(1), -1) == []


def test_suppression_holds_for_the_group_and_ends() -> None:
    core = with_rule(suppress="10m", group_by=["event.article.source"])

    fired = [bool(take(core, event(n, source=s), n)) for n, s in ((1, "A"), (2, "A"), (3, "B"), (10, "A"), (11, "A"))]

    assert fired == [True, False, True, False, True]


def test_without_suppression_an_older_event_of_another_partition_is_told_too() -> None:
    core = with_rule()

    assert take(core, event(1), 2)
    assert take(core, event(2), 1)


def test_a_threshold_counts_distinct_events_within_the_window() -> None:
    core = with_rule(threshold={"count": 3, "window": "10m"})

    assert not take(core, event(1), 0)
    assert not take(core, event(1), 1), "the same event again is none more"
    assert not take(core, event(2), 8)
    assert not take(core, event(3), 11), "the first one is too old by now"
    assert ids(take(core, event(4), 12)) == [[event(n).id for n in (2, 3, 4)]]
    assert not take(core, event(5), 12), "an event is named by one alert"


def test_a_threshold_asks_for_different_sources() -> None:
    core = with_rule(threshold={"count": 2, "window": "1h", "sources": 2})

    assert not take(core, event(1), 0)
    assert not take(core, event(2), 1)
    assert not take(core, event(3, source=None), 2), "an unknown source is none"
    assert len(take(core, event(4, source="B"), 3)[0].events) == 4


def test_a_withdrawal_resolves_an_alert_and_a_reinstatement_lets_it_fire_again() -> None:
    core = with_rule()
    (fired,) = take(core, event(1), 1)

    (resolved,) = manifest(core, "a1", 2, version="2")
    assert (resolved.id, resolved.status, resolved.revision) == (fired.id, "resolved", 2)
    assert resolved.ends_at is not None
    (again,) = manifest(core, "a1", 3, event(1), version="3")
    assert (again.status, again.revision, again.ends_at) == ("firing", 3, None)


def test_an_alert_is_resolved_when_the_events_that_remain_would_not_raise_it() -> None:
    core = with_rule(threshold={"count": 2, "window": "1h"})
    take(core, event(1), 1)
    take(core, event(2), 2)

    assert manifest(core, "a1", 3, event(1)) == []
    assert [alert.status for alert in manifest(core, "a2", 4)] == ["resolved"]


def test_what_is_withdrawn_before_it_is_told_is_told_to_nobody() -> None:
    core = with_rule()
    core.take_event(encode(event(1)), START)
    core.take_manifest(encode(Manifest(article_id="a1", version="1", status="canceled", event_ids=())), START)

    assert core.changes() == []


def test_a_withdrawn_event_does_not_count_and_may_return() -> None:
    core = with_rule(threshold={"count": 2, "window": "1h"})
    take(core, event(1), 1)
    manifest(core, "a1", 2)

    assert not take(core, event(2), 3)
    assert len(manifest(core, "a1", 4, event(1))) == 1


def test_an_older_manifest_says_nothing_about_a_newer_event() -> None:
    core = with_rule()
    manifest(core, "a1", 1)

    assert take(core, event(1), 2)
    assert not take(core, event(9, article_id="a1"), 0.5)


@pytest.mark.parametrize("change", [None, "summary"])
def test_a_rule_that_is_changed_or_deleted_begins_anew(change: str | None) -> None:
    core = with_rule(threshold={"count": 2, "window": "1h"})
    take(core, event(1), 1)
    new = encode(rule(threshold={"count": 2, "window": "1h"}, summary=change)) if change else None
    core.take_rule("r", new, START + 2 * MINUTE)

    assert not take(core, event(2), 3)
    assert bool(take(core, event(3), 4)) == bool(change)


def test_a_rule_read_twice_keeps_what_it_has_counted() -> None:
    fields = {"threshold": {"count": 2, "window": "1h"}}
    core = with_rule(**fields)
    take(core, event(1), 1)
    core.take_rule("r", encode(rule(**fields)), START)

    assert take(core, event(2), 2)


@pytest.mark.parametrize(
    ("key", "value", "error"),
    [
        ("r", b"{", DecodeError),
        ("r", b"[]", SchemaError),
        ("r", encode(rule(filter="1 +")), SchemaError),
        ("r", encode(rule(summary="{x}")), SchemaError),
        ("other", encode(rule()), SchemaError),
    ],
)
def test_a_wrong_rule_is_refused_and_the_one_before_stays_in_force(
    key: str, value: bytes, error: type[RecordError]
) -> None:
    core = with_rule()

    with pytest.raises(error):
        core.take_rule(key, value, START + MINUTE)

    assert take(core, event(1), 2)


def test_fields_of_a_later_version_are_no_fault() -> None:
    core = with_rule()
    later = orjson.loads(encode(event(1)))
    core.take_event(orjson.dumps(later | {"new": 1, "article": later["article"] | {"new": 2}}), START)

    assert len(core.changes()) == 1


@given(st.binary(max_size=200))
def test_any_bytes_are_taken_or_refused(raw: bytes) -> None:
    core = Alerting()
    for take_record in (core.take_event, core.take_manifest):
        with pytest.raises(RecordError):
            take_record(raw, 0)


def test_published_alerts_are_enough_to_go_on_after_a_restart() -> None:
    before = with_rule(suppress="10m")
    (fired,) = take(before, event(1), 1)

    after = with_rule(suppress="10m")
    after.restore(fired)

    assert not take(after, event(1), 2), "it is told already"
    assert not take(after, event(2), 5), "it is suppressed"
    assert [(a.id, a.revision) for a in manifest(after, "a1", 6)] == [(fired.id, 2)]


def test_memory_is_bounded_by_windows_and_the_alerts_time_to_live(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerting, "ALERTS_KEPT_MS", 60 * MINUTE)
    core = with_rule(group_by=["event.article.id"], threshold={"count": 1, "window": "10m"})
    for number in range(300):
        take(core, event(number), number)

    assert core.lookback == timedelta(minutes=10)
    assert len(core._cases) <= 130
    assert len(core._groups) <= 130
    assert len(core._places) <= 130


@settings(max_examples=60)
@given(st.data())
def test_the_order_in_which_topics_are_read_does_not_matter(data: st.DataObject) -> None:
    """Events in their order, and each article's manifests in theirs: any interleaving ends in the same alerts."""
    events = [event(number, article_id=f"a{number % 3}") for number in range(6)]
    log: dict[str, list[tuple[int, Event | Manifest]]] = {"events": [(n, e) for n, e in enumerate(events)]}
    for name in ("a0", "a1", "a2"):
        kept = data.draw(st.lists(st.sampled_from([e for e in events if e.article.id == name]), unique=True))
        listed = tuple(e.id for e in kept)
        log[name] = [(10, Manifest(article_id=name, version="1", status="usable", event_ids=listed))]

    def status(order: list[str]) -> dict[str, str]:
        core, left, said = with_rule(), {name: list(records) for name, records in log.items()}, {}
        for name in order:
            minute, record = left[name].pop(0)
            alerts = take(core, record, minute) if isinstance(record, Event) else []
            if isinstance(record, Manifest):
                core.take_manifest(encode(record), START + minute * MINUTE)
                alerts = core.changes()
            said |= {alert.events[0].id: alert.status for alert in alerts}
        return {name: told for name, told in said.items() if told == "firing"}

    names = [name for name, records in log.items() for _ in records]

    assert status(data.draw(st.permutations(names))) == status(names)

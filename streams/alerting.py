"""Alerting's core: rules, events and manifests in, in the order of the log; alerts out. Knows neither Faust nor Kafka.

Time is the log's: when a record was published, in milliseconds since 1970. A rule looks at events published since it
was put. An event stands unless a manifest of its article that is not older leaves it out. An alert fires while those
of its events that stand would raise it, and is resolved otherwise. All of that follows from the log, so that a restart
changes nothing.
"""

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from streams.alerts import Alert, AlertEvent, AlertRule, RuleRef, Threshold
from streams.codec import decode_event, decode_manifest, decode_rule
from streams.errors import SchemaError
from streams.ids import alert_id
from streams.models import Event
from streams.rules import CompiledRule, Fields, RuleFaultsError, bind, compile_rule, flatten

MANIFESTS_KEPT = 200_000
"""Newest manifests kept, for events that are read after their manifest: topics are read at different speeds."""
GROUP_KEPT = 100
"""Events that a group keeps, and an alert names, at most; the newest ones."""
ALERTS_KEPT_MS = 30 * 24 * 60 * 60 * 1000
"""How long a withdrawal resolves an alert: as long as its topic keeps it."""
SWEEP_MS = 60 * 60 * 1000

GroupKey = tuple[str, tuple[str, ...]]
"""A rule's id and the values of its group's fields."""


@dataclass(frozen=True)
class Hit:
    """An event that a rule's filter matched; `fields` are the event's values, for the texts."""

    event: AlertEvent
    time: int
    stands: bool
    fields: Fields


@dataclass
class Group:
    """The events of a rule's group that no alert has named yet, and when its last alert fired."""

    hits: dict[str, Hit] = field(default_factory=dict)
    fired: int | None = None


@dataclass
class Case:
    """An alert and what is known of its events; `told` is the revision that was published last."""

    alert: Alert
    hits: tuple[Hit, ...]
    told: int = 0


class Alerting:
    """The state of all rules: `take_…` and `restore` change it, `changes` says what is to be published."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._rules: dict[str, tuple[CompiledRule, int]] = {}
        self._groups: defaultdict[GroupKey, Group] = defaultdict(Group)
        self._cases: dict[str, Case] = {}
        self._named: set[tuple[str, str]] = set()  # events that a rule's alerts name
        self._places: defaultdict[str, set[GroupKey | str]] = defaultdict(set)  # groups and alerts of an article
        self._manifests: OrderedDict[str, tuple[int, frozenset[str]]] = OrderedDict()
        self._changed: dict[str, Case] = {}
        self._newest = self._swept = 0

    @property
    def lookback(self) -> timedelta:
        """How far back the log matters: the longest window of a rule."""
        return max((compiled.rule.threshold.window for compiled, _ in self._rules.values()), default=timedelta(0))

    @property
    def rules(self) -> dict[str, AlertRule]:
        """The rules in force, by id."""
        return {name: compiled.rule for name, (compiled, _) in self._rules.items()}

    def take_rule(self, rule_id: str, value: bytes | None, time: int) -> None:
        """Put a rule, or delete it where `value` is None.

        Raise DecodeError or SchemaError where it cannot be used; what was put before under its id then stays in force.
        """
        if value is None:
            self._rules.pop(rule_id, None)
        else:
            compiled = _read_rule(rule_id, value)
            known, since = self._rules.get(rule_id, (None, None))
            if known is not None and (known.rule, since) == (compiled.rule, time):
                return  # read twice
            self._rules[rule_id] = (compiled, time)
        for key, group in self._groups.items():
            if key[0] == rule_id:
                group.hits.clear()

    def take_event(self, value: bytes, time: int) -> None:
        """Apply every rule to an event; raise DecodeError or SchemaError where it is none."""
        event = decode_event(value)
        self._newest = max(self._newest, time)
        self.counts["events"] += 1
        fields = flatten(event.model_dump(mode="json"))
        bound = bind(fields)
        for compiled, since in self._rules.values():
            if time >= since and (compiled.rule.id, event.id) not in self._named and compiled.matches(bound):
                self._hit(compiled, event, fields, time)

    def take_manifest(self, value: bytes, time: int) -> None:
        """Note which events of an article stand; raise DecodeError or SchemaError where it is no manifest."""
        manifest = decode_manifest(value)
        article = manifest.article_id
        self._manifests[article] = (time, frozenset(manifest.event_ids))
        self._manifests.move_to_end(article)
        if len(self._manifests) > MANIFESTS_KEPT:
            self._manifests.popitem(last=False)
        for place in tuple(self._places.get(article, ())):
            if isinstance(place, str):
                self._weigh(place, article, time)
            else:
                self._reconsider(place, article)

    def restore(self, alert: Alert) -> None:
        """Know an alert that was published, from its topic."""
        known = self._cases.get(alert.id)
        if known is not None and known.alert.revision >= alert.revision:
            return
        time = _milliseconds(alert.starts_at)
        hits = tuple(Hit(event, time, alert.status == "firing", {}) for event in alert.events)
        self._open(Case(alert, hits, told=alert.revision), (alert.rule.id, tuple(alert.group.values())))

    def changes(self) -> list[Alert]:
        """Return the alerts that are new or have changed their status since they were published, and forget old ones.

        One that fired and was resolved meanwhile was never anything to anybody.
        """
        changed = []
        for case in self._changed.values():
            if case.alert.revision > case.told and (case.told or case.alert.status == "firing"):
                case.told = case.alert.revision
                changed.append(case.alert)
                self.counts[f"alerts:{case.alert.status}"] += 1
        self._changed.clear()
        if self._newest - self._swept > SWEEP_MS:
            self._sweep()
        return changed

    def _hit(self, compiled: CompiledRule, event: Event, fields: Fields, time: int) -> None:
        key = (compiled.rule.id, tuple(compiled.group(fields).values()))
        group = self._groups[key]
        if event.id in group.hits:
            return
        self.counts["hits"] += 1
        evidence = AlertEvent.model_validate(event.model_dump(include=set(AlertEvent.model_fields)))
        group.hits[event.id] = Hit(evidence, time, self._stands(event.article.id, event.id, time), fields)
        self._places[event.article.id].add(key)
        window = _ms(compiled.rule.threshold.window)
        newest = max(hit.time for hit in group.hits.values())
        near = [h for h in _in_order(group.hits.values()) if h.event.id == event.id or h.time > newest - window]
        group.hits = {hit.event.id: hit for hit in near[-GROUP_KEPT:]}
        self._consider(compiled, key, time)

    def _stands(self, article: str, event: str, time: int) -> bool:
        published, ids = self._manifests.get(article, (time - 1, frozenset()))
        return published < time or event in ids

    def _consider(self, compiled: CompiledRule, key: GroupKey, time: int) -> None:
        """Fire an alert where a group's standing events suffice and no earlier one suppresses it."""
        rule, group = compiled.rule, self._groups[key]
        standing = [hit for hit in _in_order(group.hits.values()) if hit.stands]
        if not _suffices(standing, rule.threshold):
            return
        if rule.suppress and group.fired is not None and time < group.fired + _ms(rule.suppress):
            self.counts["suppressed"] += 1
            return
        last = standing[-1]
        counts = {"count": len(standing), "sources": len(_sources(standing))}
        alert = Alert(
            id=alert_id(rule.id, (hit.event.id for hit in standing)),
            revision=1,
            status="firing",
            rule=RuleRef(id=rule.id, name=rule.name, threshold=rule.threshold, group_by=rule.group_by),
            severity=rule.severity,
            group=compiled.group(last.fields),
            summary=compiled.summary(last.fields, counts),
            description=compiled.description(last.fields, counts),
            starts_at=_time(last.time),
            ends_at=None,
            events=tuple(hit.event for hit in standing),
        )
        group.hits.clear()
        case = Case(alert, tuple(replace(hit, fields={}) for hit in standing))
        self._open(case, key)
        self._changed[alert.id] = case

    def _open(self, case: Case, key: GroupKey) -> None:
        alert, group = case.alert, self._groups[key]
        self._cases[alert.id] = case
        group.fired = max(group.fired or 0, _milliseconds(alert.starts_at))
        for event in alert.events:
            self._named.add((alert.rule.id, event.id))
            self._places[event.article.id].add(alert.id)

    def _reconsider(self, key: GroupKey, article: str) -> None:
        """Apply an article's newest manifest to a group that waits for more events."""
        group, known = self._groups[key], self._rules.get(key[0])
        returned = []
        for name, hit in group.hits.items():
            stands = self._stands(article, name, hit.time)
            if hit.event.article.id == article and stands != hit.stands:
                group.hits[name] = replace(hit, stands=stands)
                returned += [hit.time] * stands
        if returned and known is not None:
            self._consider(known[0], key, max(returned))

    def _weigh(self, name: str, article: str, time: int) -> None:
        """Apply an article's newest manifest to an alert: resolve it, or let it fire again."""
        case = self._cases[name]
        case.hits = tuple(
            replace(hit, stands=self._stands(article, hit.event.id, hit.time))
            if hit.event.article.id == article
            else hit
            for hit in case.hits
        )
        firing = _suffices([hit for hit in case.hits if hit.stands], case.alert.rule.threshold)
        if firing == (case.alert.status == "firing"):
            return
        case.alert = case.alert.model_copy(
            update={
                "status": "firing" if firing else "resolved",
                "ends_at": None if firing else max(_time(time), case.alert.starts_at),
                "revision": case.alert.revision + 1,
            }
        )
        self._changed[name] = case

    def _sweep(self) -> None:
        """Forget what can no longer matter, so that memory is bounded by the windows and the alerts' time to live."""
        self._swept = self._newest
        for key, group in list(self._groups.items()):
            rule = self._rules[key[0]][0].rule if key[0] in self._rules else None
            window, suppress = (_ms(rule.threshold.window), _ms(rule.suppress)) if rule else (0, 0)
            if all(hit.time <= self._newest - window for hit in group.hits.values()) and (
                group.fired is None or group.fired <= self._newest - suppress
            ):
                del self._groups[key]
        self._cases = {
            name: case
            for name, case in self._cases.items()
            if _milliseconds(case.alert.starts_at) > self._newest - ALERTS_KEPT_MS
        }
        self._named = {(case.alert.rule.id, e.id) for case in self._cases.values() for e in case.alert.events}
        self._places.clear()
        for key, group in self._groups.items():
            for hit in group.hits.values():
                self._places[hit.event.article.id].add(key)
        for name, case in self._cases.items():
            for event in case.alert.events:
                self._places[event.article.id].add(name)


def _read_rule(rule_id: str, value: bytes) -> CompiledRule:
    rule = decode_rule(value)
    if rule.id != rule_id:
        raise SchemaError(f"alert rule {rule.id!r} has the key {rule_id!r}")
    try:
        return compile_rule(rule)
    except RuleFaultsError as error:
        raise SchemaError(str(error)) from error


def _in_order(hits: Iterable[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: (hit.time, hit.event.id))


def _sources(hits: Iterable[Hit]) -> set[str]:
    return {hit.event.article.source for hit in hits if hit.event.article.source}


def _suffices(hits: Sequence[Hit], threshold: Threshold) -> bool:
    return len(hits) >= threshold.count and (threshold.sources == 1 or len(_sources(hits)) >= threshold.sources)


def _ms(duration: timedelta) -> int:
    return duration // timedelta(milliseconds=1)


def _time(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _milliseconds(time: datetime) -> int:
    return round(time.timestamp() * 1000)

"""Metrics keep Prometheus's conventions and are true."""

import re
from collections.abc import Iterable

import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from streams.metrics import Metrics
from streams.watch import Watch


def families(metrics: Metrics) -> Iterable[Metric]:
    return text_string_to_metric_families(metrics.expose()[1].decode())


OURS = [family for family in families(Metrics()) if not family.name.startswith("process_")]
LABELS = {"topic", "partition", "outcome", "detail", "reason", "error", "stage", "le", "version"}


@pytest.mark.parametrize("family", OURS, ids=lambda family: family.name)
def test_a_name_has_the_prefix_base_units_and_a_help_text(family: Metric) -> None:
    assert re.fullmatch(r"streams_[a-z_]+[a-z]", family.name)
    assert not re.search(r"milli|micro|minute|_ms\b|_kb\b", family.name)
    assert family.documentation.endswith(".")


def test_durations_and_times_are_in_seconds() -> None:
    named = [family.name for family in OURS if re.search(r"duration|latency|timestamp|oldest", family.name)]

    assert named
    assert all(name.endswith("_seconds") for name in named)


def test_labels_are_few_and_known() -> None:
    watch = Watch()
    with watch.batch([("news.articles", 0)]), watch.stage("read"):
        watch.committed({("news.articles", 0): 3})
        watch.ends_at(("news.articles", 0), 5)

    samples = [sample for family in families(watch.metrics) for sample in family.samples]
    assert {label for sample in samples for label in sample.labels} <= LABELS
    assert ("streams_consumer_lag_messages", 2.0) in {(sample.name, sample.value) for sample in samples}


def test_a_partition_that_is_taken_away_is_no_longer_reported() -> None:
    watch = Watch()
    watch.committed({("news.articles", 0): 3})
    watch.ends_at(("news.articles", 0), 5)

    watch.revoked()

    lags = [family for family in families(watch.metrics) if family.name == "streams_consumer_lag_messages"]
    assert [lag.samples for lag in lags] == [[]]


def test_openmetrics_is_spoken_to_those_who_ask_for_it() -> None:
    content_type, text = Metrics().expose("application/openmetrics-text; version=1.0.0")

    assert content_type.startswith("application/openmetrics-text; version=1.0.0")
    assert text.endswith(b"# EOF\n")

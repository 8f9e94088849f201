"""Every metric of a worker: names, labels and buckets as Prometheus and its conventions want them.

Labels never hold what articles hold: no id, no address, no word of a text.
"""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import choose_encoder

from streams import __version__

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
LATENCY_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14_400, 86_400)
"""From a fresh article to a backlog of a day."""
ARTICLES = (1, 2, 4, 8, 16, 32, 64, 128, 256)


class Metrics:
    """The metrics of one worker, in a registry of their own."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # else each counter comes twice
        registry = self._registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self.consumed = Counter(
            "streams_articles_consumed_total", "Article records taken.", ["topic", "partition"], registry=registry
        )
        self.processed = Counter(
            "streams_articles_processed_total",
            "Article records that are dealt with: read (ok), skipped or dead-lettered, and which kind of each.",
            ["outcome", "detail"],
            registry=registry,
        )
        self.published = Counter(
            "streams_messages_published_total", "Messages that the broker has confirmed.", ["topic"], registry=registry
        )
        self.dead_letters = Counter(
            "streams_dead_letters_total", "Dead letters that the broker has confirmed.", ["reason"], registry=registry
        )
        self.send_failures = Counter(
            "streams_send_failures_total", "Sends that failed and were tried again.", ["error"], registry=registry
        )
        self.rebalances = Counter(
            "streams_rebalances_total", "Times that the group took partitions away.", registry=registry
        )
        self.stage_seconds = Histogram(
            "streams_stage_duration_seconds",
            "Time that a stage of a batch takes.",
            ["stage"],
            buckets=SECONDS,
            registry=registry,
        )
        self.article_seconds = Histogram(
            "streams_article_duration_seconds",
            "Time that reading one article takes.",
            buckets=SECONDS,
            registry=registry,
        )
        self.batch_articles = Histogram(
            "streams_batch_articles", "Article records in a batch.", buckets=ARTICLES, registry=registry
        )
        self.latency_seconds = Histogram(
            "streams_end_to_end_latency_seconds",
            "From the article record's timestamp to its confirmed events.",
            buckets=LATENCY_SECONDS,
            registry=registry,
        )
        self.lag = Gauge(
            "streams_consumer_lag_messages",
            "Article records behind the last committed one.",
            ["topic", "partition"],
            registry=registry,
        )
        self.commit_time = Gauge(
            "streams_commit_timestamp_seconds", "Time of the last commit.", ["topic", "partition"], registry=registry
        )
        self.inflight = Gauge("streams_inflight_articles", "Article records in the running batch.", registry=registry)
        self.inflight_seconds = Gauge(
            "streams_oldest_inflight_seconds", "How long the running batch has been running.", registry=registry
        )
        self.partitions = Gauge("streams_partitions_assigned", "Partitions that this worker reads.", registry=registry)
        self.ready = Gauge("streams_worker_ready", "Whether the worker is ready, as /readyz says.", registry=registry)
        self.progress_time = Gauge(
            "streams_last_progress_timestamp_seconds", "Time of the last step forward.", registry=registry
        )
        Info("streams_build", "The running program.", registry=registry).info({"version": __version__})

    def expose(self, accept: str = "") -> tuple[str, bytes]:
        """Return content type and text of all metrics in the format that an Accept header asks for."""
        encode, content_type = choose_encoder(accept)
        return content_type, encode(self._registry)

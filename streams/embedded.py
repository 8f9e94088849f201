"""An embedded Kafka for the demo and the tests: the mock cluster inside librdkafka.

Not for production: nothing survives its exit, it cannot create topics (they appear when first used), keeps about 5 MB a
partition, and answers only old API versions, so kafka-python needs `api_version=EMBEDDED_API`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from confluent_kafka import Producer

EMBEDDED_API = (2, 1)
START_SECONDS = 10.0


@contextmanager
def embedded_broker() -> Iterator[str]:
    """Run the broker for the duration of the block; yields its address, host:port on loopback."""
    owner = Producer({"test.mock.num.brokers": 1, "log_level": 0})
    (broker,) = owner.list_topics(timeout=START_SECONDS).brokers.values()
    try:
        yield f"{broker.host}:{broker.port}"
    finally:
        owner.flush(0)
        del owner

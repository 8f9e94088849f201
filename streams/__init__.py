"""A streaming news event processor: articles arrive on a Kafka topic, their events leave on downstream topics."""

from importlib.metadata import version

__version__ = version("news-event-streams")

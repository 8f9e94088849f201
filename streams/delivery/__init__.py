"""Delivery: records of a topic to receivers outside, each receiver for itself, at least once."""

from streams.delivery.alertmanager import Alertmanager
from streams.delivery.courier import Courier, Receiver, Retries
from streams.delivery.file import File
from streams.delivery.webhook import Webhook

__all__ = ["Alertmanager", "Courier", "File", "Receiver", "Retries", "Webhook"]

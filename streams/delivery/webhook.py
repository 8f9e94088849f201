"""A webhook: CloudEvents over HTTP in structured mode, signed as Standard Webhooks says, if there is a secret.

The signature is HMAC-SHA256 over `webhook-id.webhook-timestamp.body`, in base64 behind "v1,".
"""

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import orjson

from streams.delivery.http import post

STRUCTURED = "application/cloudevents+json; charset=UTF-8"
SECRET = "whsec_"  # noqa: S105 - the prefix of secrets in base64


@dataclass(frozen=True)
class Webhook:
    """Sends each CloudEvent to a URL; any answer 2xx takes it."""

    url: str
    client: httpx.Client
    key: bytes | None = None

    def send(self, event: Mapping[str, Any]) -> None:
        """Send one CloudEvent; raise RetryLaterError or DeliveryError."""
        body = orjson.dumps(event)
        headers = {"content-type": STRUCTURED}
        if self.key is not None:
            name, now = f"{event['source']}#{event['id']}", str(int(time.time()))
            headers |= {
                "webhook-id": name,
                "webhook-timestamp": now,
                "webhook-signature": sign(self.key, name, now, body),
            }
        post(self.client, self.url, body, headers)


def sign(key: bytes, name: str, timestamp: str, body: bytes) -> str:
    """Return the signature of a message; a receiver compares it in constant time and refuses old timestamps."""
    digest = hmac.new(key, f"{name}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def read_key(text: str) -> bytes:
    """Return the key of a secret: base64 behind "whsec_", or the text's own bytes. Raise ValueError for bad base64."""
    secret = text.strip()
    if not secret.startswith(SECRET):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(SECRET), validate=True)
    except binascii.Error as error:
        raise ValueError(f"is not base64 behind {SECRET}") from error

"""What an HTTP receiver's answer means: delivered, refused for good, or to be tried again."""

import httpx

from streams.errors import DeliveryError, TransientError

TRY_AGAIN = {408, 425, 429}
"""Refusals that may pass: timeout, too early, too many requests."""
LONGEST_ANSWER = 200


class RetryLaterError(TransientError):
    """The receiver could not take a record now; `after` is how many seconds it asked us to wait, 0 without a wish."""

    def __init__(self, message: str, *, after: float = 0.0) -> None:
        super().__init__(message)
        self.after = after


def post(client: httpx.Client, url: str, body: bytes, headers: dict[str, str]) -> None:
    """Send a body; raise RetryLaterError where it may be taken later, DeliveryError where it never will."""
    try:
        response = client.post(url, content=body, headers=headers)
    except httpx.TransportError as error:
        raise RetryLaterError(f"{url}: {type(error).__name__}: {error}") from error
    if response.is_success:
        return
    told = " ".join(response.text.split())[:LONGEST_ANSWER]
    message = f"{url} answers {response.status_code} {response.reason_phrase}" + (f": {told}" if told else "")
    if response.status_code in TRY_AGAIN or response.is_server_error:
        raise RetryLaterError(message, after=_seconds(response.headers.get("retry-after", "")))
    raise DeliveryError(message)


def _seconds(value: str) -> float:
    """Return a Retry-After in seconds; the other form, a date, is not followed."""
    return float(value) if value.isascii() and value.isdigit() else 0.0

"""Asks a worker's HTTP endpoints."""

import urllib.request
from urllib.error import HTTPError, URLError


def ask(address: str, path: str, method: str = "GET") -> tuple[int, str]:
    """Return status and body of the answer from host:port; 0 and nothing while nobody listens."""
    request = urllib.request.Request(f"http://{address}{path}", method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except URLError:
        return 0, ""

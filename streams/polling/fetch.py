"""Fetching over HTTP with limits on everything: size, time, redirects; and only what has changed since."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit, urlunsplit

import httpx

from streams import __version__
from streams.errors import FetchError, InputError

MAX_BYTES = 10_000_000
MAX_REDIRECTS = 5
STEP_SECONDS = 10.0
"""Longest silence of a server, from connecting to the last byte."""
TOTAL_SECONDS = 30.0
"""Longest time that one document may take, redirects included, however steadily a server drips."""
LONGEST_REST = 3600.0
HEADERS = {
    "User-Agent": f"news-event-streams/{__version__}",
    "Accept": "application/rss+xml, application/atom+xml, application/xml;q=0.9, application/json;q=0.9, */*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}
_BUSY = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)


@dataclass(frozen=True)
class Validator:
    """What a server said to tell versions of a document apart by; sent back word for word with the next request."""

    etag: str = ""
    modified: str = ""

    def headers(self) -> dict[str, str]:
        """Return the headers of a request that wants a changed document only."""
        return {
            name: value for name, value in (("If-None-Match", self.etag), ("If-Modified-Since", self.modified)) if value
        }


@dataclass(frozen=True)
class Response:
    """A document as it was fetched; `url` is the last one of its redirects."""

    raw: bytes
    url: str
    media_type: str
    validator: Validator


@asynccontextmanager
async def fetcher(*, total_seconds: float = TOTAL_SECONDS, max_bytes: int = MAX_BYTES) -> AsyncIterator["Fetcher"]:
    """Yield a Fetcher with its connections open."""
    async with httpx.AsyncClient(
        headers=HEADERS, timeout=STEP_SECONDS, follow_redirects=True, max_redirects=MAX_REDIRECTS
    ) as client:
        yield Fetcher(client, total_seconds=total_seconds, max_bytes=max_bytes)


class Fetcher:
    """Fetches documents. FetchError means that a later try may succeed, InputError that it will not."""

    def __init__(self, client: httpx.AsyncClient, *, total_seconds: float, max_bytes: int) -> None:
        self._client, self._total_seconds, self._max_bytes = client, total_seconds, max_bytes

    async def get(self, url: str, validator: Validator | None = None) -> Response | None:
        """Return the document at `url`, or None if it is the one that `validator` stands for."""
        try:
            async with asyncio.timeout(self._total_seconds):
                return await self._get(url, validator or Validator())
        except TimeoutError as error:
            raise FetchError(f"took longer than {self._total_seconds:g} seconds") from error
        except httpx.TimeoutException as error:
            raise FetchError(f"did not answer within {STEP_SECONDS:g} seconds") from error
        except httpx.TooManyRedirects as error:
            raise InputError(f"redirects more than {MAX_REDIRECTS} times") from error
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise InputError(f"leads to what is no http or https address ({error})") from error
        except httpx.HTTPError as error:
            raise FetchError(f"cannot be fetched: {str(error) or type(error).__name__}") from error

    async def _get(self, url: str, validator: Validator) -> Response | None:
        async with self._client.stream("GET", url, headers=validator.headers()) as answer:
            if answer.status_code == HTTPStatus.NOT_MODIFIED:
                return None
            if answer.status_code in _BUSY or answer.is_server_error:
                raise FetchError(f"answered {_status(answer)}", retry_after=_rest(answer.headers.get("Retry-After")))
            if answer.status_code != HTTPStatus.OK:
                raise InputError(f"answered {_status(answer)}")
            return Response(
                raw=await self._body(answer),
                url=str(answer.url),
                media_type=answer.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
                validator=Validator(answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", "")),
            )

    async def _body(self, answer: httpx.Response) -> bytes:
        """Return the body, unpacked; stop reading where it is too large."""
        body = bytearray()
        announced = answer.headers.get("Content-Length", "")
        if not announced.isdecimal() or int(announced) <= self._max_bytes:
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > self._max_bytes:
                    break
            else:
                return bytes(body)
        raise InputError(f"is larger than {self._max_bytes / 1e6:g} MB")


def is_url(name: str) -> bool:
    """Tell whether a name is the address of something on the web rather than of a file."""
    return name.lower().startswith(("http://", "https://"))


def shown(url: str) -> str:
    """Return a URL without the password that it may hold; any other name as it is."""
    if not is_url(url):
        return url
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _status(answer: httpx.Response) -> str:
    return f"{answer.status_code} {answer.reason_phrase}".strip()


def _rest(header: str | None) -> float:
    """Return the seconds that a Retry-After header asks for, at most an hour."""
    if not header:
        return 0.0
    try:
        seconds = float(header) if header.strip().isdecimal() else _until(header)
    except ValueError:
        return 0.0
    return min(max(seconds, 0.0), LONGEST_REST)


def _until(date: str) -> float:
    return (parsedate_to_datetime(date).astimezone(UTC) - datetime.now(UTC)).total_seconds()

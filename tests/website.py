"""A web server on loopback whose pages a test writes, with every fault that a feed's server may have."""

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Page:
    """What the server answers; `etag` makes it answer 304 to whoever names it, `drip` sends the body byte by byte."""

    body: bytes | str = b""
    status: int = 200
    kind: str = "application/xml"
    headers: dict[str, str] = field(default_factory=dict)
    etag: str = ""
    modified: str = ""
    hangs: bool = False
    drip: bool = False
    repeat: int = 1
    chunked: bool = False
    packed: bool = False


class Website:
    """The server: `pages` by path, and the requests that came, each path with its headers."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.sent = 0
        self.closing = threading.Event()
        website = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                website.answer(self)

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.server_port}{path}"

    def count(self, path: str) -> int:
        return sum(requested == path for requested, _ in self.requests)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.requests.append((handler.path, dict(handler.headers)))
        page = self.pages.get(handler.path, Page(status=404))
        if page.hangs:
            self.closing.wait()
            return
        if page.etag and handler.headers.get("If-None-Match") == page.etag:
            page = Page(status=304, etag=page.etag)
        body = page.body.encode() if isinstance(page.body, str) else page.body
        body = gzip.compress(body * page.repeat) if page.packed else body
        handler.send_response(page.status)
        headers = {"Content-Type": page.kind, "ETag": page.etag, "Last-Modified": page.modified, **page.headers}
        if page.packed:
            headers["Content-Encoding"] = "gzip"
        if not page.chunked and page.status != 304:
            headers.setdefault("Content-Length", str(len(body) * (1 if page.packed else page.repeat)))
        for name, value in headers.items():
            if value:
                handler.send_header(name, value)
        handler.end_headers()
        try:
            self.write(handler, page, body)
        except OSError:
            handler.close_connection = True

    def write(self, handler: BaseHTTPRequestHandler, page: Page, body: bytes) -> None:
        if page.drip:
            for byte in body:
                handler.wfile.write(bytes([byte]))
                handler.wfile.flush()
                if self.closing.wait(0.05):
                    return
        for _ in range(1 if page.packed else page.repeat):
            handler.wfile.write(body)
            self.sent += len(body)


@contextmanager
def website() -> Iterator[Website]:
    """Run a website for the duration of the block."""
    site = Website()
    thread = threading.Thread(target=site.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.closing.set()
        site.server.shutdown()
        site.server.server_close()
        thread.join()


def wait_until(condition: object, *, seconds: float = 20.0) -> None:
    """Wait until a condition, a callable, holds; fail when it does not come true in time."""
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.02)

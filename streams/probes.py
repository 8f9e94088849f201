"""The worker's HTTP endpoints: /healthz and /readyz for orchestrators, /metrics for Prometheus.

A thread of its own answers, so that it does so while a batch is being read or the event loop is stuck. There is no
authentication: listen on loopback or inside a trusted network only.
"""

import errno
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from streams.watch import Watch

log = logging.getLogger(__name__)

TEXT = "text/plain; charset=utf-8"
CLIENT_SECONDS = 5.0
"""How long a client may take to send its request."""


@contextmanager
def serve_probes(address: str, watch: Watch) -> Iterator[str]:
    """Serve the endpoints at host:port for the duration of the block; yields the address, port 0 replaced.

    Where the port is taken, by another worker on the same machine as a rule, a free one is used and said in a warning.
    Raise OSError where the host is not this machine's.
    """
    host, _, port = address.rpartition(":")
    server = _server(host.strip("[]"), int(port), watch)
    bound = f"{host}:{server.server_address[1]}"
    if port not in ("0", str(server.server_address[1])):
        log.warning("%s is taken; health and metrics are at %s", address, bound)
    else:
        log.info("health and metrics are at %s", bound)
    thread = Thread(target=server.serve_forever, name="probes", daemon=True)
    thread.start()
    try:
        yield bound
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _server(host: str, port: int, watch: Watch) -> ThreadingHTTPServer:
    class Handler(_Handler):
        seen = watch

    class Server(ThreadingHTTPServer):
        address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        daemon_threads = True

    try:
        return Server((host, port), Handler)
    except OSError as error:
        if error.errno != errno.EADDRINUSE or not port:
            raise
        return Server((host, 0), Handler)


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    seen: Watch
    timeout = CLIENT_SECONDS
    server_version, sys_version = "streams", ""

    def do_GET(self) -> None:
        """Answer with 200 where all is well, with 503 and the reasons where not."""
        match self.path.partition("?")[0]:
            case "/healthz":
                self._state(self.seen.stuck())
            case "/readyz":
                self._state(self.seen.unready())
            case "/metrics":
                self._answer(HTTPStatus.OK, *self.seen.metrics.expose(self.headers.get("Accept", "")))
            case _:
                self._answer(HTTPStatus.NOT_FOUND, TEXT, b"there are /healthz, /readyz and /metrics\n")

    do_HEAD = do_GET  # noqa: N815 - the base class's way of naming methods

    def _state(self, problems: list[str]) -> None:
        status = HTTPStatus.SERVICE_UNAVAILABLE if problems else HTTPStatus.OK
        self._answer(status, TEXT, "".join(f"{line}\n" for line in problems or ["ok"]).encode())

    def _answer(self, status: HTTPStatus, content_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Log requests for debugging only; probes come every few seconds."""
        log.debug(format, *args)

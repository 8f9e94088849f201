"""A receiver on loopback for tests: answers as it is told, keeps what it has taken."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson


@dataclass
class Receiver:
    """`answers` are given one after the other, then 204 for ever; 0 stands for a stall, then a cut connection."""

    answers: list[int] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    asked: int = 0
    stall: float = 1.0
    url: str = ""
    ended: threading.Event = field(default_factory=threading.Event)


@contextmanager
def receiver(*answers: int, port: int = 0, stall: float = 1.0) -> Iterator[Receiver]:
    """Run a receiver for the duration of the block."""
    state = Receiver(list(answers), stall=stall)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            state.asked += 1
            answer = state.answers.pop(0) if state.answers else 204
            if answer == 0:
                state.ended.wait(state.stall)
                self.close_connection = True
                return
            if answer < 300:
                state.taken.append(orjson.loads(body))
                state.headers.append({name.lower(): value for name, value in self.headers.items()})
                state.bodies.append(body)
            self.send_response(answer)
            if answer == 429:
                self.send_header("retry-after", "1")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        allow_reuse_address = True

    server = Server(("127.0.0.1", port), Handler)
    state.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield state
    finally:
        state.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()

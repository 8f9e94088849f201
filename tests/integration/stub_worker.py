"""A real worker process whose extractor is a stub: every word in capitals is a statement; some words misbehave.

With the argument "alert" it is the alert agent. Either is missed sooner than in production when it dies. What the
extractor begins and ends is noted in the file that STUB_JOURNAL names, so that a fault can be timed to strike between.
"""

import ctypes
import os
import re
import signal
import sys
import time
from pathlib import Path

from streams.app import create_alert_app, create_app
from streams.cli.worker import run
from streams.config import load_settings
from streams.errors import ExtractionError
from streams.models import Article, Event
from streams.ontology import EVENT_TYPES
from streams.testing import capitals

JOURNAL = os.environ.get("STUB_JOURNAL")
PAUSE = re.compile(r"\bms(\d+)\b")


def extract(article: Article) -> tuple[Event, ...]:
    note("begin", article)
    words = article.text.split()
    if "SLOW" in words:
        time.sleep(2)
    if pause := PAUSE.search(article.text):
        time.sleep(int(pause[1]) / 1000)
    if "BUG" in words:
        raise RuntimeError("our own mistake")
    if "KILL" in words:
        os.kill(os.getpid(), signal.SIGKILL)
    if "EXIT" in words:
        os._exit(7)
    if "SEGFAULT" in words:
        ctypes.string_at(0)
    if "BROKEN" in words:
        raise ExtractionError(f"article {article.id!r} could not be read: on purpose")
    events = capitals(article)
    note("end", article)
    return events


def note(what: str, article: Article) -> None:
    if JOURNAL:
        with Path(JOURNAL).open("a", encoding="utf-8") as journal:
            journal.write(f"{what} {article.id}\n")


if __name__ == "__main__":
    settings = load_settings(os.environ)
    app = create_alert_app(settings, EVENT_TYPES) if "alert" in sys.argv else create_app(settings, extract)
    app.conf.broker_session_timeout = 6.0
    app.conf.broker_heartbeat_interval = 1.0
    app.conf.broker_rebalance_timeout = 10.0
    app.conf.producer_request_timeout = 12.0
    sys.argv[1:] = []
    run(app, settings)

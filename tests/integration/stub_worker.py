"""A real worker process whose extractor is a stub: every word in capitals is a statement; some words misbehave.

With the argument "alert" it is the alert agent. Either is missed sooner than in production when it dies.
"""

import os
import sys
import time

from streams.app import create_alert_app, create_app
from streams.cli.worker import run
from streams.config import load_settings
from streams.errors import ExtractionError
from streams.models import Article, Event
from streams.ontology import EVENT_TYPES
from streams.testing import statement


def extract(article: Article) -> tuple[Event, ...]:
    words = article.text.split()
    if "SLOW" in words:
        time.sleep(2)
    if "BUG" in words:
        raise RuntimeError("our own mistake")
    if "BROKEN" in words:
        raise ExtractionError(f"article {article.id!r} could not be read: on purpose")
    return tuple(statement(article, word) for word in words if word.isupper())


if __name__ == "__main__":
    settings = load_settings(os.environ)
    app = create_alert_app(settings, EVENT_TYPES) if "alert" in sys.argv else create_app(settings, extract)
    app.conf.broker_session_timeout = 6.0
    app.conf.broker_heartbeat_interval = 1.0
    sys.argv[1:] = []
    run(app, settings)

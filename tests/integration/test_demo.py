"""The demo from the outside: a broker, a worker and articles, and nothing left behind."""

import json
import os
import subprocess
import sys
from pathlib import Path

ARTICLES = (
    {"id": "a1", "language": "en", "published_at": "2024-11-18", "text": "Anna Berg warned Rome on Monday."},
    {"id": "a2", "language": "de", "published_at": "2024-11-18", "text": "Der Stadtrat hat den Haushalt beschlossen."},
    {"id": "a1", "language": "en", "version": "2", "status": "canceled", "text": ""},
)


def demo(articles: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "streams", "demo", "--articles", str(articles)],
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )


def test_the_demo_shows_events_withdrawals_and_a_dead_letter(tmp_path: Path) -> None:
    articles = tmp_path / "articles.jsonl"
    articles.write_text("".join(json.dumps(article) + "\n" for article in ARTICLES))

    # A setting for a real broker is none of the demo's business.
    done = demo(articles, STREAMS_BROKER="broker.example:9092", STREAMS_GROUP="production")

    assert done.stderr == ""
    assert done.returncode == 0
    assert "warning/warn           Anna Berg → Rome · warned" in done.stdout
    assert "decision/approve       Stadtrat · beschlossen: den Haushalt" in done.stdout
    assert "a1  version 2, canceled: 1 withdrawn" in done.stdout
    assert "dead letter  decode: " in done.stdout
    assert "1 event of 2 articles" in done.stdout


def test_the_demo_names_a_missing_file(tmp_path: Path) -> None:
    done = demo(tmp_path / "missing.jsonl")

    assert done.returncode == 2
    assert done.stderr == f"streams: {tmp_path / 'missing.jsonl'}: cannot be read: no such file or directory\n"

"""What was sent, kept in a small SQLite file over restarts: so that nothing unchanged is sent twice.

Three tables, each row belonging to a broker's topic and a source: `source` (ETag and Last-Modified of its last answer),
`sent` (an item's id and the digest of what was sent last) and `waiting` (items whose embargo is not over, or whose page
could not be had yet). The file may be removed at any time: then everything is sent once more, with the same ids. Rows
of items that no source has shown for 90 days are dropped.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from streams.errors import InputError, TransientError
from streams.feeds.item import Item
from streams.polling.fetch import Validator

KEPT = timedelta(days=90)
LOCK_SECONDS = 10.0
VERSION = 1
_TABLES = """
    CREATE TABLE IF NOT EXISTS source (source TEXT PRIMARY KEY, etag TEXT, modified TEXT) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS sent (
        source TEXT, id TEXT, digest BLOB, tries INTEGER, seen REAL, PRIMARY KEY (source, id)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS sent_seen ON sent (seen);
    CREATE TABLE IF NOT EXISTS waiting (
        source TEXT, id TEXT, until REAL, item BLOB, PRIMARY KEY (source, id)
    ) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Known:
    """What is remembered of an item: the digest of what was sent last, and how often its page could not be had."""

    digest: bytes | None = None
    tries: int = 0


@dataclass(frozen=True)
class Change:
    """What became of an item in this poll; `waiting` holds it if its embargo, or its page, has to be waited for."""

    id: str
    known: Known
    waiting: Item | None = None


class State:
    """The memory of one topic's feeds. InputError: the file cannot be used; TransientError: it cannot be written."""

    def __init__(self, path: Path | str, *, topic: str) -> None:
        self._topic, self._path = topic, path
        try:
            if path != ":memory:":
                Path(path).parent.mkdir(parents=True, exist_ok=True)
                Path(path).touch(mode=0o600)
            self._db = sqlite3.connect(path, timeout=LOCK_SECONDS)
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, VERSION):
                raise InputError(f"{path}: was written by another version of streams; name another file with --state")
            self._db.executescript(f"{_TABLES} PRAGMA user_version = {VERSION};")
        except (sqlite3.Error, OSError) as error:
            raise InputError(f"{path}: is no state file ({error}); remove it or name another with --state") from error

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def validator(self, source: str) -> Validator:
        """Return what a source's last answer, if it was read without a flaw, can be told by."""
        row = self._db.execute("SELECT etag, modified FROM source WHERE source = ?", (self._key(source),)).fetchone()
        return Validator(*row) if row else Validator()

    def known(self, source: str, identifier: str) -> Known:
        """Return what is remembered of an item."""
        row = self._db.execute(
            "SELECT digest, tries FROM sent WHERE source = ? AND id = ?", (self._key(source), identifier)
        ).fetchone()
        return Known(*row) if row else Known()

    def due(self, source: str, now: datetime) -> list[Item]:
        """Return the waiting items whose time has come."""
        rows = self._db.execute(
            "SELECT item FROM waiting WHERE source = ? AND until <= ? ORDER BY until",
            (self._key(source), now.timestamp()),
        )
        return [Item.model_validate_json(item) for (item,) in rows]

    def record(
        self, source: str, changes: Iterable[Change], now: datetime, *, validator: Validator | None = None
    ) -> None:
        """Remember changes, all or none, and how to tell the answer that they came from by."""
        key, seen = self._key(source), now.timestamp()
        with self._writing():
            for change in changes:
                digest, tries = change.known.digest, change.known.tries
                self._db.execute("DELETE FROM waiting WHERE source = ? AND id = ?", (key, change.id))
                self._db.execute(
                    "INSERT OR REPLACE INTO sent VALUES (?, ?, ?, ?, ?)", (key, change.id, digest, tries, seen)
                )
                if change.waiting is not None:
                    until = (change.waiting.embargoed_until or now).timestamp()
                    self._db.execute(
                        "INSERT INTO waiting VALUES (?, ?, ?, ?)", (key, change.id, until, change.waiting.encode())
                    )
            if validator is not None:
                self._db.execute(
                    "INSERT OR REPLACE INTO source VALUES (?, ?, ?)", (key, validator.etag, validator.modified)
                )

    def seen(self, source: str, now: datetime) -> None:
        """Note that a source still stands as it was."""
        with self._writing():
            self._db.execute("UPDATE sent SET seen = ? WHERE source = ?", (now.timestamp(), self._key(source)))

    def forget_old(self, now: datetime) -> None:
        """Drop what no source has shown for long."""
        with self._writing():
            self._db.execute("DELETE FROM sent WHERE seen < ?", ((now - KEPT).timestamp(),))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Write everything in the block or nothing; raise TransientError where the disk is full or the file locked."""
        try:
            with self._db:
                yield
        except sqlite3.Error as error:
            raise TransientError(
                f"{self._path}: cannot be written ({error}); what was sent will be sent again"
            ) from error

    def _key(self, source: str) -> str:
        return f"{self._topic} {source}"

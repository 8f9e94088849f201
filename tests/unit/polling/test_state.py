"""The state file: kept apart by topic, forgetful after long, and refused if it is none."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from streams.errors import InputError, TransientError
from streams.polling.state import KEPT, Change, Known, State

NOW = datetime(2024, 11, 18, 12, tzinfo=UTC)
SENT = Change("a1", Known(b"digest", 0))


def test_what_was_sent_to_a_topic_is_not_known_of_another(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "state.db"
    here, there = State(path, topic="here"), State(path, topic="there")

    here.record("feed", [SENT], NOW)

    assert here.known("feed", "a1") == SENT.known
    assert there.known("feed", "a1") == Known()
    assert here.known("other", "a1") == Known()
    here.close()
    there.close()


def test_what_no_source_has_shown_for_long_is_forgotten(tmp_path: Path) -> None:
    state = State(tmp_path / "state.db", topic="t")
    state.record("gone", [SENT], NOW)
    state.record("there", [SENT], NOW)
    later = NOW + KEPT + timedelta(days=1)

    state.seen("there", later)
    state.forget_old(later)

    assert state.known("gone", "a1") == Known()
    assert state.known("there", "a1") == SENT.known
    state.close()


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    state = State(tmp_path / "state.db", topic="t")
    state._db.execute("PRAGMA query_only = ON")  # as a full disk would have it

    with pytest.raises(TransientError, match=r"state\.db: cannot be written"):
        state.record("feed", [SENT], NOW)
    state.close()


def test_nobody_else_may_read_what_waits_for_its_embargo(tmp_path: Path) -> None:
    State(tmp_path / "state.db", topic="t").close()

    assert (tmp_path / "state.db").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("make", [lambda path: path.write_bytes(b"not SQLite" * 100), lambda path: path.mkdir()])
def test_a_file_that_is_no_state_is_refused(tmp_path: Path, make: Callable[[Path], object]) -> None:
    path = tmp_path / "state"
    make(path)

    with pytest.raises(InputError, match="is no state file"):
        State(path, topic="t")


def test_a_file_of_a_later_version_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "state.db") as database:
        database.execute("PRAGMA user_version = 99")
    database.close()

    with pytest.raises(InputError, match="another version"):
        State(tmp_path / "state.db", topic="t")

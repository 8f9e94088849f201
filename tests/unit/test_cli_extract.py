"""The command as a user meets it when something is wrong: one line on standard error, exit code 2, no traceback."""

import subprocess
import sys
from pathlib import Path

import pytest


def run(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "streams", "extract", *arguments], input=stdin, capture_output=True, check=False
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "stdin", "message"),
    [
        ((), b"", "streams: name a file to read, or - for standard input"),
        (("--explain", "--format", "jsonl", "-"), b"Text.", "streams: --explain is for people"),
        (("no-such-file.txt",), b"", "streams: no-such-file.txt: cannot be read"),
        (("-",), b"", "streams: standard input: is empty"),
        (("-",), b"\xff\xfe", "streams: standard input: is not UTF-8"),
        (("-",), b'{"id": ', "streams: standard input: not UTF-8 JSON"),
        (("--published", "soon", "-"), b"Text.", "streams: --published 'soon' is not a date"),
        (("--published", "0001-01-01", "-"), b"Text.", "streams: standard input: published_at 0001-01-01 is older"),
    ],
)
def test_bad_usage_and_bad_input_end_with_one_line_and_code_2(
    arguments: tuple[str, ...], stdin: bytes, message: str
) -> None:
    code, output, errors = run(*arguments, stdin=stdin)

    assert code == 2
    assert output == ""
    assert errors.startswith(message)
    assert errors.count("\n") == 1


def test_each_unreadable_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")

    code, _, errors = run(str(tmp_path / "empty.txt"), str(tmp_path / "missing.txt"))

    assert code == 2
    assert len(errors.splitlines()) == 2

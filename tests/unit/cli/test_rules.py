"""`streams rules test` shows what rules would do; a wrong rule file puts nothing."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from streams.cli import streams
from streams.codec import encode
from streams.errors import InputError
from streams.testing import article, statement

RULES = """\
- {id: all, name: All, filter: event.mode == 'say', suppress: 1h, summary: "{event.sentence.text}"}
- {id: pair, name: Pair, filter: event.mode == 'say', threshold: {count: 2, window: 1d}, summary: "{count} times"}
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    rules, events = tmp_path / "rules.yaml", tmp_path / "events.jsonl"
    rules.write_text(RULES)
    told = [
        statement(article(f"Der Rat SAGT {n}.", id=f"a{n}", published_at=f"2024-11-18T0{n}:00:00Z"), "SAGT")
        for n in (1, 1, 3)
    ]
    events.write_bytes(b"\n".join(map(encode, told)))
    return rules, events


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(streams, ["rules", *arguments], input=stdin)


def test_the_events_that_would_have_fired_are_shown(files: tuple[Path, Path]) -> None:
    rules, events = files

    result = run("test", str(rules), "--on", str(events))

    assert [line.split("\t")[:4] for line in result.stdout.splitlines()] == [
        ["rule", "fires at line", "severity", "summary"],
        ["all", "1", "warning", "Der Rat SAGT 1."],
        ["all", "3", "warning", "Der Rat SAGT 3."],
        ["pair", "3", "warning", "2 times"],
    ]
    assert "4 matches in 3 events: 3 alerts, 0 suppressed" in result.stderr


def test_events_may_come_from_standard_input(files: tuple[Path, Path]) -> None:
    rules, events = files

    assert "3 alerts" in run("test", str(rules), "--on", "-", stdin=events.read_text()).stderr


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"id": 1}', r"line 2: no event: id: .*; type: Field required.*streams extract"),
        ("{", "line 2: not UTF-8 JSON"),
    ],
)
def test_a_line_that_is_no_event_is_named(files: tuple[Path, Path], line: str, why: str) -> None:
    rules, events = files
    events.write_text(events.read_text().splitlines()[0] + f"\n{line}\n")

    with pytest.raises(InputError, match=why):
        raise run("test", str(rules), "--on", str(events)).exception or AssertionError


def test_a_wrong_rule_is_refused_with_line_and_reason(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(RULES + "- {id: bad, name: Bad, filter: event.tpye == 'aid'}\n")

    done = subprocess.run(
        [sys.executable, "-m", "streams", "rules", "put", str(file)],
        capture_output=True,
        check=False,
        text=True,
        env={"STREAMS_BROKER": "127.0.0.1:1", "PYTHONPATH": str(Path(__file__).parents[3])},
    )

    assert done.returncode == 2
    assert done.stderr == f"streams: {file}:3: filter: there is no 'event.tpye' (column 6)\n"

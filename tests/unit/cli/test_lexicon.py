"""`streams lexicon check` and a fourteenth event type, from a file to the published event."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from streams.cli import streams
from streams.errors import ConfigError

OWN = """\
trigger	pos	type	mode	actor	recipient	content	when
merge	VERB	merger	merge	-	with	-	-
merger	NOUN	merger	merge	-	with	-	-
"""
TEXT = "Alder Bank merged with Birch Bank on Monday. The regulator criticised Alder Bank's merger with Cedar Bank."


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "merger.en.tsv"
    path.write_text(OWN, "utf-8")
    return path


def test_check_says_what_a_file_brings(own: Path) -> None:
    done = CliRunner().invoke(streams, ["lexicon", "check", str(own)])

    assert done.exit_code == 0
    assert done.output == f"{own}: 2 triggers for en; new types: merger\n"


def test_check_names_the_faults_of_every_file(own: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.en.tsv"
    bad.write_text(OWN.replace("\twith", "\twiht"), "utf-8")

    done = CliRunner().invoke(streams, ["lexicon", "check", str(bad), str(own), str(tmp_path / "none.tsv")])

    assert isinstance(done.exception, ConfigError)  # the command line makes it one message and exit code 2
    assert [line.split(": ")[0] for line in str(done.exception).splitlines()] == [
        f"{bad}:2",
        f"{bad}:3",
        str(tmp_path / "none.tsv"),
    ]
    assert str(own) in done.output


@pytest.mark.parametrize("by", ["option", "setting"])
def test_a_fourteenth_type_needs_a_file_and_no_code(own: Path, by: str) -> None:
    arguments = ["extract", "-", "--format", "jsonl", "--language", "en", "--published", "2024-03-06"]
    arguments += ["--lexicon", str(own)] if by == "option" else []
    setting = {"STREAMS_LEXICON": str(own) if by == "setting" else ""}

    done = CliRunner().invoke(streams, arguments, input=TEXT, env=setting, catch_exceptions=False)

    mergers = [event for line in done.output.splitlines() if (event := json.loads(line))["type"] == "merger"]
    assert [(e["actor"]["name"], e["recipient"]["name"], e["extractor"]["rule"]) for e in mergers] == [
        ("Alder Bank", "Birch Bank", "en:merge"),
        ("Alder Bank", "Cedar Bank", "en:merger"),
    ]
    assert mergers[0]["time"]["value"] == "2024-03-04"


def test_a_faulty_file_stops_extract_before_anything_is_printed(own: Path) -> None:
    own.write_text(OWN + "x\n", "utf-8")

    done = CliRunner().invoke(streams, ["extract", "-", "--lexicon", str(own)], input=TEXT)

    assert isinstance(done.exception, ConfigError)
    assert f"{own}:4: 1 cells where 8" in str(done.exception)
    assert done.output == ""

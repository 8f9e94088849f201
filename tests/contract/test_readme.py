"""The README says what is: its commands, settings, files and targets exist, and it stays short."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from streams.cli import COMMANDS, streams
from streams.config import Settings, variable

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= 120


def test_every_setting_in_the_table_exists_and_has_its_default() -> None:
    rows = dict(re.findall(r"^\| `(STREAMS_\w+)` \| (?:`([^`]*)`)? ?\|", README, re.MULTILINE))
    defaults = {variable(name): field.default for name, field in Settings.model_fields.items()}

    assert rows
    assert rows.items() <= {n: "" if value in ((), None) else str(value) for n, value in defaults.items()}.items()


def test_the_help_of_the_worker_lists_every_setting() -> None:
    text = CliRunner().invoke(streams, ["worker", "--help"]).output

    assert [variable(name) for name in Settings.model_fields] == re.findall(r"^ +(STREAMS_\w+): \S", text, re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_named_and_has_help_with_an_example(name: str) -> None:
    assert f"`streams {name}" in README
    assert re.search(
        rf"Example: .*streams {name}", " ".join(CliRunner().invoke(streams, [name, "--help"]).output.split())
    )


@pytest.mark.parametrize("target", sorted(set(re.findall(r"(?:^|`)(?:\w+=\S+ )?make ([a-z-]+)", README, re.MULTILINE))))
def test_every_target_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`((?:streams|seeds|schemas|tests|training|benchmarks)/[\w./-]*)`", README)))
)
def test_every_path_exists(path: str) -> None:
    assert (ROOT / path).exists()

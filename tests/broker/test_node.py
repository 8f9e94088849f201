"""The script that runs commands beside a real Kafka: what it says and does where it cannot or need not start one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

NODE = Path(__file__).with_name("node.py")
SAY_BROKER = (sys.executable, "-c", "import os; print(os.environ['STREAMS_TEST_BROKER']); raise SystemExit(5)")


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {k: v for k, v in os.environ.items() if k not in ("STREAMS_TEST_BROKER", "JAVA_HOME")}
    return subprocess.run(
        [sys.executable, NODE, *command], env=inherited | environment, capture_output=True, check=False, text=True
    )


def java(folder: Path, version: str) -> Path:
    """Write a program that says it is some Java."""
    program = folder / "java"
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025' >&2\n")
    program.chmod(0o755)
    return program


def test_a_broker_that_is_named_already_is_used_and_the_commands_exit_code_kept() -> None:
    done = run(*SAY_BROKER, STREAMS_TEST_BROKER="somewhere:9092", PATH="")

    assert (done.returncode, done.stdout, done.stderr) == (5, "somewhere:9092\n", "")


def test_a_missing_java_is_said_in_a_line() -> None:
    done = run(*SAY_BROKER, PATH="")

    assert (done.returncode, done.stdout) == (69, "")
    assert done.stderr == "No Kafka: Java is missing (no java on the PATH)\n"


def test_an_old_java_is_named(tmp_path: Path) -> None:
    program = java(tmp_path, "11.0.2")

    done = run(*SAY_BROKER, PATH=str(tmp_path))

    assert done.returncode == 69
    assert done.stderr == f'No Kafka: {program} is no Java 17 or newer: openjdk version "11.0.2" 2025\n'


def test_a_missing_maven_is_said_in_a_line(tmp_path: Path) -> None:
    java(tmp_path, "17.0.1")

    done = run(*SAY_BROKER, PATH=str(tmp_path), XDG_CACHE_HOME=str(tmp_path / "cache"))

    assert (done.returncode, done.stderr) == (69, "No Kafka: Maven is missing (no mvn on the PATH)\n")


@pytest.mark.parametrize("arguments", [(), ("--help",)])
def test_a_command_is_needed_and_help_is_given(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)

    assert "usage: " in done.stdout + done.stderr
    assert done.returncode == (0 if arguments else 2)

"""What the command refuses before it does anything. What it does is told in tests/integration/test_ingest.py."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from streams.cli import streams


@pytest.mark.parametrize("every", ["soon", "-5s", "60", ""])
def test_what_is_no_time_is_refused(every: str) -> None:
    result = CliRunner().invoke(streams, ["ingest", "-", "--every", every])

    assert result.exit_code == 2
    assert "is no duration" in result.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name a feed, a file, a folder or -"),
        (["-", "--every", "60s"], "standard input can be read once only"),
        (["a.xml", "--every", "0s"], "write 60s"),
        (["a.xml", "--state", "/proc/none/state.db"], "is no state file"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_reason(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(streams, ["ingest", *arguments])

    assert message in str(result.exception)


def test_other_commands_do_not_pay_for_feeds() -> None:
    program = (
        "import sys, streams.cli.extract; print(*{'feedparser', 'httpx', 'lxml', 'trafilatura'} & set(sys.modules))"
    )

    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert loaded.strip() == ""

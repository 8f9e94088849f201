"""`streams deliver` refuses what it cannot use before it asks the broker for anything."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from streams.cli import streams
from streams.cli.deliver import _short
from streams.errors import InputError


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("webhook", "example.com/hook"), "example.com/hook: is no address"),
        (("webhook", "file:///etc/passwd"), "is no address"),
        (("alertmanager", "http://"), "is no address"),
        (("webhook", "http://localhost/", "--topic", "articles"), "--topic articles: cannot be delivered; there are"),
        (("file", "-", "--topic", "events.nonsense"), "--topic events.nonsense"),
        (("webhook", "http://localhost/", "--secret-file", "missing"), "missing: cannot be used as a secret"),
    ],
)
def test_bad_usage_is_named(arguments: tuple[str, ...], why: str) -> None:
    with pytest.raises(InputError, match=why):
        raise CliRunner().invoke(streams, ["deliver", *arguments]).exception or AssertionError


@pytest.mark.parametrize("option", ["--give-up-after", "--timeout"])
def test_a_duration_needs_a_unit(option: str) -> None:
    result = CliRunner().invoke(streams, ["deliver", "webhook", "http://localhost/", option, "soon"])

    assert result.exit_code == 2
    assert "write a number with a unit" in result.output


def test_an_empty_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("\n")

    with pytest.raises(InputError, match="is empty"):
        raise (
            CliRunner()
            .invoke(streams, ["deliver", "webhook", "http://localhost/", "--secret-file", str(tmp_path / "secret")])
            .exception
            or AssertionError
        )


def test_a_receivers_group_is_its_own_and_tells_no_password() -> None:
    one, other = _short("https://user:secret@example.com/a"), _short("https://user:secret@example.com/b")

    assert one != other
    assert "secret" not in one

"""The check of a user's trigger file: what it brings, or each fault with its line."""

from importlib.resources import as_file, files
from pathlib import Path

import pytest

from streams.errors import ConfigError
from streams.nlp.lexicon.check import check_triggers
from streams.nlp.lexicon.load import COLUMNS, load_lexicon

HEADER = "\t".join(COLUMNS)


def write(path: Path, *rows: str) -> Path:
    path.write_text("\n".join((HEADER, *rows)) + "\n", "utf-8")
    return path


def test_a_faultless_file_says_what_it_brings(tmp_path: Path) -> None:
    path = write(
        tmp_path / "own.en.tsv", "merge\tVERB\tmerger\tmerge\t-\twith\t-\t-", "warn\tVERB\twarning\twarn\t-\tobj\t-\t-"
    )

    checked = check_triggers(path)

    assert (checked.languages, checked.triggers, checked.types) == (("en",), 2, ("merger", "warning"))


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("merge\tVERB\tmerger\tmerge\t-\tobjekt\t-\t-", "slot 'objekt' is neither subj"),
        ("merge\tVERB\tmerger\tmerge\t-\twith\t-\thas:mit", "slot 'mit' is neither subj"),
        ("merge\tVERB\tmerger\tmerge", "4 cells where 8"),
        ("merge\tVERB\tmerger\tmerge\t-\t-\t-\tobj=judge", "word class 'judge'"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, row: str, fault: str) -> None:
    path = write(tmp_path / "own.en.tsv", "acquire\tVERB\tmerger\tmerge\t-\t-\tobj\t-", row)

    with pytest.raises(ConfigError) as caught:
        check_triggers(path)

    assert str(caught.value).startswith(f"{path}:3: {fault}")


def test_a_row_that_an_earlier_one_always_precedes_is_a_fault(tmp_path: Path) -> None:
    path = write(
        tmp_path / "own.en.tsv",
        "merge\tVERB\tmerger\tmerge\t-\t-\t-\thas:with",
        "merge\tVERB\tmerger\tmerge\t-\t-\t-\tactive",
        "merge\tVERB\tmerger\tsplit\t-\t-\t-\tactive has:with",
    )

    with pytest.raises(ConfigError, match=r":4: 'merge' never gets here: line 2 takes it"):
        check_triggers(path)


def test_a_fault_in_one_language_only_says_which_and_how_to_limit_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "own.tsv", "merge\tVERB\tmerger\tmerge\t-\twith\t-\t-")

    with pytest.raises(ConfigError, match=r"\(in de; a file named \*\.en\.tsv is for en alone\)$"):
        check_triggers(path)


@pytest.mark.parametrize("content", ["", HEADER + "\n", "# nothing\n"])
def test_a_file_without_triggers_is_a_fault(tmp_path: Path, content: str) -> None:
    path = tmp_path / "own.tsv"
    path.write_text(content)

    with pytest.raises(ConfigError, match="holds no trigger"):
        check_triggers(path)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_built_in_lexicon_is_faultless(language: str) -> None:
    with as_file(files("streams.nlp.lexicon").joinpath(f"{language}.tsv")) as path:
        assert check_triggers(path).triggers


def test_a_file_named_for_one_language_does_not_touch_the_other(tmp_path: Path) -> None:
    own = write(tmp_path / "own.en.tsv", "merge\tVERB\tmerger\tmerge\t-\twith\t-\t-")

    assert "merge" in load_lexicon("en", own=[own]).verbs
    assert "merge" not in load_lexicon("de", own=[own]).verbs

"""Trigger files: what is right loads, what is wrong is named with file and line."""

from collections.abc import Callable
from pathlib import Path

import pytest
from spacy.tokens import Doc

import streams.nlp.lexicon
from streams.errors import ConfigError
from streams.nlp.lexicon import Lexicon
from streams.nlp.lexicon.load import COLUMNS, load_lexicon, read_triggers

HEADER = "\t".join(COLUMNS)
CLASSES = {"court": frozenset({"gericht"})}


def write(path: Path, *rows: str) -> Path:
    path.write_text("\n".join((HEADER, *rows)) + "\n", "utf-8")
    return path


def test_a_row_says_what_its_slots_are(tmp_path: Path) -> None:
    path = write(tmp_path / "own.tsv", "# comment", "warnen\tVERB\twarning\twarn\t-\tobj\tvor clause\tno:passive")

    (row,) = read_triggers(path, "de", CLASSES)

    assert (row.rule, row.recipient, row.content) == ("de:warnen", ("obj",), ("vor", "clause"))


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("warnen\tVERB\twarning", "3 cells where 8"),
        ("warnen\tADV\twarning\twarn\t-\t-\t-\t-", "pos 'ADV'"),
        ("warnen\tVERB\twarnung\twarn\t-\t-\t-\t-", "type 'warnung'"),
        ("warnen\tVERB\twarning\tsay\t-\t-\t-\t-", "mode 'say'"),
        ("warnen\tVERB\twarning\twarn\t-\tob-j\t-\t-", "'ob-j' is not a slot"),
        ("warnen\tVERB\twarning\twarn\t-\t-\t-\tactor=judge", "word class 'judge'"),
        ("warnen\tVERB\twarning\twarn\t-\t-\t-\tmaybe", "'maybe' is not a condition"),
        ("Kritik üben\tLIGHT\treaction\tcriticise\t-\t-\t-\t-", "content word + verb"),
    ],
)
def test_a_fault_is_named_with_file_and_line(tmp_path: Path, row: str, fault: str) -> None:
    path = write(tmp_path / "own.tsv", row)

    with pytest.raises(ConfigError, match=r"own\.tsv:2: ") as caught:
        read_triggers(path, "de", CLASSES)

    assert fault in str(caught.value)


def test_every_fault_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    path = write(tmp_path / "own.tsv", "a\tX\tb\tc\t-\t-\t-\t-", "d\tX\tb\tc\t-\t-\t-\t-")

    with pytest.raises(ConfigError) as caught:
        read_triggers(path, "de", CLASSES)

    assert ":2:" in str(caught.value)
    assert ":3:" in str(caught.value)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_built_in_lexicon_covers_all_types(language: str) -> None:
    lexicon = load_lexicon(language)
    rows = [
        row for table in (lexicon.verbs, lexicon.nouns, lexicon.light) for entries in table.values() for row in entries
    ]

    assert len({row.type for row in rows}) == 13
    assert len(rows) >= 800


def test_an_own_file_adds_a_type_without_code(tmp_path: Path) -> None:
    own = write(tmp_path / "own.tsv", "fusionieren\tVERB\tmerger\tmerge\t-\tmit\t-\t-")

    (row,) = load_lexicon("de", own=[own]).verbs["fusionieren"]

    assert row.type == "merger"


def test_a_compound_is_looked_up_by_its_last_part() -> None:
    lexicon = load_lexicon("de")

    assert {row.type for row in lexicon.noun("Raketenangriff")} == {"force"}


@pytest.mark.parametrize(("form", "trigger"), [("Protesten", "Protest"), ("Vorwürfen", "Vorwurf")])
def test_a_noun_is_found_by_its_form_where_its_lemma_is_wrong(
    form: str, trigger: str, parse: Callable[[str, str], Doc], lexicons: dict[str, Lexicon]
) -> None:
    (token,) = parse("de", f"{form} NOUN 0 root")

    assert {row.trigger for row in lexicons["de"].noun_rows(token)} == {trigger}


@pytest.mark.parametrize(
    ("word_class", "form"),
    [("decision_noun", "maßnahme"), ("decision_noun", "massnahme"), ("person_role", "außenminister")],
)
def test_a_class_holds_its_words_in_german_and_in_swiss_spelling(word_class: str, form: str) -> None:
    assert load_lexicon("de").member(word_class, form, form)


def test_forms_and_nouns_are_found_in_swiss_spelling() -> None:
    lexicon = load_lexicon("de")

    assert lexicon.forms["schliesst", "VERB"] == "schließen"
    assert {row.trigger for row in lexicon.noun("Schliessung")} == {"Schließung"}
    assert lexicon.phrases("Bergstrasse") == lexicon.phrases("Bergstraße") == ()
    assert {row.trigger for row in lexicon.phrases("Anstoss")} == {row.trigger for row in lexicon.phrases("Anstoß")}


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_shipped_rows_are_sorted(language: str) -> None:
    path = Path(streams.nlp.lexicon.__file__).with_name(f"{language}.tsv")
    triggers = [line.partition("\t")[0].casefold() for line in path.read_text("utf-8").splitlines()[1:]]

    assert triggers == sorted(triggers)

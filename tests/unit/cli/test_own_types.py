"""A user's own event types have topics like the built-in ones."""

from pathlib import Path

from streams.cli.own_types import event_types
from streams.ontology import EVENT_TYPES


def test_without_own_files_there_are_the_built_in_types() -> None:
    assert event_types(()) == EVENT_TYPES


def test_new_types_of_an_own_file_come_last(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    header = "trigger pos type mode actor recipient content when".replace(" ", "\t")
    rows = ["fusionieren VERB merger merge subj - - -", "warnen VERB warning warn subj - - -"]
    own.write_text("\n".join([header, *(row.replace(" ", "\t") for row in rows)]) + "\n")

    assert event_types((own,)) == (*EVENT_TYPES, "merger")

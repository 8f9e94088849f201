"""The table of German nouns: what the list's columns say, without what a form's last part says."""

from streams.nlp.nouns import Analysis
from training.nouns import analyses, rows_of, simple

ENTRIES = [
    {"lemma": "Tür", "pos": "Substantiv", "genus": "f", "nominativ singular": "Tür", "dativ plural": "Türen"},
    {
        "lemma": "Haustür",
        "pos": "Substantiv",
        "genus": "f",
        "nominativ singular": "Haustür",
        "dativ plural": "Haustüren",
    },
    {
        "lemma": "Radio",
        "pos": "Substantiv",
        "genus 1": "n",
        "genus 2": "m",
        "genitiv singular*": "Radios",
        "akkusativ plural": "Radios",
    },
    {"lemma": "Eltern", "pos": "Substantiv", "genus": "", "nominativ plural": "Eltern"},
    {"lemma": "Fischer", "pos": "Nachname,Substantiv", "genus": "m", "nominativ singular": "Fischer"},
    {"lemma": "Erfolg haben", "pos": "Substantiv", "genus": "m", "nominativ singular": "ist erfolgreich"},
]


def test_forms_have_the_genders_and_cases_of_their_columns() -> None:
    found = analyses(ENTRIES)

    assert found["Türen"] == {Analysis("Tür", "F", "", "D")}
    assert found["Radios"] == {Analysis("Radio", "MN", "G", "A")}
    assert found["Eltern"] == {Analysis("Eltern", "MFN", "", "N")}
    assert not found.keys() & {"Fischer", "ist erfolgreich"}


def test_a_compound_is_left_out_where_its_last_part_says_the_same() -> None:
    table = {
        "Stelle": {Analysis("Stelle", "F", "NGDA", "")},
        "Haltestelle": {Analysis("Haltestelle", "F", "NGDA", "")},
        "Gestelle": {Analysis("Gestell", "N", "D", "NGA")},
    }

    assert rows_of(simple(table)) == ["Gestelle\tGestell\tN\tD\tNGA", "Stelle\tStelle\tF\tNGDA\t"]

import re
from importlib.resources import files

import pytest

from streams.nlp.countries import COLUMNS, country_name, country_of, nationality_of

LANGUAGES = ("de", "en")


@pytest.mark.parametrize(
    ("name", "language", "code"),
    [
        ("Russland", "de", "RUS"),
        ("Russlands", "de", "RUS"),
        ("Vereinigte Staaten", "de", "USA"),
        ("Vereinigten Staaten", "de", "USA"),
        ("USA", "de", "USA"),
        ("Großbritannien", "de", "GBR"),
        ("Grossbritanniens", "de", "GBR"),
        ("Kiews", "de", "UKR"),
        ("Kreml", "de", "RUS"),
        ("Weißen Hauses", "de", "USA"),
        ("Bundesregierung", "de", "DEU"),
        ("US-Präsident", "de", "USA"),
        ("Kosovo", "de", "XKX"),
        ("Palästina", "de", "PSE"),
        ("US", "en", "USA"),
        ("U.S.", "en", "USA"),
        ("Britain", "en", "GBR"),
        ("Kremlin", "en", "RUS"),
        ("Downing Street", "en", "GBR"),
        ("Turkey", "en", "TUR"),
        ("Taiwan", "en", "TWN"),
    ],
)
def test_names_capitals_and_seats_stand_for_a_country(name: str, language: str, code: str) -> None:
    assert country_of(name, language) == code


@pytest.mark.parametrize(
    ("word", "language", "code"),
    [
        ("russischen", "de", "RUS"),
        ("Russischen", "de", "RUS"),
        ("Ukrainer", "de", "UKR"),
        ("Ukrainerinnen", "de", "UKR"),
        ("Franzosen", "de", "FRA"),
        ("Deutscher", "de", "DEU"),
        ("US-amerikanische", "de", "USA"),
        ("Ukrainian", "en", "UKR"),
        ("Ukrainians", "en", "UKR"),
        ("South Korean", "en", "KOR"),
        ("Dutch", "en", "NLD"),
    ],
)
def test_adjectives_and_inhabitants_have_a_nationality(word: str, language: str, code: str) -> None:
    assert nationality_of(word, language) == code


@pytest.mark.parametrize(
    "name", ["", "EU", "EU-Kommission", "russland", "Mond", "Anti-Terror-Gesetz", "-", "UN", "Korea"]
)
def test_other_words_are_no_country(name: str) -> None:
    assert country_of(name, "de") is None
    assert nationality_of(name, "de") is None


def test_the_american_state_is_not_taken_for_a_country() -> None:
    assert country_of("Georgia", "en") is None
    assert country_of("Georgien", "de") == "GEO"


def test_a_language_is_no_inhabitant() -> None:
    assert nationality_of("Deutsch", "de") is None


def test_countries_have_a_name_in_each_language() -> None:
    assert country_name("RUS", "de") == "Russland"
    assert country_name("COD", "en") == "Democratic Republic of the Congo"
    assert country_name("EUE", "de") is None


def _rows(language: str) -> list[list[str]]:
    text = files("streams.nlp.lexicon").joinpath(f"{language}.countries.tsv").read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line[0] not in "#=" and not line.startswith("code")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_row_is_well_formed_and_each_code_stands_once(language: str) -> None:
    rows = _rows(language)
    assert all(len(row) == len(COLUMNS) and re.fullmatch("[A-Z]{3}", row[0]) for row in rows)
    codes = [row[0] for row in rows]
    assert codes == sorted(set(codes))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_listed_country_can_be_printed_and_found(language: str) -> None:
    for code, *_ in _rows(language):
        name = country_name(code, language)
        assert name is not None
        assert country_of(name, language) == code or name == "Georgia"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_claimed_by_two_countries(language: str) -> None:
    claims: dict[str, str] = {}
    for code, *cells in _rows(language):
        for entry in "; ".join(cells).split("; "):
            if entry != "-":
                assert claims.setdefault(entry, code) == code

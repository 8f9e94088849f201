"""Named places: found by any of their names, told apart by population and by the countries that are mentioned."""

import pytest

from streams.gazetteer import locate, state_of


@pytest.mark.parametrize(
    ("name", "country", "latitude"),
    [("Paris", "FRA", 48.85), ("Moskau", "RUS", 55.75), ("Munich", "DEU", 48.14), ("München", "DEU", 48.14)],
)
def test_a_city_is_found_by_its_names_in_both_languages(name: str, country: str, latitude: float) -> None:
    city = locate(name)

    assert city is not None
    assert (city.country, round(city.latitude, 2)) == (country, latitude)


@pytest.mark.parametrize("name", ["", "Springfield", "Nirgendwo", "minister", "PAR"])
def test_what_is_unknown_or_ambiguous_is_no_place(name: str) -> None:
    assert locate(name) is None


def test_the_countries_of_the_article_tell_namesakes_apart() -> None:
    home = locate("Cambridge", mentioned={"GBR"})
    away = locate("Cambridge", mentioned={"NZL", "GBR"})

    assert home is not None
    assert home.country == "GBR"
    assert away is not None
    assert away.country == "GBR"
    assert locate("Cambridge") is None


def test_a_mentioned_country_does_not_move_a_capital() -> None:
    city = locate("Paris", mentioned={"USA"})

    assert city is not None
    assert city.country == "FRA"


@pytest.mark.parametrize(("within", "region"), [("US-IL", "US-IL"), ("US-MO", "US-MO")])
def test_the_state_beside_a_city_settles_which_one_it_is(within: str, region: str) -> None:
    city = locate("Springfield", within=within)

    assert city is not None
    assert city.region == region
    assert locate("Springfield", within="FRA") is None


def test_american_states_have_codes() -> None:
    assert state_of("Illinois") == "US-IL"
    assert state_of("Bavaria") is None

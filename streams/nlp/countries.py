"""Countries by name, capital and nationality, as ISO 3166-1 alpha-3 codes."""


def country_of(name: str, language: str) -> str | None:
    """Return the country that a name, capital or seat of government stands for."""
    del name, language
    return None


def nationality_of(word: str, language: str) -> str | None:
    """Return the country of a nationality adjective or of an inhabitant's name."""
    del word, language
    return None


def country_name(code: str, language: str) -> str | None:
    """Return a country's usual name in a language."""
    del code, language
    return None

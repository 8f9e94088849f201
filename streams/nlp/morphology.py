"""Questions to a token's UD features."""

from spacy.tokens import Token


def has(token: Token, attribute: str, value: str) -> bool:
    """Tell whether a token has a feature, `has(token, "Case", "Gen")`."""
    return value in token.morph.get(attribute, [])


def feature(token: Token, attribute: str) -> str:
    """Return the value of a feature, or an empty string."""
    return "".join(token.morph.get(attribute, []))

"""Questions to a token's UD features."""

from spacy.tokens import Token

_FEATURES: dict[int, dict[str, list[str]]] = {}
"""Features by spaCy's number of their combination; few combinations occur, and all are asked for again and again."""


def has(token: Token, attribute: str, value: str) -> bool:
    """Tell whether a token has a feature, `has(token, "Case", "Gen")`."""
    return value in _features(token).get(attribute, ())


def feature(token: Token, attribute: str) -> str:
    """Return the value of a feature, or an empty string."""
    return "".join(_features(token).get(attribute, ()))


def _features(token: Token) -> dict[str, list[str]]:
    morph = token.morph
    key: int = morph.key  # type: ignore[attr-defined]  # missing in spaCy's stub
    known = _FEATURES.get(key)
    if known is None:
        known = _FEATURES[key] = {name: values.split(",") for name, values in morph.to_dict().items()}
    return known

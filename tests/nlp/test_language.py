"""The language of a text is told by its commonest words."""

import pytest

from streams.nlp.language import guess_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Ministerin hat am Abend mit dem Verband gesprochen und ist nicht zufrieden.", "de"),
        ("The minister spoke to the union in the evening and was not pleased with it.", "en"),
        ("La ministre a parlé avec les syndicats hier soir.", None),
        ("12 34 !!", None),
        ("", None),
    ],
)
def test_language_is_told_or_left_open(text: str, language: str | None) -> None:
    assert guess_language(text) == language

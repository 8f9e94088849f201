"""Embedded posts: what was written, by whom, and where the page's own text goes on."""

import pytest

from streams.nlp import build_extractor
from streams.nlp.posts import find_posts
from streams.testing import article

EXTRACT = build_extractor()


@pytest.mark.parametrize(
    ("text", "posts"),
    [
        ("We are ready. — Anna Berg (@aberg) November 8, 2016", [("We are ready.", "Anna Berg")]),
        ("Wir sind bereit. – Anna Berg (@aberg) 8. November 2016", [("Wir sind bereit.", "Anna Berg")]),
        (
            "Rain again. pic.twitter.com/x1 https://t.co/y -- Al (@al) May 1, 2020 So wet! — Bo (@bo) May 2, 2020 No.",
            [("Rain again.", "Al"), ("So wet!", "Bo")],
        ),
        ("The mayor left.\nRain. Again rain. — Al (@al) May 1, 2020", [("Rain. Again rain.", "Al")]),
        ("“We stay,” she said. Rain again. — Al (@al) May 1, 2020", [("Rain again.", "Al")]),
        ("Word " * 40 + "ends. Rain again. — Al (@al) May 1, 2020", [("Rain again.", "Al")]),
        ("It rains. — #Rain (@rainy) May 1, 2020", [("It rains.", "@rainy")]),
        ("pic.twitter.com/x1 — Al (@al) May 1, 2020", []),
        ("The mayor — Al Hill (@al) — left.", []),
    ],
)
def test_posts_are_found_with_their_authors(text: str, posts: list[tuple[str, str]]) -> None:
    found = list(find_posts(text))

    assert [text[post.start : post.end] for post in found] == [words for words, _ in posts]
    assert all(text[p.author :].startswith(name) for p, (_, name) in zip(found, posts, strict=True))


def test_a_post_is_a_direct_statement_of_its_author_and_day() -> None:
    text = "It rained. It looks like a rack, honestly. — James Hill (@jhill) May 1, 2020 Some blame the mayor."

    statement, blame = EXTRACT(article(text, language="en", published_at="2020-05-02"))

    assert (statement.type, statement.quote, statement.time and statement.time.value) == (
        "statement",
        "direct",
        "2020-05-01",
    )
    assert statement.actor is not None
    assert statement.actor.text == "James Hill"
    assert (blame.type, blame.content and blame.content.text) == ("accusation", None)
    assert blame.recipient is not None
    assert blame.recipient.text == "mayor"

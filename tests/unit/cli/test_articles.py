import json

import pytest

from streams.cli.articles import article_of, check_date, form_of, pieces
from streams.errors import InputError
from streams.models import Article

JSON = json.dumps({"id": "a1", "text": "Rome decided.", "language": "en", "published_at": "2024-01-02"})


def read(name: str, text: str, *, language: str | None = None, published: str | None = None) -> list[Article]:
    return [article_of(piece, language=language, published=published) for piece in pieces(name, text)]


@pytest.mark.parametrize(
    ("name", "text", "form"),
    [
        ("a.txt", "<p>", "text"),
        ("a.htm", "text", "html"),
        ("a.JSONL", "{}", "json"),
        ("-", '  {"id": 1}', "json"),
        ("-", "<!DOCTYPE html><p>", "html"),
        ("-", "<!-- note -->\n<article>", "html"),
        ("a.page", "< 5 percent", "text"),
        ("-", "Rome decided.", "text"),
    ],
)
def test_an_input_is_told_by_its_ending_or_its_first_characters(name: str, text: str, form: str) -> None:
    assert form_of(name, text) == form


def test_a_text_file_is_named_after_itself() -> None:
    (article,) = read("folder/news.v2.txt", "Rome decided.", language="en", published="2024-11-18")

    assert (article.id, article.title, article.text, article.language) == ("news.v2", "", "Rome decided.", "en")
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2024-11-18T00:00:00+00:00"


def test_a_page_gives_title_and_text() -> None:
    (article,) = read("-", "<html><title>Rome</title><p>Rome decided.</p></html>")

    assert (article.id, article.title, article.text) == ("stdin", "Rome", "Rome decided.")


def test_options_do_not_overrule_what_an_article_says() -> None:
    (article,) = read("a.json", JSON, language="de", published="2020-01-01")

    assert article == Article.model_validate_json(JSON)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (JSON, ["a1"]),
        (json.dumps(json.loads(JSON), indent=2), ["a1"]),
        (f"{JSON}\n\n{JSON.replace('a1', 'a2')}\n", ["a1", "a2"]),
    ],
    ids=["one line", "indented", "two lines"],
)
def test_json_is_one_article_or_one_a_line(text: str, ids: list[str]) -> None:
    assert [article.id for article in read("a.json", text)] == ids


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.json", "{", "a.json: not UTF-8 JSON: "),
        ("a.json", '{"id": "a1"}', "a.json: text: Field required"),
        ("a.jsonl", f"{JSON}\n{{}}", "a.jsonl, line 2: id: Field required"),
        ("a.json", '[{"id": "a1"}]', "a.json: article: Input should be a valid dictionary"),
        ("-", '{"id": "a1", "text": " "}', "standard input: article: text is empty"),
        ("a.html", "<script>x</script>", "a.html: text is empty"),
        ("a.txt", "a\0b", "a.txt: text, title or id holds a NUL"),
    ],
)
def test_a_bad_input_is_named_with_its_reason(name: str, text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(name, text)

    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("date", ["2024-11-18", "2024-11-18T06:00:00Z", "2024-11-18T06:00+01:00"])
def test_a_date_is_accepted(date: str) -> None:
    assert check_date(date) == date


@pytest.mark.parametrize("date", ["yesterday", "18.11.2024", "2024", "2024-02-30", ""])
def test_what_is_no_date_is_refused(date: str) -> None:
    with pytest.raises(InputError, match="is not a date; write 2024-11-18"):
        check_date(date)

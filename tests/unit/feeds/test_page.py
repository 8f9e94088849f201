from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from streams.errors import InputError
from streams.feeds.page import read_page

if TYPE_CHECKING:
    from tests.unit.feeds.conftest import ReadOne

BODY = (
    "Der Rat der Stadt hat am Montag den Bau einer neuen Brücke über die Ems beschlossen, nach langem Streit.",
    "Bürgermeisterin Antje Folkerts begrüßte die Entscheidung und versprach einen raschen Baubeginn im Frühjahr.",
)
PAGE = f"""<!DOCTYPE html><html lang="de"><head><title>Brücke | Abendpost</title>
<link rel="canonical" href="https://abendpost.example/bruecke">
<meta property="og:title" content="Rat beschließt Brücke">
<meta property="article:published_time" content="2024-11-18T07:00:00+01:00">
<meta property="og:site_name" content="Abendpost">
</head><body><nav><a href="/">Start</a> <a href="/abo">Jetzt abonnieren</a></nav>
<article><h1>Rat beschließt Brücke</h1><p>{BODY[0]}</p><p>{BODY[1]}</p></article>
<aside><p>Meistgelesen: Zehn Tipps für den Garten</p></aside><footer>Impressum</footer></body></html>"""


def test_the_article_is_told_from_the_page_around_it(read_one: "ReadOne") -> None:
    item = read_one(PAGE, name="https://abendpost.example/bruecke?utm_source=x")

    assert all(paragraph in item.text.split("\n\n") for paragraph in BODY)
    assert "abonnieren" not in item.text
    assert "Tipps" not in item.text
    assert (item.title, item.language, item.source) == ("Rat beschließt Brücke", "de", "Abendpost")
    assert item.url == "https://abendpost.example/bruecke"
    assert item.published_at is not None
    assert item.published_at.date().isoformat() == "2024-11-18"


def test_the_address_is_the_id_whatever_tracks_its_readers(read_one: "ReadOne") -> None:
    bare = PAGE.replace('rel="canonical"', 'rel="help"')
    ids = {read_one(bare, name=f"https://abendpost.example/bruecke{end}").id for end in ("", "?utm_source=x", "#top")}

    assert len(ids) == 1


def test_a_page_in_another_encoding_is_read() -> None:
    page = PAGE.replace("<head>", '<head><meta charset="iso-8859-1">').encode("iso-8859-1")

    assert "Brücke über die Ems" in read_page(page, "https://abendpost.example/").text


def test_a_page_without_an_article_gives_all_of_its_text() -> None:
    assert read_page(b"<html><p>Rom tagt.</p></html>", "https://abendpost.example/").text == "Rom tagt."


def test_a_page_that_would_take_minutes_is_refused(read_one: "ReadOne") -> None:
    with pytest.raises(InputError, match="more than 3 MB"):
        read_one(PAGE.replace("</article>", "<p>Rom tagt.</p>" * 200_000 + "</article>"))


def test_a_page_without_text_is_refused(read_one: "ReadOne") -> None:
    with pytest.raises(InputError, match="without text"):
        read_one("<html><body><script>1</script></body></html>")


def test_a_file_is_an_article_whose_address_is_its_id(read_one: "ReadOne", tmp_path: Path) -> None:
    name = (tmp_path / "rom.txt").as_uri()

    item = read_one("Rom tagt.\r\nParis nicht.", name=name, hint="rom.txt")

    assert (item.id, item.text, item.url) == (name, "Rom tagt.\nParis nicht.", None)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [(b"\xff\xfe\xff", "neither"), (b" \n", "is empty"), (b"%PDF-1.7", "neither a feed nor text")],
)
def test_what_is_no_text_is_refused(read_one: "ReadOne", raw: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read_one(raw)

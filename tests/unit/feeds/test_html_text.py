import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.feeds.html_text import read_html


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>One\n two.</p><p>Three.</p>", "One two.\n\nThree."),
        ("<p>One<br>two</p>", "One\ntwo"),
        ("<p>The <b>bold</b> and <i>new</i>ly</p>", "The bold and newly"),
        ("<p>A &amp; B &lt;C&gt; &#8220;D&#8221;</p>", "A & B <C> “D”"),
        ("<p>Text</p><script>if (a < b) {}</script><style>p {}</style>", "Text"),
        ("<nav><ul><li>Home</li></ul></nav><main><p>Text</p></main><footer>Imprint</footer>", "Text"),
        ("<ul><li>One</li><li>Two</li></ul>", "One\n\nTwo"),
        ("Text <!-- hidden --> here", "Text here"),
        ("<p>Open <b>end", "Open end"),
        ("<script>only()</script>", ""),
        ("<p>A<![if x]> b</p><!--[if mso]><p>No</p><![endif]--><p>C</p>", "A b\n\nC"),
        ("<![CDATA[<p>A</p>]]><p>B</p>", "A\n\nB"),
        ("<p>A</p><![", "A\n\n<!["),
        ("<p>A <!-- b</p>", "A <!-- b"),
        ("A < b", "A < b"),
    ],
)
def test_only_readable_text_is_kept(page: str, text: str) -> None:
    assert read_html(page)[1] == text


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title> The\nnews </title><meta name=x></head><body><p>Text</p></body></html>",
        "<!doctype html><title>The news</title><p>Text</p>",
        "<head><title>The news</title><p>Text</p>",
        "<title>The news</title><p>Text <svg><title>Icon</title></svg></p>",
    ],
    ids=["complete", "without head", "head left open", "picture with a title"],
)
def test_the_title_is_told_from_the_text(page: str) -> None:
    assert read_html(page) == ("The news", "Text")


@pytest.mark.parametrize("start", ["<!--", "<![", "<!x", "<?", "<a", "<a ", "</a", "<p a='"])
@pytest.mark.parametrize("end", ["", ">", "-->"])
def test_a_page_made_to_keep_the_parser_busy_does_not(start: str, end: str) -> None:
    read_html(start * 100_000 + end)


@given(st.text(alphabet="<>/abp[] &;!-\"'=script\n"))
def test_no_page_is_too_broken_to_read(page: str) -> None:
    title, text = read_html(page)

    assert "\r" not in title + text

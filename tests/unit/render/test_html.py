import re
from html.parser import HTMLParser

from streams.models import Article
from streams.render.html import render_page
from tests.unit.conftest import MakeEvent

TEXT = "Anna warned Rome of <floods> & \U0001f30a waves.\n\nRome said: no."


class _Page(HTMLParser):
    """Collects the words of the article and the attributes of every tag, and checks that tags close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.paragraphs: list[str] = []
        self.marked: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag in {"meta", "link"}:
            return
        self.open.append(tag)
        if tag == "p" and "article" in self.open:
            self.paragraphs.append("")
        for entry in (dict(attrs).get("data-e") or "").split():
            self.marked.setdefault(entry, "")
        self._entries = (dict(attrs).get("data-e") or "").split()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self._entries = []

    def handle_data(self, data: str) -> None:
        if "article" in self.open and "p" in self.open and "header" not in self.open:
            self.paragraphs[-1] += data
            for entry in self._entries:
                self.marked[entry] += data


def read(page: str) -> _Page:
    parser = _Page()
    parser.feed(page)
    parser.close()
    assert parser.open == []
    return parser


def test_the_text_stands_on_the_page_unchanged(make_event: MakeEvent) -> None:
    event = make_event(TEXT, "warning", "warned", actor="Anna", content="of <floods> & \U0001f30a waves")

    page = read(render_page([(Article(id="a1", text=TEXT), [event])]))

    assert page.paragraphs == TEXT.split("\n\n")


def test_overlapping_spans_are_each_marked_in_full(make_event: MakeEvent) -> None:
    content = "warned Rome of <floods> & \U0001f30a waves"
    events = [
        make_event(TEXT, "statement", "Anna", content=content),
        make_event(TEXT, "warning", "warned", recipient="Rome", content="Rome of <floods>"),
    ]

    page = read(render_page([(Article(id="a1", text=TEXT), events)]))

    assert page.marked == {
        "0:trigger": "Anna",
        "0:content": content,
        "1:trigger": "warned",
        "1:recipient": "Rome",
        "1:content": "Rome of <floods>",
    }


def test_trigger_and_card_link_to_each_other(make_event: MakeEvent) -> None:
    page = read(render_page([(Article(id="a1", text=TEXT), [make_event(TEXT, "warning", "warned")])]))

    ids = [value for _, name, value in page.attributes if name == "id"]
    links = {value for _, name, value in page.attributes if name == "href" and value and value.startswith("#")}
    assert links == {"#a1e0", "#a1t0"}
    assert links <= {f"#{name}" for name in ids}
    assert len(ids) == len(set(ids))


def test_nothing_is_loaded_from_elsewhere_and_only_the_source_is_linked(make_event: MakeEvent) -> None:
    article = Article(id="a1", text=TEXT, url="https://news.example/a1", source="Example")

    html = render_page([(article, [make_event(TEXT, "warning", "warned", actor="Anna")])])

    links = {
        value for _, name, value in read(html).attributes if name in {"src", "href"} and not str(value).startswith("#")
    }
    assert links == {"data:,", "https://news.example/a1"}
    assert not re.search(r"@import|url\(|fetch\(|XMLHttpRequest", html)


def test_markup_in_any_field_is_shown_not_obeyed(make_event: MakeEvent) -> None:
    evil = '"><script>alert(1)</script>'
    text = f"{evil} warned."
    article = Article(id=evil, title=evil, text=text, source=evil, url="javascript:alert(1)", language="en")
    event = make_event(text, "warning", "warned", actor=evil, content=evil, article_id=evil)

    html = render_page([(article, [event])])

    assert "<script>alert" not in html
    assert "javascript:" not in html
    assert html.count("<script>") == 1


def test_several_articles_and_articles_without_events_share_one_page(make_event: MakeEvent) -> None:
    told = [
        (Article(id="a1", text=TEXT, title="First"), [make_event(TEXT, "warning", "warned")]),
        (Article(id="a2", text="Nothing.", title="Second"), []),
    ]

    html = render_page(told)

    assert "<title>2 articles</title>" in html
    assert "<h1>First</h1>" in html
    assert "<h1>Second</h1>" in html
    assert "No events." in html


def test_a_users_own_type_has_a_colour(make_event: MakeEvent) -> None:
    html = render_page([(Article(id="a1", text=TEXT), [make_event(TEXT, "merger", "warned")])])

    assert re.search(r"\.t-merger \{ --h: \d+;", html)

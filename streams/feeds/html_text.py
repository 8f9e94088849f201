"""The readable text of HTML: markup, scripts and navigation dropped, blocks set apart by blank lines."""

import html
import re
from html.parser import HTMLParser

SKIPPED = frozenset(
    "head script style noscript template svg math iframe object nav footer aside form button select textarea".split()
)
BLOCKS = frozenset(
    (
        "address article blockquote body caption dd details dialog div dl dt fieldset figcaption figure "
        "h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section summary table tbody td tfoot th thead title tr ul"
    ).split()
)
HTML_START = re.compile(
    r"\s*(<\?xml((?!\?>).)*\?>\s*|<!--((?!-->).)*-->\s*)*"
    r"<(!doctype html|html|head|body|article|main|section|div|h[1-6]|p)\b",
    re.IGNORECASE | re.DOTALL,
)
"""How a page begins, or a part of one."""

_CDATA = "<![CDATA["
_NESTED = 100
"""Skipped elements inside each other that are told apart; deeper ones are there to keep us busy."""
_SPACE = re.compile(r"\s+")
_ENTITY = re.compile(r"&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_TAG = re.compile(
    r"</?(a|abbr|b|blockquote|br|cite|div|em|figure|font|h[1-6]|hr|i|img|li|ol|p|pre|q|section|small|span|strong|sub|sup|table|"
    r"tbody|td|tr|u|ul)\b[^<>]*>|<!--|<(script|style)\b",
    re.IGNORECASE | re.DOTALL,
)
_DEEPEST = 3
"""How often text is taken to have been escaped by mistake, at most."""


class _TextCollector(HTMLParser):
    """Collects the words of each block, and the page's title."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self.title = ""
        self._words: list[str] = []
        self._skipping: list[str] = []
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._in_title = tag == "title" and not self.title and self._skipping in ([], ["head"])
        if tag in BLOCKS and tag != "title" and self._skipping == ["head"]:
            self._skipping.clear()  # the end of the head may be left out
        if tag in SKIPPED:
            self.end_block()
            if len(self._skipping) < _NESTED:
                self._skipping.append(tag)
        elif tag == "br":
            self._words.append("\n")
        elif tag in BLOCKS:
            self.end_block()

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False
        if tag in self._skipping:
            del self._skipping[self._skipping.index(tag) :]
        elif tag in BLOCKS:
            self.end_block()

    def parse_marked_section(self, i: int, report: bool = True) -> int:  # noqa: ARG002, FBT001, FBT002 - html's signature
        """Skip a conditional comment, on which the parser would fail; of CDATA only the mark."""
        if self.rawdata.startswith(_CDATA, i):
            return i + len(_CDATA)
        return self.rawdata.find(">", i) + 1 or -1

    def handle_data(self, data: str) -> None:
        data = data.replace("]]>", "")  # the end of CDATA
        if self._in_title:
            self.title += data
        elif not self._skipping:
            self._words.append(_SPACE.sub(" ", data))

    def end_block(self) -> None:
        """Close the block that is being collected."""
        lines = (" ".join(line.split()) for line in "".join(self._words).split("\n"))
        if block := "\n".join(line for line in lines if line):
            self.blocks.append(block)
        self._words = []


def read_html(page: str) -> tuple[str, str]:
    """Return title and text of a page; both are empty where it has none."""
    collector = _TextCollector()
    collector.feed(_closed(page))
    collector.close()
    collector.end_block()
    return " ".join(collector.title.split()), "\n\n".join(collector.blocks)


def _closed(page: str) -> str:
    """Return HTML in which every comment and every tag that begins also ends: over others the parser takes for ever."""
    rest = page.rfind("-->") + 1
    page = page[:rest] + page[rest:].replace("<!--", "&lt;!--")
    rest = page.rfind(">") + 1
    return page[:rest] + page[rest:].replace("<", "&lt;")


def text_of(markup: str) -> str:
    """Return the text of a piece of HTML, even if it was escaped once or twice too often; plain text stays as it is."""
    for _ in range(_DEEPEST):
        if not (_TAG.search(markup) or _ENTITY.search(markup)):
            break
        markup = read_html(markup)[1]
    return markup.strip()


def unescaped(text: str) -> str:
    """Return plain text in which a producer escaped entities by mistake."""
    for _ in range(_DEEPEST):
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return text.strip()

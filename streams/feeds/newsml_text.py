"""The headline and the text of a NewsML-G2 item: NITF, XHTML, or text and HTML inside an element."""

from copy import deepcopy

from lxml import etree

from streams.feeds.html_text import read_html, text_of, unescaped

_BLOCKS = frozenset({"p", "hl2", "li", "pre", "dt", "dd", "quote"})
_LEFT_OUT = frozenset({"media", "table", "nitf-table", "note", "script"})


def item_text(item: etree._Element) -> tuple[str, str]:
    """Return headline and text of the first content that has text, both empty where none has."""
    for content in item.iterfind("{*}contentSet/{*}*"):
        kind = etree.QName(content).localname
        if kind == "inlineXML":
            head, text = _inline_xml(content)
        elif kind == "inlineData":
            written = content.text or ""
            head, text = "", text_of(written) if "html" in content.get("contenttype", "") else unescaped(written)
        else:
            continue
        if text:
            return head, text
    return "", ""


def _inline_xml(content: etree._Element) -> tuple[str, str]:
    nitf = content.find("{*}nitf")
    if nitf is None:
        return "", _xhtml(content)
    head = nitf.find("{*}body/{*}body.head/{*}hedline/{*}hl1")
    body = nitf.find("{*}body/{*}body.content")
    return "" if head is None else _words(head), "" if body is None else _nitf(body)


def _nitf(body: etree._Element) -> str:
    """Return NITF's paragraphs, without media and their captions, tables and notes."""
    blocks, left_out = [], set()
    for element in body.iter("{*}*"):
        name = etree.QName(element).localname
        if name in _LEFT_OUT or element in left_out or element.getparent() in left_out:
            left_out.add(element)
        elif name in _BLOCKS:
            blocks.append(_words(element))
            left_out.update(element)  # what stands inside has just been read
    return "\n\n".join(filter(None, blocks)) or _words(body)


def _xhtml(content: etree._Element) -> str:
    """Return the text of XHTML, its elements' prefixes dropped so that they are HTML's."""
    page = deepcopy(content)
    for element in page.iter("{*}*"):
        element.tag = etree.QName(element).localname
    etree.cleanup_namespaces(page)
    return read_html(etree.tostring(page, encoding="unicode"))[1]


def _words(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())

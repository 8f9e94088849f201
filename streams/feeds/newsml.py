"""IPTC NewsML-G2: news items, alone or in a news message beside packages, pictures and videos, which are left out."""

from collections.abc import Iterator

from lxml import etree

from streams.errors import InputError
from streams.feeds.dates import read_date
from streams.feeds.item import Found, Origin, Problem, Subject, build, newest
from streams.feeds.newsml_text import item_text
from streams.feeds.safe_xml import parse_xml
from streams.feeds.status import release, status_of

SCHEMES = {
    "medtop": "http://cv.iptc.org/newscodes/mediatopic/",
    "subj": "http://cv.iptc.org/newscodes/subjectcode/",
    "iptccat": "http://cv.iptc.org/newscodes/iptccat/",
    "genre": "http://cv.iptc.org/newscodes/genre/",
}
"""IPTC's standard aliases of vocabularies, for documents that name its catalog instead of bringing it along."""
NOT_TEXT = frozenset({"picture", "graphic", "video", "audio", "animated"})
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def parse(raw: bytes, origin: Origin) -> list[Found]:
    """Return the text items of a NewsML-G2 document; raise InputError if it cannot be read or has no news item."""
    root = parse_xml(raw)
    schemes = SCHEMES | {
        scheme.get("alias", ""): scheme.get("uri", "") for scheme in root.iterfind(".//{*}catalog/{*}scheme")
    }
    elements = list(root.iter("{*}newsItem"))
    if not elements:
        raise InputError(f"has no newsItem, only {etree.QName(root).localname}; texts come as news items")
    return newest(_item(element, schemes, origin) for element in elements if _is_text(element))


def _is_text(element: etree._Element) -> bool:
    kind = _code(element.find("{*}itemMeta/{*}itemClass"))
    return kind.replace(":", "/").rpartition("/")[2] not in NOT_TEXT


def _item(element: etree._Element, schemes: dict[str, str], origin: Origin) -> Found:
    identifier = (element.get("guid") or "").strip()
    if not identifier:
        return Problem("newsItem", "has no guid")
    embargo = element.find("{*}itemMeta/{*}embargoed")
    try:
        status = status_of(_code(element.find("{*}itemMeta/{*}pubStatus")))
        embargoed_until = None if embargo is None else release((embargo.text or "").strip())
    except ValueError as error:
        return Problem(identifier, str(error))
    head, text = item_text(element)
    updated = read_date(_value(element, "itemMeta/versionCreated"))
    created = _value(element, "itemMeta/firstCreated") or _value(element, "contentMeta/contentCreated")
    return build(
        origin,
        identifier,
        id=identifier,
        version=(element.get("version") or "").strip(),
        status=status,
        embargoed_until=embargoed_until,
        title=_value(element, "contentMeta/headline") or head or _value(element, "itemMeta/title"),
        text=text,
        language=_language(element),
        published_at=read_date(created) or updated,
        updated_at=updated,
        urgency=_value(element, "contentMeta/urgency"),
        url=_url(element),
        source=_provider(element),
        authors=tuple(dict.fromkeys(_authors(element))),
        subjects=tuple(_subjects(element, schemes)),
    )


def _value(element: etree._Element, path: str) -> str:
    """Return the text of the first element at a path, its own markup dropped."""
    found = element.find("/".join(f"{{*}}{step}" for step in path.split("/")))
    return "" if found is None else " ".join("".join(found.itertext()).split())


def _code(element: etree._Element | None) -> str:
    """Return what an element's `qcode`, `uri` or `literal` says."""
    return "" if element is None else element.get("qcode") or element.get("uri") or element.get("literal") or ""


def _language(element: etree._Element) -> str | None:
    """Return the language of the content, else that of the item's or the message's own texts."""
    tags = (found.get("tag") for found in element.iterfind("{*}contentMeta/{*}language"))
    ancestors = (one.get(_LANG) for one in (element, *element.iterancestors()))
    return next(filter(None, (*tags, *ancestors)), None)


def _url(element: etree._Element) -> str | None:
    """Return the address of the item's page: a web link of the item, or its content if that is a page elsewhere."""
    links = (*element.iterfind("{*}itemMeta/{*}link"), *element.iterfind("{*}contentSet/{*}remoteContent"))
    for link in links:
        href, kind = link.get("href") or "", link.get("contenttype") or "text/html"
        if href.startswith(("http://", "https://")) and "html" in kind:
            return href
    return None


def _provider(element: etree._Element) -> str:
    provider = element.find("{*}itemMeta/{*}provider")
    name = "" if provider is None else _value(provider, "name") or _code(provider).rpartition(":")[2]
    return name if name and not name.startswith("//") else _value(element, "rightsInfo/copyrightHolder/name")


def _authors(element: etree._Element) -> Iterator[str]:
    """Yield the names of those who wrote the item; its byline where none is named."""
    creators = [_value(creator, "name") for creator in element.iterfind("{*}contentMeta/{*}creator")]
    yield from filter(None, creators)
    byline = _value(element, "contentMeta/by")
    if byline and not any(creators):
        yield byline


def _subjects(element: etree._Element, schemes: dict[str, str]) -> Iterator[Subject]:
    for subject in element.iterfind("{*}contentMeta/{*}subject"):
        code, name = _code(subject), _value(subject, "name")
        alias, _, term = code.partition(":")
        uri = schemes[alias] + term if alias in schemes and term else code if code.startswith("http") else None
        if uri or name or code:
            yield Subject(uri=uri, name=name or (None if uri else code))

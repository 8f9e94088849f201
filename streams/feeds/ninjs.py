"""IPTC ninjs 1.x, 2.x and 3.x: one reader, because the generations differ only in case, and in lists for fields.

`headline`, `body_text`, `byline` of 1.x are `headlines`, `bodies`, `by` of 2.x; 3.x writes `pubStatus` for `pubstatus`.
"""

from collections.abc import Mapping
from typing import Any

from streams.feeds.dates import read_date
from streams.feeds.html_text import text_of, unescaped
from streams.feeds.item import Found, Origin, Problem, Subject, build
from streams.feeds.status import release, status_of

NOT_TEXT = frozenset({"audio", "video", "picture", "graphic", "event", "planning", "component"})
_ASIDE = frozenset({"abstract", "caption", "summary", "teaser", "description", "note"})


def is_ninjs(record: object) -> bool:
    """Tell whether a JSON object is ninjs: it has the one field that all generations require, and is no Article."""
    return isinstance(record, Mapping) and isinstance(record.get("uri"), str) and "id" not in record


def read(record: Mapping[str, Any], origin: Origin, where: str) -> tuple[Found, ...]:
    """Return the item of a ninjs object; nothing for a picture, a video or another object that is no text."""
    fields = {str(name).lower(): value for name, value in record.items() if value is not None}
    if fields.get("type") in NOT_TEXT:
        return ()
    try:
        status = status_of(fields.get("pubstatus"))
        embargo = release(fields.get("embargoeduntil", fields.get("embargoed")))
    except ValueError as error:
        return (Problem(where, str(error)),)
    updated = read_date(_text(fields.get("versioncreated")))
    created = fields.get("firstcreated") or fields.get("contentcreated")
    return (
        build(
            origin,
            where,
            id=fields["uri"].strip(),
            version=_text(fields.get("version")) or (updated.isoformat() if updated else None),
            status=status,
            embargoed_until=embargo,
            title=_headline(fields),
            text=_body(fields),
            language=_text(fields.get("language")),
            published_at=read_date(_text(created)) or updated,
            updated_at=updated,
            urgency=fields.get("urgency"),
            url=_url(fields),
            source=_source(fields),
            authors=tuple(filter(None, (_text(fields.get("by") or fields.get("byline")),))),
            subjects=_subjects(fields),
        ),
    )


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) else ""


def _objects(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list, or of an object's values, with their fields' names in small letters."""
    values = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return [{str(name).lower(): v for name, v in one.items()} for one in values if isinstance(one, Mapping)]


def _headline(fields: Mapping[str, Any]) -> str:
    """Return the main headline; `title` is metadata and stands in only if there is none."""
    headlines = [one for one in _objects(fields.get("headlines")) if _text(one.get("value"))]
    headlines.sort(key=lambda one: one.get("role") != "main")
    listed = _text(headlines[0]["value"]) if headlines else ""
    return text_of(listed or _text(fields.get("headline")) or _text(fields.get("title")))


def _body(fields: Mapping[str, Any]) -> str:
    """Return the text: a plain body, else one with markup, else a description. Abstracts and captions come last."""
    bodies = [
        (one.get("role") in _ASIDE, one.get("contenttype") != "text/plain", _text(one.get("value")))
        for one in _objects(fields.get("bodies"))
    ]
    bodies += [(False, name != "body_text", _text(value)) for name, value in fields.items() if name.startswith("body_")]
    descriptions = [
        (True, one.get("contenttype") != "text/plain", _text(one.get("value")))
        for one in _objects(fields.get("descriptions"))
    ]
    descriptions += [
        (True, name != "description_text", _text(value))
        for name, value in fields.items()
        if name.startswith("description_") and name != "description_usage"
    ]
    for _, marked_up, value in sorted(bodies, key=lambda body: body[:2]) + sorted(descriptions, key=lambda one: one[1]):
        if text := text_of(value) if marked_up else unescaped(value):
            return text
    return ""


def _url(fields: Mapping[str, Any]) -> str | None:
    """Return the address of the item's page: a link of its own, a rendition in HTML, or its `uri`."""
    pages = [
        one.get("href")
        for one in _objects(fields.get("renditions"))
        if "html" in _text(one.get("contenttype") or one.get("mimetype"))
    ]
    alternatives = [one.get("value") for one in _objects(fields.get("altids"))]
    for url in (*pages, *alternatives, fields["uri"]):
        if isinstance(url, str) and url.startswith(("http://", "https://")):
            return url
    return None


def _source(fields: Mapping[str, Any]) -> str:
    holder = fields.get("copyrightholder")
    named = [*_objects(fields.get("infosources")), *_objects([holder])]
    return next(filter(None, (_text(one.get("name") or one.get("literal")) for one in named)), "") or _text(holder)


def _subjects(fields: Mapping[str, Any]) -> tuple[Subject, ...]:
    """Return the subjects; 1.x names the term by scheme and code, 2.x and 3.x by `uri` or `literal`."""
    found = []
    for one in _objects(fields.get("subjects") or fields.get("subject")):
        scheme, code = _text(one.get("scheme")), _text(one.get("code"))
        uri = _text(one.get("uri")) or (scheme.rstrip("/") + "/" + code if scheme and code else "")
        name = _text(one.get("name")) or _text(one.get("literal")) or code
        if uri or name:
            found.append(Subject(uri=uri or None, name=name or None))
    return tuple(found)

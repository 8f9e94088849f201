"""XML from strangers: no entities of their own, no document types from elsewhere, and common slips mended."""

import re
import sys
from contextlib import suppress
from html.entities import name2codepoint
from typing import NoReturn
from xml.parsers import expat

from lxml import etree

from streams.errors import InputError

_AMPERSAND = re.compile(rb"&(?!(?:#\d{1,9}|#x[0-9a-fA-F]{1,8}|\w+);)")
_NAMED = re.compile(rb"&(\w+);")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_NUMBER = re.compile(rb"&#(?:(\d{1,9})|x([0-9a-fA-F]{1,8}));")
_SURROGATES = range(0xD800, 0xE000)
_BREAKS = (9, 10, 13)
_HEAD = 65_536


def parse_xml(raw: bytes) -> etree._Element:
    """Return the root of a well-formed document; raise InputError for any other, and for entities of its own."""
    if flaw := scan(raw):
        raise InputError(f"is not well-formed XML ({flaw}); the feed is broken or cut off")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"is not well-formed XML ({error})") from error


def scan(raw: bytes) -> str | None:
    """Return what keeps `raw` from being well-formed XML, or None; raise InputError if it declares entities.

    A declared entity can grow a few bytes into gigabytes or name a file of ours; no feed needs one.
    """
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(raw, True)  # noqa: FBT003 - the end of the document
    except expat.ExpatError as error:
        return f"line {error.lineno}: {expat.ErrorString(error.code)}"
    except (LookupError, ValueError) as error:  # an encoding that nobody knows
        return str(error)
    return None


def _refuse(*_: object) -> NoReturn:
    raise InputError("declares XML entities, which are refused: they can hide an attack")


def root_name(raw: bytes) -> str | None:
    """Return the local name of the root element, or None if `raw` does not begin as XML does."""
    names: list[str] = []
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = lambda name, _: names.append(name)
    with suppress(expat.ExpatError, LookupError, ValueError):  # what was read before the flaw is enough
        parser.Parse(raw[:_HEAD], False)  # noqa: FBT003 - not the end
    return names[0].rpartition(":")[2] if names else None


def mend(raw: bytes) -> bytes:
    """Return XML with common slips mended: bare ampersands, HTML's entities, characters that do not exist."""
    if raw.startswith(_UTF_16):
        return raw  # its ampersands are two bytes long

    def number(found: re.Match[bytes]) -> bytes:
        name = found.group(1).decode("ascii", "replace")
        code = None if name in _OF_XML else name2codepoint.get(name)
        return found.group() if code is None else b"&#%d;" % code

    def real(found: re.Match[bytes]) -> bytes:
        code = int(found[1]) if found[1] else int(found[2], 16)
        exists = code in _BREAKS or (code >= ord(" ") and code not in _SURROGATES and code <= sys.maxunicode)
        return found.group() if exists else b""

    return _NUMBER.sub(real, _NAMED.sub(number, _AMPERSAND.sub(b"&amp;", _NOT_XML.sub(b"", raw))))

"""Ids that stay: of a feed's item over polls, restarts and feeds, and of a URL over its spellings."""

import re
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from streams.feeds.item import Origin

LONGEST = 1024
_GLOBAL = re.compile(
    r"(https?://\S+|(urn|tag|info|file):\S+|\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?)", re.IGNORECASE
)
_TRACKING = re.compile(
    r"utm_\w+|(fb|g|msc|dc|y)clid|mc_[ce]id|wt_\w+|at_(medium|campaign|source)|ref_?src|ns_\w+", re.IGNORECASE
)
_PORTS = {"http": 80, "https": 443}


def article_id(given: str | None, link: str | None, title: str | None, origin: Origin) -> str | None:
    """Return the id of an item, or None where nothing identifies it.

    The feed's own id if it is unique in the world (a URL, URN, tag or UUID); else a digest of the canonical link; else
    of the feed's address with what the item has, an id of its own or a title.
    """
    given = (given or "").strip()
    if _GLOBAL.fullmatch(given) and len(given) <= LONGEST:
        return given
    if link:
        return _digest(canonical_url(link))
    own = given or (title or "").strip()
    return _digest(f"{origin.name}\0{own}") if own else None


def canonical_url(url: str) -> str:
    """Return `url` without fragment, tracking, default port, and case of scheme and host: what tells no pages apart."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url.strip()
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    address = host if port in (None, _PORTS.get(scheme)) else f"{host}:{port}"
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _TRACKING.fullmatch(name)]
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    return urlunsplit((scheme, address, parts.path or "/", query, ""))


def _digest(text: str) -> str:
    return "urn:sha256:" + sha256(text.encode("utf-8", "replace")).hexdigest()

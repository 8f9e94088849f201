"""Which article versions were seen: the newest bytes and version of each article, for as many as memory is given."""

import re
from collections import OrderedDict
from datetime import UTC, datetime
from hashlib import blake2b
from typing import NamedTuple

NUMBER = re.compile(r"\d{1,18}")


class Version(NamedTuple):
    """A version of an article: a digest of its bytes, and its rank among those of its kind where it has one."""

    digest: bytes
    rank: tuple[str, float] | None

    def is_older(self, than: "Version") -> bool:
        """Tell whether this version is older; versions that cannot be compared are not."""
        if self.rank is None or than.rank is None or self.rank[0] != than.rank[0]:
            return False
        return self.rank < than.rank


def version_of(raw: bytes, name: str | None) -> Version:
    """Return the version that `raw` is; `name` is a number or an RFC 3339 time where versions are to be compared."""
    return Version(blake2b(raw, digest_size=16).digest(), _rank(name or ""))


def _rank(name: str) -> tuple[str, float] | None:
    if NUMBER.fullmatch(name):
        return "number", int(name)
    try:
        time = datetime.fromisoformat(name)
        return "time", (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


class Seen:
    """Remembers the last processed version of each article, least recently used articles forgotten first.

    An optimisation only: what it forgets is processed again, with identical results.
    """

    def __init__(self, capacity: int = 100_000) -> None:
        self._capacity = capacity
        self._versions: OrderedDict[str, Version] = OrderedDict()

    def last(self, article_id: str) -> Version | None:
        """Return the version that was remembered last for an article."""
        versions = self._versions  # `forget` may be called from another thread
        found = versions.get(article_id)
        if found is not None:
            versions.move_to_end(article_id)
        return found

    def remember(self, article_id: str, version: Version) -> None:
        """Remember an article's newest version."""
        self._versions[article_id] = version
        self._versions.move_to_end(article_id)
        if len(self._versions) > self._capacity:
            self._versions.popitem(last=False)

    def forget(self) -> None:
        """Forget everything: another worker may have processed newer versions since."""
        self._versions = OrderedDict()

"""Which article versions were seen: the newest bytes of each article, for as many articles as memory is given."""

from collections import OrderedDict
from hashlib import blake2b


class Seen:
    """Remembers a digest of the last processed bytes of each article, least recently used articles forgotten first.

    An optimisation only: what it forgets is processed again, with identical results.
    """

    def __init__(self, capacity: int = 100_000) -> None:
        self._capacity = capacity
        self._digests: OrderedDict[str, bytes] = OrderedDict()

    def is_repeat(self, article_id: str, raw: bytes) -> bool:
        """Tell whether `raw` is, byte for byte, what was remembered last for the article."""
        digests = self._digests  # `forget` may be called from another thread
        if digests.get(article_id) != _digest(raw):
            return False
        digests.move_to_end(article_id)
        return True

    def remember(self, article_id: str, raw: bytes) -> None:
        """Remember `raw` as the article's newest bytes."""
        self._digests[article_id] = _digest(raw)
        self._digests.move_to_end(article_id)
        if len(self._digests) > self._capacity:
            self._digests.popitem(last=False)

    def forget(self) -> None:
        """Forget everything: another worker may have processed newer versions since."""
        self._digests = OrderedDict()


def _digest(raw: bytes) -> bytes:
    return blake2b(raw, digest_size=16).digest()

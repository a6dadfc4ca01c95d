"""Reads feeds for all who ask about one answer: the spider, and the memory of the archive.

Both are shown the same octets within seconds, and parsing takes long where a feed is large.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from twa.dataset.errors import FeedError
from twa.dataset.feeds import polled
from twa.dataset.feeds.model import Feed

KEPT: Final = 2
"""Feeds that are kept, the last ones: a feed, and a further page of it."""


class FeedReader:
    """Parses a feed once, however often it is asked for in a row."""

    def __init__(self) -> None:
        self._kept: dict[tuple[bytes, str, str, str], Feed | FeedError] = {}

    def read(
        self, octets: bytes, *, url: str, content_type: str | None = None, role: str = "feed"
    ) -> Feed:
        """As `polled.parse`. Raises FeedError."""
        key = sha256(octets).digest(), url, content_type or "", role
        found = self._kept.get(key)
        if found is None:
            try:
                found = polled.parse(octets, url=url, content_type=content_type or None, role=role)
            except FeedError as error:
                found = error
            self._kept[key] = found
            for old in list(self._kept)[:-KEPT]:
                del self._kept[old]
        if isinstance(found, FeedError):
            raise found
        return found

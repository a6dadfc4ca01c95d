"""In-memory history of one run's captures, for revisit records."""

from __future__ import annotations

from typing import Final

from twa.dataset.warc.revisits import Earlier

_LIMIT: Final = 50_000


class RunHistory:
    """A `History` of one run, in memory: the newest captures, at most `limit` of them."""

    def __init__(self, limit: int = _LIMIT) -> None:
        self._limit = limit
        self._by_url: dict[str, Earlier] = {}
        self._by_body: dict[str, Earlier] = {}

    def of_url(self, url: str) -> Earlier | None:
        """The newest capture of `url` with a body."""
        return self._by_url.get(url)

    def of_body(self, key: str) -> Earlier | None:
        """A capture with this body."""
        return self._by_body.get(key)

    def remember(self, key: str, earlier: Earlier) -> None:
        """Take note of a capture, and forget the oldest."""
        for known, name in ((self._by_url, earlier.url), (self._by_body, key)):
            known.pop(name, None)
            known[name] = earlier
            if len(known) > self._limit:
                del known[next(iter(known))]

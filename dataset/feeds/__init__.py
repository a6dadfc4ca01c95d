"""Feeds: octets → a Feed and its entries, and pages → the feeds they name.

RSS 0.9x, 1.0 and 2.0, Atom 1.0 and 0.3, JSON Feed 1.0 and 1.1. Octets are
hostile and often broken: what a reader would understand is understood and what
was wrong is said in `problems`; what is no feed raises FeedError and nothing
else. Work is linear and memory bounded.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from twa.dataset.errors import FeedError
from twa.dataset.feeds import atom, jsonfeed, rss, tree
from twa.dataset.feeds.decoding import decode
from twa.dataset.feeds.discovery import discover, is_feed
from twa.dataset.feeds.element_names import name_of
from twa.dataset.feeds.model import Entry, Feed
from twa.dataset.web.schedule import Hints

__all__ = ["LIMIT", "NOT_THERE", "Entry", "Feed", "Hints", "discover", "is_feed", "parse"]

NOT_THERE: Final = frozenset({400, 404, 410})
"""Statuses of a page past the end of a feed that is paged; WordPress has 404."""

LIMIT: Final = 50 << 20
"""Octets. A larger document is refused unread; ten thousand full-text entries are some 30 MB."""


def parse(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    captured_at: datetime | None = None,
    limit: int = LIMIT,
) -> Feed:
    """The feed in `body`, the decoded payload of an answer.

    `content_type` is the HTTP field as it stood, null if none came.
    `captured_at` (aware) is when the feed was got: entries dated after it are
    called odd. Raises FeedError where there is no feed, or one that is too big
    or hostile.
    """
    if len(body) > limit:
        raise FeedError("a feed too large to be read", subject=url, cause=f"{len(body)} octets")
    text, problems = decode(body, content_type)
    if not text.strip("\0 \t\r\n\ufeff"):
        raise FeedError(subject=url, cause="the body is empty")
    if jsonfeed.looks_like(text):
        return jsonfeed.read(text, url=url, got=captured_at, octets=len(body), problems=problems)
    root, mended = tree.parse(text, url=url, octets=len(body))
    read = atom.read if name_of(root).endswith("feed") else rss.read
    return read(root, url=url, got=captured_at, problems=(*problems, *mended))

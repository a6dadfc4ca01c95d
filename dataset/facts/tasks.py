"""What a worker is given to understand, and what is said where nothing can be.

Apart from `understand`, because importing what understands takes longer than most builds
of a day's news have left to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from twa.dataset.exchange import Origin
from twa.dataset.facts.model import Captured, RejectFact
from twa.dataset.http.message import Response
from twa.dataset.web.urls import url_key

HTML: Final = frozenset(("text/html", "application/xhtml+xml"))
"""Media types of pages, as sent or as sniffed."""

FEEDS: Final = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
)
"""Media types of feeds, as sent or as sniffed."""

VAGUE: Final = frozenset(
    ("", "text/plain", "text/xml", "application/xml", "application/octet-stream")
)
"""Media types that say nothing: the first octets decide."""


@dataclass(frozen=True, slots=True)
class Task:
    """A response and its circumstances."""

    url: str
    captured_at: datetime
    origin: Origin
    truncated: str | None
    response: Response
    capture: Captured


def rejected(task: Task, reason: str, detail: str, *, gone: bool = False) -> RejectFact:
    """The fact that a response became no row."""
    feed = task.origin.role == "feed"
    failed = reason == "http-status"
    return {
        "kind": "reject",
        "url": task.url,
        "address": url_key(task.url),
        "stage": "fetch" if failed else "feed" if feed else "page",
        "reason": reason,
        "detail": detail,
        "via": task.origin.via,
        "pointer": None,
        "at": task.capture["captured_at"],
        "gone": gone,
        "capture": task.capture,
    }

"""Conditional requests: asks each URL with the validators that this very URL gave.

WordPress has one entity tag for all its feeds and their pages, so the tag of
one says nothing about another; and what a feed redirects to is asked with its
own, not with those of where we came from.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Self

from twa.crawler.context import shared
from twa.crawler.wire.handler import role_of
from twa.dataset.exchange import POLLED_ROLES

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from twa.crawler.state import Validators

META: Final = "conditional"
"""Key in `Request.meta` that asks for it; redirects and retries inherit it."""

MOST: Final = 10
"""Answers in a row that a feed is unchanged, after which it is asked for whole."""

LONGEST: Final = timedelta(days=1)
"""Time after which it is, too."""

_FIELDS: Final = ("If-None-Match", "If-Modified-Since")


class Conditional:
    """Downloader middleware: lets a server say that nothing changed (RFC 9110, section 13)."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a component."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Give a request that may be conditional the validators of its URL."""
        context = shared(self._crawler)
        if context is None or not request.meta.get(META):
            return
        for name in _FIELDS:
            request.headers.pop(name, None)
        if role_of(request) in POLLED_ROLES:
            times, whole = context.state.polls.unchanged(request.url)
            if whole is None or is_worn(times, whole, datetime.now(UTC)):
                return
        for name, value in conditions(context.state.validators(request.url)).items():
            request.headers[name] = value


def is_worn(times: int, whole: datetime, now: datetime) -> bool:
    """Whether a feed is to be had whole again that said so often that nothing changed.

    Some servers say so for ever, whatever they have. `whole` is when it was last had.
    """
    return times >= MOST or (times > 0 and now - whole >= LONGEST)


def is_conditional(request: Request) -> bool:
    """Whether a request was sent with validators: only then says a 304 anything."""
    return any(name in request.headers for name in _FIELDS)


def conditions(validators: Validators | None) -> dict[str, str]:
    """Header fields of a conditional GET (RFC 9110, section 13.1).

    The entity tag goes without its `W/`: If-None-Match compares weakly anyway
    (section 13.1.2), and WordPress compares the field as a string with a tag that
    never was weak until nginx compressed the answer. Only one of the two is
    sent, because WordPress wants both to match where it gets both.
    """
    if validators is None:
        return {}
    if validators.etag:
        return {"If-None-Match": validators.etag.removeprefix("W/")}
    return {"If-Modified-Since": validators.last_modified or ""}

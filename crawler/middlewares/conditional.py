"""Conditional requests: asks each URL with the validators that this very URL gave.

WordPress has one entity tag for all its feeds and their pages, so the tag of
one says nothing about another; and what a feed redirects to is asked with its
own, not with those of where we came from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

from twa.crawler.context import shared

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from twa.crawler.state import Validators

META: Final = "conditional"
"""Key in `Request.meta` that asks for it; redirects and retries inherit it."""

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
        for name, value in conditions(context.state.validators(request.url)).items():
            request.headers[name] = value


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

"""Refuses requests for withdrawn articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from twa.crawler.context import shared
from twa.crawler.failures import Refused
from twa.crawler.wire.handler import role_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class Withdrawn:
    """Downloader middleware, before all others: asks nobody about a withdrawn article."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a component."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise Refused (`withdrawn`) for a URL in takedowns.jsonl."""
        context = shared(self._crawler)
        if context is None or role_of(request) != "article":
            return
        if context.takedowns.cover(request.url):
            raise Refused("withdrawn", "it was withdrawn: see takedowns.jsonl")

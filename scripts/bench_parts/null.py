"""A sink that lets go of every exchange: what capture costs without an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from twa.crawler.wire import handler

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from twa.dataset.exchange import Exchange


class NullSink:
    """Scrapy extension."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make an extension."""
        sink = cls()
        handler.connect(crawler, sink.take)
        return sink

    def take(self, exchange: Exchange, _request: Request) -> None:
        """Forget it."""
        exchange.request.close()
        exchange.response.close()

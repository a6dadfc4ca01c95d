"""A sink that lets go of every exchange: what capture costs without an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from crawler import wire

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from dataset.exchange import Exchange


class NullSink:
    """Scrapy extension."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make an extension."""
        sink = cls()
        wire.connect(crawler, sink.take)
        return sink

    def take(self, exchange: Exchange, _request: Request) -> None:
        """Forget it."""
        exchange.request.close()
        exchange.response.close()

"""Ends a crawl whose memory fails beneath a callback of its spider."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Self

from twa.crawler.run.run import run_of
from twa.dataset.errors import no_space

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class StateFaults:
    """Spider middleware: a full disk or a damaged state is one line, and no fault of a page."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a component."""
        return cls(crawler)

    def process_spider_exception(
        self,
        response: Response,  # noqa: ARG002 # it is called by these names
        exception: Exception,
    ) -> tuple[Request, ...] | None:
        """Nothing comes after it where it is of the state; other exceptions are left to Scrapy."""
        run = run_of(self._crawler)
        if run is None or not (isinstance(exception, sqlite3.Error) or no_space(exception)):
            return None
        run.give_up(exception)
        return ()

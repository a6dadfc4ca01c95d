"""Scrapy extension of the crawl benchmark: prints when the crawl began, and what came.

Loaded by this project's environment and by the peers', so it keeps to what
Scrapy 2.11 and 2.19 both know.
"""

from __future__ import annotations

import json
import sys
import time

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response


class Clock:
    """One line of JSON on standard output, at the end.

    `begun` is when all parts are there and the first request may go out
    (CLOCK_MONOTONIC), `pages` how many responses of status 200 and of any body came.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.begun = 0.0
        self.pages = 0
        crawler.signals.connect(self.opened, signals.spider_opened)
        crawler.signals.connect(self.received, signals.response_received)
        crawler.signals.connect(self.stopped, signals.engine_stopped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Clock:
        """Scrapy's way to make an extension."""
        return cls(crawler)

    def opened(self) -> None:
        """The spider is open."""
        self.begun = time.monotonic()

    def received(self, response: Response) -> None:
        """Count it; not every crawl takes codings off its body."""
        if response.status == 200 and response.body:
            self.pages += 1

    def stopped(self) -> None:
        """Say so."""
        json.dump({"begun": self.begun, "pages": self.pages}, sys.stdout)

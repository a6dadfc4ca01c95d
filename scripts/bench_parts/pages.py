"""The spider of the crawl benchmark: asks for N pages.

Run by `scrapy runspider` of this project's environment and of the peers', so it
keeps to what Scrapy 2.11 and 2.19 both know.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import ClassVar

import scrapy
import scrapy.signals


class Pages(scrapy.Spider):
    """`-a base=URL -a count=N`: N requests for the pages below URL."""

    name = "pages"
    custom_settings: ClassVar[dict[str, object]] = {  # type: ignore[misc]  # ours alone
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "TELNETCONSOLE_ENABLED": False,
        "COOKIES_ENABLED": False,
        "DEFAULT_REQUEST_HEADERS": {"Accept-Encoding": "gzip, deflate"},
    }

    def __init__(self, base: str, count: str, files: str) -> None:
        super().__init__()
        numbers = range(int(count))
        self.start_urls = (  # type: ignore[assignment]  # not all of them at once
            f"{base}/{n % int(files)}.html?{n}" for n in numbers
        )

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """The requests, few at a time: later Scrapys would make all of them before the first."""
        for number, url in enumerate(self.start_urls):
            if number % 100 == 99:
                await self.crawler.signals.wait_for(scrapy.signals.scheduler_empty)
            yield scrapy.Request(url, dont_filter=True)

    def parse(self, response: scrapy.http.Response) -> None:
        """There is nothing to be done with it."""

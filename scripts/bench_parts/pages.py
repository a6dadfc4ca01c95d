"""The spider of the crawl benchmark: asks for N pages and prints when it began.

Run by `scrapy runspider` of this project's environment and of the peers', so it
keeps to what Scrapy 2.11 and 2.19 both know.
"""

from __future__ import annotations

import json
import sys
import time
from typing import ClassVar

import scrapy


class Pages(scrapy.Spider):
    """`-a base=URL -a count=N`: N requests for the pages below URL."""

    name = "pages"
    custom_settings: ClassVar = {
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "LOG_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "COOKIES_ENABLED": False,
        "DEFAULT_REQUEST_HEADERS": {"Accept-Encoding": "gzip, deflate"},
    }

    def __init__(self, base: str, count: str) -> None:
        super().__init__()
        self.start_urls = [f"{base}/{n}.html" for n in range(int(count))]
        self.octets = 0
        self.begun = time.monotonic()

    def parse(self, response):
        """Count what came."""
        self.octets += len(response.body)

    def closed(self, reason):
        """One line of JSON on standard output."""
        json.dump({"begun": self.begun, "octets": self.octets, "reason": reason}, sys.stdout)

"""RFC 9309 for the crawl: robots.txt is fetched, archived, obeyed, and forgotten after a day.

Scrapy's own middleware parses any status, allows on error and keeps what it
read for the life of the process; the standard wants otherwise.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from crawler.refusal import Refused
from dataset.exchange import Origin
from dataset.robots import Robots

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

DAY: Final = 24 * 60 * 60
"""Seconds. RFC 9309, section 2.4: a cached version SHOULD NOT be used for longer."""


@dataclass(frozen=True, slots=True)
class _Known:
    rules: Robots
    why: str
    fetched: float


class RobotsMiddleware:
    """Downloader middleware: asks `/robots.txt` of each origin before anything else of it.

    Requests with `meta["dont_obey_robotstxt"]` pass, as in Scrapy.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._user_agent: str = crawler.settings["USER_AGENT"]
        self._known: dict[str, asyncio.Task[_Known]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a component."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise Refused (`robots`) where the rules of the request's origin forbid it."""
        if request.meta.get("dont_obey_robotstxt") or not request.url.startswith("http"):
            return
        known = await self._rules_of(request)
        self._slow_down(request, known.rules)
        if not known.rules.allowed(self._user_agent, request.url):
            raise Refused("robots", known.why)

    async def _rules_of(self, request: Request) -> _Known:
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        task = self._known.get(origin)
        if task is None or (task.done() and monotonic() - task.result().fetched > DAY):
            task = asyncio.ensure_future(self._fetch(f"{origin}/robots.txt", request.url))
            self._known[origin] = task
        return await asyncio.shield(task)

    async def _fetch(self, url: str, via: str) -> _Known:
        """The rules at `url`, by the table of RFC 9309 section 2.3.1."""
        request = Request(
            url,
            callback=NO_CALLBACK,
            priority=1000,
            meta={
                "dont_obey_robotstxt": True,
                "max_retry_times": 1,
                "download_timeout": 15,
                "origin": Origin(role="robots", via=via, hops="P"),
            },
        )
        try:
            response = await self._crawler.engine.download_async(request)
        except IgnoreRequest as error:
            # 2.3.1.2: after too many redirects crawlers MAY assume that there is none.
            return _Known(Robots.for_status(404), f"{url}: {error}", monotonic())
        except Exception as error:
            # 2.3.1.4: unreachable, so complete disallow MUST be assumed.
            logger.warning("%s could not be reached, so its site is not crawled: %s", url, error)
            why = f"{url} could not be reached: {error}"
            return _Known(Robots.for_status(None), why, monotonic())
        if response.status != 200:
            why = f"{url} answered {response.status}"
            return _Known(Robots.for_status(response.status), why, monotonic())
        return _Known(Robots.parse(response.body), f"{url} says so", monotonic())

    def _slow_down(self, request: Request, rules: Robots) -> None:
        """Honour Crawl-delay: the slot's delay in seconds never falls below it."""
        delay = rules.crawl_delay(self._user_agent)
        if delay is None:
            return
        downloader = self._crawler.engine.downloader
        slot = downloader.slots.get(downloader.get_slot_key(request))
        if slot is not None and slot.delay < delay:
            slot.delay = delay

"""Archives the TDM Reservation Protocol file of an origin before its articles.

Nothing is decided by it here: whether rights are reserved is evidence for who uses
the pages (`twa.dataset.reduce.rights`), not a matter of fetching them.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from twa.crawler.context import shared
from twa.crawler.failures import reason_of
from twa.crawler.middlewares import conditional
from twa.crawler.wire.handler import role_of
from twa.dataset.exchange import Origin
from twa.dataset.web.schedule import is_fresh
from twa.dataset.web.tdmrep import PATH

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

DAY: Final = timedelta(hours=24)
"""How long an answer is good for, as with robots.txt, whatever the answer was."""


class TdmrepMiddleware:
    """Downloader middleware, after robots.txt: asks for the file before the first article page.

    "A TDM Agent MUST check the presence of a TDM file on the origin server before
    it starts scraping" (section "Processing priority"). Once a day and origin, and
    only where an article is about to be fetched, so that a run in which nothing
    changed costs nothing more. No answer, and no error, keeps an article back.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._asked: dict[str, asyncio.Task[datetime]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a component."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait until the file of an article's origin is archived, or can't be had."""
        if role_of(request) != "article":
            return
        url = urljoin(request.url, PATH)
        task = self._asked.get(url)
        if task is None or (task.done() and not is_fresh(task.result(), datetime.now(UTC), DAY)):
            task = self._asked[url] = asyncio.ensure_future(self._learn(url, request))
        await asyncio.shield(task)

    async def _learn(self, url: str, article: Request) -> datetime:
        """When the file was asked for: in an earlier run, or now."""
        context = shared(self._crawler)
        asked = context.state.seen_at(url) if context is not None else None
        now = datetime.now(UTC)
        if asked is not None and is_fresh(asked, now, DAY):
            return asked
        request = Request(
            url,
            callback=NO_CALLBACK,
            priority=1000,
            meta={
                "origin": Origin(role="tdmrep", via=article.url, hops="P"),
                "sites": article.meta.get("sites"),
                conditional.META: True,
                "max_retry_times": 0,
                "download_timeout": 15,
            },
        )
        try:
            await self._crawler.engine.download_async(request)
        except Exception as error:
            # "Failure to provide access […] implies that the origin server does not
            # implement this protocol" (section "TDM File on the Origin Server").
            logger.info("%s could not be had: %s", url, reason_of(error, request)[1])
        return now

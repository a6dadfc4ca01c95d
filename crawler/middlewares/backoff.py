"""Patience: a host that answers 429 or 503 is left alone as long as it wants, across runs.

Nothing is written down for that: the answers are in the archive, and the next
run finds them there (`twa.dataset.web.schedule.left_alone_until`).
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from twa.crawler.context import shared
from twa.crawler.failures import Postponed
from twa.dataset.crawl_state.database import host_of
from twa.dataset.web.schedule import BUSY, left_alone_until

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

_Answer = tuple[datetime, int, str | None]


class Backoff:
    """Downloader middleware, beneath Scrapy's retries: holds requests back, or postpones them.

    A run waits BACKOFF_WAIT seconds for a host, no longer.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._longest = crawler.settings.getfloat("BACKOFF_WAIT")
        self._answers: dict[str, list[_Answer]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a component."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait until the host may be asked. Raises Postponed where that takes too long."""
        host = host_of(request.url)
        if host not in self._answers:
            self._answers[host] = self._remembered(host)
        while until := left_alone_until(self._answers[host]):
            seconds = (until - datetime.now(UTC)).total_seconds()
            if seconds <= 0:
                return
            if seconds > self._longest:
                raise Postponed(host, until)
            logger.info("waiting for %s until %s", host, until)
            await asyncio.sleep(seconds)

    def process_response(self, request: Request, response: Response) -> Response:
        """Note what the host answered; Scrapy's retries come after."""
        answers = self._answers.setdefault(host_of(request.url), [])
        if response.status in BUSY:
            field = response.headers.get("Retry-After")
            text = field.decode("latin-1") if field else None
            answers.insert(0, (datetime.now(UTC), response.status, text))
        else:
            answers.clear()
        return response

    def _remembered(self, host: str) -> list[_Answer]:
        context = shared(self._crawler)
        answers: list[_Answer] = []
        for answer in context.state.answers(host) if context is not None else ():
            if answer[1] not in BUSY:
                break
            answers.append(answer)
        return answers

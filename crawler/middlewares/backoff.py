"""Backoff: leaves a host alone that answers 429 or 503, across runs.

So is one whose robots.txt wants more time between requests (Crawl-delay) than a run waits.
Nothing is written down for that: the answers are in the archive, and the next
run finds them there (`twa.dataset.web.schedule.left_alone_until`).
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Self

from twa.crawler.context import shared
from twa.crawler.failures import Postponed
from twa.crawler.wire.handler import role_of
from twa.dataset.crawl_state.hosts import host_of
from twa.dataset.exchange import POLLED_ROLES
from twa.dataset.web.schedule import BUSY, left_alone_until, retry_after

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

_Answer = tuple[datetime, int, str | None]

_LOOK: Final = 0.5
"""Seconds after which a wait looks whether the crawl was stopped."""

_RULES: Final = frozenset({"robots", "tdmrep"})
"""Roles of what is asked for on account of another request: it is not what Crawl-delay counts."""


class Backoff:
    """Downloader middleware, beneath Scrapy's retries: holds requests back, or postpones them.

    A run waits BACKOFF_WAIT seconds for a host, no longer, and no second once it is stopped.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._waits = crawler.settings.getfloat("BACKOFF_WAIT")
        self._longest = timedelta(seconds=crawler.settings.getfloat("BACKOFF_LONGEST"))
        self._answers: dict[str, list[_Answer]] = {}
        self._quiet: dict[str, datetime | None] = {}
        self._paces: dict[str, timedelta] = {}
        self._last: dict[str, tuple[datetime, str] | None] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a component."""
        return cls(crawler)

    def pace(self, host: str, delay: float) -> None:
        """Ask a host for one thing in `delay` seconds, which is longer than a run waits."""
        if host not in self._paces:
            logger.warning(
                "robots.txt of %s wants %g seconds between requests: it is asked for one thing in"
                " that time, and the rest is postponed to later runs",
                host,
                delay,
            )
        self._paces[host] = timedelta(seconds=delay)

    async def process_request(self, request: Request) -> None:
        """Wait until host and URL may be asked. Raises Postponed where that takes too long."""
        host = host_of(request.url)
        if host not in self._answers:
            self._answers[host] = self._remembered(host)
        while until := left_alone_until(self._answers[host], self._longest):
            if not await self._wait(host, until):
                break
        url = request.url.partition("#")[0]
        if url not in self._quiet:
            context = shared(self._crawler)
            self._quiet[url] = context.state.hosts.left_alone(url) if context is not None else None
        if (alone := self._quiet[url]) is not None:
            await self._wait(url, alone)
        self._keep_pace(host, request)

    async def _wait(self, what: str, until: datetime) -> bool:
        """Wait; False where there is nothing to wait for. Raises Postponed."""
        if (until - datetime.now(UTC)).total_seconds() > self._waits:
            raise Postponed(what, until)
        waited = False
        while (seconds := (until - datetime.now(UTC)).total_seconds()) > 0:
            if not waited:
                logger.info("waiting for %s until %s", what, until)
            waited = True
            if not self._crawler.crawling:
                raise Postponed(what, until)
            await asyncio.sleep(min(seconds, _LOOK))
        return waited

    def _keep_pace(self, host: str, request: Request) -> None:
        """Let the request be the one of its time. Raises Postponed.

        The feed does not take every turn: after it, articles that wait have theirs.
        """
        role = role_of(request)
        if (gap := self._paces.get(host)) is None or role in _RULES:
            return
        context = shared(self._crawler)
        if host not in self._last:
            self._last[host] = context.state.hosts.last_asked(host) if context is not None else None
        now, last = datetime.now(UTC), self._last[host]
        if last is not None:
            if last[0] + gap > now:
                raise Postponed(host, last[0] + gap)
            waiting = context is not None and any(context.state.agenda(context.ages).unfetched())
            if role in POLLED_ROLES and last[1] in POLLED_ROLES and waiting:
                raise Postponed(host, now, yields=True)
        self._last[host] = (now, role)

    def process_response(self, request: Request, response: Response) -> Response:
        """Note what the host answered; Scrapy's retries come after."""
        answers = self._answers.setdefault(host_of(request.url), [])
        if response.status in BUSY:
            field = response.headers.get("Retry-After")
            text = field.decode("latin-1") if field else None
            now = datetime.now(UTC)
            answers.insert(0, (now, response.status, text))
            self._quiet[request.url.partition("#")[0]] = retry_after(text, now)
        else:
            answers.clear()
            self._quiet.pop(request.url.partition("#")[0], None)
        return response

    def _remembered(self, host: str) -> list[_Answer]:
        context = shared(self._crawler)
        answers: list[_Answer] = []
        for answer in context.state.hosts.answers(host) if context is not None else ():
            if answer[1] not in BUSY:
                break
            answers.append(answer)
        return answers

"""Obeys robots.txt by RFC 9309: fetches, archives and caches it for a day.

A later run within that day takes it from the archive.

Scrapy's own middleware parses any status, allows on error and keeps what it
read for the life of the process; the standard wants otherwise.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from twa.crawler.context import shared
from twa.crawler.failures import Postponed, Refused, reason_of
from twa.crawler.middlewares.backoff import Backoff
from twa.crawler.wire.recording import PrivateIp
from twa.crawler.wire.responses import payload
from twa.dataset.crawl_state.hosts import host_of
from twa.dataset.errors import MessageError, RejectReason
from twa.dataset.exchange import Origin
from twa.dataset.web.robots import Robots, verdict_of_status
from twa.dataset.web.schedule import is_fresh

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

DAY: Final = timedelta(hours=24)
"""RFC 9309, section 2.4: a cached version SHOULD NOT be used for longer."""


REDIRECTS: Final = 5
"""RFC 9309, section 2.3.1.2: redirects in a row that are followed; behind more there is none."""


@dataclass(frozen=True, slots=True)
class _Known:
    rules: Robots
    why: str
    fetched: datetime
    reason: RejectReason = "robots"
    passing: bool = False


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
        """Raise Refused (`robots`) where the rules of the request's origin forbid it.

        `private-address` where they could not even be asked for, because of that.
        """
        if request.meta.get("dont_obey_robotstxt") or not request.url.startswith("http"):
            return
        known = await self._rules_of(request)
        self._slow_down(request, known.rules)
        if not known.rules.allowed(request.url):
            raise Refused(known.reason, known.why, passing=known.passing)

    async def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that robots.txt of the origin of `url` names, as they stand there."""
        return (await self._rules_of(Request(url))).rules.sitemaps

    async def _rules_of(self, request: Request) -> _Known:
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        task = self._known.get(origin)
        if task is None or (task.done() and _is_stale(task)):
            task = asyncio.ensure_future(self._learn(f"{origin}/robots.txt", request.url))
            self._known[origin] = task
        return await asyncio.shield(task)

    async def _learn(self, url: str, via: str) -> _Known:
        return self._archived(url) or await self._fetch(url, via)

    def _archived(self, url: str) -> _Known | None:
        """The rules that an earlier run got, where they are not too old.

        An answer that meant complete disallow is not kept: the site may have recovered.
        """
        context = shared(self._crawler)
        found = context.state.hosts.robots(url) if context is not None else None
        if found is None:
            return None
        fetched, status, payload = found
        if not is_fresh(fetched, datetime.now(UTC), DAY) or verdict_of_status(status) == "disallow":
            return None
        return self._known_by(url, status, payload, fetched)

    async def _fetch(self, url: str, via: str) -> _Known:
        """The rules at `url` as they are now. Raises Postponed."""
        request = Request(
            url,
            callback=NO_CALLBACK,
            priority=1000,
            meta={
                "dont_obey_robotstxt": True,
                "max_retry_times": 1,
                "download_timeout": 15,
                "redirect_ttl": REDIRECTS,
                "origin": Origin(role="robots", via=via, hops="P"),
            },
        )
        now = datetime.now(UTC)
        try:
            response = await self._crawler.engine.download_async(request)
        except Postponed:
            raise
        except IgnoreRequest as error:
            # 2.3.1.2: after too many redirects crawlers MAY assume that there is none.
            return _Known(Robots.for_status(404), f"{url}: {error}", now)
        except Exception as error:
            if isinstance(error, PrivateIp) and error.subject == urlsplit(url).hostname:
                # Nobody said no: the host is none that we speak to.
                return _Known(Robots.for_status(None), str(error), now, "private-address")
            # 2.3.1.4: unreachable, so complete disallow MUST be assumed.
            _, told = reason_of(error, request)
            logger.warning("%s could not be had, so its site is not crawled: %s", url, told)
            why = f"{url} could not be had: {told}"
            return _Known(Robots.for_status(None), why, now, passing=True)
        try:
            return self._known_by(url, response.status, payload(response), now)
        except MessageError as error:
            # Nobody can tell what it says, and what can't be had forbids all (2.3.1.4).
            return _Known(Robots.for_status(None), f"{url}: {error}", now, passing=True)

    def _known_by(self, url: str, status: int, payload: bytes, fetched: datetime) -> _Known:
        """What an answer means, by the table of RFC 9309, section 2.3.1."""
        if verdict_of_status(status) == "parse":
            rules = Robots.parse(payload, self._user_agent)
            return _Known(rules, f"{url} says so", fetched)
        passing = verdict_of_status(status) == "disallow"
        rules = Robots.for_status(status)
        return _Known(rules, f"{url} answered {status}", fetched, passing=passing)

    def _slow_down(self, request: Request, rules: Robots) -> None:
        """Honour Crawl-delay: the delay of the host's slot, in seconds, never falls below it."""
        delay = rules.crawl_delay
        if delay is None:
            return
        if delay > self._crawler.settings.getfloat("CRAWL_DELAY_WAIT"):
            backoff = self._crawler.get_downloader_middleware(Backoff)
            if backoff is not None:
                backoff.pace(host_of(request.url), delay)
                return
        downloader = self._crawler.engine.downloader
        key = downloader.get_slot_key(request)
        slot = downloader.slots.get(key)
        if slot is not None:
            slot.delay = max(slot.delay, delay)
        # Slots come with the first request of a host, and go when they are idle.
        default = self._crawler.settings.getfloat("DOWNLOAD_DELAY")
        downloader.per_slot_settings[key] = {"delay": max(default, delay)}


def _is_stale(task: asyncio.Task[_Known]) -> bool:
    """Whether what was learnt is too old, or nothing was."""
    if task.exception() is not None:
        return True
    return not is_fresh(task.result().fetched, datetime.now(UTC), DAY)

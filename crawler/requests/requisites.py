"""Requisite requests: images, stylesheets, fonts and scripts of the archived pages.

What is missing, the memory of the archive says (`twa.dataset.crawl_state.requisite_queue`): so a
crawl that was stopped or killed is made good by the next. Here is only the
asking: each URL once in a run, as politely as a page, so much of each page and
no more.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scrapy import Request
from scrapy.spidermiddlewares.referer import StrictOriginWhenCrossOriginPolicy

from twa.crawler.failures import Postponed, Refused, reason_of
from twa.dataset.crawl_state import requisite_queue
from twa.dataset.errors import Rejected
from twa.dataset.exchange import Origin
from twa.dataset.pages.requisite_reader import RequisiteReader
from twa.dataset.web.answers import SUCCESS

if TYPE_CHECKING:
    from scrapy.http import Response
    from scrapy.settings import BaseSettings

    from twa.crawler.archive.extension import ArchiveExtension
    from twa.crawler.state import CrawlState
    from twa.dataset.crawl_state.requisite_queue import Document, Want
    from twa.dataset.pages.requisites import Requisite

logger = logging.getLogger(__name__)

LATER: Final = -100
"""The priority of these requests: articles first."""

MOST_UNREADABLE: Final = 10
"""Documents that can't be read in time after which a run reads no more: each takes many seconds."""


class Requisites:
    """The requisites of one run.

    `fetched` are those that came with success; `failed` and `refused` count
    the others by reason.
    """

    def __init__(
        self,
        settings: BaseSettings,
        archive: ArchiveExtension,
        state: CrawlState,
        send: Callable[[Request], None],
    ) -> None:
        self._on = settings.getbool("ARCHIVE_REQUISITES")
        self._most = settings.getint("REQUISITES_PER_PAGE")
        self._most_bytes = settings.getint("REQUISITES_BYTES_PER_PAGE")
        self._fresh = timedelta(days=settings.getfloat("REQUISITES_FRESH_DAYS"))
        self._at_once = settings.getint("CONCURRENT_REQUESTS")
        self._archive = archive
        self._folder = Path(settings["ARCHIVE_DIR"])
        self._state = state
        self._send = send
        self._reader = RequisiteReader()
        self.fetched = 0
        self.failed: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._queue: deque[Want] = deque()
        self._under_way = 0
        # What was asked for in this run, and the page that it was asked for.
        self._pages: dict[str, str] = {}
        self._asked_of: Counter[str] = Counter()
        self._bytes_of: Counter[str] = Counter()

    async def ask(self) -> bool:
        """Ask for what is missing by now. Whether anything was: then more may come of it."""
        if not self._on:
            return False
        await self._archive.flush()
        since = datetime.now(UTC) - self._fresh
        for document in self._state.unread(since):
            if self.failed["unreadable"] >= MOST_UNREADABLE:
                logger.warning("the pages that were not read yet are left for the next run")
                break
            self._state.reads(document, await self._named(document))
        for want in self._state.missing(since, self._fresh):
            if want.url not in self._pages:
                # What a stylesheet names is of the page that the stylesheet is of.
                self._pages[want.url] = self._pages.get(want.via, want.via)
                self._queue.append(want)
        self._go_on()
        return self._under_way > 0

    async def _named(self, document: Document) -> tuple[Requisite, ...]:
        """What a document names. One that can't be read in time counts as read, for good."""
        try:
            return await asyncio.to_thread(
                requisite_queue.named, document, self._folder, self._reader
            )
        except Rejected as rejected:
            logger.warning("what %s needs can't be told: %s", document.url, rejected)
            self.failed["unreadable"] += 1
            return ()

    def close(self) -> None:
        """Stop reading, at once."""
        self._reader.close()

    def as_json(self) -> dict[str, Any]:
        """The figures for the report of the run."""
        return {
            "fetched": self.fetched,
            "failed_by_reason": dict(sorted(self.failed.items())),
            "refused_by_reason": dict(sorted(self.refused.items())),
        }

    def _go_on(self) -> None:
        """Send the next requests. They wait here, where a page's share can still be kept."""
        while self._queue and self._under_way < self._at_once:
            want = self._queue.popleft()
            page = self._pages[want.url]
            if self._asked_of[page] >= self._most:
                self._refuse(want, requisite_queue.TOO_MANY, f"{page} needs more than {self._most}")
            elif self._bytes_of[page] >= self._most_bytes:
                self._refuse(
                    want,
                    requisite_queue.TOO_LARGE,
                    f"{page} needs more than {self._most_bytes} octets",
                )
            else:
                self._asked_of[page] += 1
                self._under_way += 1
                self._send(self._request(want))

    def _request(self, want: Want) -> Request:
        # As browsers do it (W3C Referrer Policy, section 8.3): some hosts serve nobody else.
        referrer = StrictOriginWhenCrossOriginPolicy().referrer(want.via, want.url)
        return Request(
            want.url,
            callback=self._came,
            errback=self._did_not_come,
            cb_kwargs={"want": want},
            headers={"Accept": "*/*", **({"Referer": referrer} if referrer else {})},
            dont_filter=True,
            priority=LATER,
            meta={
                "origin": Origin(role="requisite", via=want.via, hops=want.hops),
                # The next run is the retry.
                "dont_retry": True,
            },
        )

    def _came(self, response: Response, want: Want) -> None:
        """It is in the archive; what a stylesheet names is asked for in the next round."""
        page = self._pages[want.url]
        self._pages[response.url] = page
        self._bytes_of[page] += len(response.body)
        if response.status in SUCCESS:
            self.fetched += 1
        else:
            self.failed["http-status"] += 1
        self._answered()

    def _did_not_come(self, failure: Any) -> None:
        error, request = failure.value, failure.request
        want: Want = request.cb_kwargs["want"]
        if isinstance(error, Refused):
            # Hosts that could not be asked for their rules may have them tomorrow.
            reason = requisite_queue.UNREACHABLE if error.passing else error.reason
            self._refuse(want, reason, error.detail)
        elif isinstance(error, Postponed):
            self.failed["postponed"] += 1
        else:
            reason, detail = reason_of(error, request)
            logger.info("%s: %s (%s)", reason, request.url, detail)
            self.failed[reason] += 1
        self._answered()

    def _answered(self) -> None:
        self._under_way -= 1
        self._go_on()

    def _refuse(self, want: Want, reason: str, detail: str) -> None:
        """Decide against asking, which goes into the archive like every such decision."""
        logger.info("%s: %s (%s)", reason, want.url, detail)
        self.refused[reason] += 1
        self._archive.note(
            want.url,
            {
                "role": "requisite",
                "via": want.via,
                "hopsFromSeed": want.hops,
                "outcome": "refused",
                "reason": reason,
                "detail": detail,
            },
        )

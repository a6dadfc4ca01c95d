"""Scrapy extension: one run of one collection, from its lock to its report.

The extension stands between Scrapy's signals and the parts that do the work:
the archive, the state, the build. It decides nothing about pages.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Self, cast

from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider, NotConfigured

from twa.crawler.archive.archive import NotWritable
from twa.crawler.archive.extension import ArchiveExtension
from twa.crawler.archive.segment import Sealed
from twa.crawler.archive.stored_history import StoredHistory
from twa.crawler.context import CrawlContext, share
from twa.crawler.middlewares.boundary import foreign, ip_policy
from twa.crawler.reporting import report
from twa.crawler.reporting.outcome import losses_of
from twa.crawler.reporting.recorder import Recorder
from twa.crawler.reporting.report import RunReport
from twa.crawler.requests.requisites import Requisites
from twa.crawler.run.anchoring import Anchoring
from twa.crawler.run.building import build
from twa.crawler.sources.source import Source
from twa.crawler.state import CrawlState
from twa.crawler.wire import handler as wire
from twa.dataset import file_digests
from twa.dataset.collection import Collection
from twa.dataset.crawl_state.due import due
from twa.dataset.crawl_state.health import COMPARED, health_of, layout_of
from twa.dataset.crawl_state.schedule import outstanding
from twa.dataset.errors import TwaError, no_space
from twa.dataset.file_digests import Stamp
from twa.dataset.reports.reports import write_page
from twa.dataset.tables.lengths import lengths
from twa.dataset.takedowns import Takedowns
from twa.dataset.web.schedule import read_ages

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from twa.crawler.spiders.feed import FeedSpider
    from twa.dataset.crawl_state.seen import SeenCapture

logger = logging.getLogger(__name__)


class StateFailed(TwaError):
    """What the collection knows can't be read or kept. The subject is its file."""

    message = "the memory of the collection can't be used"


class Run:
    """Scrapy extension: the run of a FeedSpider. Other spiders go without.

    `report` is what there is to tell by now. What the parts of the crawl share is put
    together here (`twa.crawler.context`).
    """

    def __init__(self, crawler: Crawler, spider: FeedSpider) -> None:
        self._crawler = crawler
        self._spider = spider
        self._started = datetime.now(UTC)
        self._began = monotonic()
        self._resting: asyncio.Task[None] | None = None
        self._ending: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        self.fault: TwaError | None = None
        self._ready = False
        self._behind = False
        self._layout: str | None = None
        self._requisites: Requisites
        self._archive: ArchiveExtension
        self._state: CrawlState
        self.report: RunReport
        self._recorder: Recorder
        self._revisit_after = str(crawler.settings.get("REVISIT_AFTER") or "")
        self._ages = read_ages(self._revisit_after)
        self._collection = Collection(Path(crawler.settings["DATA_DIR"]) / spider.source.name)
        self._takedowns = Takedowns.read(self._collection.takedowns)
        self._anchoring = Anchoring(crawler.settings, self._collection)
        # Taken before the archive is opened: two crawls must not write one collection.
        self._lock = _lock(self._collection)
        for handler, signal in (
            (self._opened, signals.spider_opened),
            (self._responded, signals.response_received),
            (self._erred, signals.spider_error),
            (self._idle, signals.spider_idle),
            (self._closed, signals.spider_closed),
        ):
            crawler.signals.connect(handler, signal)
        urls = (polled.url for polled in spider.source.polled)
        self._policy = ip_policy(*urls, private=spider.options.private)
        wire.guard(crawler, self._policy)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make an extension."""
        if not isinstance(getattr(crawler.spider, "source", None), Source):
            raise NotConfigured("only for spiders that crawl a feed into a collection")
        return cls(crawler, cast("FeedSpider", crawler.spider))

    @property
    def has_begun(self) -> bool:
        """Whether there is a report to look at."""
        return self._ready

    @property
    def is_ending(self) -> bool:
        """Whether all is fetched, and the dataset is made of it."""
        return self._ending is not None

    # --- what Scrapy tells ----------------------------------------------------------------

    def _opened(self) -> None:
        """The archive is open: begin, or end before anything is asked for."""
        try:
            self._begin()
        except Exception as error:
            logger.debug("the run could not begin", exc_info=True)
            self.give_up(error)
        else:
            self._ready = True

    def give_up(self, error: Exception) -> None:
        """End the crawl, once, with one line: it can't go on without what it knows."""
        if self.fault is not None:
            return
        full = no_space(error)
        other = StateFailed(subject=self._collection.state, cause=error)
        self.fault = full or (error if isinstance(error, TwaError) else other)
        reason = "disk-full" if full else "state-failed"
        logger.error("%s; the crawl ends here, and goes on when it is run again", self.fault)
        engine = self._crawler.engine
        self._closing = asyncio.ensure_future(engine.close_spider_async(reason=reason))

    def _begin(self) -> None:
        """Catch up with the archive, in which what a dead run left is sealed by now."""
        archive = self._crawler.get_extension(ArchiveExtension)
        assert archive is not None, (
            "settings.py enables twa.crawler.archive.extension.ArchiveExtension"
        )
        self._archive = archive
        self._state = CrawlState.open(
            self._collection.state, self._collection.archive, self._takedowns
        )
        for host in self._policy.trusted:
            if self._state.seen_public(host):
                self._policy.seen_public(host)
        for found in archive.recovered:
            if found.path is not None:
                self._keep_digest(found.path, found.sha256, found.stamp)
        archive.remember(partial(StoredHistory, self._collection.state))
        archive.listeners.append(self._durable)
        archive.sealed_listeners.append(self._sealed)
        self.report = RunReport(
            run_id=archive.run_id,
            spider=self._spider.name,
            collection=self._spider.source.name,
            source=self._spider.source.url,
            started=self._started,
            user_agent=self._crawler.settings["USER_AGENT"],
            revisit_after=self._revisit_after,
            recovered=[report.recovered(found) for found in archive.recovered],
        )
        self._recorder = Recorder(self.report, archive, self._state)
        engine = self._crawler.engine
        share(
            self._crawler,
            CrawlContext(
                source=self._spider.source,
                options=self._spider.options,
                collection=self._collection,
                takedowns=self._takedowns,
                ages=self._ages,
                state=self._state,
                recorder=self._recorder,
                flush=archive.flush,
                send=engine.crawl,
            ),
        )
        self._requisites = Requisites(self._crawler.settings, archive, self._state, engine.crawl)
        if not self._crawler.settings["CONTACT"] and foreign(self._spider.source.url):
            logger.warning("no contact is given: set CONTACT so that site owners can reach you")

    def _responded(self, response: Response) -> None:
        if response.url.startswith("http"):
            self.report.responses[str(response.status)] += 1

    def _erred(self, failure: Failure, response: Response) -> None:
        """Our own fault: nothing of it may pass for a crawl that went well."""
        self.report.fail(f"a fault in the crawler, at {response.url} ({failure.value!r})", 1)

    def _durable(self, captures: Sequence[SeenCapture]) -> None:
        try:
            self._state.take_note(captures)
        except sqlite3.Error as error:
            # They are in the archive: the next run reads them there.
            self._behind = True
            self.give_up(error)

    def _sealed(self, file: Sealed) -> None:
        if not self._behind:
            with suppress(sqlite3.Error):
                self._state.sealed(file.path)
        self._keep_digest(file.path, file.sha256, file.stamp)
        self.report.segments.append(report.segment(file))

    def _keep_digest(self, path: Path, sha256: str, stamp: Stamp | None) -> None:
        """Spare builds the reading of a sealed file, for as long as it stays as it is."""
        if stamp is not None:
            taken = file_digests.taken_now(stamp, sha256)
            file_digests.keep(self._collection.digests, {path.name: taken})

    def _idle(self) -> None:
        """No article is left to fetch: get what the pages need, and when that is done, end."""
        if not self._ready:
            return
        if self._ending is None and self._resting is None:
            self._resting = asyncio.ensure_future(self._rest())
        if self._ending is None or not self._ending.done():
            raise DontCloseSpider

    async def _rest(self) -> None:
        """Ask for requisites; where there are none, seal and build, then yield this run's rows."""
        try:
            more = await self._requisites.ask()
        except sqlite3.Error as error:
            self._resting = None
            self.give_up(error)
            return
        except Exception as error:
            logger.exception("the requisites could not be looked up")
            self.report.fail(f"a fault in the crawler ({error!r})", 1)
            more = False
        self._resting = None
        if not more:
            self._ending = asyncio.ensure_future(self._end())
            self._ending.add_done_callback(self._yield_rows)

    def _yield_rows(self, ending: asyncio.Task[None]) -> None:
        engine = self._crawler.engine
        if not engine.running or engine.spider is None:
            return
        if self.report.dataset is not None and not ending.exception():
            engine.crawl(Request("data:,", callback=self._spider.rows, dont_filter=True))
        else:
            # Nothing is left to do. Scrapy would see that at its next heartbeat, in five seconds.
            closing = engine.close_spider_async(reason="finished")
            self._closing = asyncio.ensure_future(closing)

    async def _closed(self, reason: str) -> None:
        """The crawl is over, in whatever way: what was not sealed and built is now."""
        if not self._ready:
            self._lock.close()
            return
        if self._resting is not None:
            self._resting.cancel()
        self._requisites.close()
        if self._ending is None:
            self._ending = asyncio.ensure_future(self._end())
        try:
            await self._ending
        except TwaError as error:
            self.report.fail(str(error), error.exit_status)
        except (OSError, sqlite3.Error) as error:
            told = no_space(error) or StateFailed(
                "the crawl could not be brought to its end", cause=error
            )
            self.report.fail(str(told), told.exit_status)
        except Exception as error:
            # What nobody thought of must not end as a success; Scrapy logs it.
            self.report.fail(f"the crawl could not be brought to its end: {error!r}", 1)
            raise
        finally:
            await self._anchoring.finish()
            if self.fault is not None:
                self.report.fail(str(self.fault), self.fault.exit_status)
            self.report.judge_entries()
            try:
                self._write_report(reason)
            except (OSError, sqlite3.Error) as error:
                told = no_space(error) or StateFailed("the report was not written", cause=error)
                self.report.fail(str(told), told.exit_status)
            self._state.close()
            self._lock.close()

    async def _end(self) -> None:
        await self._archive.seal()
        self._anchoring.start()
        if self._crawler.settings.getbool("BUILD"):
            workers = self._crawler.settings.getint("BUILD_WORKERS") or None
            built = await build(self._collection, workers)
            self.report.dataset = {
                "version": built.version,
                "rows": built.rows,
                "rejects": built.rejects,
                "warcs": built.warcs,
                "mapped": built.mapped,
                "read": built.read,
                "oldest_digest": built.oldest_digest,
            }
            self._tell_rejects()
            self.report.gaps = built.gaps
            pages = await asyncio.to_thread(lengths, self._collection.dataset, COMPARED)
            self._layout = layout_of(*pages)

    def _tell_rejects(self) -> None:
        """What was got, but became no row: found out by the build, and lost to this run as well."""
        told = {item["url"] for item in self.report.failures + self.report.refused}
        for row in losses_of(self._collection, since=self._started):
            if row["url"] not in told:
                self._recorder.lose(row["url"], row["reason"], row["detail"], via=row["via"])

    def _write_report(self, reason: str) -> None:
        self.report.bytes_received = self._archive.bytes_received
        self.report.requisites = self._requisites.as_json()
        self.report.next_poll = due(self._state, ages=self._ages).at
        self.report.to_retry = outstanding(self._state.agenda(self._ages).outstanding())
        now = datetime.now(UTC)
        self.report.health = health_of(now, *self._state.polls.wellbeing(), self._layout)
        finished = self.report.as_json(
            finished=now,
            seconds=monotonic() - self._began,
            reason=reason,
        )
        self._collection.runs.mkdir(exist_ok=True)
        path = self._collection.runs / f"{self.report.run_id}.json"
        report.write(path, finished)
        logger.info("%s", self.report.summary(write_page(path)))


def _lock(collection: Collection) -> ExitStack:
    """Hold the collection until the stack is closed. Raises Busy, NotWritable."""
    held = ExitStack()
    try:
        held.enter_context(collection.locked())
    except OSError as error:
        raise NotWritable(subject=collection.root, cause=error.strerror) from error
    return held


def run_of(crawler: Crawler) -> Run | None:
    """The run of a crawler; None for one that has none, or none yet."""
    # Scrapy makes the extensions after the spider, and does not let ask for them before.
    return crawler.get_extension(Run) if crawler._extensions else None

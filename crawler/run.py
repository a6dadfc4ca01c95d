"""One run of one collection, from the lock it takes to the report it leaves.

The extension stands between Scrapy's signals and the parts that do the work:
the archive, the state, the build. It decides nothing about pages.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Self, cast

from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider, NotConfigured

from crawler import report, wire
from crawler.archive import ArchiveExtension
from crawler.archiver import NotWritable
from crawler.backfill import ROLES, Step
from crawler.boundary import address_policy, foreign
from crawler.covered import Covered
from crawler.report import Report, timestamp
from crawler.requisites import Requisites
from crawler.segment import Sealed
from crawler.sources import Source
from crawler.state import FOUND, State
from crawler.stored import StoredHistory
from crawler.window import Window
from dataset.build import builder as build
from dataset.build.facts import address
from dataset.build.takedowns import Takedowns
from dataset.collection import NOT_NOW, Collection
from dataset.errors import TwaError
from dataset.memory.agenda import Errand, Why, errands, outstanding
from dataset.memory.due import due
from dataset.runs.reports import write_page
from dataset.tables import manifest
from dataset.tables.parquet import read_table
from dataset.web.schedule import read_ages

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.spiders.feed import FeedSpider
    from dataset.warc.captures import Capture

logger = logging.getLogger(__name__)


UNDERSTOOD: Final = frozenset({"entry", "page", "row"})
"""Stages of `rejects` that are past fetching."""

OUTSIDE: Final = "outside-window"
"""The reason of `rejects` that is no loss: the user said so."""


BUILDING: Final = asyncio.Lock()
"""Crawls of one process build one after the other: a build takes all cores by itself, and the
parser that fingerprints the code may fail where two threads use it (python/cpython#106905)."""


class Run:
    """Scrapy extension: the run of a FeedSpider. Other spiders go without.

    `exit_status` is what the command returns to the shell, `verdict` the one
    line that says what went wrong with the run as a whole, or "".
    """

    def __init__(self, crawler: Crawler, spider: FeedSpider) -> None:
        self._crawler = crawler
        self._spider = spider
        self._started = datetime.now(UTC)
        self._began = monotonic()
        self._resting: asyncio.Task[None] | None = None
        self._ending: asyncio.Task[None] | None = None
        self._requisites: Requisites
        self._archive: ArchiveExtension
        self.state: State
        self.report: Report
        self.exit_status = 0
        self.verdict = ""
        self._ages = read_ages(crawler.settings.get("REVISIT_AFTER") or "")
        self._asked: set[str] = set()
        self.collection = Collection(Path(crawler.settings["DATA_DIR"]) / spider.source.name)
        self.takedowns = Takedowns.read(self.collection.takedowns)
        # Taken before the archive is opened: two crawls must not write one collection.
        self._lock = _lock(self.collection)
        for handler, signal in (
            (self._opened, signals.spider_opened),
            (self._responded, signals.response_received),
            (self._erred, signals.spider_error),
            (self._idle, signals.spider_idle),
            (self._closed, signals.spider_closed),
        ):
            crawler.signals.connect(handler, signal)
        wire.guard(crawler, address_policy(spider.source.url))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make an extension."""
        if not isinstance(getattr(crawler.spider, "source", None), Source):
            raise NotConfigured("only for spiders that crawl a feed into a collection")
        return cls(crawler, cast("FeedSpider", crawler.spider))

    @property
    def has_begun(self) -> bool:
        """Whether there is a report to look at."""
        return hasattr(self, "report")

    @property
    def is_ending(self) -> bool:
        """Whether all is fetched, and the dataset is made of it."""
        return self._ending is not None

    def rows(self) -> Iterator[dict[str, Any]]:
        """The rows of `articles` that were captured by this run, as the dataset has them."""
        begin = timestamp(self._started)
        for row in read_table("articles", self.collection.dataset):
            if row["withdrawn"] is None and row["capture"]["captured_at"] >= begin:
                yield row

    # --- what the spider asks ---------------------------------------------------------------

    async def catch_up(self) -> None:
        """Make durable what was written so far, so that it is known."""
        await self._archive.flush()

    async def errands(self) -> list[Errand]:
        """What is to be fetched beside what a feed shows now, and was not asked for in this run."""
        await self.catch_up()
        found = errands(
            self.state.listed(),
            datetime.now(UTC),
            follow_any=self._spider.wishes.follow_any,
            ages=self._ages,
        )
        return [errand for errand in found if errand.article.address not in self._asked]

    # --- what the spider tells ------------------------------------------------------------

    def polled(self, url: str, status: int, *, entries: int, problems: Sequence[str] = ()) -> None:
        """A feed answered: `status` 200 with its entries, or 304."""
        self.report.feeds.append(
            {"url": url, "status": status, "entries": entries, "problems": list(problems)}
        )
        self.report.entries["seen"] += entries

    def feed_lost(self, url: str, reason: str, detail: str, *, refused: bool = False) -> None:
        """No entries could be had from a feed. The run fails, and says so in one line.

        With `refused` it was our decision not to ask, which goes into the archive.
        """
        self.report.feeds.append({"url": url, "status": None, "entries": 0, "problems": [detail]})
        self._lose(url, reason, detail, via=None)
        if refused:
            self._note(url, "feed", reason, detail)
        self._fail(f"the feed could not be read: {url} ({reason}: {detail})", 1)

    def feed_cut(self, url: str, detail: str) -> None:
        """A feed broke off in the middle; what came before is good."""
        self._lose(url, "truncated-feed", detail, via=None)

    def found(self, feed: str, *, on: str) -> None:
        """The user gave a page for a feed, and the page names one."""
        logger.info("%s is a page; the feed that it names is %s", on, feed)
        self._archive.note(on, {"role": "page", FOUND: feed, "on": on})

    def backfills(self, mode: str, source: str, window: Window) -> Covered:
        """A backfill begins; what it tells stands in the report."""
        self.report.backfill = Covered(mode, source, window)
        return self.report.backfill

    def note_step(self, step: Step) -> None:
        """A document of a backfill is done with, which goes into the archive."""
        self._archive.note(step.url, {"role": ROLES[step.mode], **step.fields()})

    def backfill_broke(self, url: str, reason: str, detail: str) -> None:
        """A page or sitemap could not be read; another run goes on from there."""
        self._lose(url, reason, detail, via=None)
        self._fail(f"the backfill is not at its end: {url} ({reason}: {detail})", 1)

    def outside(self, url: str, *, via: str, entry: str | None) -> None:
        """An entry was not published in the window that the user asked for.

        The decision goes into the archive, once, so that nobody waits for its
        article. A sitemap lists too much for that, and its articles are not waited for.
        """
        self.report.entries["outside"] += 1
        waiting = entry is not None and self.state.fate_of(url) is None
        if waiting and not self.state.refused_before(url, OUTSIDE):
            detail = "the run was limited to another time"
            self._note(url, "article", OUTSIDE, detail, via=via, entry=entry)

    def known(self) -> None:
        """An entry's article is in the archive already."""
        self.report.entries["known"] += 1

    def wanted(self) -> None:
        """An entry's article is to be fetched."""
        self.report.entries["new"] += 1

    def refused(
        self, url: str, reason: str, detail: str, *, via: str | None, entry: str | None = None
    ) -> None:
        """An entry will not be fetched. The decision goes into the archive, once."""
        self.report.entries["refused"] += 1
        self.report.refused.append(
            {"url": url, "reason": reason, "detail": detail, "via": via, "entry": entry}
        )
        # What was withdrawn stands in takedowns.jsonl, and may be wanted again.
        if reason != "withdrawn" and not self.state.refused_before(url, reason):
            self._note(url, "article", reason, detail, via=via, entry=entry)

    def has_asked(self, url: str) -> bool:
        """Whether this run asked for an article already, be it answered or not."""
        return (address(url) or url) in self._asked

    def asks(self, url: str, why: Why = "new") -> None:
        """An article is about to be asked for."""
        self._asked.add(address(url) or url)
        if why != "new":
            self.report.entries[why] += 1

    def got(self, *, again: bool = False) -> None:
        """An article page came, whole: for the first time or `again`."""
        self.report.articles["again" if again else "got"] += 1

    def gone(self, url: str, status: int) -> None:
        """An article that was had before is there no more."""
        logger.info("gone: %s answered %s", url, status)
        self.report.articles["gone"] += 1

    def postponed(self, url: str, detail: str, *, is_feed: bool = False) -> None:
        """The host wants to be left alone: a later run asks."""
        logger.warning("postponed: %s (%s)", url, detail)
        if is_feed:
            self._fail(f"not now: {detail}", NOT_NOW)
        else:
            self.report.articles["postponed"] += 1

    def failed(self, url: str, reason: str, detail: str, *, via: str | None) -> None:
        """An article page did not come. What happened on the wire is in the archive."""
        self.report.articles["failed"] += 1
        self._lose(url, reason, detail, via=via)

    def _lose(self, url: str, reason: str, detail: str, *, via: str | None) -> None:
        logger.warning("%s: %s (%s)", reason, url, detail)
        self.report.failures.append({"url": url, "reason": reason, "detail": detail, "via": via})

    def _note(self, url: str, role: str, reason: str, detail: str, **more: str | None) -> None:
        fields = {"role": role, "outcome": "refused", "reason": reason, "detail": detail, **more}
        self._archive.note(url, {name: value for name, value in fields.items() if value})

    # --- what Scrapy tells ----------------------------------------------------------------

    def _opened(self) -> None:
        """The archive is open, and what a dead run left is sealed: catch up with it."""
        archive = self._crawler.get_extension(ArchiveExtension)
        assert archive is not None, "settings.py enables crawler.archive.ArchiveExtension"
        self._archive = archive
        self.state = State.open(self.collection.state, self.collection.archive, self.takedowns)
        archive.remember(partial(StoredHistory, self.collection.state))
        archive.listeners.append(self._durable)
        archive.sealed_listeners.append(self._sealed)
        self.report = Report(
            run_id=archive.run_id,
            spider=self._spider.name,
            collection=self._spider.source.name,
            source=self._spider.source.url,
            started=self._started,
            user_agent=self._crawler.settings["USER_AGENT"],
            recovered=[report.recovered(found) for found in archive.recovered],
        )
        engine = self._crawler.engine
        self._requisites = Requisites(self._crawler.settings, archive, self.state, engine.crawl)
        if not self._crawler.settings["CONTACT"] and foreign(self._spider.source.url):
            logger.warning("no contact is given: set CONTACT so that site owners can reach you")

    def _responded(self, response: Response) -> None:
        if response.url.startswith("http"):
            self.report.responses[str(response.status)] += 1

    def _erred(self, failure: Failure, response: Response) -> None:
        """Our own fault: nothing of it may pass for a crawl that went well."""
        self._fail(f"a fault in the crawler, at {response.url} ({failure.value!r})", 1)

    def _durable(self, captures: Sequence[Capture]) -> None:
        self.state.apply(captures)

    def _sealed(self, file: Sealed) -> None:
        self.state.sealed(file.path)
        self.report.segments.append(report.segment(file))

    def _idle(self) -> None:
        """No article is left to fetch: get what the pages need, and when that is done, end."""
        if self._ending is None and self._resting is None:
            self._resting = asyncio.ensure_future(self._rest())
        if self._ending is None or not self._ending.done():
            raise DontCloseSpider

    async def _rest(self) -> None:
        """Ask for requisites; where there are none, seal and build, then yield this run's rows."""
        try:
            more = await self._requisites.ask()
        except Exception as error:
            logger.exception("the requisites could not be looked up")
            self._fail(f"a fault in the crawler ({error!r})", 1)
            more = False
        self._resting = None
        if not more:
            self._ending = asyncio.ensure_future(self._end())
            self._ending.add_done_callback(self._yield_rows)

    def _yield_rows(self, ending: asyncio.Task[None]) -> None:
        engine = self._crawler.engine
        if self.report.dataset is not None and not ending.exception() and engine.running:
            engine.crawl(Request("data:,", callback=self._spider.rows, dont_filter=True))

    async def _closed(self, reason: str) -> None:
        """The crawl is over, in whatever way: what was not sealed and built is now."""
        if self._resting is not None:
            self._resting.cancel()
        if self._ending is None:
            self._ending = asyncio.ensure_future(self._end())
        try:
            await self._ending
        except TwaError as error:
            self._fail(str(error), error.exit_status)
        except Exception as error:
            # What nobody thought of must not end as a success; Scrapy logs it.
            self._fail(f"the crawl could not be brought to its end: {error!r}", 1)
            raise
        finally:
            self._write_report(reason)
            self.state.close()
            self._lock.close()

    async def _end(self) -> None:
        await self._archive.seal()
        if self._crawler.settings.getbool("BUILD"):
            workers = self._crawler.settings.getint("BUILD_WORKERS") or None
            async with BUILDING:
                built = await asyncio.to_thread(build.build, self.collection, workers=workers)
            self.report.dataset = {
                "version": built.version,
                "rows": built.rows,
                "rejects": built.rejects,
            }
            self._tell_rejects()
            made = manifest.parse((self.collection.dataset / manifest.FILE).read_bytes())
            self.report.gaps = made.document["gaps"]

    def _tell_rejects(self) -> None:
        """What was got, but became no row: found out by the build, and lost to this run as well."""
        begin = timestamp(self._started)
        told = {item["url"] for item in self.report.failures + self.report.refused}
        for row in read_table("rejects", self.collection.dataset):
            fresh = row["captured_at"] is None or row["captured_at"] >= begin
            lost = row["stage"] in UNDERSTOOD and row["reason"] != OUTSIDE
            lost = lost and row["withdrawn"] is None
            if lost and fresh and row["url"] not in told:
                self._lose(row["url"], row["reason"], row["detail"], via=row["via"])

    def _fail(self, verdict: str, exit_status: int) -> None:
        self.verdict = self.verdict or verdict
        self.exit_status = self.exit_status or exit_status

    def _write_report(self, reason: str) -> None:
        self.report.bytes_received = self._archive.bytes_received
        self.report.requisites = self._requisites.as_json()
        self.report.next_poll = due(self.state, ages=self._ages).at
        self.report.to_retry = outstanding(self.state.listed())
        finished = self.report.as_json(
            finished=datetime.now(UTC),
            seconds=monotonic() - self._began,
            reason=reason,
            exit_status=self.exit_status,
            verdict=self.verdict,
        )
        self.collection.runs.mkdir(exist_ok=True)
        path = self.collection.runs / f"{self.report.run_id}.json"
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

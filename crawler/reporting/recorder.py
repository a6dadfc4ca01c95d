"""Records what a run does: counts for its report, decisions for the archive.

What is noted in the archive is there for the runs that follow; what is in the
report is for who reads it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from twa.crawler.discovery.backfill import ROLES, BackfillStep
from twa.crawler.reporting.backfill_report import BackfillReport
from twa.crawler.state import CrawlState
from twa.dataset.collection import NOT_NOW
from twa.dataset.crawl_state.polls import FOUND, LOOKED_BACK, POLLED
from twa.dataset.errors import RejectReason
from twa.dataset.web.urls import url_key

if TYPE_CHECKING:
    from twa.crawler.archive.extension import ArchiveExtension
    from twa.crawler.discovery.window import Window
    from twa.crawler.reporting.report import RunReport
    from twa.dataset.crawl_state.schedule import Why

logger = logging.getLogger(__name__)

OUTSIDE: Final = "outside-window"
"""The reason of `rejects` that is no loss: the user said so."""


class Recorder:
    """Counts what one run does, in its report, and notes its decisions in the archive."""

    def __init__(self, report: RunReport, archive: ArchiveExtension, state: CrawlState) -> None:
        self._report = report
        self._archive = archive
        self._state = state
        self._asked: set[str] = set()

    @property
    def started(self) -> datetime:
        """When the run began."""
        return self._report.started

    def polled(
        self,
        url: str,
        status: int,
        *,
        entries: int,
        problems: Sequence[str] = (),
        hub: str | None = None,
    ) -> None:
        """A feed answered: `status` 200 with its entries and the hub it names, or 304."""
        told = {"url": url, "status": status, "entries": entries, "problems": list(problems)}
        self._report.feeds.append({**told, "hub": hub} if hub else told)
        self._report.entries["seen"] += entries

    def feed_lost(
        self, url: str, reason: RejectReason, detail: str, *, refused: bool = False
    ) -> None:
        """No entries could be had from a feed. The run fails, and says so in one line.

        With `refused` it was our decision not to ask, which goes into the archive.
        """
        self._report.feeds.append({"url": url, "status": None, "entries": 0, "problems": [detail]})
        # The verdict says it once, at the end.
        self._lost(url, reason, detail, via=None)
        if refused:
            self._note(url, "feed", reason, detail)
        self._report.fail(f"the feed could not be read: {url} ({reason}: {detail})", 1)

    def polls(self, urls: Sequence[str]) -> None:
        """What the source polls; of several feeds the archive is told, whenever they change."""
        told = self._state.polls.polled_by_source()
        if tuple(urls) != told and (told or len(urls) > 1):
            self._archive.note(urls[0], {"role": "page", POLLED: " ".join(urls)})

    def rests(self, url: str, words: str, *, alone: bool) -> None:
        """A feed was left alone; with `alone` no other of the source was asked for either."""
        if alone:
            self.postponed(url, words, is_feed=True)
        else:
            logger.warning("not now: %s: %s", url, words)
            self._report.feeds.append(
                {"url": url, "status": None, "entries": 0, "problems": [words]}
            )

    def looks_back(self, feed: str, articles: int) -> None:
        """A feed says that something changed which it does not show."""
        logger.info("%s changed, and shows not what: %d articles are looked at", feed, articles)
        fields = {"role": "page", LOOKED_BACK: str(articles), "on": feed}
        self._archive.note(feed, fields)

    def feed_cut(self, url: str, detail: str) -> None:
        """A feed broke off in the middle; what came before is good."""
        self.lose(url, "truncated-feed", detail, via=None)

    def found(self, feed: str, *, on: str) -> None:
        """The user gave a page for a feed, and the page names one."""
        logger.info("%s is a page; the feed that it names is %s", on, feed)
        self._archive.note(on, {"role": "page", FOUND: feed, "on": on})

    def backfills(self, mode: str, source: str, window: Window) -> BackfillReport:
        """A backfill begins; what it tells stands in the report."""
        self._report.backfill = BackfillReport(mode, source, window)
        return self._report.backfill

    def note_step(self, step: BackfillStep) -> None:
        """A document of a backfill is done with, which goes into the archive."""
        self._archive.note(step.url, {"role": ROLES[step.mode], **step.fields()})

    def backfill_broke(self, url: str, reason: RejectReason, detail: str) -> None:
        """A page or sitemap could not be read; another run goes on from there."""
        self._lost(url, reason, detail, via=None)
        self._report.fail(f"the backfill is not at its end: {url} ({reason}: {detail})", 1)

    def outside(self, url: str, *, via: str, entry: str | None) -> None:
        """An entry was not published in the window that the user asked for.

        The decision goes into the archive, once, so that nobody waits for its
        article. A sitemap lists too much for that, and its articles are not waited for.
        """
        self._report.entries["outside"] += 1
        waiting = entry is not None and self._state.fate_of(url) is None
        if waiting and not self._state.refused_before(url, OUTSIDE):
            detail = "the run was limited to another time"
            self._note(url, "article", OUTSIDE, detail, via=via, entry=entry)

    def known(self) -> None:
        """An entry's article is in the archive already."""
        self._report.entries["known"] += 1

    def wanted(self) -> None:
        """An entry's article is to be fetched."""
        self._report.entries["new"] += 1

    def refused(
        self,
        url: str,
        reason: RejectReason,
        detail: str,
        *,
        via: str | None,
        entry: str | None = None,
    ) -> None:
        """An entry will not be fetched. The decision goes into the archive, once."""
        self._report.entries["refused"] += 1
        self._report.refused.append(
            {"url": url, "reason": reason, "detail": detail, "via": via, "entry": entry}
        )
        # What was withdrawn stands in takedowns.jsonl, and may be wanted again; an entry without a
        # link is told of by the feed itself.
        told = reason in ("withdrawn", "empty")
        if not told and not self._state.refused_before(url, reason):
            self._note(url, "article", reason, detail, via=via, entry=entry)

    def has_asked(self, url: str) -> bool:
        """Whether this run asked for an article already, be it answered or not."""
        return (url_key(url) or url) in self._asked

    def asks(self, url: str, why: Why = "new") -> None:
        """An article is about to be asked for."""
        self._asked.add(url_key(url) or url)
        if why != "new":
            self._report.entries[why] += 1

    def got(self, *, again: bool = False) -> None:
        """An article page came, whole: for the first time or `again`."""
        self._report.articles["again" if again else "got"] += 1

    def got_further(self) -> None:
        """A further page of an article came."""
        self._report.articles["further pages"] += 1

    def gone(self, url: str, status: int) -> None:
        """An article that was had before is there no more."""
        logger.info("gone: %s answered %s", url, status)
        self._report.articles["gone"] += 1

    def postponed(self, url: str, detail: str, *, is_feed: bool = False) -> None:
        """The host wants to be left alone: a later run asks."""
        if is_feed:
            self._report.fail(f"not now: {url}: {detail}", NOT_NOW)
        else:
            logger.warning("postponed: %s (%s)", url, detail)
            self._report.articles["postponed"] += 1

    def failed(self, url: str, reason: RejectReason, detail: str, *, via: str | None) -> None:
        """An article page did not come. What happened on the wire is in the archive."""
        self._report.articles["failed"] += 1
        self.lose(url, reason, detail, via=via)

    def lose(self, url: str, reason: RejectReason, detail: str, *, via: str | None) -> None:
        """Something was asked for in vain, or became no row."""
        logger.warning("%s: %s (%s)", reason, url, detail)
        self._lost(url, reason, detail, via=via)

    def _lost(self, url: str, reason: RejectReason, detail: str, *, via: str | None) -> None:
        self._report.failures.append({"url": url, "reason": reason, "detail": detail, "via": via})

    def _note(
        self, url: str, role: str, reason: RejectReason, detail: str, **more: str | None
    ) -> None:
        fields = {"role": role, "outcome": "refused", "reason": reason, "detail": detail, **more}
        self._archive.note(url, {name: value for name, value in fields.items() if value})

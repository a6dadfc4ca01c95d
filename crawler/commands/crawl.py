"""`scrapy crawl`, with an exit status that tells what happened.

Scrapy's own command returns 0 whatever the crawl came to (its documented
`COMMANDS_MODULE` is how a project replaces a command). `scrapy crawl feeds` is
ours too: every feed of `sources.toml`, in one process.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

# Before whatever of ours imports it: while it loads, Scrapy asks for the whole stack three times,
# and each frame of an import takes a look at all modules that there are by then.
import scrapy.core.downloader.contextfactory  # noqa: F401
from scrapy.commands import crawl
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError

from twa.crawler.discovery.options import ARGUMENTS
from twa.crawler.run import progress
from twa.crawler.run.run import Run, run_of
from twa.crawler.sources import file as sources
from twa.crawler.sources.table import meant
from twa.dataset.errors import TwaError
from twa.dataset.web.sites import site

ALL: Final = "feeds"
"""What stands for a spider's name and means all sources."""

SITES_AT_ONCE: Final = 16
"""Sites that `scrapy crawl feeds` crawls side by side; the feeds of one site take turns.

Most of the time a crawl waits: for its delay, or for a site that does not answer. A site more
costs some 5 MB, and a process that writes."""


class _Job(NamedTuple):
    """A crawl to be run: the spider's name, its arguments, and what to call it in messages."""

    spider: str
    arguments: Mapping[str, str]
    label: str = ""


class Command(crawl.Command):
    """Run a spider, or all feeds; exit with the status of the first run that failed."""

    def syntax(self) -> str:
        """The line of usage."""
        return f"[options] <spider>|{ALL}"

    def short_desc(self) -> str:
        """The line in `scrapy --help`."""
        return f"Run a spider by its name, or with `{ALL}` all feeds of {sources.FILE}"

    def long_desc(self) -> str:
        """What `--help` says at its top."""
        told = "; ".join(f"{name}: {meaning}" for name, meaning in ARGUMENTS.items())
        return f"{self.short_desc()}. Arguments of the spider `feed` (-a NAME=VALUE): {told}."

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl, then set `exitcode` and say on standard error what failed, in a line each."""
        if len(args) != 1:
            raise UsageError("say which spider to run: scrapy crawl NAME")
        assert self.settings is not None
        assert self.crawler_process is not None
        spiders = [*self.crawler_process.spider_loader.list(), ALL]
        if args[0] not in spiders:
            raise UsageError(f"there is no spider {args[0]!r} ({meant(args[0], spiders)})")
        if self.settings["LOG_LEVEL"] != "DEBUG":
            _quieten()
        self._lanes: list[list[_Job]] = [[_Job(args[0], opts.spargs)]]
        self._ended: Counter[str] = Counter()
        if args[0] == ALL:
            try:
                self._lanes = self._all(opts)
            except TwaError as error:
                self._fail("", error.exit_status, str(error))
                return
        self._interrupted = False
        self._begun = 0
        self._count = sum(map(len, self._lanes))
        self._crawls: list[Crawler] = []
        for lane in self._lanes[:SITES_AT_ONCE]:
            self._start(lane)
        del self._lanes[:SITES_AT_ONCE]
        with progress.on_terminal(lambda: self._crawls):
            self.crawler_process.start()
        if self._begun > self._ended["sources"] and not self._interrupted:
            # Scrapy leaves a crawl as it is that is stopped while it begins.
            self._tell_what_is_kept(None)
        if args[0] == ALL:
            self._sum_up()

    def _all(self, opts: argparse.Namespace) -> list[list[_Job]]:
        """Each source in a crawl and a collection of its own, those of one site in one lane."""
        assert self.settings is not None
        if self.settings.getdict("FEEDS"):
            raise UsageError("-o and -O are for one spider: each collection has its own dataset")
        arguments = dict(opts.spargs)
        if {"url", "name"} & arguments.keys():
            raise UsageError("url and name are for one feed: scrapy crawl feed -a url=URL")
        known = sources.known(Path(self.settings["DATA_DIR"]))
        if "shard" in arguments:
            known = sources.shard(known, arguments.pop("shard"))
        lanes: dict[str, list[_Job]] = {}
        for source in known.values():
            job = _Job("feed", {**arguments, "name": source.name}, f"{source.name}: ")
            lanes.setdefault(site(source.url), []).append(job)
        return list(lanes.values())

    def _start(self, lane: list[_Job]) -> None:
        """Start the next crawl of a lane, and when it has ended, the one after it."""
        assert self.crawler_process is not None
        job, *rest = lane
        self._begun += 1
        crawler = self._create_crawler(job.spider)
        self._crawls.append(crawler)
        ending: Any = self.crawler_process.crawl(crawler, **job.arguments)

        def ended(failure: BaseException | None) -> None:
            self._judge(job, crawler, failure)
            # Ctrl-C: Scrapy ends the crawls that run; those that wait must not begin then.
            if failure is None and crawler.stats.get_value("finish_reason") == "shutdown":
                if not self._interrupted:
                    self._tell_what_is_kept(run_of(crawler))
                self._interrupted = True
            if self._interrupted:
                return
            if following := rest or (self._lanes and self._lanes.pop(0)):
                # Whoever has a thousand sources holds those in memory that run, and the last ones.
                self._crawls.remove(crawler)
                self._start(following)

        if hasattr(ending, "add_done_callback"):
            ending.add_done_callback(lambda task: ended(task.exception()))
        else:
            ending.addCallbacks(lambda _: ended(None), lambda failure: ended(failure.value))

    def _judge(self, job: _Job, crawler: Crawler, failure: BaseException | None) -> None:
        """What a crawl that has ended means for the exit status, and for the sum of all."""
        run = run_of(crawler)
        self._ended["sources"] += 1
        if run is not None and run.has_begun:
            self._ended["got"] += run.report.articles["got"]
        if isinstance(failure, TwaError):
            self._fail(job.label, failure.exit_status, str(failure))
        elif failure is not None or crawler.spider is None:
            self._fail(job.label, 1, f"the crawl did not begin: {failure}")
        elif run is not None and not run.has_begun and run.fault is not None:
            self._fail(job.label, run.fault.exit_status, str(run.fault))
        elif run is not None and run.has_begun and run.report.exit_status:
            self._fail(job.label, run.report.exit_status, run.report.verdict)

    def _sum_up(self) -> None:
        """One line for all sources, after those of the ones that failed."""
        ended = self._ended
        left = self._count - ended["sources"]
        sys.stderr.write(
            f"twa: {ended['sources']} sources crawled, {ended['failed']} of them failed"
            f"{f', {left} not begun' if left else ''}; {ended['got']} articles got\n"
        )

    def _tell_what_is_kept(self, run: Run | None) -> None:
        """After Ctrl-C, whatever the level of the log: nothing is lost, and what comes next."""
        self._interrupted = True
        if run is None or not run.has_begun or not (run.report.feeds or run.report.articles):
            self.exitcode = self.exitcode or 1
            sys.stderr.write("stopped before anything was had\n")
            return
        got = run.report.articles["got"] + run.report.articles["again"]
        pages = "1 page of this run is" if got == 1 else f"{got} pages of this run are"
        kept = f"{pages} kept in the archive and in the dataset"
        sys.stderr.write(f"stopped: {kept}; the next run fetches the rest\n")

    def _fail(self, label: str, status: int, what: str) -> None:
        self.exitcode = self.exitcode or status
        self._ended["failed"] += 1
        if what:
            sys.stderr.write(f"twa: {label}{what}\n")


def _quieten() -> None:
    """Leave the log to what happens: Scrapy's lists of its own parts are for `-L DEBUG`."""
    for name in ("scrapy.addons", "scrapy.crawler", "scrapy.middleware"):
        logging.getLogger(name).setLevel(logging.WARNING)

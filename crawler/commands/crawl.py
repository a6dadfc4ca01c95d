"""`scrapy crawl`, with an exit status that tells what happened.

Scrapy's own command returns 0 whatever the crawl came to (its documented
`COMMANDS_MODULE` is how a project replaces a command).
"""

from __future__ import annotations

import argparse
import logging
import sys
from typing import Any

from scrapy.commands import crawl
from scrapy.exceptions import UsageError

from crawler.run import Run
from dataset.errors import TwaError


class Command(crawl.Command):
    """Run a spider; exit with the status of its run."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl, then set `exitcode` and say on standard error what failed, in one line."""
        if len(args) != 1:
            raise UsageError("say which spider to run: scrapy crawl NAME")
        process = self.crawler_process
        assert process is not None
        try:
            crawler = self._create_crawler(args[0])
        except KeyError:
            raise UsageError(f"there is no spider {args[0]!r}; see: scrapy list") from None
        assert self.settings is not None
        if self.settings["LOG_LEVEL"] != "DEBUG":
            _quieten()
        failures: list[BaseException] = []
        ending: Any = process.crawl(crawler, **opts.spargs)
        if hasattr(ending, "add_done_callback"):
            ending.add_done_callback(lambda task: failures.append(task.exception()))
        else:
            ending.addErrback(lambda failure: failures.append(failure.value))
        process.start()
        run = crawler.get_extension(Run) if crawler._extensions else None
        failure = next((f for f in failures if f is not None), None)
        if isinstance(failure, TwaError):
            sys.stderr.write(f"twa: {failure}\n")
            self.exitcode = failure.exit_status
        elif failure is not None or process.bootstrap_failed:
            self.exitcode = 1
        elif run is not None:
            self.exitcode = run.exit_status
            if run.verdict:
                sys.stderr.write(f"twa: {run.verdict}\n")


def _quieten() -> None:
    """Leave the log to what happens: Scrapy's lists of its own parts are for `-L DEBUG`."""
    for name in ("scrapy.addons", "scrapy.crawler", "scrapy.middleware"):
        logging.getLogger(name).setLevel(logging.WARNING)

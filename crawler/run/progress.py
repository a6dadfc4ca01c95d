"""A progress table at the foot of the terminal while crawls run."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from twa.crawler.run.run import Run, run_of

if TYPE_CHECKING:
    from rich.table import Table
    from scrapy.crawler import Crawler

COLUMNS = ("", "pages", "a minute", "waiting", "errors", "")


@contextmanager
def on_terminal(crawls: Callable[[], Iterable[Crawler]]) -> Iterator[None]:
    """A table of crawls on standard error while it is a terminal, below the log; else nothing.

    `crawls` gives those that run. It is asked from another thread.
    """
    if not sys.stderr.isatty():
        yield
        return
    # Only a person at a terminal pays for the import.
    from rich.console import Console
    from rich.live import Live

    console = Console(stderr=True, soft_wrap=True)
    with Live(
        console=console,
        get_renderable=lambda: _table(crawls()),
        refresh_per_second=2,
        transient=True,
        redirect_stdout=False,
    ):
        # While the table stands, what is written to sys.stderr goes above it; handlers of the
        # log took hold of the stream before.
        handlers = [h for h in logging.root.handlers if isinstance(h, logging.StreamHandler)]
        streams = [(handler, handler.setStream(sys.stderr)) for handler in handlers]
        try:
            yield
        finally:
            for handler, stream in streams:
                if stream is not None:
                    handler.setStream(stream)


def _table(crawls: Iterable[Crawler]) -> Table:
    from rich.table import Table

    table = Table(*COLUMNS, box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in table.columns[1:5]:
        column.justify = "right"
    for crawler in list(crawls):
        run = run_of(crawler)
        if run is not None and run.has_begun:
            table.add_row(*_cells(run, crawler.stats.get_stats()))
    return table


def _cells(run: Run, stats: dict[str, Any]) -> Iterator[str]:
    report = run.report
    pages = report.articles["got"] + report.articles["again"]
    minutes = max((datetime.now(UTC) - report.started).total_seconds(), 1) / 60
    asked = stats.get("scheduler/enqueued", 0)
    done = stats.get("downloader/response_count", 0) + stats.get("downloader/exception_count", 0)
    yield report.collection
    yield str(pages)
    yield f"{pages / minutes:.0f}"
    yield str(max(asked - done, 0))
    yield f"[red]{len(report.failures)}" if report.failures else "0"
    yield _phase(run)


def _phase(run: Run) -> str:
    if run.report.next_poll is not None:
        return f"done; next poll {run.report.next_poll:%Y-%m-%d %H:%M} UTC"
    return "building the dataset" if run.is_ending else "crawling"

"""What the parts of one crawl share: source, options, crawl state, recorder.

The run (`twa.crawler.run.run`) puts it together when the archive is open; spider,
middlewares and requests ask for it here, and so need not know the run.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from twa.crawler.discovery.options import CrawlOptions
from twa.crawler.reporting.recorder import Recorder
from twa.crawler.sources.source import Source
from twa.crawler.state import CrawlState
from twa.dataset.collection import Collection
from twa.dataset.takedowns import Takedowns

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


@dataclass(frozen=True, slots=True)
class CrawlContext:
    """One crawl of `source` into `collection`, as `options` say.

    `ages` are those at which an article is looked at again. `flush` makes durable
    what was archived so far, so that `state` knows it; `send` asks for something
    from outside of a callback.
    """

    source: Source
    options: CrawlOptions
    collection: Collection
    takedowns: Takedowns
    ages: tuple[timedelta, ...]
    state: CrawlState
    recorder: Recorder
    flush: Callable[[], Awaitable[None]]
    send: Callable[[Request], None]


def share(crawler: Crawler, context: CrawlContext) -> None:
    """Let the parts of `crawler` find its context."""
    # Kept on the crawler, so that it goes when the crawler goes.
    vars(crawler)["_crawl_context"] = context


def shared(crawler: Crawler) -> CrawlContext | None:
    """The context of a crawl; None for one without a collection, or before it has begun."""
    context: CrawlContext | None = vars(crawler).get("_crawl_context")
    return context


def required(crawler: Crawler) -> CrawlContext:
    """The context of a crawl that has begun, and does go into a collection."""
    context = shared(crawler)
    assert context is not None, "settings.py enables twa.crawler.run.run.Run"
    return context

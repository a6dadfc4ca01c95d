"""Backfill over a site's sitemaps, asked for one after the other.

As with the pages of a feed, the next one is asked for once every article of the
one before was answered, and that is noted in the archive.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any, Final

from scrapy import Request

from twa.crawler.discovery.backfill import (
    GUESSES,
    BackfillStep,
    categories_of,
    child_refusal,
    is_done,
    is_of_use,
    sitemaps_of,
)
from twa.crawler.discovery.plan import Candidate
from twa.crawler.failures import reason_of
from twa.crawler.middlewares.robots import RobotsMiddleware
from twa.crawler.requests.batch import Batch
from twa.crawler.requests.reading import sitemap_of
from twa.crawler.wire.responses import refusal_of
from twa.dataset.errors import FeedError, MessageError, RejectReason
from twa.dataset.exchange import Origin
from twa.dataset.feeds.sitemaps import Location, Sitemap
from twa.dataset.web.answers import SUCCESS
from twa.dataset.web.urls import join

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from twa.crawler.context import CrawlContext
    from twa.crawler.requests.articles import ArticleRequests
    from twa.dataset.feeds import Feed

INDEXES: Final = 3
"""Sitemap indexes within one another that are followed; the protocol allows one."""


class SitemapBackfill:
    """From a site's sitemaps, which robots.txt names, to the articles in them."""

    def __init__(
        self, context: CrawlContext, articles: ArticleRequests, feed: Feed, named: list[str]
    ) -> None:
        self._context = context
        self._requests = articles
        self._site = feed.url
        self._window = context.options.window
        self._categories = categories_of(feed)
        self._done = [(at, step) for at, step in context.state.steps() if step.mode == "sitemap"]
        self._guessing = not named
        self._waiting = deque(
            (Location(url), feed.url, 0)
            for url in named or [join(feed.url, guess) for guess in GUESSES]
        )
        self._asked: set[str] = set()
        self._told = context.recorder.backfills("sitemap", feed.url, self._window)

    def batch(self) -> Batch:
        """What goes on when the articles of the feed are answered."""
        return Batch(self._next)

    def _next(self) -> None:
        while self._waiting:
            location, via, depth = self._waiting.popleft()
            if location.url in self._asked:
                continue
            self._asked.add(location.url)
            if is_done(location, self._window, self._done):
                self._told.passed_over()
                continue
            self._context.send(
                Request(
                    location.url,
                    self._parse,
                    errback=self._failed,
                    dont_filter=True,
                    cb_kwargs={"depth": depth},
                    meta={
                        "origin": Origin(role="sitemap", via=via, hops="M" * (depth + 1)),
                        "sites": self._requests.sites,
                    },
                )
            )
            return
        if self._guessing:
            self._broke(
                self._site,
                "http-status",
                f"neither robots.txt names a sitemap, nor is there one at {', '.join(GUESSES)}",
            )
        else:
            end = "every sitemap that the site names was read"
            self._told.ended(end)
            if not self._told.losses:
                step = BackfillStep("sitemap", self._site, self._site, window=self._window, end=end)
                self._context.recorder.note_step(step)

    async def _parse(self, response: Response, depth: int) -> AsyncIterator[Request]:
        if response.status not in SUCCESS:
            self._miss(response.url, *refusal_of(response))
            return
        try:
            found = sitemap_of(response)
        except MessageError as error:
            self._miss(response.url, "undecodable", str(error))
            return
        except FeedError as error:
            self._miss(response.url, "not-a-feed", str(error))
            return
        if self._guessing:
            self._guessing = False
            self._waiting.clear()
        if found.kind == "index":
            self._children(found, depth)
            self._next()
            return
        # What the sitemap says is known when it is durable, and then compared with what it said.
        await self._context.flush()
        for request in self._articles(found):
            yield request

    def _children(self, index: Sitemap, depth: int) -> None:
        kept = []
        for location in index.locations:
            if (reason := child_refusal(location, self._site)) is not None:
                detail = "named as a sitemap of the site"
                self._context.recorder.refused(location.url, reason, detail, via=index.url)
            elif depth >= INDEXES or not is_of_use(location, self._window):
                self._told.passed_over()
            else:
                kept.append((location, index.url, depth + 1))
        self._waiting.extendleft(reversed(kept))

    def _articles(self, found: Sitemap) -> Iterator[Request]:
        candidates = [Candidate.of_location(one, found.url) for one in found.locations]
        firsts = [c.published.first for c in candidates if c.published.first]
        lasts = [c.published.last for c in candidates if c.published.last]
        newest, oldest = max(lasts, default=None), min(firsts, default=None)
        self._told.read(len(candidates), newest, oldest)
        step = BackfillStep("sitemap", self._site, found.url, newest, oldest, self._window)

        def done() -> None:
            self._context.recorder.note_step(step)
            self._next()

        return self._requests.of_candidates(
            candidates, Batch(done), hops="ML", categories=self._categories
        )

    def _failed(self, failure: Any) -> None:
        reason, detail = reason_of(failure.value, failure.request)
        self._miss(failure.request.url, reason, detail)

    def _miss(self, url: str, reason: RejectReason, detail: str) -> None:
        """A sitemap that could not be had; where it was a guess, there is nothing to say."""
        if not self._guessing:
            self._broke(url, reason, detail)
        self._next()

    def _broke(self, url: str, reason: RejectReason, detail: str) -> None:
        self._told.broke(f"{url} could not be read ({reason}: {detail})")
        self._context.recorder.backfill_broke(url, reason, detail)


async def named_sitemaps(crawler: Crawler, feed_url: str) -> list[str]:
    """The sitemaps of the site of a feed that its robots.txt names."""
    robots = crawler.get_downloader_middleware(RobotsMiddleware)
    assert robots is not None, "settings.py enables twa.crawler.middlewares.robots.RobotsMiddleware"
    return sitemaps_of(feed_url, await robots.sitemaps(feed_url))

"""Backfill at work: asks for the pages of a feed, or for sitemaps, one after the other.

The next document is asked for once every article of the one before was
answered, and that is noted in the archive. So a run that ends anywhere, even by
`kill -9`, is gone on with by the next from what the archive holds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from scrapy import Request

from twa.crawler.discovery.backfill import (
    GUESSES,
    Onward,
    PageWalk,
    Step,
    categories_of,
    child_refusal,
    is_done,
    is_of_use,
    sitemaps_of,
)
from twa.crawler.discovery.batch import Batch
from twa.crawler.discovery.plan import Candidate
from twa.crawler.middlewares.robots import RobotsMiddleware
from twa.crawler.run.failures import reason_of
from twa.dataset.errors import FeedError
from twa.dataset.exchange import Origin
from twa.dataset.feeds import NOT_THERE, sitemaps
from twa.dataset.feeds.sitemaps import Location, Sitemap
from twa.dataset.web.urls import BadUrl, canonical, join

if TYPE_CHECKING:
    from scrapy.http import Response

    from twa.crawler.spiders.feed import FeedSpider
    from twa.dataset.feeds import Entry, Feed

INDEXES: Final = 3
"""Sitemap indexes within one another that are followed; the protocol allows one."""


class PageBackfill:
    """From a feed to its further pages, down to their end, the window's, or what is covered."""

    def __init__(self, spider: FeedSpider, feed_url: str) -> None:
        self._spider = spider
        self._feed = feed_url
        steps = [
            step
            for _, step in spider.run.state.steps()
            if step.mode == "pages" and step.source == feed_url
        ]
        self._walk = PageWalk(spider.wishes.window, steps, datetime.now(UTC))
        self._told = spider.account.backfills("pages", feed_url, spider.wishes.window)

    def after(self, feed: Feed) -> Batch:
        """A page was read: what goes on when its articles are answered.

        Decided now, while what is known is still known from before.
        """
        onward = self._walk.after(feed, self._is_known)
        self._told.read(len(feed.entries), self._walk.newest, self._walk.oldest)
        return Batch(lambda: self._go(feed.url, onward))

    def _is_known(self, entry: Entry) -> bool:
        try:
            address = canonical(entry.link or "")
        except BadUrl:
            return False
        return self._spider.run.state.fate_of(address) is not None

    def _go(self, page: str, onward: Onward) -> None:
        walk, end = self._walk, onward.why if onward.end else ""
        window = self._spider.wishes.window
        step = Step("pages", self._feed, page, walk.newest, walk.oldest, window, end)
        self._spider.account.note_step(step)
        if onward.url is None:
            self._told.reaches(walk.newest, walk.oldest)
            self._told.ended(onward.why)
            return
        self._spider.ask(
            Request(
                onward.url,
                self._parse,
                errback=self._failed,
                dont_filter=True,
                # Never with validators: WordPress has one ETag for all pages of all feeds.
                meta={
                    "origin": Origin(role="feed", via=page, hops="L"),
                    "site": self._spider.source.url,
                    "page": page,
                },
            )
        )

    def _parse(self, response: Response) -> Iterator[Request]:
        if response.status in NOT_THERE:
            assert response.request is not None
            page = response.request.meta["page"]
            self._go(page, self._walk.missing(response.url, response.status))
            return
        if response.status != 200:
            self._broke(response.url, "http-status", f"answered {response.status}")
            return
        try:
            feed = self._spider.read(response)
        except FeedError as error:
            self._broke(response.url, "not-a-feed", str(error))
            return
        yield from self._spider.from_feed(feed, self.after(feed))

    def _failed(self, failure: Any) -> None:
        self._broke(failure.request.url, *reason_of(failure.value, failure.request))

    def _broke(self, url: str, reason: str, detail: str) -> None:
        self._told.broke(f"{url} could not be read ({reason}: {detail})")
        self._spider.account.backfill_broke(url, reason, detail)


class SitemapBackfill:
    """From a site's sitemaps, which robots.txt names, to the articles in them."""

    def __init__(self, spider: FeedSpider, feed: Feed, named: list[str]) -> None:
        self._spider = spider
        self._site = feed.url
        self._window = spider.wishes.window
        self._categories = categories_of(feed)
        self._done = [(at, step) for at, step in spider.run.state.steps() if step.mode == "sitemap"]
        self._guessing = not named
        self._waiting = deque(
            (Location(url), feed.url, 0)
            for url in named or [join(feed.url, guess) for guess in GUESSES]
        )
        self._asked: set[str] = set()
        self._told = spider.account.backfills("sitemap", feed.url, self._window)

    @classmethod
    async def prepare(cls, spider: FeedSpider, feed: Feed) -> Batch:
        """Find out where the sitemaps are; they are asked for when the batch is done."""
        robots = spider.crawler.get_downloader_middleware(RobotsMiddleware)
        assert robots is not None, (
            "settings.py enables twa.crawler.middlewares.robots.RobotsMiddleware"
        )
        named = sitemaps_of(feed.url, await robots.sitemaps(feed.url))
        return Batch(cls(spider, feed, named)._next)

    def _next(self) -> None:
        while self._waiting:
            location, via, depth = self._waiting.popleft()
            if location.url in self._asked:
                continue
            self._asked.add(location.url)
            if is_done(location, self._window, self._done):
                self._told.passed_over()
                continue
            self._spider.ask(
                Request(
                    location.url,
                    self._parse,
                    errback=self._failed,
                    dont_filter=True,
                    cb_kwargs={"depth": depth},
                    meta={
                        "origin": Origin(role="sitemap", via=via, hops="M" * (depth + 1)),
                        "site": self._spider.source.url,
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
            self._told.ended("every sitemap that the site names was read")

    async def _parse(self, response: Response, depth: int) -> AsyncIterator[Request]:
        if response.status != 200:
            self._miss(response.url, "http-status", f"answered {response.status}")
            return
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        try:
            found = sitemaps.parse(response.body, url=response.url, content_type=kind)
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
        await self._spider.run.catch_up()
        for request in self._articles(found):
            yield request

    def _children(self, index: Sitemap, depth: int) -> None:
        kept = []
        for location in index.locations:
            if (reason := child_refusal(location, self._site)) is not None:
                detail = "named as a sitemap of the site"
                self._spider.account.refused(location.url, reason, detail, via=index.url)
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
        step = Step("sitemap", self._site, found.url, newest, oldest, self._window)

        def done() -> None:
            self._spider.account.note_step(step)
            self._next()

        return self._spider.articles(
            candidates, Batch(done), hops="ML", categories=self._categories
        )

    def _failed(self, failure: Any) -> None:
        reason, detail = reason_of(failure.value, failure.request)
        self._miss(failure.request.url, reason, detail)

    def _miss(self, url: str, reason: str, detail: str) -> None:
        """A sitemap that could not be had; where it was a guess, there is nothing to say."""
        if not self._guessing:
            self._broke(url, reason, detail)
        self._next()

    def _broke(self, url: str, reason: str, detail: str) -> None:
        self._told.broke(f"{url} could not be read ({reason}: {detail})")
        self._spider.account.backfill_broke(url, reason, detail)

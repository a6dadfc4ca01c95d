"""`scrapy crawl feed -a url=URL`: from any feed to its article pages.

The spider reads the feed and decides what a run asks for; it understands nothing
of articles. The pages go into the archive below it, the dataset is built from there
when the crawl has ended, and the rows of this run are then yielded as items.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, cast

from scrapy import Request, Spider, signals

from twa.crawler.context import CrawlContext, shared
from twa.crawler.discovery.backfill import newest_of
from twa.crawler.discovery.options import CrawlOptions, value_of
from twa.crawler.failures import Postponed, Refused, reason_of
from twa.crawler.middlewares import conditional
from twa.crawler.reporting.outcome import rows_of
from twa.crawler.requests.articles import ArticleRequests
from twa.crawler.requests.page_backfill import PageBackfill
from twa.crawler.requests.reading import feed_of, feeds_named_by, sitemap_of
from twa.crawler.requests.sitemap_backfill import SitemapBackfill, named_sitemaps
from twa.crawler.sources import file, settings_of
from twa.crawler.sources.source import Polled
from twa.crawler.wire.responses import refusal_of
from twa.dataset.errors import FeedError, MessageError
from twa.dataset.exchange import Origin
from twa.dataset.web.answers import NOT_MODIFIED, SUCCESS
from twa.dataset.web.links import is_home
from twa.dataset.web.urls import canonical

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from twa.crawler.requests.batch import Batch
    from twa.crawler.sources.source import Backfill, Kind, Source
    from twa.dataset.feeds import Feed


NESTED: Final = 3
"""Indexes of sitemaps that are followed, each named by the one before."""


class FeedSpider(Spider):
    """Crawls one source into one collection.

    Arguments (`-a`): `url`, the feed, or a page that names its feed, or with `kind` a page
    that lists articles; `name`, the collection, which is also a name in `sources.toml` where no
    `url` is given; and those of `CrawlOptions`. Raises SourceError for what is not a source.
    """

    name = "feed"
    known_as: ClassVar[str | None] = None

    def __init__(self, source: Source, options: CrawlOptions) -> None:
        super().__init__()
        self.source = source
        self.options = options
        self._waiting = deque(source.polled)
        self._resting: list[tuple[str, str]] = []
        self._asked = False
        self._below: list[tuple[str, str, str]] = []
        self.context: CrawlContext
        self.articles: ArticleRequests

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's way to make a spider: arguments become a source and the paths it needs."""
        settings = crawler.settings
        data = Path(settings["DATA_DIR"])
        url, name, kind = (kwargs.pop(one, None) for one in ("url", "name", "kind"))
        CrawlOptions.read(kwargs)
        told = None if kind is None else cast("Kind", value_of("kind", kind))
        source = file.resolve(file.known(data), cls.known_as, url=url, name=name, kind=told)
        spider = cls(source, CrawlOptions.read({**settings_of.arguments(source), **kwargs}), *args)
        settings_of.apply(source, settings, data)
        spider._set_crawler(crawler)
        crawler.signals.connect(spider.request_dropped, signals.request_dropped)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the feeds of the source, one after the other, and then for what was left."""
        context = shared(self.crawler)
        if context is None:
            # The run could not begin, and says so.
            return
        self.context = context
        self.articles = ArticleRequests(self.context)
        if self.options.retry:
            yield self.articles.again(self.options.retry)
            return
        self._backfill_by = self.options.backfill or self._once(self.source.backfill)
        self.context.recorder.polls([polled.url for polled in self.source.polled])
        async for request in self._onward():
            yield request

    async def _onward(self) -> AsyncIterator[Request]:
        """Ask for the next feed of the source; after the last, for what was left from before."""
        if self._below:
            url, index, hops = self._below.pop(0)
            below = self._ask(Polled(url), url, conditionally=not self.options.force)
            below.meta["origin"] = Origin(role="feed", via=index, hops=hops)
            yield below
            return
        while self._waiting:
            polled = self._waiting.popleft()
            if (request := self._poll(polled)) is not None:
                self._asked = True
                yield request
                return
        for url, words in self._resting:
            self.context.recorder.rests(url, words, alone=not self._asked)
        self._resting.clear()
        async for request in self.articles.left():
            yield request

    def _poll(self, polled: Polled) -> Request | None:
        """The request for a feed; None where it is to be left alone.

        A 304 will do, unless there is to be gone back from its entries.
        """
        state = self.context.state
        found = state.polls.feed_found_on(polled.url) if polled.kind == "feed" else None
        url = found or polled.url
        rest = None if self.options.force else state.polls.rest(url)
        if rest is not None and rest.binds and rest.holds(datetime.now(UTC)):
            self._resting.append((url, rest.words))
            return None
        goes_back = bool(self._backfill_by) and self._is_first(polled)
        conditionally = not self.options.force and not goes_back
        return self._ask(polled, url, conditionally=conditionally, via=found and polled.url)

    def _is_first(self, polled: Polled) -> bool:
        return polled == self.source.polled[0]

    def _once(self, mode: Backfill) -> Backfill:
        """How a source goes back that always does: until it has come to the end, once."""
        return "" if mode and self.context.state.has_gone_back(mode) else mode

    def _ask(
        self, polled: Polled, url: str, *, conditionally: bool, via: str | None = None
    ) -> Request:
        return Request(
            url,
            self.parse_feed,
            errback=self.feed_failed,
            dont_filter=True,
            priority=100,
            cb_kwargs={"polled": polled},
            meta={
                conditional.META: conditionally,
                "origin": Origin(role=polled.kind, via=via, hops="I" if via else ""),
                "max_retry_times": 1,
            },
        )

    async def parse_feed(self, response: Response, polled: Polled) -> AsyncIterator[Request]:
        """What a feed shows now, and whatever it answers, what comes after it."""
        async for request in self._parse_feed(response, polled):
            yield request
            if request.callback == self.parse_feed:
                # A page led to its feed, which is the one that something comes after.
                return
        async for request in self._onward():
            yield request

    async def _parse_feed(self, response: Response, polled: Polled) -> AsyncIterator[Request]:
        """The feed itself, or a page that names it."""
        recorder = self.context.recorder
        if response.status == NOT_MODIFIED:
            self.articles.moved(response.url)
            recorder.polled(response.url, NOT_MODIFIED, entries=0)
            return
        if response.status not in SUCCESS:
            recorder.feed_lost(response.url, *refusal_of(response))
            return
        try:
            # In a thread: a feed of fifty megabytes holds up nothing else.
            feed = await asyncio.to_thread(
                feed_of, response, self.context.state.reader, polled.kind
            )
        except MessageError as error:
            recorder.feed_lost(response.url, "undecodable", str(error))
            return
        except FeedError as error:
            if polled.kind == "feed" and self._take_index(response):
                recorder.polled(response.url, response.status, entries=0)
                return
            found = None
            if self._may_name_a_feed(response, polled):
                found = self._named_by(response) or await self._news_of_site(response)
            if found is None:
                hint = "" if polled.kind == "listing" else self._hint(response)
                recorder.feed_lost(response.url, "not-a-feed", f"{error}{hint}")
            else:
                recorder.found(found, on=polled.url)
                yield self._ask(polled, found, conditionally=False, via=response.url)
            return
        self.articles.moved(response.url)
        # What it lists is known when it is durable: also which articles have other links now.
        await self.context.flush()
        done = await self._backfill(feed) if feed.entries and self._is_first(polled) else None
        for request in self.articles.of_feed(feed, done):
            yield request
        for request in self.articles.unseen_changes(feed.url):
            yield request

    def _hint(self, response: Response) -> str:
        """What else could be done with an answer that is no feed and names none."""
        try:
            listed = feed_of(response, self.context.state.reader, "listing").entries
        except FeedError:
            return ""
        how = 'kind = "listing"' if self.source.declared else "-a kind=listing"
        return f"; {how} reads its {len(listed)} links that look like articles"

    def _take_index(self, response: Response) -> bool:
        """Whether an answer is an index of sitemaps, of which the newest are asked for next."""
        asked = response.request
        if asked is None or len(asked.meta["origin"].hops) >= NESTED:
            return False
        try:
            index = sitemap_of(response)
        except FeedError:
            return False
        newest = newest_of(index, self.source.url) if index.kind == "index" else []
        hops = asked.meta["origin"].hops + "I"
        self._below += [(url, response.url, hops) for url in newest]
        return bool(newest)

    def _may_name_a_feed(self, response: Response, polled: Polled) -> bool:
        """Whether the user may have given a page for a feed.

        What was a feed before, or is declared as one, is no such page: a site in
        trouble shows its home page everywhere.
        """
        asked = response.request
        first = asked is not None and asked.meta["origin"].via is None
        if not first or self.source.declared or polled.kind == "listing":
            return False
        return not self.context.state.was_feed(response.url)

    def _named_by(self, response: Response) -> str | None:
        """The feed that a page names."""
        here = canonical(response.url)
        return next((url for url in feeds_named_by(response) if url != here), None)

    async def _news_of_site(self, response: Response) -> str | None:
        """The sitemap for news that robots.txt names, for a front page without a feed."""
        if not is_home(response.url):
            return None
        named = await named_sitemaps(self.crawler, response.url)
        return next((url for url in named if "news" in url.rpartition("/")[2].lower()), None)

    async def _backfill(self, feed: Feed) -> Batch | None:
        """What is to go on once the articles of the feed were answered."""
        match self._backfill_by:
            case "pages":
                return PageBackfill(self.context, self.articles, feed.url).after(feed)
            case "sitemap":
                named = await named_sitemaps(self.crawler, feed.url)
                return SitemapBackfill(self.context, self.articles, feed, named).batch()
        return None

    async def feed_failed(self, failure: Any) -> AsyncIterator[Request]:
        """No feed came: the run is lost, and says why; or it is the turn of its articles.

        Where the source has other feeds, it is theirs.
        """
        url, error = failure.request.url, failure.value
        yields = isinstance(error, Postponed) and error.yields
        if isinstance(error, Postponed):
            self.context.recorder.postponed(url, str(error), is_feed=not yields)
        else:
            reason, detail = reason_of(error, failure.request)
            refused = isinstance(error, Refused)
            self.context.recorder.feed_lost(url, reason, detail, refused=refused)
        if yields or self._below or len(self.source.polled) > 1:
            async for request in self._onward():
                yield request

    def closed(self, _: str) -> None:
        """Scrapy's way to say that the crawl is over."""
        if hasattr(self, "articles"):
            self.articles.close()

    def request_dropped(self, request: Request) -> None:
        """Scrapy's filter dropped a request that was made before."""
        self.articles.dropped(request)

    def rows(self, _: Response) -> Iterator[dict[str, Any]]:
        """The rows of this run as Scrapy items, just as they stand in the dataset."""
        yield from rows_of(self.context.collection, since=self.context.recorder.started)

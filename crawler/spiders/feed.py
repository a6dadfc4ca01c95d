"""`scrapy crawl feed -a url=URL`: from any feed to its article pages.

The spider reads the feed and decides what a run asks for; it understands nothing
of articles. The pages go into the archive below it, the dataset is built from there
when the crawl has ended, and the rows of this run are then yielded as items.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy import Request, Spider, signals

from twa.crawler import sources
from twa.crawler.context import CrawlContext, shared
from twa.crawler.discovery.options import CrawlOptions
from twa.crawler.failures import Postponed, Refused, reason_of
from twa.crawler.middlewares import conditional
from twa.crawler.reporting.outcome import rows_of
from twa.crawler.requests.articles import ArticleRequests
from twa.crawler.requests.page_backfill import PageBackfill
from twa.crawler.requests.reading import feed_of, feeds_named_by
from twa.crawler.requests.sitemap_backfill import SitemapBackfill, named_sitemaps
from twa.crawler.wire.responses import refusal_of
from twa.dataset.errors import FeedError, MessageError
from twa.dataset.exchange import Origin
from twa.dataset.web.answers import NOT_MODIFIED, SUCCESS
from twa.dataset.web.urls import canonical

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from twa.crawler.requests.batch import Batch
    from twa.dataset.feeds import Feed


class FeedSpider(Spider):
    """Crawls one feed into one collection.

    Arguments (`-a`): `url`, the feed, or a page that names its feed; `name`, the
    collection, which is also a name in `sources.toml` where no `url` is given;
    and those of `CrawlOptions`. Raises SourceError for what is not a source.
    """

    name = "feed"
    known_as: ClassVar[str | None] = None

    def __init__(self, source: sources.Source, options: CrawlOptions) -> None:
        super().__init__()
        self.source = source
        self.options = options
        self.context: CrawlContext
        self.articles: ArticleRequests

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's way to make a spider: arguments become a source and the paths it needs."""
        settings = crawler.settings
        data = Path(settings["DATA_DIR"])
        url, name = kwargs.pop("url", None), kwargs.pop("name", None)
        options = CrawlOptions.read(kwargs)
        source = sources.resolve(sources.known(data), cls.known_as, url=url, name=name)
        spider = cls(source, options, *args)
        settings.set("ARCHIVE_DIR", str(data / source.name / "archive"), priority="spider")
        settings.set("ARCHIVE_COLLECTION", source.name, priority="spider")
        if not source.verify:
            # Below what the command line says.
            settings.set("DOWNLOAD_VERIFY_CERTIFICATES", False, priority="spider")
        if not settings["ARCHIVE_PREFIX"]:
            settings.set("ARCHIVE_PREFIX", source.name, priority="spider")
        if settings["CONTACT"]:
            settings.set("ARCHIVE_OPERATOR", settings["CONTACT"], priority="spider")
            agent = f"{settings['USER_AGENT']} (+{settings['CONTACT']})"
            settings.set("USER_AGENT", agent, priority="cmdline")
        spider._set_crawler(crawler)
        crawler.signals.connect(spider.request_dropped, signals.request_dropped)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the feed; a 304 will do, unless there is to be gone back from its entries."""
        context = shared(self.crawler)
        if context is None:
            # The run could not begin, and says so.
            return
        self.context = context
        self.articles = ArticleRequests(self.context)
        if self.options.retry:
            yield self.articles.again(self.options.retry)
            return
        found = self.context.state.feed_found_on(self.source.url)
        conditionally = not self.options.backfill and not self.options.force
        rest = self.context.state.rest(found or self.source.url)
        binds = rest is not None and rest.binds and rest.holds(datetime.now(UTC))
        if rest is not None and binds and not self.options.force:
            self.context.recorder.postponed(found or self.source.url, rest.words, is_feed=True)
            async for request in self.articles.left():
                yield request
        elif found:
            yield self._ask_for_feed(found, conditionally=conditionally, via=self.source.url)
        else:
            yield self._ask_for_feed(self.source.url, conditionally=conditionally)

    def _ask_for_feed(self, url: str, *, conditionally: bool, via: str | None = None) -> Request:
        return Request(
            url,
            self.parse_feed,
            errback=self.feed_failed,
            dont_filter=True,
            priority=100,
            meta={
                conditional.META: conditionally,
                "origin": Origin(role="feed", via=via, hops="I" if via else ""),
                "max_retry_times": 1,
            },
        )

    async def parse_feed(self, response: Response) -> AsyncIterator[Request]:
        """What the feed shows now, and whatever it answers, what was left from before."""
        async for request in self._parse_feed(response):
            yield request
        async for request in self.articles.left():
            yield request

    async def _parse_feed(self, response: Response) -> AsyncIterator[Request]:
        """The feed itself, or a page that names it."""
        recorder = self.context.recorder
        if response.status == NOT_MODIFIED:
            recorder.polled(response.url, NOT_MODIFIED, entries=0)
            return
        if response.status not in SUCCESS:
            recorder.feed_lost(response.url, *refusal_of(response))
            return
        try:
            # In a thread: a feed of fifty megabytes holds up nothing else.
            feed = await asyncio.to_thread(feed_of, response, self.context.state.reader)
        except MessageError as error:
            recorder.feed_lost(response.url, "undecodable", str(error))
            return
        except FeedError as error:
            found = self._named_by(response)
            if found is None:
                recorder.feed_lost(response.url, "not-a-feed", str(error))
            else:
                recorder.found(found, on=self.source.url)
                yield self._ask_for_feed(found, conditionally=False, via=response.url)
            return
        # What it lists is known when it is durable: also which articles have other links now.
        await self.context.flush()
        done = await self._backfill(feed) if feed.entries else None
        for request in self.articles.of_feed(feed, done):
            yield request

    def _named_by(self, response: Response) -> str | None:
        """The feed that a page names, where the user may have given a page for a feed.

        What was a feed before, or is declared as one, is no such page: a site in
        trouble shows its home page everywhere.
        """
        asked = response.request
        first = asked is not None and asked.meta["origin"].via is None
        if not first or self.source.declared or self.context.state.was_feed(response.url):
            return None
        here = canonical(response.url)
        return next((url for url in feeds_named_by(response) if url != here), None)

    async def _backfill(self, feed: Feed) -> Batch | None:
        """What is to go on once the articles of the feed were answered."""
        match self.options.backfill:
            case "pages":
                return PageBackfill(self.context, self.articles, feed.url).after(feed)
            case "sitemap":
                named = await named_sitemaps(self.crawler, feed.url)
                return SitemapBackfill(self.context, self.articles, feed, named).batch()
        return None

    async def feed_failed(self, failure: Any) -> AsyncIterator[Request]:
        """No feed came: the run is lost, and says why; or it is the turn of its articles."""
        url, error = failure.request.url, failure.value
        if isinstance(error, Postponed):
            self.context.recorder.postponed(url, str(error), is_feed=not error.yields)
            if error.yields:
                async for request in self.articles.left():
                    yield request
            return
        reason, detail = reason_of(error, failure.request)
        refused = isinstance(error, Refused)
        self.context.recorder.feed_lost(url, reason, detail, refused=refused)

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

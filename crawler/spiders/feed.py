"""`scrapy crawl feed -a url=URL`: from any feed to its article pages.

The spider finds and asks; it understands nothing of articles. The pages go
into the archive below it, the dataset is built from there when the crawl has
ended, and the rows of this run are then yielded as items.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy import Request, Spider, signals

from twa.crawler import sources
from twa.crawler.discovery.backfill_requests import PageBackfill, SitemapBackfill
from twa.crawler.discovery.batch import Batch, answered
from twa.crawler.discovery.options import Wishes
from twa.crawler.discovery.plan import Candidate, Known, Outside, Refusal, decide
from twa.crawler.discovery.window import UNLIMITED
from twa.crawler.middlewares import conditional
from twa.crawler.middlewares.refusals import Postponed, Refused
from twa.crawler.run.failures import reason_of
from twa.crawler.run.run import Run
from twa.dataset import feeds
from twa.dataset.crawl_state.schedule import GONE, Errand, Why
from twa.dataset.errors import FeedError
from twa.dataset.exchange import Origin
from twa.dataset.web.urls import canonical

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from twa.crawler.run.recorder import Account


def content_type(response: Response) -> str:
    """The field as it stood, "" where there is none."""
    return (response.headers.get("Content-Type") or b"").decode("latin-1")


class FeedSpider(Spider):
    """Crawls one feed into one collection.

    Arguments (`-a`): `url`, the feed, or a page that names its feed; `name`, the
    collection, which is also a name in `sources.toml` where no `url` is given;
    and those of `Wishes`. Raises SourceError for what is not a source.
    """

    name = "feed"
    known_as: ClassVar[str | None] = None

    def __init__(self, source: sources.Source, wishes: Wishes) -> None:
        super().__init__()
        self.source = source
        self.wishes = wishes
        self.run: Run
        self.account: Account

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's way to make a spider: arguments become a source and the paths it needs."""
        settings = crawler.settings
        data = Path(settings["DATA_DIR"])
        url, name = kwargs.pop("url", None), kwargs.pop("name", None)
        source = sources.resolve(sources.known(data), cls.known_as, url=url, name=name)
        spider = cls(source, Wishes.read(kwargs), *args)
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

    # --- the feed ---------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the feed; a 304 will do, unless there is to be gone back from its entries."""
        run = self.crawler.get_extension(Run)
        assert run is not None, "settings.py enables twa.crawler.run.run.Run"
        self.run, self.account = run, run.account
        found = self.run.state.feed_found_on(self.source.url)
        conditionally = not self.wishes.backfill
        if found:
            yield self._feed(found, conditionally=conditionally, via=self.source.url)
        else:
            yield self._feed(self.source.url, conditionally=conditionally)

    def _feed(self, url: str, *, conditionally: bool, via: str | None = None) -> Request:
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
        for errand in await self.run.errands():
            # What a feed shows outside of the window is left for another run.
            if errand.why != "new" or self.wishes.window == UNLIMITED:
                yield self._again(errand)

    async def _parse_feed(self, response: Response) -> AsyncIterator[Request]:
        """The feed itself, or a page that names it."""
        if response.status == 304:
            self.account.polled(response.url, 304, entries=0)
            return
        if response.status != 200:
            self.account.feed_lost(response.url, "http-status", f"answered {response.status}")
            return
        try:
            feed = self.read(response)
        except FeedError as error:
            found = self._named_by(response)
            if found is None:
                self.account.feed_lost(response.url, "not-a-feed", str(error))
            else:
                self.account.found(found, on=self.source.url)
                yield self._feed(found, conditionally=False, via=response.url)
            return
        if not feed.entries:
            self.account.feed_lost(response.url, "empty-feed", "it has no entries")
            return
        done = await self._backfill(feed)
        for request in self.from_feed(feed, done):
            yield request

    def read(self, response: Response) -> feeds.Feed:
        """The feed in a response. Raises FeedError."""
        return feeds.parse(response.body, url=response.url, content_type=content_type(response))

    def _named_by(self, response: Response) -> str | None:
        """The feed that a page names, where the user may have given a page for a feed.

        What was a feed before, or is declared as one, is no such page: a site in
        trouble shows its home page everywhere.
        """
        asked = response.request
        first = asked is not None and asked.meta["origin"].via is None
        if not first or self.source.declared or self.run.state.was_feed(response.url):
            return None
        here = canonical(response.url)
        found = feeds.discover(response.body, response.url, content_type(response))
        return next((url for url in found if url != here), None)

    async def _backfill(self, feed: feeds.Feed) -> Batch | None:
        """What is to go on once the articles of the feed were answered."""
        match self.wishes.backfill:
            case "pages":
                return PageBackfill(self, feed.url).after(feed)
            case "sitemap":
                return await SitemapBackfill.prepare(self, feed)
        return None

    def feed_failed(self, failure: Any) -> None:
        """No feed came: the run is lost, and says why."""
        if isinstance(failure.value, Postponed):
            self.account.postponed(failure.request.url, str(failure.value), is_feed=True)
            return
        refused = isinstance(failure.value, Refused)
        why = reason_of(failure.value, failure.request)
        self.account.feed_lost(failure.request.url, *why, refused=refused)

    # --- articles ---------------------------------------------------------------------------

    def from_feed(self, feed: feeds.Feed, batch: Batch | None = None) -> Iterator[Request]:
        """Report a feed, or a further page of one, and ask for its articles."""
        self.account.polled(feed.url, 200, entries=len(feed.entries), problems=feed.problems)
        if feed.truncated:
            self.account.feed_cut(feed.url, f"{len(feed.entries)} entries before the cut")
        candidates = (Candidate.of_entry(entry, feed.url) for entry in feed.entries)
        return self.articles(candidates, batch)

    def articles(
        self,
        candidates: Iterable[Candidate],
        batch: Batch | None = None,
        *,
        hops: str = "L",
        categories: tuple[str, ...] = (),
    ) -> Iterator[Request]:
        """Decide about each candidate: visit, known, outside, or refused with a reason."""
        requests = self._requests(candidates, Origin("article", None, hops, categories))
        return batch.sent(requests) if batch else requests

    def _requests(self, candidates: Iterable[Candidate], origin: Origin) -> Iterator[Request]:
        for decision in decide(
            candidates,
            fate_of=self.run.state.fate_of,
            seen_at=self.run.state.seen_at,
            is_changed=self.run.state.is_changed,
            follow_any=self.wishes.follow_any,
            window=self.wishes.window,
        ):
            via = decision.of.via
            if isinstance(decision, Refusal):
                self.account.refused(
                    decision.url,
                    decision.reason,
                    decision.detail,
                    via=via,
                    entry=decision.of.entry,
                )
            elif isinstance(decision, Outside):
                self.account.outside(decision.url, via=decision.of.via, entry=decision.of.entry)
            elif isinstance(decision, Known) or self.account.has_asked(decision.url):
                self.account.known()
            else:
                why: Why = "changed" if decision.again else "new"
                if why == "new":
                    self.account.wanted()
                yield self._article(decision.url, replace(origin, via=via), why)

    def _again(self, errand: Errand) -> Request:
        article = errand.article
        return self._article(article.address, Origin("article", article.via, "L"), errand.why)

    def _article(self, url: str, origin: Origin, why: Why = "new") -> Request:
        self.account.asks(url, why)
        return Request(
            url,
            self.parse_article,
            errback=self.article_failed,
            meta={
                "origin": origin,
                "site": None if self.wishes.follow_any else self.source.url,
                "again": why in ("again", "changed"),
                conditional.META: why != "new",
            },
        )

    def parse_article(self, response: Response) -> None:
        """The page is in the archive; here it is only counted."""
        assert response.request is not None
        again = response.meta["again"]
        if response.status in (200, 304):
            self.account.got(again=again)
        elif response.status in GONE and again:
            self.account.gone(response.url, response.status)
        else:
            self._lost(response.request, "http-status", f"answered {response.status}")
        answered(response.request)

    def article_failed(self, failure: Any) -> None:
        """No page came: count why. What we refused ourselves goes into the archive."""
        reason, detail = reason_of(failure.value, failure.request)
        if isinstance(failure.value, Postponed):
            self.account.postponed(failure.request.url, detail)
        elif isinstance(failure.value, Refused):
            via = failure.request.meta["origin"].via
            self.account.refused(failure.request.url, reason, detail, via=via)
        else:
            self._lost(failure.request, reason, detail)
        answered(failure.request)

    def request_dropped(self, request: Request) -> None:
        """What was asked for before is not asked twice; where a redirect led to it, say so."""
        hops: list[str] = request.meta.get("redirect_urls", [])
        if hops:
            reason = "redirect-loop" if request.url in hops else "duplicate"
            via = request.meta["origin"].via
            self.account.refused(hops[0], reason, f"it redirects to {request.url}", via=via)
        answered(request)

    def ask(self, request: Request) -> None:
        """Send a request from outside of a callback."""
        self.crawler.engine.crawl(request)

    def _lost(self, request: Request, reason: str, detail: str) -> None:
        origin: Origin = request.meta["origin"]
        self.account.failed(request.url, reason, detail, via=origin.via)

    def rows(self, _: Response) -> Iterator[dict[str, Any]]:
        """The rows of this run as Scrapy items, just as they stand in the dataset."""
        yield from self.run.rows()

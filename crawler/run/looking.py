"""Looks at a site for `twa sources add`: what it has that can be polled, and what that lists today.

Asked for are the URL itself, what it names as its feeds, what robots.txt names as sitemaps, and
where nothing is named the usual places; `MOST` requests at most, each as polite as those of a
crawl. Nothing is kept.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Self

from scrapy import Request, Spider

from twa.crawler.discovery.backfill import newest_of, sitemaps_of
from twa.crawler.failures import reason_of
from twa.crawler.middlewares.boundary import ip_policy
from twa.crawler.middlewares.robots import RobotsMiddleware
from twa.crawler.requests.reading import feed_of, feeds_named_by, sitemap_of
from twa.crawler.run.unarchived import discard, unarchived
from twa.crawler.sources.source import Kind, Polled, SourceError
from twa.crawler.wire import handler
from twa.crawler.wire.responses import payload, refusal_of
from twa.dataset.errors import FeedError, MessageError
from twa.dataset.exchange import LISTING
from twa.dataset.feeds.polled import SITEMAPS
from twa.dataset.feeds.reader import FeedReader
from twa.dataset.feeds.text import fold
from twa.dataset.web.answers import SUCCESS
from twa.dataset.web.links import is_home, refusal
from twa.dataset.web.sites import same_site
from twa.dataset.web.urls import BadUrl, canonical, join, url_key

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from twa.dataset.feeds import Feed

MOST: Final = 16
"""Requests for one look, robots.txt apart."""

SHARE: Final = 6
"""Of these, for what one list names: the feeds of a page, the sitemaps of a robots.txt."""

LEAST: Final = 3
"""Links without which a page is no list."""

PLACES: Final = {"feed": ("/feed/",), "sitemap": ("/news-sitemap.xml", "/sitemap.xml")}
"""Where feeds and sitemaps stand if nothing names them: with WordPress, Google News, everybody."""

_FEEDLIKE: Final = re.compile(
    rb"<a\b[^<>]{0,500}?\bhref\s*=\s*[\"']?([^\"'\s<>]{1,300}(?:/feed/?|/rss/?|/atom/?|\.rss"
    rb"|(?:rss|feed|atom)\.xml))[\"'\s>]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Offer:
    """Something of a site that can be polled, and what it lists today.

    `newest` is the latest date of its entries, null where they have none. `elsewhere`: all of them
    lead to other sites.
    """

    polled: Polled
    format: str
    entries: int
    newest: datetime | None
    title: str
    elsewhere: bool = False

    @property
    def words(self) -> str:
        """For people."""
        count = "1 entry" if self.entries == 1 else f"{self.entries} entries"
        dated = f"newest {self.newest:%Y-%m-%d %H:%M}" if self.newest else "undated"
        away = ' (all on another site: follow = "any" in sources.toml)' if self.elsewhere else ""
        return f"{self.format:13} {count}, {dated}: {self.polled.url}{away}"


@dataclass(slots=True)
class Look:
    """What a look at `url` found: offers, best first; and in words what was of no use, and why.

    `is_itself`: the URL itself is a feed or sitemap. `left` more were named than were asked for.
    """

    url: str
    offers: list[Offer] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    is_itself: bool = False
    requests: int = 0
    left: int = 0

    def pick(self, word: str) -> Offer:
        """The offer of a number, or of a URL. Raises SourceError where there is none."""
        for number, offer in enumerate(self.offers, 1):
            if word == str(number) or url_key(word) == offer.polled.url:
                return offer
        raise SourceError("not among what was found", subject=word)

    def chosen(self) -> list[Offer]:
        """What to take if nobody chooses: its feed, a front page's news sitemap too; else a page.

        A news sitemap has all of a site, which is not what the URL of a section asks for.
        """
        feeds = [one for one in self.offers if one.format not in (*SITEMAPS, LISTING)]
        news = [one for one in self.offers if one.format == SITEMAPS[0]]
        best = [*feeds[:1], *(news[:1] if is_home(self.url) or self.is_itself else ())]
        return best or self.offers[:1]


def look(url: str, *, private: bool, settings: Mapping[str, str]) -> Look:
    """Look at a site; `settings` are as for a crawl, and `private` as in `CrawlOptions`."""
    found = Look(url)
    process = unarchived(settings)
    process.crawl(LookSpider, found=found, private=private)
    process.start()
    found.offers.sort(key=_rank)
    return found


def _rank(offer: Offer) -> int:
    if offer.format == LISTING:
        return 2
    return {SITEMAPS[0]: 1, SITEMAPS[1]: 3}.get(offer.format, 0)


class LookSpider(Spider):
    """Asks for one thing after the other; what it finds out goes to `found`."""

    name = "look"

    def __init__(self, found: Look, private: bool) -> None:
        super().__init__()
        self._found = found
        self._private = private
        self._waiting: deque[tuple[str, int]] = deque()
        self._known: set[str] = set()
        self._reader = FeedReader()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's way to make a spider. It goes where a crawl would, and keeps nothing."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        handler.connect(crawler, discard)
        handler.guard(crawler, ip_policy(spider._found.url, private=spider._private))
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The URL itself."""
        yield self._request(self._found.url, self.parse, 0)

    def _request(self, url: str, callback: Any, depth: int) -> Request:
        self._found.requests += 1
        self._known.add(canonical(url))
        return Request(
            url,
            callback,
            errback=self.failed,
            dont_filter=True,
            cb_kwargs={"depth": depth},
            meta={"sites": (self._found.url,)},
        )

    async def parse(self, response: Response, depth: int) -> AsyncIterator[Request]:
        """The first answer: a feed, or a page that may name some."""
        if not self._is_read(response):
            return
        feed = self._feed(response, "feed")
        if feed is not None:
            self._found.is_itself = True
            self._offer(feed, "feed")
            return
        if not self._take_index(response, depth):
            await self._look_around(response)
        async for request in self._next():
            yield request

    async def _look_around(self, page: Response) -> None:
        """What a page, its links and its site's robots.txt name; else the usual places."""
        listed = self._feed(page, LISTING)
        if listed is not None and len(listed.entries) >= LEAST:
            self._offer(listed, LISTING)
        body = payload(page)
        linked = (match.decode("latin-1") for match in _FEEDLIKE.findall(body[: 2 << 20]))
        feeds = [*feeds_named_by(page), *(join(page.url, url) for url in linked)]
        if not self._wait(feeds):
            self._wait(join(page.url, place) for place in PLACES["feed"])
        robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
        assert robots is not None, "settings.py enables it"
        named = sitemaps_of(page.url, await robots.sitemaps(page.url))
        if not self._wait(sorted(named, key=lambda url: "news" not in url)):
            self._wait(join(page.url, place) for place in PLACES["sitemap"])

    def _wait(self, urls: Iterable[str], depth: int = 0) -> bool:
        """Have URLs asked for later; whether there was any."""
        any_of_them, taken = False, 0
        for url in urls:
            try:
                key = canonical(url)
            except BadUrl:
                continue
            any_of_them = True
            if key in self._known:
                continue
            self._known.add(key)
            if not same_site(key, self._found.url):
                self._pass(key, "is on another site; give its own URL")
            elif taken == SHARE or len(self._waiting) + self._found.requests >= MOST:
                self._found.left += 1
            else:
                taken += 1
                self._waiting.append((key, depth))
        return any_of_them

    async def _next(self) -> AsyncIterator[Request]:
        if self._waiting:
            url, depth = self._waiting.popleft()
            yield self._request(url, self.parse_named, depth)

    async def parse_named(self, response: Response, depth: int) -> AsyncIterator[Request]:
        """Something that was named, or may be there."""
        if self._is_read(response):
            feed = self._feed(response, "feed")
            if feed is not None:
                self._offer(feed, "feed")
            elif not self._take_index(response, depth):
                self._pass(response.url, "no feed or sitemap")
        async for request in self._next():
            yield request

    async def failed(self, failure: Any) -> AsyncIterator[Request]:
        """No answer, or one that was refused."""
        reason, detail = reason_of(failure.value, failure.request)
        self._pass(failure.request.url, f"{reason}: {detail}")
        async for request in self._next():
            yield request

    def _is_read(self, response: Response) -> bool:
        try:
            payload(response)
        except MessageError as error:
            self._pass(response.url, str(error))
            return False
        if response.status not in SUCCESS:
            self._pass(response.url, refusal_of(response)[1])
        return response.status in SUCCESS

    def _feed(self, response: Response, role: Kind) -> Feed | None:
        try:
            return feed_of(response, self._reader, role)
        except FeedError:
            return None

    def _take_index(self, response: Response, depth: int) -> bool:
        """Whether this is an index of sitemaps, of which some are asked for then."""
        try:
            index = sitemap_of(response)
        except FeedError:
            return False
        if index.kind != "index":
            return False
        if depth == 0:
            self._wait(newest_of(index, self._found.url), depth + 1)
            if not self._waiting:
                self._pass(response.url, "an index that leads to no other sitemap")
        return True

    def _offer(self, feed: Feed, kind: Kind) -> None:
        if not feed.entries:
            self._pass(feed.url, "has no entries")
            return
        dates = [one.value for entry in feed.entries if (one := entry.published or entry.updated)]
        offer = Offer(
            Polled(canonical(feed.url), kind),
            feed.format,
            len(feed.entries),
            max(dates, default=None),
            feed.title,
            all(refusal(one.link or "", feed.url) == "offsite" for one in feed.entries),
        )
        if offer.polled not in [one.polled for one in self._found.offers]:
            self._found.offers.append(offer)

    def _pass(self, url: str, why: str) -> None:
        self._found.passed.append(fold(f"{url}: {why}")[:500])

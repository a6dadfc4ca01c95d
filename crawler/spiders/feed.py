"""`scrapy crawl feed -a url=URL`: from any feed to its article pages.

The spider finds and asks; it understands nothing of articles. The pages go
into the archive below it, the dataset is built from there when the crawl has
ended, and the rows of this run are then yielded as items.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy import Request, Spider, signals

from crawler import sources
from crawler.failures import reason_of
from crawler.plan import Known, Refusal, decide
from crawler.refusal import Refused
from crawler.run import Run
from dataset import feeds
from dataset.errors import FeedError
from dataset.exchange import Origin

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.state import Validators


def conditions(validators: Validators | None) -> dict[str, str]:
    """Header fields of a conditional GET (RFC 9110, section 13.1).

    The entity tag goes without its `W/`: If-None-Match compares weakly anyway
    (section 13.1.2), and WordPress compares the field as a string with a tag that
    never was weak until nginx compressed the answer. Only one of the two is
    sent, because WordPress wants both to match where it gets both.
    """
    if validators is None:
        return {}
    if validators.etag:
        return {"If-None-Match": validators.etag.removeprefix("W/")}
    return {"If-Modified-Since": validators.last_modified or ""}


class FeedSpider(Spider):
    """Crawls one feed into one collection.

    Arguments (`-a`): `url`, the feed; `name`, the collection; `follow=any`
    lets the feed lead to other sites. Raises SourceError for what is not a
    source.
    """

    name = "feed"
    known_as: ClassVar[str | None] = None

    def __init__(self, source: sources.Source, *, follow_any: bool) -> None:
        super().__init__()
        self.source = source
        self.follow_any = follow_any
        self.run: Run

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's way to make a spider: arguments become a source and the paths it needs."""
        url, name = kwargs.pop("url", None), kwargs.pop("name", None)
        follow = kwargs.pop("follow", "site")
        if args or kwargs or follow not in ("site", "any"):
            unknown = ", ".join(kwargs) or f"follow={follow}"
            raise sources.SourceError("unknown spider argument", subject=unknown)
        source = sources.resolve(cls.known_as, url=url, name=name)
        spider = cls(source, follow_any=follow == "any")
        settings = crawler.settings
        folder = Path(settings["DATA_DIR"]) / source.name
        settings.set("ARCHIVE_DIR", str(folder / "archive"), priority="spider")
        settings.set("ARCHIVE_COLLECTION", source.name, priority="spider")
        if not settings["ARCHIVE_PREFIX"]:
            settings.set("ARCHIVE_PREFIX", source.name, priority="spider")
        if settings["CONTACT"]:
            settings.set("ARCHIVE_OPERATOR", settings["CONTACT"], priority="spider")
            agent = f"{settings['USER_AGENT']} (+{settings['CONTACT']})"
            settings.set("USER_AGENT", agent, priority="cmdline")
        spider._set_crawler(crawler)
        crawler.signals.connect(spider.redirect_dropped, signals.request_dropped)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the feed, conditionally where this very URL gave us validators."""
        run = self.crawler.get_extension(Run)
        assert run is not None, "settings.py enables crawler.run.Run"
        self.run = run
        headers = conditions(self.run.state.validators(self.source.url))
        yield Request(
            self.source.url,
            self.parse_feed,
            errback=self.feed_failed,
            headers=headers,
            dont_filter=True,
            priority=100,
            meta={"origin": Origin(role="feed"), "max_retry_times": 1},
        )

    def parse_feed(self, response: Response) -> Iterator[Request]:
        """Decide about each entry: visit, known, or refused with a reason."""
        if response.status == 304:
            self.run.polled(response.url, 304, entries=0)
            return
        if response.status != 200:
            self.run.feed_lost(response.url, "http-status", f"answered {response.status}")
            return
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        try:
            feed = feeds.parse(response.body, url=response.url, content_type=content_type)
        except FeedError as error:
            self.run.feed_lost(response.url, "not-a-feed", str(error))
            return
        if not feed.entries:
            self.run.feed_lost(response.url, "empty-feed", "it has no entries")
            return
        self.run.polled(response.url, 200, entries=len(feed.entries), problems=feed.problems)
        if feed.truncated:
            self.run.feed_cut(response.url, f"{len(feed.entries)} entries before the cut")
        for decision in decide(feed, fate_of=self.run.state.fate_of, follow_any=self.follow_any):
            if isinstance(decision, Refusal):
                self.run.refused(
                    decision.url,
                    decision.reason,
                    decision.detail,
                    via=feed.url,
                    entry=decision.entry.id,
                )
            elif isinstance(decision, Known):
                self.run.known()
            else:
                self.run.wanted()
                yield self._article(decision.url, via=feed.url)

    def _article(self, url: str, *, via: str) -> Request:
        return Request(
            url,
            self.parse_article,
            errback=self.article_failed,
            meta={
                "origin": Origin(role="article", via=via, hops="L"),
                "site": None if self.follow_any else self.source.url,
            },
        )

    def parse_article(self, response: Response) -> None:
        """The page is in the archive; here it is only counted."""
        if response.status == 200:
            self.run.got()
        else:
            assert response.request is not None
            self._lost(response.request, "http-status", f"answered {response.status}")

    def article_failed(self, failure: Any) -> None:
        """No page came: count why. What we refused ourselves goes into the archive."""
        reason, detail = reason_of(failure.value, failure.request)
        if isinstance(failure.value, Refused):
            via = failure.request.meta["origin"].via
            self.run.refused(failure.request.url, reason, detail, via=via)
        else:
            self._lost(failure.request, reason, detail)

    def redirect_dropped(self, request: Request) -> None:
        """A redirect led to what was asked for before; Scrapy does not ask twice."""
        hops: list[str] = request.meta.get("redirect_urls", [])
        if not hops:
            return
        reason = "redirect-loop" if request.url in hops else "duplicate"
        via = request.meta["origin"].via
        self.run.refused(hops[0], reason, f"it redirects to {request.url}", via=via)

    def feed_failed(self, failure: Any) -> None:
        """No feed came: the run is lost, and says why."""
        refused = isinstance(failure.value, Refused)
        why = reason_of(failure.value, failure.request)
        self.run.feed_lost(failure.request.url, *why, refused=refused)

    def _lost(self, request: Request, reason: str, detail: str) -> None:
        origin: Origin = request.meta["origin"]
        self.run.failed(request.url, reason, detail, via=origin.via)

    def rows(self, _: Response) -> Iterator[dict[str, Any]]:
        """The rows of this run as Scrapy items, just as they stand in the dataset."""
        yield from self.run.rows()

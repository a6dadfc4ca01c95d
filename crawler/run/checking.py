"""Checks feeds for `twa sources check`: one request each, without an archive."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider

from twa.crawler.failures import reason_of
from twa.crawler.middlewares.boundary import ip_policy
from twa.crawler.requests.reading import feed_of, feeds_named_by
from twa.crawler.run.unarchived import discard, unarchived
from twa.crawler.sources.source import Polled, Source
from twa.crawler.wire import handler
from twa.crawler.wire.responses import refusal_of
from twa.dataset.errors import FeedError, MessageError
from twa.dataset.feeds.reader import FeedReader
from twa.dataset.web.answers import SUCCESS

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response


@dataclass(frozen=True, slots=True)
class FeedFinding:
    """What a feed of a source is, or with `wrong` why it can't be crawled, in words for people."""

    source: Source
    polled: Polled
    words: str
    wrong: bool


Found = dict[tuple[str, str], FeedFinding]
"""Findings by the name of the source and the URL of the feed."""


def findings(sources: Iterable[Source]) -> Iterator[FeedFinding]:
    """One finding for each feed of each source, in their order. Asks them all, robots.txt first."""
    wanted = list(sources)
    found: Found = {}
    process = unarchived()
    for verify in (True, False):
        some = [source for source in wanted if source.verify is verify]
        if some:
            process.crawl(CheckSpider, wanted=some, found=found)
    process.start()
    lost = "the check was stopped before an answer came"
    for source in wanted:
        for polled in source.polled:
            nothing = FeedFinding(source, polled, lost, wrong=True)
            yield found.get((source.name, polled.url), nothing)


class CheckSpider(Spider):
    """Asks for each feed of the `wanted` sources; what it finds out goes to `found`."""

    name = "check"

    def __init__(self, wanted: list[Source], found: Found) -> None:
        super().__init__()
        self._wanted = wanted
        self._found = found

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's way to make a spider. It goes where a crawl would, and keeps nothing."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if not all(source.verify for source in spider._wanted):
            crawler.settings.set("DOWNLOAD_VERIFY_CERTIFICATES", False, priority="spider")
        handler.connect(crawler, discard)
        urls = (polled.url for source in spider._wanted for polled in source.polled)
        handler.guard(crawler, ip_policy(*urls))
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """One request a feed."""
        for source in self._wanted:
            for polled in source.polled:
                yield Request(
                    polled.url,
                    self.parse,
                    errback=self.failed,
                    dont_filter=True,
                    cb_kwargs={"source": source, "polled": polled},
                    meta={"sites": (polled.url,)},
                )

    def parse(self, response: Response, source: Source, polled: Polled) -> None:
        """What came of it."""
        moved = f", at {response.url}" if response.url != polled.url else ""
        if response.status not in SUCCESS:
            self._find(source, polled, f"{refusal_of(response)[1]}{moved}", wrong=True)
            return
        try:
            feed = feed_of(response, FeedReader(), polled.kind)
        except MessageError as error:
            self._find(source, polled, str(error), wrong=True)
            return
        except FeedError as error:
            named = feeds_named_by(response)
            hint = f"; it names {', '.join(named)}" if named else ""
            self._find(source, polled, f"{error}{hint}", wrong=True)
            return
        dates = [entry.published.value for entry in feed.entries if entry.published]
        newest = f", the newest of {max(dates):%Y-%m-%d}" if dates else ""
        problems = "".join(f"; {problem}" for problem in feed.problems)
        words = f"{feed.format}, {len(feed.entries)} entries{newest}{moved}{problems}"
        self._find(source, polled, words, wrong=not feed.entries)

    def failed(self, failure: Any) -> None:
        """No answer, or one that was refused."""
        reason, detail = reason_of(failure.value, failure.request)
        asked = failure.request.cb_kwargs
        self._find(asked["source"], asked["polled"], f"{reason}: {detail}", wrong=True)

    def _find(self, source: Source, polled: Polled, words: str, *, wrong: bool) -> None:
        self._found[source.name, polled.url] = FeedFinding(source, polled, words, wrong)

"""Checks feeds for `twa sources check`: one request each, without an archive."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from twa.crawler import settings
from twa.crawler.failures import reason_of
from twa.crawler.middlewares.boundary import ip_policy
from twa.crawler.requests.reading import feed_of, feeds_named_by
from twa.crawler.sources.source import Source
from twa.crawler.wire import handler
from twa.crawler.wire.responses import refusal_of
from twa.dataset.errors import FeedError, MessageError
from twa.dataset.feeds.reader import FeedReader
from twa.dataset.web.answers import SUCCESS

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from twa.dataset.exchange import Exchange

_UNARCHIVED: Final[dict[str, Any]] = {
    "EXTENSIONS": settings.EXTENSIONS
    | {"twa.crawler.run.run.Run": None, "twa.crawler.archive.extension.ArchiveExtension": None},
    "LOG_LEVEL": "CRITICAL",
}


@dataclass(frozen=True, slots=True)
class FeedFinding:
    """What a feed is, or with `wrong` why it can't be crawled, in words for people."""

    source: Source
    words: str
    wrong: bool


def findings(sources: Iterable[Source]) -> Iterator[FeedFinding]:
    """One finding for each source, in their order. Asks them all, robots.txt first."""
    wanted = list(sources)
    found: dict[str, FeedFinding] = {}
    chosen = Settings()
    chosen.setmodule(settings, priority="project")
    chosen.setdict(_UNARCHIVED, priority="cmdline")
    process = AsyncCrawlerProcess(chosen)
    for verify in (True, False):
        some = [source for source in wanted if source.verify is verify]
        if some:
            process.crawl(CheckSpider, wanted=some, found=found)
    process.start()
    lost = "the check was stopped before an answer came"
    for source in wanted:
        yield found.get(source.name, FeedFinding(source, lost, wrong=True))


class CheckSpider(Spider):
    """Asks for each of the `wanted` sources; what it finds out goes to `found`, by name."""

    name = "check"

    def __init__(self, wanted: list[Source], found: dict[str, FeedFinding]) -> None:
        super().__init__()
        self._wanted = wanted
        self._found = found

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's way to make a spider. It goes where a crawl would, and keeps nothing."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if not all(source.verify for source in spider._wanted):
            crawler.settings.set("DOWNLOAD_VERIFY_CERTIFICATES", False, priority="spider")
        handler.connect(crawler, _discard)
        handler.guard(crawler, ip_policy(*(source.url for source in spider._wanted)))
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """One request a source."""
        for source in self._wanted:
            yield Request(
                source.url,
                self.parse,
                errback=self.failed,
                dont_filter=True,
                cb_kwargs={"source": source},
                meta={"site": source.url},
            )

    def parse(self, response: Response, source: Source) -> None:
        """What came of it."""
        moved = f", at {response.url}" if response.url != source.url else ""
        if response.status not in SUCCESS:
            self._find(source, f"{refusal_of(response)[1]}{moved}", wrong=True)
            return
        try:
            feed = feed_of(response, FeedReader())
        except MessageError as error:
            self._find(source, str(error), wrong=True)
            return
        except FeedError as error:
            named = feeds_named_by(response)
            hint = f"; it names {', '.join(named)}" if named else ""
            self._find(source, f"{error}{hint}", wrong=True)
            return
        dates = [entry.published.value for entry in feed.entries if entry.published]
        newest = f", the newest of {max(dates):%Y-%m-%d}" if dates else ""
        problems = "".join(f"; {problem}" for problem in feed.problems)
        words = f"{feed.format}, {len(feed.entries)} entries{newest}{moved}{problems}"
        self._find(source, words, wrong=not feed.entries)

    def failed(self, failure: Any) -> None:
        """No answer, or one that was refused."""
        reason, detail = reason_of(failure.value, failure.request)
        self._find(failure.request.cb_kwargs["source"], f"{reason}: {detail}", wrong=True)

    def _find(self, source: Source, words: str, *, wrong: bool) -> None:
        self._found[source.name] = FeedFinding(source, words, wrong)


def _discard(exchange: Exchange, _request: Request) -> None:
    """A sink: what came is not kept."""
    exchange.request.close()
    exchange.response.close()

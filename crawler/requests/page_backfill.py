"""Backfill over the further pages of a feed, asked for one after the other.

The next page is asked for once every article of the one before was answered,
and that is noted in the archive. So a run that ends anywhere, even by
`kill -9`, is gone on with by the next from what the archive holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy import Request

from twa.crawler.discovery.backfill import BackfillStep, Onward, PageWalk
from twa.crawler.failures import reason_of
from twa.crawler.requests.batch import Batch
from twa.crawler.requests.reading import feed_of
from twa.crawler.wire.responses import refusal_of
from twa.dataset.errors import FeedError, MessageError, RejectReason
from twa.dataset.exchange import Origin
from twa.dataset.feeds import NOT_THERE
from twa.dataset.web.answers import SUCCESS
from twa.dataset.web.urls import BadUrl, canonical

if TYPE_CHECKING:
    from scrapy.http import Response

    from twa.crawler.context import CrawlContext
    from twa.crawler.requests.articles import ArticleRequests
    from twa.dataset.feeds import Entry, Feed


class PageBackfill:
    """From a feed to its further pages, down to their end, the window's, or what is covered."""

    def __init__(self, context: CrawlContext, articles: ArticleRequests, feed_url: str) -> None:
        self._context = context
        self._articles = articles
        self._feed = feed_url
        steps = [
            step
            for _, step in context.state.steps()
            if step.mode == "pages" and step.source == feed_url
        ]
        self._walk = PageWalk(context.options.window, steps, datetime.now(UTC))
        self._told = context.recorder.backfills("pages", feed_url, context.options.window)

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
        return self._context.state.fate_of(address) is not None

    def _go(self, page: str, onward: Onward) -> None:
        walk, end = self._walk, onward.why if onward.end else ""
        window = self._context.options.window
        step = BackfillStep("pages", self._feed, page, walk.newest, walk.oldest, window, end)
        self._context.recorder.note_step(step)
        if onward.url is None:
            self._told.reaches(walk.newest, walk.oldest)
            self._told.ended(onward.why)
            return
        self._context.send(
            Request(
                onward.url,
                self._parse,
                errback=self._failed,
                dont_filter=True,
                # Never with validators: WordPress has one ETag for all pages of all feeds.
                meta={
                    "origin": Origin(role="feed", via=page, hops="L"),
                    "sites": self._articles.sites,
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
        if response.status not in SUCCESS:
            self._broke(response.url, *refusal_of(response))
            return
        try:
            feed = feed_of(response, self._context.state.reader)
        except MessageError as error:
            self._broke(response.url, "undecodable", str(error))
            return
        except FeedError as error:
            self._broke(response.url, "not-a-feed", str(error))
            return
        yield from self._articles.of_feed(feed, self.after(feed))

    def _failed(self, failure: Any) -> None:
        self._broke(failure.request.url, *reason_of(failure.value, failure.request))

    def _broke(self, url: str, reason: RejectReason, detail: str) -> None:
        self._told.broke(f"{url} could not be read ({reason}: {detail})")
        self._context.recorder.backfill_broke(url, reason, detail)

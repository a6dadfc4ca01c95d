"""Article requests: asks for each, and counts the responses."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from scrapy import Request

from twa.crawler.discovery.plan import Candidate, KnownArticle, Outside, Refusal, decide
from twa.crawler.discovery.window import UNLIMITED
from twa.crawler.failures import Postponed, Refused, reason_of
from twa.crawler.middlewares import conditional
from twa.crawler.middlewares.boundary import wall_of
from twa.crawler.requests.batch import Batch, answered
from twa.crawler.requests.further import FurtherPages
from twa.crawler.wire.handler import role_of
from twa.crawler.wire.responses import refusal_of
from twa.dataset.crawl_state.listings import dates_of_all
from twa.dataset.crawl_state.schedule import Errand, Why, errands
from twa.dataset.errors import RejectReason
from twa.dataset.exchange import WALL, Origin
from twa.dataset.pages.paging import MOST, number_of
from twa.dataset.web.answers import GONE, NOT_MODIFIED, SUCCESS
from twa.dataset.web.links import is_home, is_notice, refusal
from twa.dataset.web.sites import same_site
from twa.dataset.web.urls import canonical

if TYPE_CHECKING:
    from scrapy.http import Response

    from twa.crawler.context import CrawlContext
    from twa.dataset.feeds import Feed


PAGE: Final = "page_of_article"
"""Key in `Request.meta`: which page of its article is asked for, where it is not the first."""


class ArticleRequests:
    """The article requests of one crawl, from whatever list they come."""

    def __init__(self, context: CrawlContext) -> None:
        self._context = context
        self._recorder = context.recorder
        self._further = FurtherPages()
        self.sites: tuple[str, ...] = (context.source.url,)
        """URLs of the sites that an article may stand on: of the source, and where a feed moved."""

    def moved(self, feed_url: str) -> None:
        """A feed answered here: where that is another site, its articles stand on it, too."""
        if not any(same_site(feed_url, one) for one in self.sites):
            self.sites += (feed_url,)

    def close(self) -> None:
        """The crawl is over."""
        self._further.close()

    def of_feed(self, feed: Feed, batch: Batch | None = None) -> Iterator[Request]:
        """Report a feed, or a further page of one, and ask for its articles."""
        self._recorder.polled(
            feed.url, 200, entries=len(feed.entries), problems=feed.problems, hub=feed.hub_url
        )
        if feed.truncated:
            self._recorder.feed_cut(feed.url, f"{len(feed.entries)} entries before the cut")
        made, now = dates_of_all(feed), datetime.now(UTC)
        candidates = (
            Candidate.of_entry(entry, feed.url, now=now, believed=entry.updated_raw not in made)
            for entry in feed.entries
        )
        return self.of_candidates(candidates, batch)

    def unseen_changes(self, feed_url: str) -> Iterator[Request]:
        """Ask again for what may have changed of that which a feed showed, and shows not how."""
        state = self._context.state
        places = state.polls.changed_unseen(feed_url, datetime.now(UTC))
        asked = [place for place in places if not self._recorder.has_asked(place)]
        if asked:
            self._recorder.looks_back(feed_url, len(asked))
        for place in asked:
            yield self._request(place, Origin("article", feed_url, "L"), "again")

    def of_candidates(
        self,
        candidates: Iterable[Candidate],
        batch: Batch | None = None,
        *,
        hops: str = "L",
        categories: tuple[str, ...] = (),
    ) -> Iterator[Request]:
        """Decide about each candidate: visit, known, outside, or refused with a reason."""
        requests = self._decided(candidates, Origin("article", None, hops, categories))
        return batch.sent(requests) if batch else requests

    async def left(self) -> AsyncIterator[Request]:
        """What is to be fetched beside what a feed shows now, and was not asked for in this run."""
        context = self._context
        await context.flush()
        now, follow_any = datetime.now(UTC), context.options.follow_any
        articles = context.state.agenda(context.ages).to_do(now, follow_any=follow_any)
        found = errands(articles, now, follow_any=follow_any, ages=context.ages)
        ordered = sorted(found, key=lambda errand: errand.why == "again")
        for errand in [*ordered, *(self._given_up() if context.options.force else ())]:
            if self._recorder.has_asked(errand.article.address):
                continue
            # What a feed shows outside of the window is left for another run.
            if errand.why != "new" or context.options.window == UNLIMITED:
                article = errand.article
                origin = Origin("article", article.via, "L")
                yield self._request(article.address, origin, errand.why)

    def _given_up(self) -> Iterator[Errand]:
        """Articles that failed too often to be asked for."""
        context = self._context
        for article in context.state.agenda(context.ages).outstanding():
            yield Errand(article, "retry")

    def again(self, url: str) -> Request:
        """Ask for an article whatever became of it before."""
        address = canonical(url)
        had = self._context.state.fate_of(address) is not None
        origin = Origin("article", self._context.source.url, "L")
        return self._request(address, origin, "again" if had else "new")

    def dropped(self, request: Request) -> None:
        """What was asked for before is not asked twice; where a redirect led to it, say so."""
        hops: list[str] = request.meta.get("redirect_urls", [])
        if hops:
            reason: RejectReason = "redirect-loop" if request.url in hops else "duplicate"
            if is_home(request.url) or is_notice(request.url):
                reason = "no-article"
            via = request.meta["origin"].via
            self._recorder.refused(hops[0], reason, f"it redirects to {request.url}", via=via)
        answered(request)

    def _decided(self, candidates: Iterable[Candidate], origin: Origin) -> Iterator[Request]:
        state, options = self._context.state, self._context.options
        wanted = self._context.source.wanted
        for decision in decide(
            candidates,
            fate_of=state.fate_of,
            seen_at=state.seen_at,
            is_changed=state.is_changed,
            follow_any=options.follow_any,
            window=options.window,
            wanted=wanted,
        ):
            url, via, entry = decision.url, decision.of.via, decision.of.entry
            if isinstance(decision, Refusal):
                reason, detail = decision.reason, decision.detail
                self._recorder.refused(url, reason, detail, via=via, entry=entry)
            elif isinstance(decision, Outside):
                self._recorder.outside(url, via=via, entry=entry)
            elif isinstance(decision, KnownArticle) or self._recorder.has_asked(url):
                self._recorder.known()
            else:
                why: Why = "changed" if decision.again else "new"
                if why == "new":
                    self._recorder.wanted()
                # What an entry does not say, its page may.
                named = origin.categories or (() if decision.of.categories else wanted.categories)
                yield self._request(url, replace(origin, via=via, categories=named), why)

    def _request(self, url: str, origin: Origin, why: Why, *, counted: bool = True) -> Request:
        self._recorder.asks(url, why if counted else "new")
        return Request(
            url,
            self._came,
            errback=self._failed,
            # A host that is asked for one thing an hour is asked for what nobody has, first.
            priority=-1 if why == "again" else 0,
            meta={
                "origin": origin,
                "sites": () if self._context.options.follow_any else self.sites,
                "again": why in ("again", "changed"),
                conditional.META: why != "new",
            },
        )

    async def _came(self, response: Response) -> AsyncIterator[Request]:
        """The page is in the archive; here it is only counted, and its next page asked for."""
        assert response.request is not None
        if (wall := _wall(response.request)) is not None:
            self._refused(response.request, "offsite", wall)
            answered(response.request)
            return
        again, number = response.meta["again"], response.meta.get(PAGE, 1)
        asked = conditional.is_conditional(response.request)
        if response.status in SUCCESS or (response.status == NOT_MODIFIED and asked):
            if number > 1:
                self._recorder.got_further()
            else:
                self._recorder.got(again=again)
            if (onward := await self._next_page(response, number)) is not None:
                yield onward
        elif response.status in GONE and again:
            self._recorder.gone(response.url, response.status)
        else:
            self._lost(response.request, *refusal_of(response))
        answered(response.request)

    async def _next_page(self, response: Response, number: int) -> Request | None:
        """The request for the next page of an article, where it has one that nobody asked for."""
        if response.status not in SUCCESS or number >= MOST or number_of(response.url) != number:
            return None
        url = await self._further.after(response)
        if url is None or self._recorder.has_asked(url) or refusal(url, response.url):
            return None
        hops = response.meta["origin"].hops + "L"
        why: Why = "again" if response.meta["again"] else "new"
        request = self._request(url, Origin("article", response.url, hops), why, counted=False)
        request.meta[PAGE] = number + 1
        return request

    def _failed(self, failure: Any) -> None:
        """No page came: count why. What we refused ourselves goes into the archive."""
        reason, detail = reason_of(failure.value, failure.request)
        if isinstance(failure.value, Postponed):
            self._recorder.postponed(failure.request.url, detail)
        elif (wall := _wall(failure.request)) is not None:
            self._refused(failure.request, "offsite", wall)
        elif isinstance(failure.value, Refused):
            self._refused(failure.request, reason, detail)
        elif reason == "redirect-loop":
            # The hops are answers like any others: that they were given up is ours to say.
            via, link = failure.request.meta["origin"].via, failure.request.meta["redirect_urls"][0]
            self._recorder.refused(link, reason, detail, via=via)
        else:
            self._lost(failure.request, reason, detail)
        answered(failure.request)

    def _refused(self, request: Request, reason: RejectReason, detail: str) -> None:
        via = request.meta["origin"].via
        self._recorder.refused(request.url, reason, detail, via=via)

    def _lost(self, request: Request, reason: RejectReason, detail: str) -> None:
        origin: Origin = request.meta["origin"]
        self._recorder.failed(request.url, reason, detail, via=origin.via)


def _wall(request: Request) -> str | None:
    """What stands in the place of the page, where it is a wall of another site."""
    return wall_of(request) if role_of(request) == WALL else None

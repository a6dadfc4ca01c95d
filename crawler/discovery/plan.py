"""Decides about each entry of a feed or sitemap: fetch, known, outside the window, refused.

The clock, the ledger and the network are the caller's; nothing here touches them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from twa.crawler.discovery.window import UNDATED, TimeSpan, Window, span_of, span_of_path
from twa.crawler.sources.entry_filter import EntryFilter
from twa.dataset.crawl_state.schedule import Fate
from twa.dataset.errors import RejectReason
from twa.dataset.feeds import Entry
from twa.dataset.feeds.sitemaps import Location
from twa.dataset.web.links import is_home, refusal
from twa.dataset.web.urls import canonical


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a feed or a sitemap (at `via`) says of one article, as far as the plan needs it.

    `link` is as it stood, "" where there is none; `entry` is what the feed calls
    it; `published` is when it may have been published, `changed` when it last
    changed, if the list says so by itself. `title` and `categories` are as listed.
    """

    link: str
    via: str
    entry: str | None = None
    published: TimeSpan = UNDATED
    changed: datetime | None = None
    title: str = ""
    categories: tuple[str, ...] = ()

    @classmethod
    def of_entry(cls, entry: Entry, feed_url: str, *, now: datetime, believed: bool = True) -> Self:
        """An entry of the feed at `feed_url`, read `now`.

        When it changed counts if it is `believed`, and does not lie ahead.
        """
        updated = entry.updated if believed else None
        told = updated is not None and updated.value <= now
        return cls(
            entry.link or "",
            feed_url,
            entry.id,
            span_of(entry.published),
            changed=updated.value if updated is not None and told else None,
            title=entry.title,
            categories=entry.categories,
        )

    @classmethod
    def of_location(cls, location: Location, sitemap_url: str) -> Self:
        """A URL of the sitemap at `sitemap_url`: it was published before it last changed."""
        news = location.news
        span = TimeSpan(None, span_of(location.lastmod).last).meets(span_of_path(location.url))
        stated = span_of(news.published) if news else UNDATED
        published = stated if stated.first else span
        changed = location.lastmod.value if location.lastmod else None
        title = news.title if news else ""
        return cls(location.url, sitemap_url, published=published, changed=changed, title=title)


@dataclass(frozen=True, slots=True)
class Visit:
    """Fetch the article at `url`, the one spelling of its address; `again` if it was had before."""

    url: str
    of: Candidate
    again: bool = False


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """The archive holds the article already, or knows that it is gone."""

    url: str
    of: Candidate


@dataclass(frozen=True, slots=True)
class Outside:
    """Not published in the window that the user asked for."""

    url: str
    of: Candidate


@dataclass(frozen=True, slots=True)
class Refusal:
    """Do not fetch, and say why: `reason` is one of `schemas/reject.schema.json`."""

    url: str
    of: Candidate
    reason: RejectReason
    detail: str


ALL: Final = EntryFilter()
"""Nothing is left out."""

Decision = Visit | KnownArticle | Outside | Refusal

DETAILS: Final[Mapping[RejectReason, str]] = {
    "bad-url": "the link is not a URL",
    "scheme": "the link is neither http nor https",
    "offsite": "the link leads to another site; -a follow=any follows it",
    "not-an-article": "the link leads to something that is not an article page",
    "empty": "the entry has no link",
    "duplicate": "an entry before it has the same link",
}


def decide(
    candidates: Iterable[Candidate],
    *,
    fate_of: Callable[[str], Fate | None],
    seen_at: Callable[[str], datetime | None],
    is_changed: Callable[[str], bool],
    follow_any: bool,
    window: Window,
    wanted: EntryFilter = ALL,
) -> Iterator[Decision]:
    """One decision each, in their order.

    `fate_of` tells what the archive knows of a URL, `seen_at` when it was last
    asked for, `is_changed` whether a list says something else of it than then.
    What failed is tried again; what is got, gone or given up is not, unless a
    sitemap says that it changed since. What is not `wanted` is refused.
    """
    seen: set[str] = set()
    for candidate in candidates:
        reason = _refusal(candidate, follow_any)
        if reason is not None:
            yield Refusal(candidate.link or candidate.via, candidate, reason, DETAILS[reason])
            continue
        url = canonical(candidate.link)
        if url in seen:
            yield Refusal(candidate.link, candidate, "duplicate", DETAILS["duplicate"])
            continue
        seen.add(url)
        again = fate_of(url) not in (None, Fate.FAILED)
        if not again and (unwanted := _unwanted(candidate, url, wanted)):
            yield unwanted
            continue
        last = seen_at(url) if again and candidate.changed else None
        # A date may be a day only, or of another clock: then that it is another date tells.
        stale = candidate.changed and last and (last < candidate.changed or is_changed(url))
        if again and not stale:
            yield KnownArticle(url, candidate)
        elif window.may_hold(candidate.published):
            yield Visit(url, candidate, again=again)
        else:
            yield Outside(url, candidate)


def _unwanted(candidate: Candidate, url: str, wanted: EntryFilter) -> Refusal | None:
    found = wanted.refusal(title=candidate.title, url=url, categories=candidate.categories)
    return None if found is None else Refusal(url, candidate, *found)


def _refusal(candidate: Candidate, follow_any: bool) -> RejectReason | None:
    if not candidate.link:
        return "empty"
    reason = refusal(candidate.link, candidate.via, follow_any)
    if reason is None and candidate.entry is None:
        # Sitemaps list home pages too; no feed does.
        return "not-an-article" if is_home(candidate.link) else None
    return reason

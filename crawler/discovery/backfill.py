"""Backfill planning: the next page or sitemap to ask for, and the range that was covered.

A feed shows a window, and its further pages shift whenever something is
published (RFC 5005, section 3: paged feeds are lossy). So a walk over pages is
resumed by the dates it covered, not by the numbers of pages, and nothing here
ever calls a range complete: it says from when to when was looked, and why the
walk ended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from twa.crawler.discovery.window import UNLIMITED, TimeSpan, Window, span_of
from twa.dataset.errors import RejectReason
from twa.dataset.feeds import Entry, Feed
from twa.dataset.feeds.sitemaps import Location, Sitemap
from twa.dataset.warc.records import format_date, parse_date
from twa.dataset.web.sites import same_site
from twa.dataset.web.urls import BadUrl, canonical, join

STEP: Final = "backfill"
"""The field of an archived metadata record that makes it a step: `pages` or `sitemap`."""

MAX_PAGES: Final = 10_000
"""Further pages of one feed asked for in one run; a feed without end is no archive."""

CHILDREN: Final = 3
"""Sitemaps of one index that are polled, or looked at."""

ROLES: Final = {"pages": "feed", "sitemap": "sitemap"}
"""Roles of the documents of a backfill."""

GUESSES: Final = ("/wp-sitemap.xml", "/sitemap.xml", "/news-sitemap.xml")
"""Where sitemaps stand if robots.txt names none: WordPress, everybody, Google News."""

_SECTION: Final = re.compile(r"(?:\A|&)(?:cat|category_name|tag)=")

# Sitemaps that list no articles, by the names that WordPress and its plugins give them.
_NO_ARTICLES: Final = re.compile(
    r"(?:/wp-sitemap-(?:taxonomies-|users-|posts-page-)"
    r"|[/_-](?:page|category|post_tag|tag|author|product|image|video)s?-?sitemap)[\w-]*\.xml",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class BackfillStep:
    """A document of a backfill that was read, and every article it led to was answered for.

    For a page of a feed (`mode` is `pages`), `newest` and `oldest` are the
    publication dates from the first page of its walk down to this one, without
    a gap; for a sitemap they are of its own entries. `window` is what the run
    was limited to. `end` says why nothing comes after it, "" where something may.
    """

    mode: str
    source: str
    url: str
    newest: datetime | None = None
    oldest: datetime | None = None
    window: Window = UNLIMITED
    end: str = ""

    def fields(self) -> dict[str, str]:
        """The fields of the metadata record that it is archived as."""
        dates = {
            "newest": self.newest,
            "oldest": self.oldest,
            "since": self.window.since,
            "until": self.window.until,
        }
        return {
            STEP: self.mode,
            "source": self.source,
            "document": self.url,
            **{name: format_date(date) for name, date in dates.items() if date},
            **({"end": self.end} if self.end else {}),
        }

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> Self:
        """The step that was archived with these fields."""

        def date(name: str) -> datetime | None:
            return parse_date(fields[name]) if name in fields else None

        return cls(
            fields[STEP],
            fields.get("source", ""),
            fields.get("document", ""),
            date("newest"),
            date("oldest"),
            Window(date("since"), date("until")),
            fields.get("end", ""),
        )


@dataclass(frozen=True, slots=True)
class Onward:
    """What to do after a page: ask for `url`, or if it is None stop, for the reason `why`.

    `end` says that the feed has nothing beyond; otherwise another run may go on.
    """

    url: str | None
    why: str = ""
    end: bool = False


@dataclass(frozen=True, slots=True)
class _Jump:
    """From a page that ends `before` to where the walk of `step` stopped, or else `instead`."""

    step: BackfillStep
    instead: str | None
    before: datetime


@dataclass(slots=True)
class PageWalk:
    """One walk over the pages of a feed, from the first on.

    `steps` are of earlier walks of this feed, oldest first. Where the walk
    comes upon what one of them covered, it goes on at that one's deep end.
    """

    window: Window
    steps: Sequence[BackfillStep]
    now: datetime
    newest: datetime | None = None
    oldest: datetime | None = None
    pages: int = 0
    _asked: set[str] = field(default_factory=set)
    _seen: set[str] = field(default_factory=set)
    _jump: _Jump | None = None

    def after(self, feed: Feed, is_known: Callable[[Entry], bool]) -> Onward:
        """What to do after this page. `is_known` says whether an entry's article was met."""
        self.pages += 1
        self._asked.add(canonical(feed.url))
        jump, self._jump = self._jump, None
        dates = [date for entry in feed.entries if (date := self._date(entry))]
        if jump and max(dates, default=jump.before) < (jump.step.oldest or jump.before):
            # Posts were taken away since, and the pages moved up: it is no neighbour any more.
            return Onward(jump.instead)
        ids = {entry.id for entry in feed.entries}
        if not ids:
            return Onward(None, f"{feed.url} has no entries", end=True)
        if ids <= self._seen:
            return Onward(None, f"{feed.url} repeats the pages before it", end=True)
        self._seen |= ids
        self._cover(*dates, jump.step.oldest if jump else None)
        if self.window.since and dates and max(dates) < self.window.since:
            return Onward(None, f"all of {feed.url} is older than the window")
        onward = self._next(feed)
        step = self._joins(feed, is_known)
        if step is None or canonical(step.url) in self._asked:
            return onward
        if step.end:
            self._cover(step.oldest)
            return Onward(None, step.end, end=True)
        # The page where that walk stopped is read again: pages have shifted since.
        self._jump = _Jump(step, onward.url, max(dates))
        return Onward(step.url)

    def missing(self, url: str, status: int) -> Onward:
        """What to do where a page is not there."""
        jump, self._jump = self._jump, None
        if jump:
            return Onward(jump.instead)
        return Onward(None, f"{url} answered {status}", end=True)

    def _cover(self, *dates: datetime | None) -> None:
        known = [date for date in (*dates, self.newest, self.oldest) if date]
        self.newest, self.oldest = max(known, default=None), min(known, default=None)

    def _date(self, entry: Entry) -> datetime | None:
        published = entry.published
        # A date that is yet to come says nothing about an entry's place.
        if published is None or published.value > self.now + timedelta(days=1):
            return None
        return published.value

    def _joins(self, feed: Feed, is_known: Callable[[Entry], bool]) -> BackfillStep | None:
        """The deepest step of a walk that covered where this page ends."""
        last = feed.entries[-1]
        date = self._date(last)
        if date is None or not is_known(last):
            return None
        covering = [
            step
            for step in self.steps
            if step.newest
            and step.oldest
            and step.oldest <= date <= step.newest
            # What was left out then because of a window was not covered.
            and self.window.within(step.window)
        ]
        return min(covering, key=lambda step: (step.oldest, not step.end), default=None)

    def _next(self, feed: Feed) -> Onward:
        if self.pages >= MAX_PAGES:
            return Onward(None, f"{MAX_PAGES} pages are the most that is read in one run")
        url = next_page(feed)
        if not same_site(url, feed.url):
            return Onward(None, f"the next page is on another site: {url}", end=True)
        if canonical(url) in self._asked:
            return Onward(None, f"the next page was read already: {url}", end=True)
        return Onward(url)


def next_page(feed: Feed) -> str:
    """Where older entries stand: what the feed says, else as WordPress has it.

    RFC 5005, section 4: `prev-archive` leads to documents that no longer change;
    section 3: `next` to pages that do. WordPress names neither and has `?paged=N`.
    """
    for named in (feed.prev_archive_url, feed.next_url):
        if named:
            return join(feed.url, named)
    parts = urlsplit(feed.url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    paged = dict(query).get("paged", "")
    number = int(paged[:6]) if paged.isascii() and paged.isdigit() else 1
    kept = [pair for pair in query if pair[0] != "paged"]
    return parts._replace(query=urlencode([*kept, ("paged", max(1, number) + 1)])).geturl()


def categories_of(feed: Feed) -> tuple[str, ...]:
    """The categories that a feed of one section is of: those that all its entries share.

    Empty for the feed of a whole site, and where the entries do not say.
    """
    parts = urlsplit(feed.url)
    steps = [step for step in parts.path.split("/") if step not in ("", "feed", "rss", "atom")]
    if not steps and not _SECTION.search(parts.query):
        return ()
    shared = [set(entry.categories) for entry in feed.entries]
    return tuple(sorted(set.intersection(*shared))) if len(shared) > 1 else ()


# --- Sitemaps --------------------------------------------------------------------------


def sitemaps_of(site: str, named: Iterable[str]) -> list[str]:
    """The sitemaps that robots.txt names, of the site of `site` alone, each once."""
    found = dict.fromkeys(join(site, url) for url in named)
    return [url for url in found if same_site(url, site)]


def child_refusal(location: Location, site: str) -> RejectReason | None:
    """Why a sitemap that an index names must not be asked for, or None: a reason of `rejects`."""
    try:
        canonical(location.url)
    except BadUrl:
        return "bad-url"
    return None if same_site(location.url, site) else "offsite"


def is_of_use(location: Location, window: Window) -> bool:
    """Whether a sitemap may list articles of the window: not if it last changed before it."""
    changed = TimeSpan(None, span_of(location.lastmod).last)
    return window.may_hold(changed) and not _NO_ARTICLES.search(location.url)


def newest_of(index: Sitemap, site: str) -> list[str]:
    """The sitemaps of an index that may have news: those for news alone, or what changed last."""
    some = [
        one
        for one in index.locations
        if child_refusal(one, site) is None and is_of_use(one, UNLIMITED)
    ]
    news = [one for one in some if "news" in one.url.rpartition("/")[2].lower()]
    # Where nothing is dated, the last one has what came last.
    order = sorted(
        enumerate(news or some),
        key=lambda pair: (
            pair[1].lastmod.value.timestamp() if pair[1].lastmod else 0.0,
            pair[0],
        ),
        reverse=True,
    )
    return [one.url for _, one in order[:CHILDREN]]


def is_done(
    location: Location, window: Window, steps: Iterable[tuple[datetime, BackfillStep]]
) -> bool:
    """Whether a sitemap was worked off after it last changed, for at least this window."""
    changed = span_of(location.lastmod).last
    return changed is not None and any(
        step.url == location.url and at >= changed and window.within(step.window)
        for at, step in steps
    )

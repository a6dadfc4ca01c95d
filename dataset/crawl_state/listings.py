"""The links that a captured feed or sitemap lists, with a digest of each entry."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime

from twa.dataset.errors import FeedError, MessageError
from twa.dataset.exchange import POLLED_ROLES
from twa.dataset.feeds import Entry, Feed, sitemaps
from twa.dataset.feeds.listing_page import FORMAT
from twa.dataset.feeds.polled import UNDATED, SitemapIndex
from twa.dataset.feeds.reader import FeedReader
from twa.dataset.feeds.sameness import Telling, id_of, timed
from twa.dataset.feeds.text import plain
from twa.dataset.warc.captures import Capture
from twa.dataset.web.robots import LIMIT
from twa.dataset.web.schedule import Hints
from twa.dataset.web.urls import url_key


@dataclass(frozen=True, slots=True)
class Listing:
    """A link as listed. `mark` is equal for equal words, whatever markup stands about them.

    `entry` is the id that it has beside its link; `title` and `published` are as in `Telling`.
    """

    link: str
    address: str
    mark: str
    entry: str | None = None
    title: str = ""
    published: str | None = None

    @property
    def telling(self) -> Telling:
        """What it says of its article, for entries with its id and another link."""
        return Telling(self.address, self.title, self.published)


@dataclass(frozen=True, slots=True)
class Listings:
    """What one document lists, in its order, and what it says of how often to ask.

    `built` is when it changed last by its own account (aware), null where it does not say.
    """

    listings: tuple[Listing, ...]
    hints: Hints = field(default_factory=Hints)
    built: datetime | None = None


def read(capture: Capture, feeds: FeedReader) -> Listings | None:
    """What a whole capture of a feed or sitemap lists; None for what is neither or unreadable."""
    role = capture.origin.role
    octets = payload(capture) if role in (*POLLED_ROLES, "sitemap") else None
    if octets is None:
        return None
    try:
        return _feed(capture, octets, feeds) if role in POLLED_ROLES else _sitemap(capture, octets)
    except SitemapIndex:
        # It answered as it should, or its source would pass for one that never did.
        return Listings(())
    except FeedError:
        return None


def payload(capture: Capture) -> bytes | None:
    """The decoded payload of a capture, at most as long as its reader takes; None for none."""
    if capture.response is None or capture.problem:
        return None
    try:
        octets = capture.response.payload()
    except MessageError:
        return None
    # One octet more says that it was longer.
    return octets[: LIMIT + 1] if capture.origin.role == "robots" else octets


def _feed(capture: Capture, octets: bytes, feeds: FeedReader) -> Listings:
    kind, role = _content_type(capture), capture.origin.role
    feed = feeds.read(octets, url=capture.url, content_type=kind, role=role)
    return Listings(
        tuple(
            replace(
                _listing(entry.link, _headed(feed, entry), _told(feed, entry)),
                entry=id_of(entry),
                title=entry.title,
                published=timed(entry.published),
            )
            for entry in feed.entries
            if entry.link and url_key(entry.link)
        ),
        feed.hints,
        feed.updated.value if feed.updated and feed.updated.timed else None,
    )


def _headed(feed: Feed, entry: Entry) -> str:
    """Its title, where that says that an article changed: a front page words its own anew."""
    return "" if feed.format == FORMAT else entry.title


def _told(feed: Feed, entry: Entry) -> str:
    """What changes when the article does; of a sitemap that is its date, of a page nothing."""
    changed = entry.updated_raw or ""
    if feed.format in UNDATED:
        return changed
    text = entry.content_html or entry.summary_html or ""
    return text if changed in dates_of_all(feed) else f"{text}\n{changed}"


def dates_of_all(feed: Feed) -> set[str]:
    """The instant of change that all entries of a feed share: when it was made, of no evidence."""
    instants = {entry.updated_raw or "" for entry in feed.entries}
    return instants if len(instants) == 1 < len(feed.entries) else {""}


def _sitemap(capture: Capture, octets: bytes) -> Listings:
    found = sitemaps.parse(octets, url=capture.url, content_type=_content_type(capture))
    dated = (one for one in found.locations if one.lastmod_raw and url_key(one.url))
    return Listings(tuple(_listing(one.url, "", one.lastmod_raw or "") for one in dated))


def _content_type(capture: Capture) -> str | None:
    return capture.response.get("content-type") if capture.response else None


def _listing(link: str, title: str, text: str) -> Listing:
    words = f"{title}\n{plain(text)}".encode("utf-8", "replace")
    return Listing(link, url_key(link) or link, hashlib.sha256(words).hexdigest()[:32])

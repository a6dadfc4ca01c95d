"""What a polled source lists, whatever it is: a feed, a sitemap, or a page of links, as a Feed.

A sitemap that is polled is read as a feed of its URLs. One for news (Google, "Create a
news sitemap") gives their titles and dates of publication, any one when they changed. A page
is read for its links where it was asked for as a listing, and never where a feed was: a site in
trouble shows pages everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from twa.dataset import feeds
from twa.dataset.errors import FeedError
from twa.dataset.exchange import LISTING
from twa.dataset.feeds import listing_page, sitemaps, tree
from twa.dataset.feeds.decoding import decode, unpacked
from twa.dataset.feeds.entries import finish
from twa.dataset.feeds.model import Entry, Feed
from twa.dataset.web.links import is_home
from twa.dataset.web.urls import url_key

SITEMAPS: Final = ("news-sitemap", "sitemap")
"""Formats of feeds that were sitemaps."""

UNDATED: Final = (*SITEMAPS, listing_page.FORMAT)
"""Formats in which a date is no more than an extra."""


class SitemapIndex(FeedError):
    """An index of sitemaps: it lists nothing itself, and names what does."""


def parse(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    captured_at: datetime | None = None,
    role: str = "feed",
) -> Feed:
    """The feed in `body`, or the sitemap there as a feed; arguments as for `feeds.parse`.

    With the role `LISTING` it is the page there, as a feed of its links.

    A file that is gzipped, once or twice, is read as what is in it. Raises FeedError for what
    lists nothing, SitemapIndex for an index that names sitemaps.
    """
    if role == LISTING:
        return listing_page.read(body, url=url, content_type=content_type)
    octets = unpacked(body, url=url, limit=feeds.LIMIT)
    if octets is not body:
        # What the field says is of the gzip file.
        content_type = None
    text, _ = decode(octets[: 2 * tree.PROLOG], content_type)
    if tree.find_root(text, sitemaps.DIALECT) is None and not sitemaps.is_text(text):
        return feeds.parse(octets, url=url, content_type=content_type, captured_at=captured_at)
    found = sitemaps.parse(octets, url=url, content_type=content_type)
    if found.kind == "index" and found.locations:
        named = [one.url for one in found.locations if url_key(one.url) != url_key(url)][:3]
        if not named:
            raise SitemapIndex("an index of sitemaps that names itself alone", subject=url)
        told = ", ".join(named)
        raise SitemapIndex("an index of sitemaps; give one that it names", subject=url, cause=told)
    news = any(location.news for location in found.locations)
    return Feed(
        url=url,
        format=SITEMAPS[0] if news else SITEMAPS[1],
        title=next((one.news.publication or "" for one in found.locations if one.news), ""),
        entries=finish(_entries(found), url=url, got=captured_at, changed=None),
        problems=found.problems,
    )


def _entries(sitemap: sitemaps.Sitemap) -> Iterator[Entry]:
    # Sitemaps list home pages too; no feed does.
    pages = (one for one in sitemap.locations if not is_home(one.url))
    for position, one in enumerate(pages):
        news = one.news or sitemaps.News()
        yield Entry(
            position,
            id=one.url,
            link=one.url,
            title=news.title,
            published=news.published,
            published_raw=news.published_raw,
            updated=one.lastmod,
            updated_raw=one.lastmod_raw,
        )

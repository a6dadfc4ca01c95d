"""Parses the feed or sitemap in a response.

A body whose content codings can't be taken off is no feed and no sitemap, and raises MessageError.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from twa.crawler.wire.responses import content_type, message, payload
from twa.dataset import feeds
from twa.dataset.feeds import sitemaps
from twa.dataset.web.link_fields import links
from twa.dataset.web.urls import join

if TYPE_CHECKING:
    from scrapy.http import Response

    from twa.dataset.feeds import Feed
    from twa.dataset.feeds.reader import FeedReader
    from twa.dataset.feeds.sitemaps import Sitemap


def feed_of(response: Response, reader: FeedReader, role: str = "feed") -> Feed:
    """The feed in a response, or a sitemap or listing as one. Raises FeedError, MessageError.

    A hub that the answer's `Link` fields name counts before that of the feed (WebSub, section 4).
    """
    octets, kind = payload(response), content_type(response)
    feed = reader.read(octets, url=response.url, content_type=kind, role=role)
    fields = message(response).get_all("Link")
    hub = next((link.target for link in links(fields) if "hub" in link.relations), None)
    return replace(feed, hub_url=join(response.url, hub)) if hub else feed


def sitemap_of(response: Response) -> Sitemap:
    """The sitemap in a response. Raises FeedError, MessageError."""
    octets = payload(response)
    return sitemaps.parse(octets, url=response.url, content_type=content_type(response))


def feeds_named_by(response: Response) -> list[str]:
    """URLs of the feeds that a page names, its own first."""
    return feeds.discover(payload(response), response.url, content_type(response))

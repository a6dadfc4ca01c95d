"""What a response lists, by the one parser of feeds and sitemaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twa.dataset import feeds
from twa.dataset.feeds import polled, sitemaps

if TYPE_CHECKING:
    from scrapy.http import Response

    from twa.dataset.feeds import Feed
    from twa.dataset.feeds.sitemaps import Sitemap


def feed_of(response: Response) -> Feed:
    """The feed in a response, or a sitemap as one. Raises FeedError."""
    return polled.parse(response.body, url=response.url, content_type=_content_type(response))


def sitemap_of(response: Response) -> Sitemap:
    """The sitemap in a response. Raises FeedError."""
    return sitemaps.parse(response.body, url=response.url, content_type=_content_type(response))


def feeds_named_by(response: Response) -> list[str]:
    """URLs of the feeds that a page names, its own first."""
    return feeds.discover(response.body, response.url, _content_type(response))


def _content_type(response: Response) -> str:
    """The field as it stood, "" where there is none."""
    return (response.headers.get("Content-Type") or b"").decode("latin-1")

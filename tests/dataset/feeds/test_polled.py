"""A source that is polled: a feed, a sitemap as a feed, either of them gzipped."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from twa.dataset.errors import FeedError
from twa.dataset.feeds import polled

URL = "https://harbour.example/news-sitemap.xml"
NEWS = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
 <url><loc>https://harbour.example/</loc></url>
 <url><loc>https://harbour.example/2025/05/ferry/</loc><lastmod>2025-05-02T08:00:00Z</lastmod>
  <news:news><news:publication><news:name>Harbour Wire</news:name><news:language>en</news:language>
  </news:publication><news:publication_date>2025-05-01T09:30:00+08:00</news:publication_date>
  <news:title>The ferry &amp; the fog</news:title></news:news></url>
</urlset>"""
PLAIN = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
 <url><loc>https://harbour.example/a/</loc><lastmod>2025-05-02</lastmod></url>
 <url><loc>https://harbour.example/b/</loc></url></urlset>"""
INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
 <sitemap><loc>https://harbour.example/posts-1.xml</loc></sitemap></sitemapindex>"""
RSS = b"""<rss version="2.0"><channel><title>Wire</title><item><guid>1</guid>
 <link>https://harbour.example/a/</link><title>A</title></item></channel></rss>"""


def test_a_news_sitemap_gives_titles_and_dates_of_publication() -> None:
    feed = polled.parse(NEWS, url=URL, content_type="application/xml")
    (entry,) = feed.entries
    assert (feed.format, feed.title) == ("news-sitemap", "Harbour Wire")
    assert entry.id == entry.link == "https://harbour.example/2025/05/ferry/"
    assert entry.title == "The ferry & the fog"
    assert entry.published is not None
    assert entry.published.value == datetime(2025, 5, 1, 1, 30, tzinfo=UTC)
    assert entry.published_raw == "2025-05-01T09:30:00+08:00"
    assert entry.updated_raw == "2025-05-02T08:00:00Z"


def test_a_plain_sitemap_says_when_pages_changed() -> None:
    feed = polled.parse(PLAIN, url=URL)
    assert feed.format == "sitemap"
    assert [(e.position, e.link, e.updated_raw, e.published) for e in feed.entries] == [
        (0, "https://harbour.example/a/", "2025-05-02", None),
        (1, "https://harbour.example/b/", None, None),
    ]


@pytest.mark.parametrize("mark", ["", "\ufeff", "\n \n"])
def test_a_sitemap_of_one_url_a_line_is_one(mark: str) -> None:
    lines = (
        f"{mark}https://harbour.example/\nhttps://harbour.example/a/ \n\nhttps://harbour.example/b/"
    )
    feed = polled.parse(lines.encode(), url=URL, content_type="text/plain")
    assert [entry.link for entry in feed.entries] == [
        "https://harbour.example/a/",
        "https://harbour.example/b/",
    ]


def test_a_feed_is_a_feed() -> None:
    assert polled.parse(RSS, url=URL).format == "rss-2.0"


@pytest.mark.parametrize("body", [RSS, NEWS])
@pytest.mark.parametrize("times", [1, 2])
def test_what_was_gzipped_is_what_is_in_it(body: bytes, times: int) -> None:
    packed = body
    for _ in range(times):
        packed = gzip.compress(packed, mtime=0)
    read = polled.parse(packed, url=URL, content_type="application/gzip")
    assert read == polled.parse(body, url=URL)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (INDEX, r"an index of sitemaps.*https://harbour\.example/posts-1\.xml"),
        (
            f"<sitemapindex><sitemap><loc>{URL}</loc></sitemap></sitemapindex>".encode(),
            "names itself alone",
        ),
        (b"<html><p>closed</p></html>", "there is no RSS, RDF or Atom in it"),
        (gzip.compress(bytes(60 << 20)), "can't be unpacked"),
        (b"\x1f\x8b\x08broken", "not a feed|can't be unpacked"),
        (b"", "the body is empty"),
    ],
)
def test_what_lists_nothing_is_said(body: bytes, message: str) -> None:
    with pytest.raises(FeedError, match=message):
        polled.parse(body, url=URL)


def test_an_index_of_no_sitemaps_lists_nothing() -> None:
    body = b"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>"
    assert polled.parse(body, url=URL).entries == ()

"""Sitemaps: the protocol's forms, news, and what is broken or hostile."""

from __future__ import annotations

import gzip
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twa.dataset.errors import FeedError
from twa.dataset.feeds import sitemaps
from twa.dataset.feeds.sitemaps import Sitemap

URL = "https://harbour.example/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def parse(text: str | bytes) -> Sitemap:
    return sitemaps.parse(text.encode() if isinstance(text, str) else text, url=URL)


def test_a_urlset() -> None:
    found = parse(
        f'<?xml version="1.0" encoding="UTF-8"?><?xml-stylesheet href="x.xsl"?><urlset {NS}>'
        "<url><loc> https://harbour.example/1 </loc><lastmod>2025-03-04T08:15:30+01:00</lastmod>"
        "<changefreq>daily</changefreq><priority>0.5</priority></url>"
        "<url><loc>https://harbour.example/2</loc><lastmod>2025-03-04</lastmod></url>"
        "<url><loc>/3?a=1&amp;b=2</loc><lastmod>lately</lastmod></url>"
        "<url><loc></loc></url><url><lastmod>2025-03-04</lastmod></url><other/></urlset>"
    )
    assert (found.kind, found.problems) == ("urlset", ())
    assert [(one.url, one.lastmod_raw) for one in found.locations] == [
        ("https://harbour.example/1", "2025-03-04T08:15:30+01:00"),
        ("https://harbour.example/2", "2025-03-04"),
        ("https://harbour.example/3?a=1&b=2", "lately"),
    ]
    first, second, third = (one.lastmod for one in found.locations)
    assert first is not None
    assert first.value.isoformat() == "2025-03-04T07:15:30+00:00"
    assert second is not None
    assert second.precision == "day"
    assert third is None


def test_an_index_as_wordpress_makes_it() -> None:
    found = parse(
        f"<sitemapindex {NS}><sitemap><loc>https://harbour.example/wp-sitemap-posts-post-1.xml"
        "</loc></sitemap><sitemap><loc>https://harbour.example/b.xml.gz</loc><lastmod>2025-03-04"
        "</lastmod></sitemap></sitemapindex>"
    )
    assert found.kind == "index"
    assert [one.url for one in found.locations] == [
        "https://harbour.example/wp-sitemap-posts-post-1.xml",
        "https://harbour.example/b.xml.gz",
    ]


def test_a_news_sitemap() -> None:
    found = parse(
        f"<urlset {NS} {NEWS}><url><loc>https://harbour.example/1</loc><news:news><news:publication>"
        "<news:name>Harbour Gazette</news:name><news:language>zh-cn</news:language>"
        "</news:publication><news:publication_date>2025-03-04T08:15:30Z</news:publication_date>"
        "<news:title>Fish &amp;amp; chips 港</news:title></news:news></url></urlset>"
    )
    news = found.locations[0].news
    assert news is not None
    assert (news.title, news.publication, news.language, news.published_raw) == (
        "Fish & chips 港",
        "Harbour Gazette",
        "zh-cn",
        "2025-03-04T08:15:30Z",
    )
    assert news.published is not None


OLD = 'xmlns="http://www.google.com/schemas/sitemap/0.84"'


@pytest.mark.parametrize("namespace", ["", OLD, 'xmlns="urn:own"'])
def test_other_namespaces(namespace: str) -> None:
    found = parse(f"<urlset {namespace}><url><loc>https://harbour.example/1</loc></url></urlset>")
    assert [one.url for one in found.locations] == ["https://harbour.example/1"]


def test_text() -> None:
    found = parse("\ufeffhttps://harbour.example/1\r\n\r\n https://harbour.example/2 \nno url\n")
    assert found.kind == "text"
    assert [o.url for o in found.locations] == [f"https://harbour.example/{n}" for n in (1, 2)]


def test_a_feed_stands_for_a_sitemap() -> None:
    found = parse(
        "<rss><channel><item><link>/1</link><pubDate>Tue, 04 Mar 2025 08:15:30 GMT</pubDate></item>"
        "<item><title>no link</title></item></channel></rss>"
    )
    assert (found.kind, len(found.locations)) == ("feed", 1)
    assert found.locations[0].lastmod_raw == "Tue, 04 Mar 2025 08:15:30 GMT"


def test_gzip_even_where_it_is_cut() -> None:
    text = f"<urlset {NS}>" + "".join(
        f"<url><loc>https://harbour.example/{n}</loc></url>\n" for n in range(5000)
    )
    packed = gzip.compress(f"{text}</urlset>".encode())
    assert len(parse(packed).locations) == 5000
    cut = parse(packed[: len(packed) // 2])
    assert 0 < len(cut.locations) < 5000
    assert cut.locations == parse(packed).locations[: len(cut.locations)]
    assert cut.problems[-1].startswith("truncated at byte")


def test_broken_xml_is_mended() -> None:
    found = parse(
        f"<urlset {NS}><url><loc>https://harbour.example/?a=1&b=2</loc></url>"
        "<url><loc>https://harbour.example/2</loc><url><loc>https://harbour.example/3</loc></url>"
        "<url><loc>https://harbour.exa"
    )
    assert [one.url for one in found.locations] == [
        "https://harbour.example/?a=1&b=2",
        "https://harbour.example/2",
        "https://harbour.example/3",
    ]
    assert "truncated" in found.problems[-1]


def test_no_more_than_the_protocol_allows() -> None:
    found = parse("\n".join(f"https://harbour.example/{n}" for n in range(50_001)))
    assert len(found.locations) == sitemaps.ENTRIES
    assert found.problems == ("more than 50000 URLs: the rest is left out",)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "sitemap"),
        (b"<html><body>Not found</body></html>", "sitemap"),
        (b"\x1f\x8bbroken", "gzip"),
        (b'<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///x">]><urlset>&x;</urlset>', "entities"),
        (b" " * (sitemaps.LIMIT + 1), "too large"),
        (gzip.compress(b"\0" * (sitemaps.LIMIT + 1), 1), "over the limit"),
    ],
)  # fmt: skip
def test_what_is_refused(body: bytes, why: str) -> None:
    before = time.process_time()
    with pytest.raises(FeedError, match=why) as error:
        parse(body)
    assert URL in str(error.value)
    assert time.process_time() - before < 5


@given(st.binary(max_size=300))
def test_any_octets_are_a_sitemap_or_refused(octets: bytes) -> None:
    for body in (
        octets,
        b"<urlset><url><loc>" + octets + b"</loc></url></urlset>",
        b"http://" + octets,
    ):
        try:
            parse(body)
        except FeedError:
            continue

"""Which feeds a page names, and in which order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twa.dataset import feeds
from twa.dataset.web.urls import canonical

SITE = "https://harbour.example"


def link(
    href: str, title: str = "", kind: str = "application/rss+xml", rel: str = "alternate"
) -> str:
    return f'<link rel="{rel}" type="{kind}" title="{title}" href="{href}">'


def discover(head: str, path: str = "/") -> list[str]:
    page = f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body><p>x</body></html>"
    return [url.removeprefix(SITE) for url in feeds.discover(page.encode(), SITE + path)]


SITE_FEED = link(f"{SITE}/feed/", "Harbour Gazette » Feed")
COMMENTS = link(f"{SITE}/comments/feed/", "Harbour Gazette » Comments Feed")
CATEGORY = link(f"{SITE}/category/sea/feed/", "Harbour Gazette » Sea Category Feed")


@pytest.mark.parametrize(
    ("head", "path", "expected"),
    [
        (SITE_FEED + COMMENTS, "/", ["/feed/"]),
        (COMMENTS + SITE_FEED + CATEGORY, "/category/sea/", ["/category/sea/feed/", "/feed/"]),
        (CATEGORY + SITE_FEED, "/", ["/feed/", "/category/sea/feed/"]),
        (CATEGORY + SITE_FEED, "/category/sea/page/2/", ["/category/sea/feed/", "/feed/"]),
        (link("/?feed=rss2&cat=3") + link("/?feed=a"), "/", ["/?feed=a", "/?feed=rss2&cat=3"]),
        # an article: the feed below its own URL is of its comments
        (
            '<meta property="og:type" content="article">'
            + SITE_FEED
            + link("/2025/piano/feed/", "Harbour Gazette » Piano"),
            "/2025/piano/",
            ["/feed/"],
        ),
        (SITE_FEED + link("/piano/feed/", "Harbour » Piano Kommentar-Feed"), "/piano/", ["/feed/"]),
        (SITE_FEED + link("/piano/feed/", "港 » 钢琴 评论 Feed"), "/piano/", ["/feed/"]),
        # forms of the element
        (link("/a", rel="ALTERNATE home", kind="Application/RSS+XML; charset=utf-8"), "/", ["/a"]),
        (link("/a", kind="application/atom+xml"), "/", ["/a"]),
        (link("/a", kind="application/feed+json"), "/", ["/a"]),
        (link("/a", kind="", rel="feed"), "/", ["/a"]),
        (link("/a.xml", kind="text/xml") + link("/b"), "/", ["/b", "/a.xml"]),
        ('<base href="/sub/">' + link("feed"), "/", ["/sub/feed"]),
        (link("  /a\n ") + link("/a#x") + link("/a?utm_source=page"), "/", ["/a"]),
        ("<LINK REL=alternate TYPE=application/rss+xml HREF=/bare>", "/", ["/bare"]),
        (link("https://proxy.example/h") + SITE_FEED, "/", ["/feed/", "https://proxy.example/h"]),
        # what is none
        (link("/x", kind="application/json"), "/", []),
        (link("/wp-json/oembed/1.0", kind="application/json+oembed"), "/", []),
        (link("/x", kind="text/html"), "/", []),
        (link("/x", kind=""), "/", []),
        (link("/x", rel="stylesheet"), "/", []),
        (link(""), "/", []),
        (link("javascript:alert(1)"), "/", []),
        (link("http://[broken"), "/", []),
        ("<!--" + SITE_FEED + "-->", "/", []),
        ("", "/", []),
    ],
)  # fmt: skip
def test_discover(head: str, path: str, expected: list[str]) -> None:
    assert discover(head, path) == expected


def test_a_page_in_another_encoding() -> None:
    page = f"<meta charset=gbk>{link('/港/feed', '海港')}{link('/c/feed', '评论')}".encode("gbk")
    assert feeds.discover(page, SITE) == [canonical(f"{SITE}/港/feed")]


@given(st.binary(max_size=300), st.text(max_size=30))
def test_nothing_raises(octets: bytes, url: str) -> None:
    feeds.discover(octets, SITE)
    feeds.discover(b"<link rel=alternate type=application/rss+xml href='" + octets, url)


def test_what_else_stands_in_a_page_is_not_parsed() -> None:
    """A parser compares each attribute of an element with those before it; here are 250,000."""
    many = " ".join(f"a{number:x}" for number in range(250_000))
    assert discover(f"{SITE_FEED}<p {many}>") == ["/feed/"]
    assert discover(f"<link {many} rel=alternate type=application/rss+xml href=/x/>") == []


@pytest.mark.parametrize("hidden", ["<!-- {} -->", "<script>'{}'</script>", "<style>{}</style>"])
def test_what_a_browser_does_not_take_for_a_link_is_none(hidden: str) -> None:
    assert discover(hidden.format(CATEGORY) + SITE_FEED) == ["/feed/"]
    assert discover(SITE_FEED + hidden.format(CATEGORY)[:-3]) == ["/feed/"]

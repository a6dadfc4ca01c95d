"""The site does what it is told: edits, faults, hostile resources, other people's feeds."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import etree

from tests.shared import shared
from tests.site import bad
from tests.site.asking import CONTENT, FEED, LANTERN, PEARL, get
from tests.site.running import Site, running


@pytest.fixture(scope="module")
def quiet() -> Iterator[Site]:
    """A site that no test changes."""
    with running() as started:
        yield started


class TestControl:
    def test_an_edit_shows_everywhere_but_in_the_date(self, site: Site) -> None:
        before, slug = get(site, FEED), LANTERN.split("/")[-2]
        site.control.edit(
            slug, append="<p>One more thing.</p>", modified="2025-03-20T10:00:00+00:00"
        )
        after = get(site, FEED)
        assert after.headers["ETag"] != before.headers["ETag"]
        assert after.headers["Last-Modified"] == "Thu, 20 Mar 2025 10:00:00 GMT"
        assert after.items[0].findtext("pubDate") == before.items[0].findtext("pubDate")
        assert "One more thing." in after.items[0].findtext(CONTENT)
        assert "Thu, 20 Mar 2025 10:00:00 +0000</lastBuildDate>" in after.text
        page = get(site, LANTERN).text
        assert '"article:modified_time" content="2025-03-20T10:00:00+00:00"' in page
        assert "2025-03-20T10:00:00+00:00" in get(site, "/wp-sitemap-posts-post-1.xml").text

    def test_an_edit_without_a_date_needs_no_clock(self, site: Site) -> None:
        described = site.control.edit(
            "five-questions-for-the-woman-who-audits-algorithms", title="Six"
        )
        assert described["title"] == "Six"
        assert described["modified"] == "2025-03-14T09:36:52+00:00"

    def test_a_new_post_leads_the_feed_and_a_deleted_one_is_gone(self, site: Site) -> None:
        added = site.control.add("Fresh from the quay", "<p>News.</p>")
        assert get(site, FEED).items[0].findtext("title") == "Fresh from the quay"
        assert get(site, added["path"]).status == 200
        site.control.delete("fresh-from-the-quay")
        assert get(site, added["path"]).status == 404
        assert get(site, FEED).items[0].findtext("link") == site.url + LANTERN

    def test_a_comment_changes_the_page_but_no_validator(self, site: Site) -> None:
        before, page = get(site, FEED), get(site, PEARL)
        site.control.comment(PEARL.split("/")[-2], "Passer-by", "<p>Well said.</p>")
        assert get(site, FEED).headers["ETag"] == before.headers["ETag"]
        assert get(site, PEARL).body != page.body

    def test_an_answer_in_the_place_of_a_page(self, site: Site) -> None:
        site.control.answer(LANTERN, 503, headers=[("Retry-After", "7")], body="Later.", times=2)
        for _ in range(2):
            got = get(site, LANTERN)
            assert (got.status, got.headers["Retry-After"], got.body) == (503, "7", b"Later.")
        assert get(site, LANTERN).status == 200
        site.control.answer("/robots.txt", body="User-agent: *\nDisallow: /")
        assert "Disallow: /" in get(site, "/robots.txt").text
        site.control.restore("/robots.txt")
        assert "wp-admin" in get(site, "/robots.txt").text

    def test_faults(self, site: Site) -> None:
        site.control.answer("/hang/", fault="hang")
        site.control.answer("/stall/", body=b"x" * 100, fault="stall")
        site.control.answer("/cut/", body=b"x" * 100, fault="cut")
        for path in ("/hang/", "/stall/"):
            with pytest.raises(TimeoutError):
                get(site, path, timeout=0.3)
        with pytest.raises(http.client.IncompleteRead) as cut:
            get(site, "/cut/")
        assert len(cut.value.partial) == 50
        assert [line.status for line in site.log.requests()] == [0, 200, 200]

    def test_orders_that_make_no_sense(self, site: Site) -> None:
        with pytest.raises(ValueError, match="StopIteration"):
            site.control.delete("no-such-article")
        with pytest.raises(ValueError, match="unknown fault"):
            site.control.answer("/", fault="explode")

    def test_the_log_has_each_request_before_its_answer(self, site: Site) -> None:
        get(site, FEED, {"User-Agent": "reader/1.0", "If-None-Match": '"x"'})
        get(site, f"{LANTERN}?utm_source=rss")
        first, second = site.log.requests()
        assert (first.method, first.path, first.status, first.active) == ("GET", FEED, 200, 1)
        assert first.headers["user-agent"] == "reader/1.0"
        assert first.headers["if-none-match"] == '"x"'
        assert site.log.requests(f"{LANTERN}?utm_source=rss") == [second]
        assert first.time <= second.time <= time.time()
        site.log.clear()
        get(site, "/")
        assert [line.path for line in site.log.requests()] == ["/"]

    def test_head_has_no_body(self, site: Site) -> None:
        with socket.create_connection(
            (urlsplit(site.url).hostname, urlsplit(site.url).port), timeout=5
        ) as connection:
            connection.sendall(f"HEAD {FEED} HTTP/1.0\r\n\r\n".encode())
            received = b"".join(iter(lambda: connection.recv(4096), b""))
        assert received.startswith(b"HTTP/1.1 200")
        assert received.endswith(b"\r\n\r\n")


class TestBad:
    @pytest.mark.parametrize("case", sorted(set(bad.FEEDS) - {"hang", "disconnected"}))
    def test_feeds_answer(self, quiet: Site, case: str) -> None:
        expected = {"404": 404, "500": 500}.get(case, 200)
        assert get(quiet, f"/bad/feed/{case}/").status == expected

    @pytest.mark.parametrize("case", sorted(set(bad.PAGES) - {"hang", "stall", "cut"}))
    def test_pages_answer(self, quiet: Site, case: str) -> None:
        expected = {"404": 404, "500": 500, "redirect-loop": 302}.get(case, 200)
        assert get(quiet, f"/bad/page/{case}/").status == expected

    def test_many(self, quiet: Site) -> None:
        items = get(quiet, "/bad/feed/many/").items
        links = {item.findtext("link").partition("#")[0] for item in items}
        assert (len(items), len(links)) == (bad.MANY, bad.MANY_PAGES)

    def test_huge(self, quiet: Site) -> None:
        assert len(get(quiet, "/bad/page/huge/").body) >= bad.HUGE

    @pytest.mark.parametrize("case", ["cut", "all", "gbk-as-utf-8", "nothing", "binary"])
    def test_what_no_strict_parser_takes(self, quiet: Site, case: str) -> None:
        with pytest.raises(etree.XMLSyntaxError):
            etree.fromstring(get(quiet, f"/bad/feed/{case}/").body)

    def test_all_holds_every_bad_page(self, quiet: Site) -> None:
        body = get(quiet, "/bad/feed/all/").body
        assert all(f"/bad/page/{case}/".encode() in body for case in bad.PAGES)

    def test_gbk_page_names_no_encoding(self, quiet: Site) -> None:
        got = get(quiet, "/bad/page/gbk/")
        assert got.headers["Content-Type"] == "text/html"
        assert b"charset=" not in got.body.lower()
        assert "岚桥储能" in got.body.decode("gbk")

    def test_latin_1_page_names_no_encoding(self, quiet: Site) -> None:
        body = get(quiet, "/bad/page/latin-1/").body
        assert bad.LATIN_1_TITLE in body.decode("latin-1")
        with pytest.raises(UnicodeDecodeError):
            body.decode()

    def test_broken_off(self, quiet: Site) -> None:
        for path in ("/bad/feed/disconnected/", "/bad/page/cut/"):
            with pytest.raises(http.client.IncompleteRead):
                get(quiet, path)


RSS = """<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY secret SYSTEM "file:///etc/hostname">]>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Low Water &amp; Friends</title><link>https://lowwater.example/</link>
<description>News</description><language>en-US</language>
<item><title>Eel &amp; otter</title><link>https://www.lowwater.example/2025/01/eel/</link>
<guid isPermaLink="false">https://lowwater.example/?p=77</guid><dc:creator>Ann</dc:creator>
<pubDate>Tue, 28 Jan 2025 13:10:13 +0100</pubDate><category>River</category>
<description>Short [&amp;#8230;]</description>
<content:encoded><![CDATA[<p>See <a href="https://lowwater.example/2025/01/otter/">it</a>, not
<a href="https://lowwater.example.org/">others</a>.</p>
<p>The post <a href="https://www.lowwater.example/2025/01/eel/">Eel &amp; otter</a> \
appeared first on <a href="https://lowwater.example">Low Water</a>.</p>]]></content:encoded>
</item></channel></rss>"""


class TestImportedFeed:
    @pytest.fixture
    def imported(self, tmp_path: Path) -> Iterator[Site]:
        file = tmp_path / "a feed.xml"
        file.write_text(RSS, "utf-8")
        with running(feed=file) as started:
            yield started

    @pytest.mark.parametrize("path", [FEED, "/feed/"])
    def test_feed_on_its_own_base(self, imported: Site, path: str) -> None:
        (item,) = get(imported, path).items
        assert item.findtext("title") == "Eel & otter"
        assert item.findtext("link") == f"{imported.url}/2025/01/eel/"
        assert item.findtext("guid") == "https://lowwater.example/?p=77"
        assert item.findtext("pubDate") == "Tue, 28 Jan 2025 12:10:13 +0000"
        content = item.findtext(CONTENT)
        assert f'href="{imported.url}/2025/01/otter/"' in content
        assert 'href="https://lowwater.example.org/"' in content
        assert content.count("appeared first on") == 1

    def test_page_in_the_frame(self, imported: Site) -> None:
        text = get(imported, "/2025/01/eel/").text
        assert "<title>Eel &amp; otter | Low Water</title>" in text
        assert '"datePublished":"2025-01-28T12:10:13+00:00"' in text
        assert "Tobias Renner" in text
        assert "appeared first on" not in text

    @pytest.mark.parametrize("theme", ["block", "classic"])
    def test_the_feed_the_project_was_started_for(self, theme: Any) -> None:
        with running(feed=shared("feeds/twa-chinese.xml"), theme=theme) as started:
            items = get(started, FEED).items
            assert len(items) == 10
            for item in items:
                path = item.findtext("link").removeprefix(started.url)
                page = get(started, path)
                assert page.status == 200
                assert "appeared first on" not in page.text
                assert "https://techwireasia.com/2025" not in page.text

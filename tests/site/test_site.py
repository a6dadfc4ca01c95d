"""The site does what WordPress does, and what it is told."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from email.message import Message
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from lxml import etree, html

from tests.shared import shared
from tests.site import bad, newsroom
from tests.site.running import Site, running

FEED = "/category/chinese/feed/"
LANTERN = "/2025/03/lantern-robotics-teaches-warehouse-arms-to-ask-for-help/"
PEARL = "/2025/03/pearl-delta-chipmaker-bets-on-old-nodes/"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
ATOM = "{http://www.w3.org/2005/Atom}"


class Got(NamedTuple):
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def items(self) -> list[Any]:
        return list(etree.fromstring(self.body).iterfind("channel/item"))


def get(site: Site, path: str, headers: dict[str, str] | None = None, timeout: float = 10) -> Got:
    """One request, no redirect followed, nothing decoded."""
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=timeout)
    with closing(connection):
        connection.request("GET", path, headers=headers or {})
        response = connection.getresponse()
        return Got(response.status, response.msg, response.read())


@pytest.fixture(scope="module")
def quiet() -> Iterator[Site]:
    """A site that no test changes."""
    with running() as started:
        yield started


@pytest.fixture(scope="module")
def classic() -> Iterator[Site]:
    with running(theme="classic") as started:
        yield started


class TestContent:
    posts = newsroom.read("http://news.example")

    def test_fourteen_or_more_of_which_four_or_more_are_chinese(self) -> None:
        chinese = [post for post in self.posts if re.search(r"[\u4e00-\u9fff]", post.title)]
        assert len(self.posts) >= 14
        assert len(chinese) >= 4

    @pytest.mark.parametrize("post", posts, ids=lambda post: post.slug)
    def test_is_long_enough_to_be_an_article(self, post: Any) -> None:
        characters = re.findall(r"[\u4e00-\u9fff]", post.content)
        assert len(characters) > 450 or len(post.words) >= 300

    def test_ids_and_times_are_unique(self) -> None:
        assert len({post.id for post in self.posts}) == len(self.posts)
        assert len({post.published for post in self.posts}) == len(self.posts)

    def test_one_promotion_stands_word_for_word_under_three_or_more(self) -> None:
        promotion = (newsroom.CONTENT / "promotions" / "harbour-summit.html").read_text("utf-8")
        paragraph = (
            promotion.strip().splitlines()[0].replace(newsroom.ORIGIN, "http://news.example")
        )
        assert sum(paragraph in post.content for post in self.posts) >= 3


class TestFeed:
    def test_first_page_has_ten_items_newest_first(self, quiet: Site) -> None:
        got = get(quiet, FEED)
        assert got.status == 200
        assert got.headers["Content-Type"] == "application/rss+xml; charset=UTF-8"
        assert len(got.items) == 10
        first = got.items[0]
        assert first.findtext("link") == quiet.url + LANTERN
        assert first.findtext("pubDate") == "Fri, 14 Mar 2025 09:35:52 +0000"
        assert first.findtext("guid") == f"{quiet.url}/?p=4212"
        assert first.find("guid").get("isPermaLink") == "false"
        assert "[&#8230;]" in first.findtext("description")
        assert "appeared first on" in first.findtext("description")
        assert first.findtext(CONTENT).rstrip().endswith("Harbour Wire</a>.</p>")

    def test_ampersand_in_a_title_is_escaped_once(self, quiet: Site) -> None:
        titles = [item.findtext("title") for item in get(quiet, FEED).items]
        assert "Pearl Delta chipmaker Yunhe Silicon bets on old nodes & steady buyers" in titles

    def test_second_page_goes_on_and_says_so(self, quiet: Site) -> None:
        first, second = get(quiet, FEED), get(quiet, f"{FEED}?paged=2")
        links = [item.findtext("link") for item in first.items + second.items]
        assert len(links) == len(set(links)) == 13
        channel = etree.fromstring(second.body).find("channel")
        assert channel.find(f"{ATOM}link").get("href") == f"{quiet.url}{FEED}?paged=2"

    def test_past_the_end_is_404_and_still_a_feed(self, quiet: Site) -> None:
        got = get(quiet, f"{FEED}?paged=3")
        assert got.status == 404
        assert got.items == []

    @pytest.mark.parametrize(
        ("path", "items"),
        [
            ("/category/chinese/feed", 10),
            ("/category/CHINESE/feed/", 10),
            ("/category/chinese/page/2/feed/", 10),
            (f"{FEED}?paged=no-number", 10),
            ("/feed/", 10),
            ("/feed/?paged=2", 5),
            ("/category/no-such-category/feed/", 0),
            (f"{LANTERN}feed/", 3),
        ],
    )
    def test_paths_that_are_feeds(self, quiet: Site, path: str, items: int) -> None:
        got = get(quiet, path)
        assert (got.status, len(got.items)) == (200, items)


class TestConditionalGet:
    def test_one_etag_for_the_whole_site(self, quiet: Site) -> None:
        feeds = (FEED, f"{FEED}?paged=2", "/feed/", f"{LANTERN}feed/")
        assert len({get(quiet, path).headers["ETag"] for path in feeds}) == 1

    def test_what_gets_a_304(self, quiet: Site) -> None:
        validators = get(quiet, FEED).headers
        tag, date = validators["ETag"], validators["Last-Modified"]
        old = "Sat, 01 Mar 2025 00:00:00 GMT"
        cases: list[tuple[dict[str, str], int]] = [
            ({"If-None-Match": tag}, 304),
            ({"If-Modified-Since": date}, 304),
            ({"If-None-Match": tag, "If-Modified-Since": date}, 304),
            ({"If-None-Match": f"W/{tag}"}, 200),
            ({"If-None-Match": f"W/{tag}", "If-Modified-Since": date}, 200),
            ({"If-None-Match": tag, "If-Modified-Since": old}, 200),
            ({"If-Modified-Since": old}, 200),
            ({"If-Modified-Since": "yesterday"}, 200),
        ]
        for headers, status in cases:
            assert get(quiet, FEED, headers).status == status, headers

    def test_a_page_past_the_end_is_not_modified_either(self, quiet: Site) -> None:
        tag = get(quiet, FEED).headers["ETag"]
        assert get(quiet, f"{FEED}?paged=99", {"If-None-Match": tag}).status == 304

    def test_compression_weakens_the_etag(self, quiet: Site) -> None:
        plain = get(quiet, FEED)
        packed = get(quiet, FEED, {"Accept-Encoding": "gzip, deflate"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert packed.headers["Transfer-Encoding"] == "chunked"
        assert packed.headers["ETag"] == f"W/{plain.headers['ETag']}"
        assert gzip.decompress(packed.body) == plain.body


class TestArticle:
    def test_headers(self, quiet: Site) -> None:
        tag = get(quiet, FEED).headers["ETag"]
        got = get(quiet, LANTERN, {"If-None-Match": tag})
        assert got.status == 200
        assert len(got.headers.get_all("Link", [])) == 3
        assert "ETag" not in got.headers

    def test_block_theme_says_it_all_to_machines(self, quiet: Site) -> None:
        tree = html.fromstring(get(quiet, PEARL).text)
        suffixed = (
            "Pearl Delta chipmaker Yunhe Silicon bets on old nodes & steady buyers | Harbour Wire"
        )
        assert tree.findtext(".//title") == suffixed
        assert tree.xpath("//meta[@property='og:title']/@content") == [suffixed]
        graph = json.loads(tree.findtext(".//script[@type='application/ld+json']"))["@graph"]
        article = next(node for node in graph if node["@type"] == "Article")
        assert article["headline"] == suffixed.removesuffix(" | Harbour Wire")
        assert article["datePublished"] == "2025-03-11T16:00:32+00:00"
        assert article["dateModified"] == "2025-03-12T08:21:07+00:00"
        assert article["author"]["name"] == "Idris Okafor"

    def test_classic_theme_says_it_in_the_markup_only(self, classic: Site) -> None:
        tree = html.fromstring(get(classic, PEARL).text)
        assert not tree.xpath("//script[@type='application/ld+json'] | //meta[@property]")
        assert tree.findtext(".//title").endswith(" – Harbour Wire")
        assert tree.xpath("//time[@class='entry-date published']/@datetime") == [
            "2025-03-11T16:00:32+00:00"
        ]
        assert tree.xpath("//time[@class='updated']/@datetime") == ["2025-03-12T08:21:07+00:00"]
        assert tree.xpath("//*[contains(@class, 'author vcard')]")[0].text_content() == (
            "Idris Okafor"
        )

    @pytest.mark.parametrize("theme", ["quiet", "classic"])
    def test_surroundings(self, theme: str, request: pytest.FixtureRequest) -> None:
        text = get(request.getfixturevalue(theme), LANTERN).text
        for mark in (
            "<nav",
            "<aside",
            'class="sharedaddy',
            "class='jp-relatedposts'",
            "Night Shift Nora",
            "Harbour Automation Summit",
            "figcaption",
            'rel="prev"',
        ):
            assert mark in text, mark

    def test_nothing_is_left_of_the_origin(self, quiet: Site) -> None:
        assert newsroom.ORIGIN not in get(quiet, LANTERN).text

    @pytest.mark.parametrize(
        ("path", "location"),
        [
            (LANTERN.rstrip("/"), LANTERN),
            (LANTERN.replace("/03/", "//03/"), LANTERN),
            (f"{LANTERN.rstrip('/')}?utm_source=x", f"{LANTERN}?utm_source=x"),
            ("/?p=4212", LANTERN),
            ("/2025/03/lantern-robotics/", LANTERN),
            ("/lantern-robotics", LANTERN),
        ],
    )
    def test_redirects(self, quiet: Site, path: str, location: str) -> None:
        got = get(quiet, path)
        assert (got.status, got.headers["Location"]) == (301, quiet.url + location)

    @pytest.mark.parametrize(
        "path", [LANTERN.upper(), f"{LANTERN}?utm_source=rss", f"{LANTERN}embed/"]
    )
    def test_duplicates_answer_200(self, quiet: Site, path: str) -> None:
        assert get(quiet, path).status == 200

    def test_missing(self, quiet: Site) -> None:
        got = get(quiet, "/2025/03/there-is-no-such-article/")
        assert got.status == 404
        assert "be found" in got.text


class TestSurroundings:
    def test_category_page_names_its_feed(self, quiet: Site) -> None:
        tree = html.fromstring(get(quiet, "/category/chinese/").text)
        feeds = tree.xpath("//link[@rel='alternate'][@type='application/rss+xml']/@href")
        assert quiet.feed in feeds

    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/page/2/",
            "/category/chinese/page/2/",
            "/tag/warehouses/",
            "/author/mara-lindqvist/",
            "/author/%E6%B2%88%E8%8B%A5%E6%BA%AA/",
            "/2025/03/",
            "/events/",
        ],
    )
    def test_listings(self, quiet: Site, path: str) -> None:
        assert get(quiet, path).status == 200

    def test_robots_name_the_sitemap_and_the_sitemap_every_post(self, quiet: Site) -> None:
        assert f"Sitemap: {quiet.url}/wp-sitemap.xml" in get(quiet, "/robots.txt").text
        index = etree.fromstring(get(quiet, "/wp-sitemap.xml").body)
        maps = [urlsplit(element.text).path for element in index.iter("{*}loc")]
        posts = etree.fromstring(get(quiet, maps[0]).body)
        assert len(list(posts.iter("{*}loc"))) == len(quiet.control.posts())
        assert "2025-03-12T08:21:07+00:00" in [element.text for element in posts.iter("{*}lastmod")]
        assert all(get(quiet, path).status == 200 for path in maps)

    def test_older_wordpress_has_no_lastmod(self, classic: Site) -> None:
        assert "lastmod" not in get(classic, "/wp-sitemap-posts-post-1.xml").text

    def test_every_picture_and_style_of_a_page_is_there(self, quiet: Site) -> None:
        tree = html.fromstring(get(quiet, LANTERN).text)
        wanted = tree.xpath("//img/@src | //link[@rel='stylesheet']/@href | //script/@src")
        assert len(wanted) > 5
        for url in wanted:
            got = get(quiet, url.removeprefix(quiet.url))
            assert got.status == 200
            assert got.body.startswith(b"\x89PNG") or not got.headers["Content-Type"].startswith(
                "image"
            )

    def test_the_same_port_gives_the_same_octets(self) -> None:
        paths = (FEED, LANTERN, "/", "/wp-sitemap-posts-post-1.xml")
        with running(base="http://news.example") as one, running(base="http://news.example") as two:
            for path in paths:
                bodies = {
                    get(Site(site.control.url, site.log, site.control), path).body
                    for site in (one, two)
                }
                assert len(bodies) == 1


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

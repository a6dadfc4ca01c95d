"""The site does what WordPress does."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import etree, html

import twa
from tests.site import newsroom
from tests.site.asking import CONTENT, FEED, LANTERN, PEARL, get
from tests.site.running import Site, running

ATOM = "{http://www.w3.org/2005/Atom}"


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


def test_no_article_takes_the_text_of_another(quiet: Site) -> None:
    """WordPress cuts excerpts at spaces: that of a related post in Chinese is the whole post."""
    links = [item.findtext("link") for item in get(quiet, FEED).items]
    texts = {link: twa.extract(get(quiet, urlsplit(link).path).text, link).text for link in links}
    openings = {link: max(text.splitlines(), key=len)[:40] for link, text in texts.items()}
    for link, text in texts.items():
        assert [other for other, words in openings.items() if words in text] == [link]

"""What `sources.toml` says of one source, and several feeds of one site, crawled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import cast

import pytest

from tests.crawler.answering import Answering, answering, page, reply
from tests.crawler.crawling import Crawl, crawl, twa
from twa.dataset.collection import Collection
from twa.dataset.crawl_state.read_only import looked_at

pytestmark = pytest.mark.slow

NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def sources(data: Path, server: Answering, *lines: str) -> None:
    """A file with one source, `x`."""
    text = "\n".join(["[x]", f"url = '{server.url}/feed'", *lines])
    (data / "sources.toml").write_text(f"{text}\n", "utf-8")


def run(server: Answering, data: Path) -> Crawl:
    """A crawl of it; the server then knows what was asked of it in this one."""
    server.asked.clear()
    done = crawl(data, "feed", collection="x", name="x")
    checked = twa("verify", done.folder)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    return done


def test_what_a_source_says_of_itself(tmp_path: Path) -> None:
    fields = ("Connection: close", "Location: /s/c", "Set-Cookie: a=1")
    around = reply(b"", *fields, status="302 Found")
    pages = {f"/s/{name}": reply(page(f"Tide {name}")) for name in "abd"}
    with answering({**pages, "/s/c": around}) as server:
        server.rss("/s/a", "/s/b", "/s/c", "/s/d")
        sources(
            tmp_path,
            server,
            'contact = "desk@lab.example"',
            "cookies = false",
            "delay = 0.2",
            'drop_title = ["entry 1"]',
            'drop_url = ["/d"]',
        )
        done = run(server, tmp_path)
        assert done.status == 0, done.log
        assert {row["url"] for row in done.rows()} == {f"{server.url}/s/a"}
        assert done.rejects() == {
            "keyword": {f"{server.url}/s/b", f"{server.url}/s/d"},
            "redirect-loop": {f"{server.url}/s/c"},
        }
        told = done.report()
        assert told["refused_by_reason"]["keyword"] == 2
        assert told["entries"] == {"new": 2, "refused": 3, "seen": 4}
        assert (server.header("/feed", "user-agent") or "").endswith(" (+desk@lab.example)")
        assert not [fields for _, fields in server.asked if "cookie" in fields]
        # What was left out waits for nobody, and is looked at again when the feed is.
        assert run(server, tmp_path).rejects()["keyword"] == {
            f"{server.url}/s/b",
            f"{server.url}/s/d",
        }
        assert not {"/s/b", "/s/d"} & {*server.targets()}
        due = twa("due", tmp_path / "x")
        assert "not fetched" not in due.stdout
        sources(tmp_path, server, 'drop_title = ["entry 1"]')
        assert {row["title"] for row in run(server, tmp_path).rows()} == {"Tide a", "Tide d"}


def test_a_source_with_an_option_that_there_is_not(tmp_path: Path) -> None:
    with answering() as server:
        sources(tmp_path, server, "delai = 3")
        done = crawl(tmp_path, "feed", collection="x", name="x")
        assert done.status == 2
        assert done.last_line.startswith(
            f"twa: unknown field 'delai': {tmp_path}/sources.toml: [x]"
        )
        assert "did you mean delay?" in done.last_line
        assert server.asked == []


def test_several_feeds_of_one_site_are_one_collection(tmp_path: Path) -> None:
    pages = {f"/s/{name}": reply(page(f"Tide {name}")) for name in "abc"}
    with answering(pages) as server:
        server.rss("/s/a", "/s/b")
        body = "".join(
            f"<url><loc>{server.url}/s/{name}</loc><news:news><news:title>Of {name}</news:title>"
            f"<news:publication_date>2025-03-1{day}T10:00:00Z</news:publication_date></news:news>"
            f"</url>"
            for day, name in enumerate("bc")
        )
        sitemap = f"<urlset xmlns:news='{NEWS}'>{body}</urlset>".encode()
        server.answers["/news.xml"] = reply(sitemap, 'ETag: "n"', kind="application/xml")
        sources(tmp_path, server, f"feeds = ['{server.url}/news.xml', '{server.url}/dead']")
        done = run(server, tmp_path)
        # One feed that fails is told, and takes none of the others down.
        assert done.status == 1
        assert f"the feed could not be read: {server.url}/dead" in done.last_line
        assert sorted(row["title"] for row in done.rows()) == ["Tide a", "Tide b", "Tide c"]
        assert {row["revision_count"] for row in done.rows()} == {1}
        shown = {(row["feed_url"], row["link"]) for row in done.rows("feed_entries")}
        feed, news = f"{server.url}/feed", f"{server.url}/news.xml"
        assert shown == {
            *((feed, f"{server.url}/s/{name}") for name in "ab"),
            *((news, f"{server.url}/s/{name}") for name in "bc"),
        }
        assert all(row["article_id"] for row in done.rows("feed_entries"))
        polled = [(one["url"], one["status"], one["entries"]) for one in done.report()["feeds"]]
        assert polled == [(feed, 200, 2), (news, 200, 2), (f"{server.url}/dead", None, 0)]
        # Each is asked with its own validators, and the collection is due by the first of them.
        run(server, tmp_path)
        assert server.targets() == ["/feed", "/news.xml", "/dead"]
        assert server.header("/news.xml", "if-none-match") == '"n"'
        assert f"{server.url}/feed may have news" in twa("due", tmp_path / "x").stdout
        with looked_at(Collection(done.folder)) as memory:
            assert memory.polls.feeds() == [feed, news, f"{server.url}/dead"]
        # A source that has fewer feeds now is no more held against those that it had.
        sources(tmp_path, server)
        run(server, tmp_path)
        with looked_at(Collection(done.folder)) as memory:
            assert memory.polls.feeds() == [feed]


def front(*names: str, say: str = "Tide") -> bytes:
    """A page that lists articles."""
    links = "".join(f"<h2><a href='/s/{name}'>{say} of {name} today</a></h2>" for name in names)
    return f"<html><nav><a href='/sport/of-all'>Sport of all</a></nav>{links}</html>".encode()


def test_a_page_that_lists_articles_is_a_source(tmp_path: Path) -> None:
    pages = {f"/s/{name}": reply(page(f"Tide {name}")) for name in "abc"}
    with answering(pages) as server:
        here = f"{server.url}/front"
        server.answers["/front"] = reply(front("a", "b"), 'ETag: "1"')
        # Typed without a word, it is a feed that is none; and it is said what it could be.
        typed = crawl(tmp_path, "feed", collection="y", url=here, name="y")
        assert typed.status == 1
        assert "-a kind=listing reads its 2 links that look like articles" in typed.last_line
        asked = crawl(tmp_path, "feed", collection="z", url=here, name="z", kind="listing")
        assert len(asked.rows()) == 2

        server.rss("/s/a")
        sources(tmp_path, server, f"feeds = [{{url = '{here}', kind = 'listing'}}]")
        done = run(server, tmp_path)
        assert done.status == 0, done.log
        assert sorted(row["title"] for row in done.rows()) == ["Tide a", "Tide b"]
        shown = {(row["feed_url"], row["title"]) for row in done.rows("feed_entries")}
        assert shown == {
            (f"{server.url}/feed", "Entry 0"),
            (here, "Tide of a today"),
            (here, "Tide of b today"),
        }
        assert not done.rows("rejects")
        # Another headline there is no other article; what is new is asked for, and nothing else.
        server.answers["/front"] = reply(front("c", "b", say="Flood"), 'ETag: "2"')
        again = run(server, tmp_path)
        assert server.header("/front", "if-none-match") == '"1"'
        assert server.targets() == ["/feed", "/front", "/s/c"]
        assert len(again.rows()) == 3
        with looked_at(Collection(done.folder)) as memory:
            assert memory.polls.feeds() == [f"{server.url}/feed", here]
            assert memory.polls.rest(here) is None
        # A wall in its place lists nothing, which is a failure that is told.
        server.answers["/front"] = reply(b"<html><h1>We value your privacy</h1></html>")
        walled = run(server, tmp_path)
        assert walled.status == 1
        assert "no link in it looks like an article" in walled.last_line
        assert walled.rejects()["not-a-feed"] == {here}
        assert len(walled.rows()) == 3


def test_what_a_feed_says_to_have_changed_and_does_not_show(tmp_path: Path) -> None:
    pages = {f"/s/{name}": reply(page(f"Tide {name}")) for name in "abc"}
    date = "<lastBuildDate>{}</lastBuildDate><atom:link xmlns:atom='http://www.w3.org/2005/Atom' "
    date += "rel='hub' href='https://hub.example/'/>"
    with answering(pages) as server:
        server.rss("/s/b", "/s/c", "/s/a", head=date.format("Fri, 14 Mar 2025 10:00:00 GMT"))
        sources(tmp_path, server)
        first = run(server, tmp_path)
        # It is told whom one could have subscribed to.
        assert first.report()["feeds"][0]["hub"] == "https://hub.example/"
        server.rss("/s/b", "/s/c", head=date.format("Fri, 14 Mar 2025 11:00:00 GMT"))
        # The field of the answer counts before what the feed says.
        named = b'200 OK\r\nLink: </feed>; rel=self, </hub>; type="text/html"; rel="x hub"'
        server.answers["/feed"] = cast("bytes", server.answers["/feed"]).replace(b"200 OK", named)
        again = run(server, tmp_path)
        assert again.report()["feeds"][0]["hub"] == f"{server.url}/hub"
        assert server.targets() == ["/feed"]
        # The same entries, another date: it lies after what was had, so all of them are looked at,
        # and one that the feed shows no more.
        server.answers["/s/a"] = reply(page("Tide a", about="the new pier"))
        soon = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
        server.rss("/s/b", "/s/c", head=date.format(soon))
        done = run(server, tmp_path)
        assert sorted(server.targets()) == ["/feed", "/s/a", "/s/b", "/s/c"]
        revisions = {row["title"]: row["revision_count"] for row in done.rows()}
        assert revisions == {"Tide a": 2, "Tide b": 1, "Tide c": 1}
        # A date of the moment, twice in a row, says nothing.
        soon = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
        server.rss("/s/b", "/s/c", head=date.format(soon))
        run(server, tmp_path)
        assert server.targets() == ["/feed"]


def test_a_front_page_without_a_feed_has_the_news_sitemap_of_its_rules(tmp_path: Path) -> None:
    with answering({"/s/a": reply(page("Tide a"))}) as server:
        server.answers["/"] = reply(b"<html><h1>Harbour</h1></html>")
        named = f"Sitemap: {server.url}/all.xml\nSitemap: {server.url}/news-map.xml\n"
        server.answers["/robots.txt"] = reply(named.encode())
        listed = (
            f"<urlset xmlns:news='{NEWS}'><url><loc>{server.url}/s/a</loc><news:news><news:title>"
            "Of a</news:title></news:news></url></urlset>"
        )
        server.answers["/news-map.xml"] = reply(listed.encode(), kind="text/xml")
        done = crawl(tmp_path, "feed", collection="x", name="x", url=f"{server.url}/")
        assert done.status == 0, done.log
        assert [row["title"] for row in done.rows()] == ["Tide a"]
        assert done.rejects() == {"names-a-feed": {f"{server.url}/"}}


def test_a_sitemap_that_joins_later_tells_of_older_changes(tmp_path: Path) -> None:
    with answering({"/s/a": reply(page("Tide a"))}) as server:
        server.rss("/s/a")
        sources(tmp_path, server)
        run(server, tmp_path)
        changed = datetime.now(UTC).isoformat()
        listed = (
            f"<urlset><url><loc>{server.url}/s/a</loc><lastmod>{changed}</lastmod></url></urlset>"
        )
        server.answers["/map.xml"] = reply(listed.encode(), kind="text/xml")
        sources(tmp_path, server, f"feeds = ['{server.url}/map.xml']")
        run(server, tmp_path)
        assert server.targets() == ["/feed", "/map.xml", "/s/a"]
        run(server, tmp_path)
        assert server.targets() == ["/feed", "/map.xml"]


def test_an_index_of_sitemaps_is_polled_by_what_is_newest_in_it(tmp_path: Path) -> None:
    pages = {f"/s/{name}": reply(page(f"Tide {name}")) for name in "abc"}
    with answering(pages) as server:

        def lists(name: str, *articles: str) -> str:
            locs = "".join(f"<url><loc>{server.url}/s/{one}</loc></url>" for one in articles)
            server.answers[f"/{name}"] = reply(
                f"<urlset>{locs}</urlset>".encode(), 'ETag: "x"', kind="text/xml"
            )
            return f"<sitemap><loc>{server.url}/{name}</loc></sitemap>"

        maps = lists("wp-sitemap-users-1.xml", "x") + lists("wp-sitemap-posts-post-1.xml", "a")
        maps += lists("wp-sitemap-posts-post-2.xml", "b")
        index = f"<sitemapindex>{maps}</sitemapindex>".encode()
        server.answers["/wp-sitemap.xml"] = reply(index, kind="text/xml")
        done = crawl(tmp_path, "feed", collection="x", name="x", url=f"{server.url}/wp-sitemap.xml")
        assert done.status == 0, done.log
        assert sorted(row["title"] for row in done.rows()) == ["Tide a", "Tide b"]
        assert "/wp-sitemap-users-1.xml" not in server.targets()
        # The index is no loss: it names what was read.
        assert done.rejects() == {"names-a-feed": {f"{server.url}/wp-sitemap.xml"}}
        lists("wp-sitemap-posts-post-2.xml", "b", "c")
        done = crawl(tmp_path, "feed", collection="x", name="x", url=f"{server.url}/wp-sitemap.xml")
        assert server.header("/wp-sitemap-posts-post-2.xml", "if-none-match") == '"x"'
        assert len(done.rows()) == 3
        assert "may have news" in twa("due", tmp_path / "x").stdout
        assert twa("health", tmp_path / "x").stdout.endswith("healthy\n")


def test_a_source_goes_back_once(tmp_path: Path) -> None:
    pages = {f"/s/{name}": reply(page(f"Tide {name}")) for name in "ab"}
    with answering(pages) as server:
        server.rss("/s/a")
        locs = f"<urlset><url><loc>{server.url}/s/b</loc></url></urlset>".encode()
        server.answers["/sitemap.xml"] = reply(locs, kind="application/xml")
        sources(tmp_path, server, 'backfill = "sitemap"')
        assert len(run(server, tmp_path).rows()) == 2
        assert "/sitemap.xml" in server.targets()
        run(server, tmp_path)
        assert server.targets() == ["/feed"]

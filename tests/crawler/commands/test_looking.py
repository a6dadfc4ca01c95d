"""`twa sources add URL`: what a site has, and what of it becomes a source."""

from __future__ import annotations

from pathlib import Path

from tests.crawler import loaded
from tests.crawler.answering import Answering, answering, page, reply
from twa.crawler.run.looking import MOST
from twa.crawler.sources.file import FILE, known
from twa.crawler.sources.source import Polled

RULES = "User-agent: *\nDisallow: /secret/\n"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def add(url: str, data: Path, *options: str) -> tuple[int, str]:
    """Exit status, and all that was said."""
    command = ["twa.crawler.cli", "sources", "add", url, "--data", str(data)]
    done = loaded.run([*command, "-s", "DOWNLOAD_DELAY=0", *options], timeout=120)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def site(server: Answering) -> None:
    """A site with a feed, an index of sitemaps with one for news, and a front page."""
    here = server.url
    server.rss("/s/a", "/s/b")
    server.answers["/robots.txt"] = reply(f"{RULES}Sitemap: {here}/index.xml\n".encode())
    maps = "".join(
        f"<sitemap><loc>{url}</loc></sitemap>"
        for url in (f"{here}/tag-sitemap.xml", f"{here}/posts.xml", f"{here}/news.xml")
    )
    index = f"<sitemapindex>{maps}<sitemap><loc>http://169.254.1.1/x.xml</loc></sitemap>"
    server.answers["/index.xml"] = reply(f"{index}</sitemapindex>".encode(), kind="text/xml")
    news = (
        f"<urlset xmlns:news='{NEWS}'><url><loc>{here}/s/c</loc><news:news>"
        "<news:publication_date>2025-03-14T10:00:00Z</news:publication_date></news:news></url>"
        "</urlset>"
    )
    server.answers["/news.xml"] = reply(news.encode(), kind="text/xml")
    links = "".join(f"<h2><a href='/s/{one}'>Tide of {one} today</a></h2>" for one in "abcd")
    named = "<link rel=alternate type='application/rss+xml' href='{}'>"
    head = "".join(
        named.format(url)
        for url in ("/feed", "/secret/feed", "http://127.0.0.9:1/feed", "\x1b[31m/broken")
    )
    server.answers["/"] = reply(f"<html><head>{head}</head><body>{links}</body></html>".encode())


def test_a_site_is_looked_at_and_what_is_marked_is_added(tmp_path: Path) -> None:
    with answering() as server:
        site(server)
        status, said = add(f"{server.url}/", tmp_path)
        assert status == 0
        lines = said.splitlines()
        assert lines[:3] == [
            f"*  1 rss-2.0       2 entries, newest 2025-03-14 01:00: {server.url}/feed",
            f"*  2 news-sitemap  1 entry, newest 2025-03-14 10:00: {server.url}/news.xml",
            f"   3 listing       4 entries, undated: {server.url}/",
        ]
        assert "/secret/feed: robots:" in said
        assert "http://127.0.0.9:1/feed: is on another site; give its own URL" in said
        assert "/broken: answered 404" in said
        # What nobody may be sent to is not asked for, nor what lists no articles, nor more than
        # the sitemap for news where there is one.
        asked = set(server.targets())
        assert not asked & {
            "/secret/feed",
            "/tag-sitemap.xml",
            "/posts.xml",
            "/feed/",
            "/sitemap.xml",
        }
        assert "169.254.1.1" not in said
        assert "\x1b" not in said
        assert "nothing was archived" in said
        # Nothing was picked: it is shown what would be added.
        assert f'url = "{server.url}/feed"\nfeeds = ["{server.url}/news.xml"]' in said
        assert list(tmp_path.iterdir()) == []

        assert add(f"{server.url}/", tmp_path, "--yes", "--name", "one")[0] == 0
        assert known(tmp_path)["one"].polled == (
            Polled(f"{server.url}/feed"),
            Polled(f"{server.url}/news.xml"),
        )
        picked = ("--feed", "3", "--name", "two")
        assert add(f"{server.url}/", tmp_path, *picked)[0] == 0
        assert known(tmp_path)["two"].polled == (Polled(f"{server.url}/", "listing"),)
        server.answers["/?of=1"] = server.answers["/"]
        strange = add(f"{server.url}/?of=1", tmp_path, "--feed", "9", "--name", "three")
        assert "not among what was found" in strange[1]


def test_a_feed_is_added_at_once_and_nothing_is_not(tmp_path: Path) -> None:
    with answering({"/": reply(page("Tides"))}) as server:
        server.rss("/s/a")
        # What could not be read again is not written.
        status, said = add(f"{server.url}/feed", tmp_path, "--no-look", "--contact", "a\nb")
        assert (status, "contact is not a mail address or URL" in said) == (2, True)
        status, said = add(f"{server.url}/feed", tmp_path, "--contact", "desk@lab.example")
        assert (status, server.targets()) == (0, ["/robots.txt", "/feed"])
        assert str(server.header("/feed", "user-agent")).endswith(" (+desk@lab.example)")
        assert [one.contact for one in known(tmp_path).values()][-1] == "desk@lab.example"
        assert "rss-2.0       1 entry" in said
        server.asked.clear()
        # It stands there already: nobody is asked.
        assert add(f"{server.url}/feed", tmp_path)[0] == 2
        assert server.asked == []
        status, said = add(f"{server.url}/", tmp_path)
        assert status == 2
        assert "nothing there can be polled" in said
        assert "/feed/" in server.targets()
        assert add(f"{server.url}/later", tmp_path, "--no-look", "--name", "later")[0] == 0
        assert "/later" not in server.targets()
        assert (tmp_path / FILE).exists()


def test_a_site_without_end_is_looked_at_for_a_while(tmp_path: Path) -> None:
    named = "".join(
        f"<link rel=alternate type='application/rss+xml' href='/feed{n}'>" for n in range(500)
    )
    with answering({"/": reply(f"<html><head>{named}".encode())}) as server:
        endless = "".join(f"Sitemap: {server.url}/{n}.xml\n" for n in range(500))
        server.answers["/robots.txt"] = reply(endless.encode())
        status, said = add(f"{server.url}/", tmp_path)
        assert status == 2
        assert 10 < len(server.asked) <= MOST + 1
        assert {"/feed0", "/0.xml"} < {*server.targets()}
        assert "988 more were named, and not asked for" in said
        assert len(said) < 3_000


def test_what_leads_nowhere_is_told(tmp_path: Path) -> None:
    with answering() as server:
        item = "<item><title>Tar</title><link>http://counts.example/~r/1</link></item>"
        feed = f"<rss version='2.0'><channel><title>Pier</title>{item}</channel></rss>"
        server.answers["/feed"] = reply(feed.encode(), kind="application/rss+xml")
        _, said = add(f"{server.url}/feed", tmp_path)
        assert 'all on another site: follow = "any" in sources.toml' in said
        index = f"<sitemapindex><sitemap><loc>{server.url}/index.xml</loc></sitemap></sitemapindex>"
        server.answers["/index.xml"] = reply(index.encode(), kind="text/xml")
        status, said = add(f"{server.url}/index.xml", tmp_path)
        assert status == 2
        assert "an index that leads to no other sitemap" in said

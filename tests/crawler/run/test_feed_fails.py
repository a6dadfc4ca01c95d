"""Feeds that are gone, or say for ever that nothing has changed; and a look that is forced."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.crawler import loaded
from tests.crawler.answering import Answering, answering, page, reply
from tests.crawler.crawling import crawl, follow, twa
from twa.dataset.collection import Collection
from twa.dataset.crawl_state.read_only import looked_at

pytestmark = pytest.mark.slow


def test_a_feed_that_is_gone_is_left_alone_unless_forced(tmp_path: Path) -> None:
    with answering({"/s/a": reply(page("Tide tables"))}) as server:
        server.rss("/s/a")
        assert follow(server, tmp_path).status == 0
        server.answers["/feed"] = reply(b"", status="410 Gone")
        done = follow(server, tmp_path)
        assert done.status == 1
        assert done.log.count("could not be read") == 1
        done = follow(server, tmp_path)
        assert server.targets() == []
        assert (done.status, "gone (410) since" in done.last_line) == (5, True)
        told = twa("status", done.folder)
        assert "gone (410)" in told.stdout
        follow(server, tmp_path, force="yes")
        assert server.targets() == ["/feed"]
        page_of_run = max((done.folder / "runs").glob("*.html")).read_text("utf-8")
        assert "failed" in page_of_run


def test_a_feed_whose_entries_all_lead_elsewhere_is_not_well(tmp_path: Path) -> None:
    with answering({"/s/a": reply(page("Tide tables"))}) as server:
        feed = "<rss version='2.0'><channel><title>Pier</title><link>/</link>{}</channel></rss>"
        item = "<item><title>Tar</title><link>http://counts.example/~r/{}</link></item>"
        items = "".join(item.format(number) for number in range(3))
        server.answers["/feed"] = reply(feed.format(items).encode(), kind="application/rss+xml")
        done = follow(server, tmp_path)
        assert done.status == 1
        assert "none of the 3 entries may be asked for: http://counts.example/" in done.last_line
        assert "-a follow=any" in done.last_line
        told = twa("health", done.folder)
        assert told.returncode == 1
        assert "failing: none of the 3 entries of its feed" in told.stdout
        server.rss("/s/a")
        assert follow(server, tmp_path).status == 0
        assert twa("health", done.folder).stdout.strip().endswith(": healthy")


def frozen(server: Answering) -> bytes:
    """A feed whose tag never changes."""
    _, fields = server.asked[-1]
    if "if-none-match" in fields:
        return reply(b"", 'ETag: "frozen"', status="304 Not Modified", kind="")
    server.rss(*sorted(path for path in server.answers if path.startswith("/s/")))
    whole = server.answers.pop("/feed")
    server.answers["/feed"] = frozen
    assert isinstance(whole, bytes)
    return whole.replace(b"\r\n", b'\r\nETag: "frozen"\r\n', 1)


def test_a_feed_that_never_changes_is_had_whole_now_and_then(tmp_path: Path) -> None:
    with answering({"/s/a": reply(page("Tide tables")), "/feed": frozen}) as server:
        follow(server, tmp_path)
        server.answers["/s/b"] = reply(page("Dredging"))
        asked = []
        for _ in range(11):
            follow(server, tmp_path)
            asked += server.targets()
        assert asked == ["/feed"] * 11 + ["/s/b"]
        # The tag stood for two lists: it is sent no more.
        server.answers["/s/c"] = reply(page("Pilots"))
        follow(server, tmp_path)
        assert server.targets() == ["/feed", "/s/c"]


def retry(url: str, data: Path) -> subprocess.CompletedProcess[str]:
    """`twa retry`, without the requisites of pages."""
    settings = ("-s", "DOWNLOAD_DELAY=0", "-s", "ARCHIVE_REQUISITES=0")
    return loaded.run(
        ["twa.crawler.cli", "retry", url, "--data", str(data), *settings], timeout=120
    )


def test_a_look_is_forced(tmp_path: Path) -> None:
    with answering({"/s/a": reply(b"", status="410 Gone")}) as server:
        server.rss("/s/a")
        done = follow(server, tmp_path)
        assert not done.rows()
        page_of_run = max((done.folder / "runs").glob("*.html")).read_text("utf-8")
        assert "ended with 1 failure" in page_of_run
        server.answers["/s/a"] = reply(page("Tide tables"))
        server.asked.clear()
        again = retry(f"{server.url}/s/a", tmp_path)
        assert again.returncode == 0, again.stderr
        assert "/feed" not in server.targets()
        assert [row["url"] for row in done.rows()] == [f"{server.url}/s/a"]
        nobody = retry(f"{server.url}/s/z", tmp_path)
        assert (nobody.returncode, nobody.stdout) == (2, "")


def test_a_misspelt_argument_is_told(tmp_path: Path) -> None:
    done = crawl(tmp_path, "feed", ulr="http://boats.example/feed")
    assert done.status == 2
    assert "did you mean url?" in done.last_line
    assert "backfill" in done.last_line


def test_a_feed_that_moved_to_another_host_takes_its_articles_along(tmp_path: Path) -> None:
    pages = {f"/s/{n}": reply(page(f"Tide {n}", about=f"tide {n}")) for n in range(3)}
    with answering(pages) as server:
        here, there = server.url, server.url.replace("127.0.0.1", "localhost")
        # Only what the user names may be at a private address.
        (tmp_path / "sources.toml").write_text(
            f"[x]\nurl = '{here}/feed'\nfeeds = ['{there}/none']\n"
        )
        server.rss("/s/0", "/s/1")
        server.answers["/none"] = reply(b"<rss version='2.0'><channel/></rss>")
        crawl(tmp_path, "feed", collection="x", name="x", settings={"REVISIT_AFTER": ""})
        server.url = there
        server.rss("/s/2", "/s/0", "/s/1")
        server.answers["/moved"] = server.answers["/feed"]
        server.answers["/feed"] = reply(
            b"", f"Location: {there}/moved", status="301 Moved Permanently"
        )
        done = crawl(tmp_path, "feed", collection="x", name="x", settings={"REVISIT_AFTER": ""})
        assert done.status == 0, done.log
        assert len(done.rows()) == 3
        assert not done.rows("rejects")


def test_a_feed_that_leads_to_a_private_address_fails(tmp_path: Path) -> None:
    with answering({"/s/a": reply(page("Tide"))}) as server:
        server.rss("/s/a")
        url = f"{server.url}/feed"
        crawl(tmp_path, "feed", collection="x", url=url, name="x")
        server.answers["/feed"] = reply(
            b"", "Location: http://10.1.2.3/feed", status="301 Moved Permanently"
        )
        for _ in range(2):
            done = crawl(tmp_path, "feed", collection="x", url=url, name="x")
            assert done.status == 1
        with looked_at(Collection(done.folder)) as memory:
            rest = memory.polls.rest(url)
        assert rest is not None
        assert rest.words.startswith("leads where nobody follows (301) since ")


def test_an_index_of_sitemaps_that_answers_does_not_fail(tmp_path: Path) -> None:
    index = "<sitemapindex><sitemap><loc>{}/{}.xml</loc></sitemap></sitemapindex>"
    with answering({"/s/a": reply(page("Tide"))}) as server:
        url = f"{server.url}/wp-sitemap.xml"
        posts = f"<urlset><url><loc>{server.url}/s/a</loc></url></urlset>"
        server.answers["/wp-sitemap.xml"] = reply(index.format(server.url, "all").encode())
        server.answers["/all.xml"] = reply(index.format(server.url, "posts").encode())
        server.answers["/posts.xml"] = reply(posts.encode())
        for _ in range(2):
            done = crawl(tmp_path, "feed", collection="x", url=url, name="x")
            assert done.status == 0, done.log
            assert [row["url"] for row in done.rows()] == [f"{server.url}/s/a"]
        server.answers["/wp-sitemap.xml"] = reply(b"", status="404 Not Found")
        crawl(tmp_path, "feed", collection="x", url=url, name="x")
        with looked_at(Collection(done.folder)) as memory:
            rest = memory.polls.rest(url)
        assert rest is not None
        assert rest.polls == 1

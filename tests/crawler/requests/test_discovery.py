"""Finding every article: from pages to feeds, back over pages and sitemaps, each article once."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.crawler.crawling import ROOT, Crawl, crawl, twa
from tests.site.asking import get
from tests.site.running import Line, Site
from twa.dataset.tables.schema import validator
from twa.dataset.web import tdmrep

pytestmark = pytest.mark.slow

TEXT = """
<p>The harbour office keeps a ledger of every boat that ever waited, and number {n} is in it.</p>
<p>Nobody reads the ledger. It stands on a shelf behind the counter, between the tide tables and
a jar of pencils, and it is the one thing that the office would save from a fire. Entry {n} fills
a page of its own, because the boat in question waited for {n} days and paid for none of them.</p>
<p>A clerk who left the office years ago wrote it in green ink, and signed it twice.</p>
"""


def fill(site: Site, count: int = 25, *, category: str = "Chinese") -> None:
    """Publish older posts, `count` of them, three a month from January 2023 on."""
    for n in range(count):
        site.control.add(
            f"Waiting boat {n:02}",
            TEXT.format(n=n),
            published=f"2023-{1 + n // 3:02}-{1 + n % 3:02}T08:00:00+00:00",
            categories=[category],
        )


def articles(site: Site) -> list[Line]:
    """Requests for article pages."""
    return [line for line in site.log.requests() if line.path.startswith("/20")]


def feeds(site: Site) -> list[str]:
    """Paths of the requests for feeds."""
    return [line.path for line in site.log.requests() if "/feed" in line.path]


def rss(*links: str, more: str = "") -> str:
    """A feed of these links."""
    items = "".join(f"<item><title>A boat</title><link>{link}</link></item>" for link in links)
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">'
        f"<channel><title>Boats</title>{more}{items}</channel></rss>"
    )


def everything(site: Site) -> set[str]:
    """Titles of all posts."""
    return {post["title"] for post in site.control.posts()}


def look(data: Path, spider: str = "twa", **arguments: str) -> Crawl:
    """A crawl without a build, for tests of what was asked for."""
    return crawl(data, spider, settings={"BUILD": False}, **arguments)  # type: ignore[arg-type]


def asked(site: Site) -> set[str]:
    """Titles of the posts whose pages were asked for."""
    paths = {line.path for line in articles(site)}
    return {post["title"] for post in site.control.posts() if post["path"] in paths}


def titles(done: Crawl) -> set[str]:
    """Titles of all articles of the dataset."""
    return {row["title"] for row in done.rows()}


# --- A page instead of a feed ----------------------------------------------------------------


@pytest.mark.parametrize("path", ["/category/chinese/", "/"])
def test_the_feed_is_found_from_a_page(site: Site, tmp_path: Path, path: str) -> None:
    page = f"{site.url}{path}"
    feed = f"{path}feed/"
    done = crawl(tmp_path, "feed", collection="boats", url=page, name="boats")
    assert done.status == 0, done.log
    assert len(articles(site)) == 10
    assert done.rejects() == {"names-a-feed": {page}}
    # When to ask again is for the feed to say, not for the page.
    due = twa("due", done.folder, "--revisit-after", "").stdout
    assert f"{site.url}{feed} may have news" in due
    assert feeds(site) == [feed]
    assert [polled["url"] for polled in done.report()["feeds"]] == [f"{site.url}{feed}"]

    # The archive remembers it, so that the page is not asked for again.
    site.log.clear()
    again = look(tmp_path, "feed", collection="boats", url=page, name="boats")
    assert again.status == 0, again.log
    assert [(line.path, line.status) for line in site.log.requests()] == [(feed, 304)]


def test_a_page_that_names_no_feed(site: Site, tmp_path: Path) -> None:
    site.control.answer(
        "/plain/", headers=[("Content-Type", "text/html")], body="<html><p>Hello.</p></html>"
    )
    done = look(tmp_path, url=f"{site.url}/plain/")
    assert done.status == 1
    assert "not-a-feed" in done.last_line


def test_a_site_in_trouble_is_not_taken_for_a_page(site: Site, tmp_path: Path) -> None:
    """It shows its home page everywhere; what was a feed yesterday is not to be found on it."""
    look(tmp_path, url=site.feed)
    site.log.clear()
    site.control.answer(
        "/category/chinese/feed/",
        headers=[("Content-Type", "text/html")],
        body='<html><head><link rel="alternate" type="application/rss+xml" href="/feed/"></head>'
        "<body><p>We will be back soon.</p></body></html>",
    )
    done = look(tmp_path, url=site.feed)
    assert done.status == 1
    assert "not-a-feed" in done.last_line
    assert feeds(site) == ["/category/chinese/feed/"]


# --- Pages of a feed -------------------------------------------------------------------------


def test_backfill_by_pages(site: Site, tmp_path: Path) -> None:
    fill(site)
    done = crawl(tmp_path, url=site.feed, backfill="pages")
    assert done.status == 0, done.log
    chinese = [post for post in site.control.posts() if "Chinese" in post["categories"]]
    assert titles(done) == {post["title"] for post in chinese}
    pages = -(-len(chinese) // 10)
    assert feeds(site) == [
        "/category/chinese/feed/",
        *(f"/category/chinese/feed/?paged={n}" for n in range(2, pages + 2)),
    ]
    assert not any(
        name in line.headers
        for line in site.log.requests()
        for name in ("if-none-match", "if-modified-since")
    )
    report = done.report()
    assert list(validator("run").iter_errors(report)) == []
    # That there is no page after the last is no loss.
    assert done.rejects() == {"past-the-end": {f"{site.feed}?paged={pages + 1}"}}
    covered = report["backfill"]
    assert covered["documents"] == pages
    assert covered["oldest"] == "2023-01-01T08:00:00.000000Z"
    assert covered["ended"] == f"{site.feed}?paged={pages + 1} answered 404"

    # Nothing is asked for twice: the archive says that the end was reached.
    site.log.clear()
    again = look(tmp_path, url=site.feed, backfill="pages")
    assert again.status == 0, again.log
    assert [line.path for line in site.log.requests()] == ["/category/chinese/feed/"]
    assert again.report()["backfill"]["oldest"] == covered["oldest"]

    # And without the cache it says the same.
    (done.folder / "state.sqlite").unlink()
    site.log.clear()
    assert look(tmp_path, url=site.feed, backfill="pages").status == 0
    assert len(site.log.requests()) == 1


def test_page_two_is_never_asked_with_the_validators_of_page_one(
    site: Site, tmp_path: Path
) -> None:
    """WordPress would answer 304 for a page that nobody ever saw."""
    fill(site)
    look(tmp_path, url=site.feed)
    done = look(tmp_path, url=site.feed, backfill="pages", since="2023-06-01")
    assert done.status == 0, done.log
    assert {line.status for line in site.log.requests() if line.path != tdmrep.PATH} == {200}
    found = [post for post in site.control.posts() if post["published"] >= "2023-06-01"]
    assert asked(site) == {post["title"] for post in found if "Chinese" in post["categories"]}
    assert done.report()["entries"]["outside"] == 15

    # What was left out because of the window is had when it is asked for.
    site.log.clear()
    look(tmp_path, url=site.feed, backfill="pages", until="2023-02-28")
    assert asked(site) == {f"Waiting boat {n:02}" for n in range(6)}


def test_a_window_limits_one_run(site: Site, tmp_path: Path) -> None:
    """What it leaves out is told, is not waited for, and is had by the next run without one."""
    posts = [post for post in site.control.posts() if "Chinese" in post["categories"]][:10]
    since = posts[2]["published"][:10]
    inside = {post["title"] for post in posts if post["published"] >= since}
    assert 0 < len(inside) < 10
    done = crawl(tmp_path, url=site.feed, since=since)
    assert titles(done) == inside
    left = {f"{site.url}{post['path']}" for post in posts if post["title"] not in inside}
    assert done.rejects() == {"outside-window": left}
    assert done.report()["entries"]["outside"] == len(left)
    assert done.report()["failures"] == done.report()["to_retry"] == []
    waiting = twa("due", done.folder, "--revisit-after", "")
    assert (waiting.returncode, "may have news" in waiting.stdout) == (1, True)
    look(tmp_path, url=site.feed, since=since)
    assert asked(site) == inside
    whole = crawl(tmp_path, url=site.feed)
    assert titles(whole) == {post["title"] for post in posts}


def test_a_backfill_that_was_killed_goes_on(site: Site, tmp_path: Path) -> None:
    fill(site)
    command = [sys.executable, "-m", "scrapy", "crawl", "twa", "-a", f"url={site.feed}"]
    command += ["-a", "backfill=pages"]
    for setting in (f"DATA_DIR={tmp_path}", "DOWNLOAD_DELAY=0.05", "BUILD=0"):
        command += ["-s", setting]
    for wanted in (16, 28):
        started = len(site.log.requests())
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            while len(site.log.requests()) < min(wanted, started + 16):
                time.sleep(0.01)
            os.kill(process.pid, signal.SIGKILL)
    done = crawl(tmp_path, url=site.feed, backfill="pages")
    assert done.status == 0, done.log
    chinese = {post["title"] for post in site.control.posts() if "Chinese" in post["categories"]}
    assert titles(done) == chinese
    # What was under way when the process died is asked for again, and nothing else.
    times = Counter(line.path for line in articles(site))
    assert sum(times.values()) - len(times) <= 2
    assert done.report()["backfill"]["ended"].endswith("answered 404")


def test_pages_that_a_feed_names_itself(site: Site, tmp_path: Path) -> None:
    """RFC 5005: archived documents before paged ones; WordPress's parameter is never tried."""
    paths = [f"{site.url}{post['path']}" for post in site.control.posts()]
    kind = [("Content-Type", "application/rss+xml")]
    archived = f'<atom:link rel="prev-archive" href="{site.url}/boats/2/"/>'
    site.control.answer("/boats/", headers=kind, body=rss(*paths[:2], more=archived))
    paged = '<atom:link rel="next" href="../3/"/>'
    site.control.answer("/boats/2/", headers=kind, body=rss(*paths[2:4], more=paged))
    last = '<atom:link rel="next" href="https://elsewhere.example/boats/"/>'
    site.control.answer("/boats/3/", headers=kind, body=rss(*paths[4:6], more=last))
    done = look(tmp_path, url=f"{site.url}/boats/", backfill="pages")
    assert done.status == 0, done.log
    assert len(articles(site)) == 6
    pages = [line.path for line in site.log.requests() if line.path.startswith("/boats")]
    assert pages == ["/boats/", "/boats/2/", "/boats/3/"]
    assert "on another site" in done.report()["backfill"]["ended"]


def test_a_page_that_fails_is_gone_on_from(site: Site, tmp_path: Path) -> None:
    fill(site)
    page = "/category/chinese/feed/?paged=3"
    site.control.answer(page, status=403)
    done = look(tmp_path, url=site.feed, backfill="pages")
    assert done.status == 1
    assert done.last_line.startswith(f"twa: the backfill is not at its end: {site.url}{page}")
    assert done.report()["backfill"]["ended"] is None
    site.control.restore(page)
    site.log.clear()
    again = look(tmp_path, url=site.feed, backfill="pages")
    assert again.status == 0, again.log
    assert len(articles(site)) == 18


# --- Sitemaps --------------------------------------------------------------------------------


def test_backfill_by_sitemap(site: Site, tmp_path: Path) -> None:
    fill(site)
    feed = f"{site.url}/feed/"
    done = look(tmp_path, url=feed, backfill="sitemap", since="2023-06-01", until="2023-07-15")
    assert done.status == 0, done.log
    paths = [line.path for line in site.log.requests()]
    assert paths[:5] == [
        *("/robots.txt", "/feed/", "/wp-sitemap.xml", "/wp-sitemap-posts-post-1.xml"),
        tdmrep.PATH,
    ]
    # A path says no more than a month, give or take a day.
    months = {path[:9] for path in paths[5:]}
    assert {"/2023/06/", "/2023/07/"} <= months <= {"/2023/06/", "/2023/07/", "/2023/08/"}
    assert done.report()["backfill"]["passed_over"] == 2

    whole = crawl(tmp_path, url=feed, backfill="sitemap")
    assert whole.status == 0, whole.log
    assert titles(whole) == everything(site)
    assert max(Counter(line.path for line in articles(site)).values()) == 1

    # An edit shows in lastmod; nothing else is asked for again.
    site.control.edit(
        "waiting-boat-07", append="<p>It left.</p>", modified="2030-01-01T00:00:00+00:00"
    )
    site.log.clear()
    revisions = len(whole.rows("revisions"))
    again = crawl(tmp_path, url=feed, backfill="sitemap")
    assert [line.path for line in articles(site)] == ["/2023/03/waiting-boat-07/"]
    assert len(again.rows("revisions")) == revisions + 1
    assert list(validator("run").iter_errors(again.report())) == []


def test_a_sitemap_is_of_the_site_and_the_feed_of_a_category(site: Site, tmp_path: Path) -> None:
    done = crawl(tmp_path, url=site.feed, backfill="sitemap")
    assert done.status == 0, done.log
    posts = site.control.posts()
    chinese = {post["title"] for post in posts if "Chinese" in post["categories"]}
    assert titles(done) == chinese
    others = {f"{site.url}{post['path']}" for post in posts if post["title"] not in chinese}
    assert others
    assert done.rejects() == {"other-category": others}


def test_sitemaps_that_robots_does_not_name_packed_and_of_news(site: Site, tmp_path: Path) -> None:
    post, other, *_ = site.control.posts()[10:]
    site.control.answer("/robots.txt", body="User-agent: *\nDisallow: /wp-admin/\n")
    site.control.answer("/wp-sitemap.xml", status=404)
    index = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<sitemap><loc>{site.url}/news.xml.gz</loc></sitemap>"
        "<sitemap><loc>https://elsewhere.example/news.xml</loc></sitemap></sitemapindex>"
    )
    site.control.answer("/sitemap.xml", headers=[("Content-Type", "text/xml")], body=index)
    news = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        + "".join(
            f"<url><loc>{site.url}{path}</loc><news:news><news:publication_date>{date}"
            "</news:publication_date><news:title>A boat</news:title></news:news></url>"
            for path, date in (
                (post["path"], post["published"]),
                (other["path"], "1999-01-01"),
                ("/", "2025-01-01"),
                (f"{post['path']}?share=mail", "2025-01-01"),
            )
        )
        + "</urlset>"
    )
    site.control.answer(
        "/news.xml.gz",
        headers=[("Content-Type", "application/octet-stream")],
        body=gzip.compress(news.encode()),
    )
    done = look(tmp_path, url=f"{site.url}/feed/", backfill="sitemap", since="2025-01-01")
    assert done.status == 0, done.log
    assert post["title"] in asked(site)
    assert other["title"] not in asked(site)
    refused = {(lost["url"], lost["reason"]) for lost in done.report()["refused"]}
    assert refused == {
        ("https://elsewhere.example/news.xml", "offsite"),
        (f"{site.url}/", "not-an-article"),
        (f"{site.url}{post['path']}?share=mail", "not-an-article"),
    }
    paths = {line.path for line in site.log.requests()}
    assert not {"/", "/news-sitemap.xml"} & paths


def test_a_site_without_sitemaps(site: Site, tmp_path: Path) -> None:
    site.control.answer("/robots.txt", status=404)
    site.control.answer("/wp-sitemap.xml", status=404)
    done = look(tmp_path, url=site.feed, backfill="sitemap")
    assert done.status == 1
    assert "neither robots.txt names a sitemap" in done.last_line
    assert len(articles(site)) == 10


# --- One article, one identity -----------------------------------------------------------------


def test_an_article_is_asked_for_once_however_it_is_linked(site: Site, tmp_path: Path) -> None:
    post = site.control.posts()[0]
    page = f"{site.url}{post['path']}"
    spellings = [
        f"{page}?utm_source=rss&amp;utm_medium=rss",
        f"{page}#comments",
        page,
        page.replace("http://", "HTTP://"),
        page.replace("/20", "/x/../20"),
        f"{page}?fbclid=1",
        page.rstrip("/"),
        f"{site.url}/?p={post['id']}",
    ]
    kind = [("Content-Type", "application/rss+xml")]
    site.control.answer("/boats/", headers=kind, body=rss(*spellings))
    done = crawl(tmp_path, url=f"{site.url}/boats/")
    assert done.status == 0, done.log
    assert len(done.rows()) == 1
    pages = [line for line in site.log.requests() if line.path.startswith(post["path"])]
    assert [(line.path, line.status) for line in pages] == [(post["path"], 200)]
    article = done.rows()[0]["id"]
    assert {row["article_id"] for row in done.rows("feed_entries")} == {article}

    # Another feed may spell it in another way again.
    site.log.clear()
    body = rss(f"{page}?utm_campaign=x", f"{page.rstrip('/')}?utm_source=y")
    site.control.answer("/boats/", headers=kind, body=body)
    look(tmp_path, url=f"{site.url}/boats/")
    assert [line.path for line in site.log.requests()] == ["/boats/"]


def test_pages_that_only_name_the_same_canonical_page_are_one_article(
    site: Site, tmp_path: Path
) -> None:
    """Nobody redirects: each is asked for, once, and one row comes of them."""
    post = site.control.posts()[0]
    page = f"{site.url}{post['path']}"
    body = get(site, post["path"]).body
    assert f'rel="canonical" href="{page}"'.encode() in body
    kind = [("Content-Type", "text/html; charset=UTF-8")]
    for copy in ("/amp/boat/", "/print/boat/"):
        site.control.answer(copy, headers=kind, body=body)
    links = (f"{site.url}/amp/boat/", page, f"{site.url}/print/boat/")
    site.control.answer("/boats/", headers=[("Content-Type", "text/xml")], body=rss(*links))
    done = crawl(tmp_path, url=f"{site.url}/boats/")
    (row,) = done.rows()
    assert (row["canonical_url"], row["revision_count"]) == (page, 1)
    assert len(done.rows("revisions")) == 1
    entries = done.rows("feed_entries")
    assert [entry["article_id"] for entry in entries] == [row["id"]] * 3
    assert done.report()["articles"]["got"] == 3


NO_ARTICLES = ["embed/", "feed/", "?share=facebook", "?replytocom=7#respond", "comment-page-2/"]


def test_embeds_comment_feeds_and_share_links_never_become_articles(
    site: Site, tmp_path: Path
) -> None:
    post, moved, *_ = site.control.posts()
    page = f"{site.url}{post['path']}"
    site.control.answer(moved["path"], status=302, headers=[("Location", f"{page}embed/")])
    body = rss(*(f"{page}{tail}" for tail in NO_ARTICLES), f"{site.url}{moved['path']}")
    site.control.answer("/boats/", headers=[("Content-Type", "text/xml")], body=body)
    done = look(tmp_path, url=f"{site.url}/boats/")
    assert done.status == 0, done.log
    assert done.report()["refused_by_reason"] == {"not-an-article": len(NO_ARTICLES) + 1}
    assert [line.path for line in articles(site)] == [moved["path"]]


# --- What was asked for ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"backfill": "all"}, "no such value: backfill=all"),
        ({"since": "last week"}, "not a date"),
        ({"since": "2025-02-01", "until": "2025-01-01"}, "the window is empty"),
    ],
)
def test_what_cannot_be_meant_is_said_at_once(
    tmp_path: Path, arguments: dict[str, str], message: str
) -> None:
    done = look(tmp_path, **arguments)
    assert done.status == 2
    assert message in done.last_line
    assert "Traceback" not in done.log
    assert not list(tmp_path.iterdir())

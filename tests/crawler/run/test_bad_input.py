"""Feeds and pages that go wrong: each ends in a counted reason, and takes nothing else down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawler.crawling import Crawl, crawl
from tests.site.bad import MANY, MANY_PAGES
from tests.site.running import Site, running

IMPATIENT = {"DOWNLOAD_TIMEOUT": 2, "RETRY_TIMES": 0}


@pytest.fixture(scope="module")
def outlet() -> Iterator[Site]:
    """One outlet for all cases: none of them changes it."""
    with running() as site:
        yield site


@pytest.fixture(scope="module")
def everything(outlet: Site, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """One crawl of a feed that holds every bad entry and leads to every bad page."""
    return crawl(
        tmp_path_factory.mktemp("all"),
        url=f"{outlet.url}/bad/feed/all/",
        settings=IMPATIENT,
        timeout=180,
    )


FEEDS = [
    ("not-a-feed", "not-a-feed"),
    ("binary", "not-a-feed"),
    ("nothing", "empty"),
    ("disconnected", "truncated-feed"),
    ("404", "http-status"),
    ("500", "http-status"),
    ("hang", "timeout"),
]


@pytest.mark.parametrize(("case", "reason"), FEEDS)
def test_a_feed_that_gives_nothing_fails_the_run_and_says_why(
    outlet: Site, tmp_path: Path, case: str, reason: str
) -> None:
    url = f"{outlet.url}/bad/feed/{case}/"
    done = crawl(tmp_path, url=url, settings=IMPATIENT)
    assert done.status == 1
    assert done.last_line.startswith(f"twa: the feed could not be read: {url} (")
    assert "Traceback" not in done.log
    assert [failure["url"] for failure in done.report()["failures"]] == [url]
    assert url in done.rejects()[reason]
    assert done.rows() == []


def test_a_feed_that_breaks_off_gives_the_entries_before_it(outlet: Site, tmp_path: Path) -> None:
    url = f"{outlet.url}/bad/feed/cut/"
    done = crawl(tmp_path, url=url)
    assert done.status == 0
    assert len(done.rows()) == done.report()["feeds"][0]["entries"] == 2
    assert done.report()["failed_by_reason"] == {"truncated-feed": 1}
    assert done.rejects() == {"truncated-feed": {url}}


@pytest.mark.parametrize("case", ["gbk-as-utf-8", "utf-8-as-latin-1"])
def test_a_feed_that_lies_about_its_encoding_still_leads_to_its_article(
    outlet: Site, tmp_path: Path, case: str
) -> None:
    done = crawl(tmp_path, url=f"{outlet.url}/bad/feed/{case}/")
    assert done.status == 0
    assert [row["title"] for row in done.rows()] == [outlet.control.posts()[0]["title"]]
    assert done.report()["feeds"][0]["problems"] != []


@pytest.mark.slow
def test_ten_thousand_entries_of_three_articles(outlet: Site, tmp_path: Path) -> None:
    done = crawl(tmp_path, url=f"{outlet.url}/bad/feed/many/", timeout=240)
    assert done.status == 0, done.log
    assert len(done.rows()) == MANY_PAGES
    report = done.report()
    assert report["entries"] == {"new": MANY_PAGES, "refused": MANY - MANY_PAGES, "seen": MANY}
    assert report["refused_by_reason"] == {"duplicate": MANY - MANY_PAGES}
    assert len(done.rows("feed_entries")) == MANY


def test_bad_entries_and_pages_take_nothing_else_down(everything: Crawl, outlet: Site) -> None:
    assert everything.status == 0, everything.log
    assert "Traceback" not in everything.log
    titles = {row["title"] for row in everything.rows()}
    # Good ones among the bad: the first link, and the dated posts.
    assert {post["title"] for post in outlet.control.posts()[2:6]} <= titles


ENTRIES = [
    ("scheme", "javascript:alert(1)"),
    ("scheme", "mailto:desk@lowwater.example"),
    ("scheme", "file:///etc/hostname"),
    ("scheme", "data:text/html,%3Cp%3Ehello%3C/p%3E"),
    ("bad-url", "http://[::1/"),
    ("offsite", "https://elsewhere.example/2025/03/another-site/"),
    ("offsite", "http://nowhere.invalid/2025/03/no-such-host/"),
    ("empty", "{site}/bad/feed/all/"),
    ("not-an-article", "{site}/category/chinese/feed/"),
]


@pytest.mark.parametrize(("reason", "link"), ENTRIES)
def test_an_entry_that_leads_nowhere_good(
    everything: Crawl, outlet: Site, reason: str, link: str
) -> None:
    url = link.format(site=outlet.url)
    refused = {(item["reason"], item["url"]) for item in everything.report()["refused"]}
    assert (reason, url) in refused
    assert url in everything.rejects()[reason]


# How the table `rejects` and the run report call it.
PAGES = [
    ("404", "http-status", "http-status"),
    ("500", "http-status", "http-status"),
    ("pdf", "not-html", "not-html"),
    ("empty", "empty", "empty"),
    ("no-text", "no-text", "no-text"),
    ("huge", "too-large", "too-large"),
    ("hang", "timeout", "timeout"),
    ("stall", "timeout", "timeout"),
    ("cut", "truncated", "truncated"),
    ("redirect-loop", "redirect-loop", "redirect-loop"),
]


@pytest.mark.parametrize(("case", "reason", "told"), PAGES)
def test_a_page_that_is_no_article(
    everything: Crawl, outlet: Site, case: str, reason: str, told: str
) -> None:
    url = f"{outlet.url}/bad/page/{case}/"
    rejects = everything.rejects()
    assert url in rejects.get(reason, set()), rejects
    report = everything.report()
    lost = {item["url"]: item["reason"] for item in report["refused"] + report["failures"]}
    assert lost[url] == told


@pytest.mark.parametrize("case", ["gbk", "latin-1"])
def test_a_page_that_is_not_utf8_is_read_all_the_same(
    everything: Crawl, outlet: Site, case: str
) -> None:
    row = next(r for r in everything.rows() if r["url"].endswith(f"/bad/page/{case}/"))
    assert "\ufffd" not in row["text"]
    assert row["word_count"] > 100


def test_dates_that_are_none(everything: Crawl, outlet: Site) -> None:
    """No date, one in 2099, and two that are no dates: the page's own date stands."""
    posts = {post["title"]: post for post in outlet.control.posts()[2:6]}
    dated = [
        row for row in everything.rows() if row["title"] in posts and "/bad/" not in row["url"]
    ]
    assert len(dated) == 4
    for row in dated:
        assert row["published"].startswith("2025-")
    raw = {row["published_raw"] for row in everything.rows("feed_entries")}
    assert {None, "Thu, 01 Jan 2099 00:00:00 +0000", "the day before yesterday"} <= raw
    urls = {post["path"]: f"{outlet.url}{post['path']}" for post in posts.values()}
    assert everything.rejects()["no-date"] == {next(iter(urls.values()))}
    assert everything.rejects()["bad-date"] <= set(urls.values())
    assert len(everything.rejects()["bad-date"]) == 2
    told = {item["url"] for item in everything.report()["failures"]}
    assert everything.rejects()["no-date"] | everything.rejects()["bad-date"] <= told

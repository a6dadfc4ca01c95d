"""The feeds we know: their file, `twa sources`, and `scrapy crawl feeds`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.crawler.answering import answering, page, reply
from tests.crawler.crawling import ROOT, Crawl, begin, crawl, wait_for
from tests.site.running import Site, running
from twa.crawler.sources.file import FILE, add, known, parse, resolve, shard
from twa.crawler.sources.source import Source, SourceError, slug
from twa.dataset.web.sites import site as site_of

pytestmark = pytest.mark.slow


def twa(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The console script, as a process."""
    command = [sys.executable, "-m", "twa.crawler.cli", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)


def write(data: Path, **urls: str) -> None:
    """A file of sources."""
    tables = (f"[{name}]\nurl = {json.dumps(url)}\n" for name, url in urls.items())
    (data / FILE).write_text("\n".join(tables), "utf-8")


def test_the_shipped_sources_are_there_until_the_user_has_a_file(tmp_path: Path) -> None:
    assert list(known(tmp_path)) == ["twa"]
    added = Source("boats", "https://news.example/feed/", 'Boats, "fast" \\ \x7f 船')
    assert add(tmp_path, added) == tmp_path / FILE
    assert list(known(tmp_path)) == ["twa", "boats"]
    found = known(tmp_path)["boats"]
    assert (found.url, found.title, found.declared) == (added.url, added.title, True)
    write(tmp_path, boats="https://news.example/feed/")
    assert list(known(tmp_path)) == ["boats"]
    # The spider of this name goes on to find its source.
    assert resolve(known(tmp_path), "twa", url=None, name=None).url.startswith("https://techwire")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[boats]\nurl = 7\n", "url is not a string"),
        ("boats = 'https://news.example/'\n", "a source is a table: sources.toml: \\[boats]"),
        ("[boats]\nurl = 'https://news.example/'\nverify = 'no'\n", "verify is not true or false"),
        ("[boats]\nurl = 'https://news.example/'\ncolour = 'red'\n", "unknown field 'colour'"),
        ("[boats]\nurl = 'ftp://news.example/'\n", "must be an http or https URL"),
        ("[boats]\n", "must be an http or https URL"),
        ("['../boats']\nurl = 'https://news.example/'\n", "a collection's name"),
        ("[boats\n", "not TOML"),
    ],
)
def test_a_file_that_is_wrong_says_where(text: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        parse(text, "sources.toml")


def test_names_are_resolved_before_urls_are_made_of_them(tmp_path: Path) -> None:
    write(tmp_path, boats="https://news.example/feed/")
    sources = known(tmp_path)
    assert resolve(sources, None, url=None, name="boats").declared
    typed = resolve(sources, None, url="https://news.example/Category/Boats/feed/", name=None)
    assert (typed.name, typed.declared) == (slug(typed.url), False)
    assert typed.name == "news.example-category-boats-feed"
    with pytest.raises(SourceError, match="no source of this name"):
        resolve(sources, None, url=None, name="ships")
    with pytest.raises(SourceError, match="no feed given"):
        resolve(sources, None, url=None, name=None)


def test_shards_are_disjoint_and_complete_and_keep_a_site_together() -> None:
    sources = {
        f"{host}-{n}": Source(f"{host}-{n}", f"https://{n}.site{host}.example/feed/")
        for host in range(40)
        for n in range(2)
    }
    for count in (*range(1, 20), 97, 9999):
        shards = [shard(sources, f"{index}/{count}") for index in range(1, count + 1)]
        assert sorted(name for part in shards for name in part) == sorted(sources)
        sites = [{site_of(source.url) for source in part.values()} for part in shards]
        assert sum(map(len, sites)) == len(set().union(*sites)) == 40
        assert all(sites) or count > 3
    assert shard(sources, "1/1") == sources
    # Where a site goes depends on its name alone: not on the file, and not on the others in it.
    some = dict(sorted(sources.items(), reverse=True)[::3])
    assert shard(some, "2/5").items() <= shard(sources, "2/5").items()
    for wrong in ("0/3", "4/3", "1", "1/0", "a/b", "-1/2"):
        with pytest.raises(SourceError, match="a shard is I/N"):
            shard(sources, wrong)


def test_sources_are_listed_added_and_checked(site: Site, tmp_path: Path) -> None:
    data = ("--data", tmp_path)
    listed = twa("sources", "list", *data)
    assert listed.stdout.startswith("twa\thttps://techwireasia.com/")
    write(tmp_path, page=f"{site.url}/category/chinese/", gone=f"{site.url}/nothing/feed/")
    added = twa("sources", "add", site.feed, "--name", "boats", "--title", "Boats", *data)
    assert added.returncode == 0, added.stderr
    assert twa("sources", "list", *data).stdout.splitlines()[-1] == f"boats\t{site.feed}\tBoats"

    again = twa("sources", "add", site.feed, *data)
    assert again.returncode == 2
    assert again.stderr == f"twa: stands in sources.toml already, as boats: {site.feed}\n"

    site.log.clear()
    one = twa("sources", "check", "boats", *data)
    assert one.stdout == "ok    boats: rss-2.0, 10 entries, the newest of 2025-03-14\n"
    assert one.returncode == 0
    # Nothing but the feed and robots.txt, under the name of a crawl, and nothing is kept.
    assert [line.path for line in site.log.requests()] == [
        "/robots.txt",
        "/category/chinese/feed/",
    ]
    assert site.log.requests()[1].headers["user-agent"].startswith("twa/")
    assert [path.name for path in tmp_path.iterdir()] == [FILE]

    every = twa("sources", "check", *data)
    assert every.returncode == 1
    lines = every.stdout.splitlines()
    assert lines[0].startswith("WRONG page: not a feed")
    assert lines[0].endswith(f"it names {site.feed}, {site.url}/feed/")
    assert lines[1] == "WRONG gone: answered 404"
    assert lines[2].startswith("ok    boats: ")
    assert twa("sources", "check", "ships", *data).returncode == 2


def test_all_feeds_are_crawled_and_none_takes_another_down(site: Site, tmp_path: Path) -> None:
    with running() as other:
        write(
            tmp_path,
            gone=f"{site.url}/nothing/feed/",
            boats=site.feed,
            # A name of its own, so that it is a site of its own.
            ships=other.feed.replace("127.0.0.1", "localhost"),
        )
        done = crawl(tmp_path, "feeds", collection="boats", settings={"BUILD_WORKERS": 1})
    assert done.status == 1
    gone, ships, summary = [line for line in done.log.splitlines() if line.startswith("twa: ")]
    assert gone == (
        f"twa: gone: the feed could not be read: {site.url}/nothing/feed/"
        " (http-status: answered 404)"
    )
    # Its links name the host by its address.
    assert ships.startswith("twa: ships: none of the 10 entries may be asked for: ")
    assert "-a follow=any" in ships
    assert summary == "twa: 3 sources crawled, 2 of them failed; 10 articles got"
    assert "Traceback" not in done.log
    for name in ("boats", "ships"):
        folder = tmp_path / name
        assert len(list((folder / "runs").glob("*.json"))) == 1
        assert list((folder / "archive").glob("*.warc.gz"))
        assert (folder / "dataset" / "README.md").exists()
    assert len(done.rows()) == 10
    # Feeds of one site take turns, so that it never sees two requests at a time.
    assert max(line.active for line in site.log.requests()) == 1


def test_shards_of_all_feeds_are_crawled_apart(tmp_path: Path) -> None:
    # Names that never resolve (RFC 6761, section 6.4): their collections are begun all the same.
    write(tmp_path, **{f"boats{n}": f"https://boats{n}.invalid/feed/" for n in range(4)})
    begun = []
    for part in ("1/2", "2/2"):
        before = set(tmp_path.glob("*/runs"))
        crawl(tmp_path, "feeds", shard=part, settings={"BUILD": False, "RETRY_TIMES": 0})
        begun.append(set(tmp_path.glob("*/runs")) - before)
    assert all(begun)
    assert sorted(path.parent.name for part in begun for path in part) == [
        f"boats{n}" for n in range(4)
    ]


def test_all_feeds_interrupted_once_seal_and_build_and_twice_stop(
    site: Site, tmp_path: Path
) -> None:
    # An address of its own, so that it is a site of its own; the two of the first take turns.
    with running(host="127.0.0.2") as other:
        write(
            tmp_path,
            boats=site.feed,
            later=f"{site.url}/feed/",
            ships=other.feed,
        )
        there = ("boats", "ships")
        once = begin(tmp_path, "feeds", settings={"DOWNLOAD_DELAY": 0.5, "BUILD_WORKERS": 1})
        wait_for(site, 4)
        wait_for(other, 4)
        os.killpg(once.pid, signal.SIGINT)
        _, log = once.communicate(timeout=120)
        assert "Traceback" not in log
        assert "twa: 2 sources crawled, 0 of them failed, 1 not begun; " in log
        had = {name: len(Crawl(0, log, tmp_path / name).rows()) for name in there}
        assert all(0 < count < 10 for count in had.values())
        assert not list(tmp_path.glob("*/archive/*.open"))
        assert not (tmp_path / "later").exists()

        site.log.clear()
        twice = begin(tmp_path, "feeds", settings={"DOWNLOAD_DELAY": 60, "BUILD_WORKERS": 1})
        wait_for(site, 1)
        os.killpg(twice.pid, signal.SIGINT)
        time.sleep(0.3)
        os.killpg(twice.pid, signal.SIGINT)
        twice.communicate(timeout=50)

        done = crawl(tmp_path, "feeds", settings={"BUILD_WORKERS": 1}, timeout=240)
        assert done.status == 0, done.log
        for name in (*there, "later"):
            folder = tmp_path / name
            assert not list((folder / "archive").glob("*.open"))
            captured = [row["url"] for row in Crawl(0, "", folder).rows()]
            assert len(captured) == len(set(captured)) == 10
            # Nothing was fetched twice.
            assert {row["revision_count"] for row in Crawl(0, "", folder).rows()} == {1}


def test_what_all_feeds_cannot_take(tmp_path: Path) -> None:
    wrong: list[dict[str, Any]] = [{"url": "https://news.example/"}, {"shard": "3/2"}]
    for arguments in wrong:
        done = crawl(tmp_path, "feeds", timeout=60, **arguments)
        assert done.status == 2
        assert "Traceback" not in done.log
    assert crawl(tmp_path, "feeds", output=tmp_path / "rows.jsonl").status == 2


@pytest.mark.parametrize(
    "url",
    [
        "https://reader:hunter2@news.example/feed/",
        "https://hunter2@news.example/feed/",
        "https:reader:hunter2@news.example/feed/",
        "reader:hunter2@news.example/feed/",
        "https://reader:hun/ter2@news.example/feed/",
        "https:\\\\reader:hunter2@news.example/feed/",
    ],
)
def test_a_password_in_a_feeds_url_is_refused_and_not_repeated(tmp_path: Path, url: str) -> None:
    for done in (
        twa("sources", "add", url, "--data", tmp_path),
        twa("sources", "add", url, "--name", "news", "--data", tmp_path),
    ):
        assert done.returncode == 2, done.stderr
        assert "hunter2" not in done.stdout + done.stderr
        assert "ter2" not in done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_password_in_a_feeds_url_is_crawled_by_nobody(tmp_path: Path) -> None:
    url = "http://reader:hunter2@127.0.0.1:9/feed/"
    typed = crawl(tmp_path, "feed", url=url)
    (tmp_path / FILE).write_text(f"[news]\nurl = '{url}'\n")
    declared = crawl(tmp_path, "feed", name="news")
    listed = crawl(tmp_path, "feeds")
    checked = twa("sources", "check", "--data", tmp_path)
    assert (typed.status, declared.status, listed.status, checked.returncode) == (2, 2, 2, 2)
    told = typed.log + declared.log + listed.log + checked.stdout + checked.stderr
    assert "would be published" in told
    assert "hunter2" not in told
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_what_a_feeds_query_says_other_sites_do_not_hear(tmp_path: Path) -> None:
    with answering() as other, answering() as server:
        server.rss("/here", f"?x={other.url}")
        feed = server.answers["/feed"]
        assert isinstance(feed, bytes)
        body = feed.partition(b"\r\n\r\n")[2]
        body = body.replace(f"{server.url}?x={other.url}".encode(), f"{other.url}/there".encode())
        server.answers["/feed?token=hunter2"] = reply(
            body, "Referrer-Policy: unsafe-url", kind="application/rss+xml"
        )
        server.answers["/here"] = other.answers["/there"] = reply(page("The tides"))
        url = f"{server.url}/feed?token=hunter2"
        done = crawl(tmp_path, "feed", collection="x", name="x", url=url, follow="any")
        assert done.status == 0, done.log
        assert other.header("/there", "referer") == f"{server.url}/"
        assert not [fields for _, fields in other.asked if "hunter2" in str(fields)]
        # As in a browser: of its own requests a site hears all.
        assert server.header("/here", "referer") == url

"""The whole promise, from a feed to a dataset that somebody else's library loads."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.crawler.crawling import ROOT, crawl
from tests.site.running import Site
from twa.dataset.tables.schema import validator

NEW_POST = """
<p>The harbour office has told its ferries to wait, and for the first time they listen.</p>
<p>A new timetable, drawn up by a program that nobody in the office claims to understand, holds each
boat back until the train from the airport has emptied its last carriage onto the quay.</p>
<p>Captains complained for a week. Then they noticed that the boats left full, that nobody ran any
more, and that the coffee on board was being drunk sitting down.</p>
"""


def twa(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The console script, as a process."""
    command = [sys.executable, "-m", "twa.dataset.cli", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)


def octets(folder: Path) -> dict[str, str]:
    """Digest of every file below a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_crawl_leaves_archive_dataset_and_report(site: Site, tmp_path: Path) -> None:
    done = crawl(tmp_path, url=site.feed, output=tmp_path / "rows.jsonl")
    assert done.status == 0, done.log
    posts = {post["title"]: post for post in site.control.posts()[:10]}
    rows = done.rows()
    assert {row["title"] for row in rows} == set(posts)

    archive = done.folder / "archive"
    assert (archive / "index.cdxj").read_text() == "".join(
        sorted((archive / "index.cdxj").read_text().splitlines(keepends=True))
    )
    assert not list(archive.glob("*.open"))
    for row in rows:
        warc = (archive / row["capture"]["warc"]).read_bytes()
        start = row["capture"]["offset"]
        assert warc[start : start + 2] == b"\x1f\x8b"
        assert start + row["capture"]["length"] <= len(warc)

    items = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text().splitlines()]
    assert items == rows

    report = done.report()
    assert list(validator("run").iter_errors(report)) == []
    assert report["entries"] == {"new": 10, "seen": 10}
    assert report["articles"] == {"got": 10}
    assert report["dataset"]["rows"]["articles"] == 10
    assert report["bytes_received"] > 100_000
    (page,) = (done.folder / "runs").glob("*.html")
    assert page.stem == report["run_id"]
    assert f"{report['bytes_received'] / 1e6:.1f}" in page.read_text("utf-8")

    loaded = subprocess.run(
        [
            *(sys.executable, "-I", "-c"),
            "import sys, datasets; d = datasets.load_dataset(sys.argv[1], split='train');"
            "print(d.num_rows, sorted(d['title'])[0])",
            str(done.folder / "dataset"),
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "hf"), "PATH": "/usr/bin:/bin"},
        timeout=120,
    )
    assert loaded.stdout.strip() == f"10 {min(posts)}", loaded.stderr


def test_a_rebuild_without_state_is_the_same_to_the_byte(site: Site, tmp_path: Path) -> None:
    done = crawl(tmp_path, url=site.feed)
    before = octets(done.folder / "dataset")
    shutil.rmtree(done.folder / "dataset")
    shutil.rmtree(done.folder / "cache")
    (done.folder / "state.sqlite").unlink()
    built = twa("build", done.folder)
    assert built.returncode == 0, built.stderr
    assert octets(done.folder / "dataset") == before


def test_a_second_crawl_asks_once_and_adds_nothing(site: Site, tmp_path: Path) -> None:
    first = crawl(tmp_path, url=site.feed)
    before = first.rows()
    site.log.clear()
    second = crawl(tmp_path, url=site.feed, output=tmp_path / "rows.jsonl")
    assert second.status == 0, second.log
    asked = [(line.path, line.status) for line in site.log.requests()]
    assert asked == [("/category/chinese/feed/", 304)]
    assert second.rows() == before
    assert (tmp_path / "rows.jsonl").read_text() == ""


def test_state_is_a_cache(site: Site, tmp_path: Path) -> None:
    first = crawl(tmp_path, url=site.feed)
    (first.folder / "state.sqlite").unlink()
    site.log.clear()
    assert crawl(tmp_path, url=site.feed).status == 0
    assert [line.status for line in site.log.requests()] == [304]


def test_a_new_post_is_the_only_one_fetched(site: Site, tmp_path: Path) -> None:
    crawl(tmp_path, url=site.feed)
    site.control.add("Ferries learn to wait", NEW_POST)
    site.log.clear()
    done = crawl(tmp_path, url=site.feed, output=tmp_path / "rows.jsonl")
    assert len(site.log.requests()) == 2
    items = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text().splitlines()]
    assert [item["title"] for item in items] == ["Ferries learn to wait"]
    assert len(done.rows()) == 11


def test_any_feed_and_a_name(site: Site, tmp_path: Path) -> None:
    done = crawl(tmp_path, "feed", collection="harbour", url=site.feed, name="harbour")
    assert done.status == 0, done.log
    assert len(done.rows()) == 10


def test_a_sitemap_is_polled_like_a_feed(site: Site, tmp_path: Path) -> None:
    sitemap = f"{site.url}/wp-sitemap-posts-post-1.xml"
    asked: dict[str, Any] = {"collection": "posts", "url": sitemap, "name": "posts"}
    done = crawl(tmp_path, "feed", **asked)
    assert done.status == 0, done.log
    rows, entries = done.rows(), done.rows("feed_entries")
    assert len(rows) == len(entries) >= 10
    assert {row["feed"]["url"] for row in rows} == {sitemap}
    site.log.clear()
    again = crawl(tmp_path, "feed", **asked)
    assert again.status == 0, again.log
    assert again.rows() == rows
    assert {line.path for line in site.log.requests()} == {"/wp-sitemap-posts-post-1.xml"}
    proved = twa("verify", done.folder)
    assert proved.returncode == 0, proved.stdout


def test_without_a_network_it_says_what_could_not_be_reached(tmp_path: Path) -> None:
    # A name that never resolves (RFC 6761, section 6.4) stands in for a machine without network.
    url = "https://news.invalid/category/chinese/feed/"
    done = crawl(tmp_path, url=url, timeout=60)
    assert done.status == 1
    assert done.last_line.startswith("twa: the feed could not be read: https://news.invalid/")
    assert "Traceback" not in done.log
    assert done.report()["verdict"] in done.last_line
    assert done.rejects() == {"robots": {url}}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"url": "ftp://127.0.0.1/feed"}, "the feed must be an http or https URL"),
        ({"name": "../escape"}, "a collection's name"),
        ({"colour": "red"}, "unknown spider argument: colour"),
    ],
)
def test_what_is_no_source_is_said_at_once(
    tmp_path: Path, arguments: dict[str, Any], message: str
) -> None:
    done = crawl(tmp_path, timeout=60, **arguments)
    assert done.status == 2
    assert message in done.last_line
    assert "Traceback" not in done.log
    assert not list(tmp_path.iterdir())


def test_a_misspelt_spider_is_told_with_what_it_may_be(tmp_path: Path) -> None:
    done = crawl(tmp_path, "twaa", timeout=60)
    assert done.status == 2
    assert "did you mean twa? there are feed, twa, feeds" in done.last_line

"""A crawl may be stopped at any time, in any way: nothing is lost, nothing fetched twice."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.crawler.crawling import asked, begin, crawl, wait_for
from tests.site.asking import FEED
from tests.site.running import Site, running
from twa.dataset.collection import Collection
from twa.dataset.tables.parquet import read_table
from twa.dataset.warc.captures import captures

pytestmark = pytest.mark.slow

OTHERWISE = frozenset(
    (
        *("id", "article_id", "supersedes", "capture", "captured_at", "first_captured_at"),
        *("record_id", "robots_record", "robots_captured_at", "tdm_record", "tdm_captured_at"),
    )
)
"""Fields of when and where something was captured, and those made of the site's port."""


def rows(folder: Path, base: str, table: str = "articles") -> list[dict[str, Any]]:
    """The rows of a table without what differs between two crawls of two ports."""
    found = (_rebased(row, base) for row in read_table(table, folder / "dataset"))
    return sorted(found, key=repr)


def _rebased(value: Any, base: str) -> Any:
    if isinstance(value, str):
        return value.replace(base, "http://site")
    if isinstance(value, dict):
        kept = value.keys() - OTHERWISE
        return {name: _rebased(child, base) for name, child in value.items() if name in kept}
    if isinstance(value, list):
        return [_rebased(child, base) for child in value]
    return value


# --- Signals ----------------------------------------------------------------------------------


def test_interrupted_once_it_seals_and_builds(site: Site, tmp_path: Path) -> None:
    crawling = begin(tmp_path, url=site.feed, settings={"DOWNLOAD_DELAY": 0.5})
    wait_for(site, 4)
    os.killpg(crawling.pid, signal.SIGINT)
    _, log = crawling.communicate(timeout=60)
    assert "Traceback" not in log
    assert re.search("of this run (is|are) kept in the archive", log)
    folder = tmp_path / "twa"
    assert not list((folder / "archive").glob("*.open"))
    had = len(rows(folder, site.url))
    assert 0 < had < 10
    assert "(shutdown)" in log

    before = {path for path, _ in asked(site)}
    done = crawl(tmp_path, url=site.feed)
    assert len(done.rows()) == 10
    assert not before & {path for path, _ in asked(site)} - {FEED}


def test_interrupted_before_it_could_ask_it_says_so(site: Site, tmp_path: Path) -> None:
    crawling = begin(tmp_path, url=site.feed)
    archive = tmp_path / "twa" / "archive"
    # The file is there before the first request is sent.
    while not list(archive.glob("*.open")):
        assert crawling.poll() is None
    os.killpg(crawling.pid, signal.SIGINT)
    _, log = crawling.communicate(timeout=60)
    assert crawling.returncode == 1, log
    assert "stopped before anything was had" in log
    assert len(crawl(tmp_path, url=site.feed).rows()) == 10


def test_interrupted_twice_it_stops_at_once(site: Site, tmp_path: Path) -> None:
    crawling = begin(tmp_path, url=site.feed, settings={"DOWNLOAD_DELAY": 20})
    wait_for(site, 1)
    os.killpg(crawling.pid, signal.SIGINT)
    time.sleep(0.3)
    os.killpg(crawling.pid, signal.SIGINT)
    stopped = time.monotonic()
    crawling.communicate(timeout=60)
    assert time.monotonic() - stopped < 15
    done = crawl(tmp_path, url=site.feed)
    assert done.status == 0
    assert len(done.rows()) == 10


def test_the_second_of_two_crawls_says_so_and_exits(site: Site, tmp_path: Path) -> None:
    first = begin(tmp_path, url=site.feed, settings={"DOWNLOAD_DELAY": 2, "BUILD": False})
    wait_for(site, 1)
    second = crawl(tmp_path, url=site.feed)
    assert second.status == 5
    assert second.last_line == f"twa: this collection is being crawled already: {second.folder}"
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate(timeout=60)
    # The lock went with its process, and neither of the two took anything from the other.
    done = crawl(tmp_path, url=site.feed)
    assert done.status == 0
    assert len({row["url"] for row in done.rows()}) == len(done.rows()) == 10
    assert {row["revision_count"] for row in done.rows()} == {1}


# --- kill -9 ------------------------------------------------------------------------------------


def undisturbed(folder: Path) -> dict[str, list[dict[str, Any]]]:
    with running() as site:
        done = crawl(folder, url=site.feed)
        return {name: rows(done.folder, site.url, name) for name in ("articles", "revisions")}


def survive(
    folder: Path, expected: dict[str, list[dict[str, Any]]], chance: random.Random, kills: int
) -> int:
    """Kill crawls of one collection at random moments, then let one come to its end."""
    killed = 0
    with running(delay=0.02) as site:
        for _ in range(kills):
            crawling = begin(folder, url=site.feed)
            # From the start of Python to the end of the build: some end by themselves.
            with suppress(subprocess.TimeoutExpired):
                crawling.wait(timeout=chance.uniform(0.5, 4.0))
            killed += crawling.poll() is None
            with suppress(ProcessLookupError):
                os.killpg(crawling.pid, signal.SIGKILL)
            crawling.communicate(timeout=60)
        done = crawl(folder, url=site.feed)
        assert done.status == 0, done.log
        for name, before in expected.items():
            assert rows(done.folder, site.url, name) == before
        whole = Counter(
            capture.url
            for warc in Collection(done.folder).warcs()
            for capture in captures(warc.path)
            if capture.origin.role == "article" and capture.response is not None
        )
        assert set(whole.values()) == {1}, "what was in the archive was fetched again"
        assert done.report()["to_retry"] == []
    return killed


def test_three_kills(tmp_path: Path) -> None:
    expected = undisturbed(tmp_path / "undisturbed")
    survive(tmp_path / "killed", expected, random.Random(1), kills=3)


@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_fifty_kills(tmp_path: Path) -> None:
    """Collections begun anew, so that the kills fall into every stage of a crawl."""
    expected = undisturbed(tmp_path / "undisturbed")
    chance = random.Random(2)
    killed = number = 0
    while killed < 50:
        number += 1
        killed += survive(tmp_path / str(number), expected, chance, kills=chance.randrange(2, 9))

"""`kill -9` at random moments of whole crawls of bad answers: no sealed file is ever invalid."""

from __future__ import annotations

import gzip
import os
import random
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.crawler.archive.test_archive import child_of, settled
from tests.crawler.archive.test_archiver import is_sound
from tests.crawler.crawling import begin
from tests.readers.others import accepted_by_all
from tests.site.running import running
from twa.crawler.archive.recovery import recover
from twa.dataset.warc.captures import captures

SETTINGS: dict[str, object] = {
    "DOWNLOAD_TIMEOUT": 2,
    "RETRY_TIMES": 0,
    "BUILD": False,
    "REVISIT_AFTER": "0s",
    "ARCHIVE_SEGMENT_BYTES": 20_000,
    "ARCHIVE_SYNC_RECORDS": 3,
}


def kill_once(data: Path, url: str, chance: random.Random) -> None:
    """Crawl, until the crawl, its writer, or both of them are killed."""
    with begin(data, "feed", SETTINGS, url=url, name="bad") as crawl:
        victims = chance.choice(("crawl", "writer", "both"))
        try:
            crawl.wait(chance.uniform(0.5, 6.0))
        except subprocess.TimeoutExpired:
            doomed = [crawl.pid] if victims != "writer" else []
            doomed += writers(crawl.pid) if victims != "crawl" else []
            for pid in doomed:
                os.kill(pid, signal.SIGKILL)
        crawl.communicate(timeout=120)


def writers(crawl: int) -> list[int]:
    """The writer of a crawl, if it was started by now."""
    try:
        return [child_of(crawl)]
    except ValueError:
        return []


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_thirty_kills(tmp_path: Path) -> None:
    chance = random.Random(2)
    folder = tmp_path / "bad" / "archive"
    with running() as site:
        for _ in range(30):
            kill_once(tmp_path, f"{site.url}/bad/feed/all/", chance)
            # A writer that outlives its crawl seals what it was handed.
            if folder.exists():
                settled_or_recovered(folder)
                for path in folder.glob("*.warc.gz"):
                    gzip.decompress(path.read_bytes())
    found = {
        (c.locator.warc, c.locator.offset): c.locator.record_id
        for path in folder.glob("*.warc.gz")
        for c in captures(path)
    }
    assert found, "nothing was ever archived"
    known = known_to_the_state(tmp_path / "bad" / "state.sqlite")
    assert known, "the state was never told of anything"
    assert known <= set(found.values())
    is_sound(folder)
    accepted_by_all(folder)


def settled_or_recovered(folder: Path) -> None:
    """As the next crawl finds it: without a living writer, and recovered."""
    while list(folder.glob("*.open")) and not recover(folder):
        settled(folder)


def known_to_the_state(path: Path) -> set[str]:
    """The record ids that a crawl acted upon."""
    with closing(sqlite3.connect(path)) as database:
        return {one for (one,) in database.execute("SELECT record_id FROM captures")}

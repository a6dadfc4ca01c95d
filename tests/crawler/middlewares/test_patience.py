"""Patience has an end: no page silences a feed for a year, and no robots.txt hangs a run."""

from __future__ import annotations

import os
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.crawler.answering import Answering, answering, page, reply
from tests.crawler.crawling import Crawl, begin, crawl, twa
from twa.dataset.collection import Collection
from twa.dataset.commands.holdings import describe, holdings

pytestmark = pytest.mark.slow

BUSY = "503 Service Unavailable"
YEAR = "Retry-After: 31536000"


def run(server: Answering, data: Path, **settings: Any) -> Crawl:
    """A crawl of the server's feed."""
    chosen: dict[str, object] = {"RETRY_TIMES": 0, "REVISIT_AFTER": "", **settings}
    return crawl(
        data,
        "feed",
        collection="x",
        url=f"{server.url}/feed",
        name="x",
        settings=chosen,
        timeout=60,
    )


def test_a_page_that_wants_a_year_has_it_for_itself_alone(tmp_path: Path) -> None:
    with answering() as server:
        server.rss("/first", "/closed", "/last")
        for name in ("first", "last"):
            server.answers[f"/{name}"] = reply(page(f"The {name} tide", about=name))
        server.answers["/closed"] = reply(b"", YEAR, status=BUSY)
        run(server, tmp_path, BACKOFF_LONGEST=1)
        time.sleep(1.2)
        done = run(server, tmp_path, BACKOFF_LONGEST=1)
        assert {row["title"] for row in done.rows()} == {"The first tide", "The last tide"}
        assert server.targets().count("/closed") == 1
        assert server.targets().count("/feed") == 2
        assert done.report()["articles"]["postponed"] == 1


def test_by_default_a_host_is_silent_for_a_day_at_most(tmp_path: Path) -> None:
    with answering() as server:
        server.rss("/closed")
        server.answers["/closed"] = reply(b"", YEAR, status=BUSY)
        done = run(server, tmp_path)
    told = twa("due", done.folder).stdout
    at = datetime.fromisoformat(told.partition("not due before ")[2][:19] + "+00:00")
    assert timedelta(hours=23) < at - datetime.now(UTC) <= timedelta(days=1)


def test_status_fails_when_a_feed_was_silent_for_too_long(tmp_path: Path) -> None:
    with answering() as server:
        server.rss("/tides", head="<ttl>60</ttl>")
        server.answers["/tides"] = reply(page("The tides"))
        done = run(server, tmp_path)
        server.answers["/feed"] = reply(b"", YEAR, status="429 Too Many Requests")
        assert run(server, tmp_path).status == 5
    assert twa("status", done.folder).returncode == 0
    now = datetime.now(UTC)
    assert holdings(Collection(done.folder), now + timedelta(hours=20))["silent"] is None
    held = holdings(Collection(done.folder), now + timedelta(days=3))
    assert held["silent"]["feed"] == f"{server.url}/feed"
    assert any(line.startswith("SILENT") for line in describe(held))


def test_an_hour_between_requests_is_announced_and_not_waited_for(tmp_path: Path) -> None:
    with answering() as server:
        server.rss("/first", "/last")
        for name in ("first", "last"):
            server.answers[f"/{name}"] = reply(page(f"The {name} tide", about=name))
        rules = b"User-agent: *\nCrawl-delay: 3600\n"
        server.answers["/robots.txt"] = reply(rules, kind="text/plain")
        done = run(server, tmp_path)
        assert done.status == 0, done.log
        assert "wants 3600 seconds between requests" in done.log
        assert done.report()["articles"]["postponed"] == 2
        assert [t for t in server.targets() if t[1:] in ("feed", "first", "last")] == ["/feed"]
        # Its time has not come: nothing at all is asked.
        server.asked.clear()
        run(server, tmp_path)
        assert server.targets() == []


def test_articles_have_their_turn_where_there_is_time_for_one_request(tmp_path: Path) -> None:
    with answering() as server:
        server.rss("/first", "/last")
        for name in ("first", "last"):
            server.answers[f"/{name}"] = reply(page(f"The {name} tide", about=name))
        server.answers["/robots.txt"] = reply(b"User-agent: *\nCrawl-delay: 1\n", kind="text/plain")
        for _ in range(4):
            done = run(server, tmp_path, CRAWL_DELAY_WAIT=0.5)
            assert done.status == 0, done.log
            time.sleep(1.1)
        wanted = [t for t in server.targets() if t[1:] in ("feed", "first", "last")]
    assert wanted[0] == "/feed"
    assert {"/first", "/last"} <= set(wanted)


def test_a_crawl_that_waits_can_be_stopped(tmp_path: Path) -> None:
    with answering() as server:
        server.rss("/first", "/closed", "/last")
        server.answers["/closed"] = reply(b"", "Retry-After: 200", status=BUSY)
        waiting = begin(
            tmp_path,
            "feed",
            settings={"RETRY_TIMES": 0, "BUILD": False},
            url=f"{server.url}/feed",
            name="x",
        )
        deadline = time.monotonic() + 60
        while "/closed" not in server.targets():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        time.sleep(1)
        os.killpg(waiting.pid, signal.SIGINT)
        _, log = waiting.communicate(timeout=30)
    assert "waiting for" in log

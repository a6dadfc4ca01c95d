"""The file of the TDM Reservation Protocol: asked for once a day, before pages, never missed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.crawler.crawling import asked, crawl
from tests.site.asking import FEED
from tests.site.running import Site
from twa.dataset.web.tdmrep import PATH

pytestmark = pytest.mark.slow

NEW_POST = "<p>" + "The harbour office has told its ferries to wait for the trains. " * 8 + "</p>"
FILE: dict[str, Any] = {
    "headers": [("Content-Type", "application/json"), ("ETag", '"rights"')],
    "body": '[{"location": "/", "tdm-reservation": 1}]',
}


def age(folder: Path, hours: int) -> None:
    """As if the file had been asked for that much earlier. The state is a cache."""
    then = datetime.now(UTC) - timedelta(hours=hours)
    with closing(sqlite3.connect(folder / "state.sqlite")) as db:
        db.execute(
            "UPDATE captures SET captured_at = ? WHERE role = 'tdmrep'",
            (then.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),),
        )
        db.commit()


def test_it_is_asked_for_once_a_day_and_only_before_pages(site: Site, tmp_path: Path) -> None:
    site.control.answer(PATH, **FILE)
    done = crawl(tmp_path, url=site.feed)
    first = asked(site)
    assert first[:3] == [("/robots.txt", 200), (FEED, 200), (PATH, 200)]
    assert [path for path, _ in first].count(PATH) == 1
    (record,) = {row["rights"]["tdm_record"]["record_id"] for row in done.rows()}
    assert {row["rights"]["tdm_reservation"] for row in done.rows()} == {1}
    assert {row["rights"]["robots"] for row in done.rows()} == {"allowed"}

    age(done.folder, hours=25)
    crawl(tmp_path, url=site.feed, settings={"BUILD": False})
    assert asked(site) == [(FEED, 304)]

    age(done.folder, hours=23)
    site.control.add("Ferries learn to wait", NEW_POST)
    crawl(tmp_path, url=site.feed, settings={"BUILD": False})
    assert PATH not in {path for path, _ in asked(site)}

    age(done.folder, hours=25)
    post = site.control.add("Cranes learn to wait", NEW_POST)
    done = crawl(tmp_path, url=site.feed)
    lines = site.log.requests()
    assert [line.path for line in lines] == [FEED, PATH, post["path"]]
    assert lines[1].headers["if-none-match"] == '"rights"'
    (row,) = (row for row in done.rows() if row["title"] == "Cranes learn to wait")
    assert row["rights"]["tdm_reservation"] == 1
    assert row["rights"]["tdm_record"]["record_id"] != record
    (said,) = (s for s in row["rights"]["statements"] if s["source"] == "tdm-file")
    assert said["record_id"] == row["rights"]["tdm_record"]["record_id"]


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 500},
        {"status": 302, "headers": [("Location", "https://elsewhere.invalid/")]},
        {"status": 302, "headers": [("Location", PATH)]},
        {"body": "{[" * 5000},
    ],
    ids=["500", "another-site", "a-loop", "nonsense"],
)
def test_trouble_with_it_keeps_no_page_back(
    site: Site, tmp_path: Path, answer: dict[str, Any]
) -> None:
    site.control.answer(PATH, **answer)
    done = crawl(tmp_path, url=site.feed)
    assert done.status == 0, done.log
    assert {row["rights"]["tdm_reservation"] for row in done.rows()} == {None}
    assert len(done.rows()) == 10
    assert done.rows("rejects") == []


def test_robots_txt_may_forbid_it(site: Site, tmp_path: Path) -> None:
    site.control.answer("/robots.txt", body="User-agent: *\nDisallow: /.well-known/\n")
    done = crawl(tmp_path, url=site.feed)
    assert PATH not in {path for path, _ in asked(site)}
    assert len(done.rows()) == 10

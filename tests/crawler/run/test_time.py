"""Articles change and go; crawls are run for a year: what is kept, and when it is looked at."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.crawler.crawling import Crawl, asked, crawl, twa
from tests.site.asking import FEED, LANTERN, PEARL, get
from tests.site.running import Site, running
from twa.dataset.collection import Collection
from twa.dataset.crawl_state.schedule import (
    TRIES,
    Attempt,
    Errand,
    Fate,
    Listed,
    errands,
    outstanding,
)
from twa.dataset.warc.captures import captures

pytestmark = pytest.mark.slow

CORRECTION = "<p>" + "An earlier version of this article counted the cranes twice. " * 3 + "</p>"
NEW_POST = "<p>" + "The harbour office has told its ferries to wait for the trains. " * 8 + "</p>"
LANTERN_SLUG = LANTERN.strip("/").rpartition("/")[2]
PEARL_SLUG = PEARL.strip("/").rpartition("/")[2]

SOON: dict[str, object] = {"REVISIT_AFTER": "1s 1d"}


def kinds(done: Crawl, url: str) -> list[str]:
    """The kinds of the captures of a URL, oldest first."""
    found = [
        capture
        for warc in Collection(done.folder).warcs()
        for capture in captures(warc.path)
        if capture.url == url
    ]
    return [capture.kind for capture in sorted(found, key=lambda capture: capture.captured_at)]


# --- Revisions ------------------------------------------------------------------------------


def test_what_becomes_of_articles(site: Site, tmp_path: Path) -> None:
    """One is edited, one is commented on, one is taken down, the others stay as they are."""
    first = crawl(tmp_path, url=site.feed)
    before = {row["url"]: row for row in first.rows()}
    site.control.edit(PEARL_SLUG, append=CORRECTION)
    time.sleep(1)
    site.control.comment(LANTERN_SLUG, "A reader", "My warehouse arm never asks.")
    gone = next(url for url in sorted(before) if not url.endswith((PEARL, LANTERN)))
    site.control.delete(gone.strip("/").rpartition("/")[2])
    done = crawl(tmp_path, url=site.feed, settings=SOON)

    rows = {row["url"]: row for row in done.rows()}
    assert rows.keys() >= before.keys()
    # The page of the article without a change is the one that was there before.
    same = next(url for url in sorted(before) if url not in (gone, site.url + PEARL))
    assert kinds(done, same)[0] == "response"

    edited = rows[site.url + PEARL]
    assert edited["revision_count"] == 2
    assert "counted the cranes twice" in edited["text"]
    revisions = {row["number"]: row for row in done.rows("revisions") if row["url"].endswith(PEARL)}
    assert revisions.keys() == {1, 2}
    assert revisions[2]["supersedes"] == revisions[1]["id"]
    assert 0.5 < revisions[2]["similarity"] < 1
    assert revisions[2]["diff"].startswith("+")
    assert "counted the cranes twice" in revisions[2]["diff"]

    assert rows[site.url + LANTERN]["revision_count"] == 1
    assert kinds(done, site.url + LANTERN) == ["response", "response"]

    assert rows[gone]["gone_at"] > before[gone]["capture"]["captured_at"]
    assert rows[gone]["text"] == before[gone]["text"]
    assert done.report()["articles"]["gone"] == 1
    assert "failures" not in done.report()["articles"]
    assert done.rejects()["gone"] == {gone}
    assert [row["gone_at"] for url, row in rows.items() if url != gone].count(None) == len(rows) - 1


def test_an_unchanged_page_is_a_revisit_record(site: Site, tmp_path: Path) -> None:
    first = crawl(tmp_path, url=site.feed)
    time.sleep(1)
    site.log.clear()
    done = crawl(tmp_path, url=site.feed, settings=SOON)
    assert len(asked(site)) == 11
    assert kinds(done, site.url + PEARL) == ["response", "revisit"]
    assert [row["revision_count"] for row in done.rows()] == [1] * 10
    assert [row["text"] for row in done.rows()] == [row["text"] for row in first.rows()]
    # It was looked at; the next age is a day.
    crawl(tmp_path, url=site.feed, settings=SOON)
    assert asked(site) == [(FEED, 304)]
    # Never again means never.
    crawl(tmp_path, url=site.feed, settings={"REVISIT_AFTER": ""})
    assert asked(site) == [(FEED, 304)]


def test_an_age_that_is_none_is_refused(site: Site, tmp_path: Path) -> None:
    done = crawl(tmp_path, url=site.feed, settings={"REVISIT_AFTER": "1h soon"})
    assert done.status == 2
    assert "not an age" in done.last_line


def test_a_sitemap_tells_of_a_change(site: Site, tmp_path: Path) -> None:
    feed = get(site, FEED)
    unbuilt: dict[str, object] = {"BUILD": False}
    crawl(tmp_path, url=site.feed, backfill="sitemap", settings=unbuilt)
    site.control.edit(PEARL_SLUG, append=CORRECTION)
    # The feed is as it was: only the sitemap tells, by a date long before the first crawl.
    site.control.answer(FEED, headers=[("Content-Type", "application/rss+xml")], body=feed.body)
    done = crawl(tmp_path, url=site.feed, backfill="sitemap", settings=unbuilt)
    assert done.report()["entries"]["changed"] == 1
    assert len(site.log.requests(PEARL)) == 2
    crawl(tmp_path, url=site.feed, settings=unbuilt)
    assert len(site.log.requests(PEARL)) == 2


# --- Nothing is missed ------------------------------------------------------------------------


def test_what_an_earlier_poll_listed_is_fetched_though_the_feed_says_304(
    site: Site, tmp_path: Path
) -> None:
    cut = crawl(tmp_path, url=site.feed, settings={"CLOSESPIDER_PAGECOUNT": 5})
    had = len(cut.rows())
    assert 0 < had < 10
    before = {path for path, status in asked(site) if status == 200}
    done = crawl(tmp_path, url=site.feed)
    requests = asked(site)
    assert requests[0] == (FEED, 304)
    assert not before & {path for path, _ in requests[1:]}
    assert len(done.rows()) == 10


def test_what_failed_is_tried_again_though_the_feed_says_304(site: Site, tmp_path: Path) -> None:
    site.control.answer(PEARL, 500)
    done = crawl(tmp_path, url=site.feed)
    assert [(a["url"], a["tries"]) for a in done.report()["to_retry"]] == [(site.url + PEARL, 3)]
    status = twa("status", done.folder)
    assert f"missing  {site.url}{PEARL}: 3 tries in vain" in status.stdout
    site.control.restore(PEARL)
    site.log.clear()
    done = crawl(tmp_path, url=site.feed)
    assert asked(site) == [(FEED, 304), (PEARL, 200)]
    assert len(done.rows()) == 10


NOW = datetime(2025, 3, 4, 8, 15, tzinfo=UTC)
URL = "http://pier.example/story/"


def attempt(minutes: int, status: int | None = 200, reason: str | None = None) -> Attempt:
    kind = "metadata" if status is None else "response"
    outcome = "complete" if status else "unreachable"
    return Attempt(NOW + timedelta(minutes=minutes), kind, status, None, outcome, reason)


def listed(*attempts: Attempt, changed: bool = False, current: bool = True) -> Listed:
    return Listed(URL, "http://pier.example/feed/", (attempts,), current, changed)


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("article", "after", "why"),
    [
        (listed(), timedelta(), "new"),
        (listed(current=False), timedelta(), None),
        (listed(attempt(0, None, "robots")), timedelta(), "new"),
        (listed(attempt(0)), timedelta(minutes=59), None),
        (listed(attempt(0)), HOUR, "again"),
        (listed(attempt(0), attempt(60)), 2 * HOUR, None),
        (listed(attempt(0), attempt(60)), 24 * HOUR, "again"),
        (listed(attempt(0), attempt(60 * 24 * 30)), 10_000 * HOUR, None),
        (listed(attempt(0), changed=True), timedelta(), "changed"),
        (listed(attempt(0, 500)), timedelta(), "retry"),
        (listed(attempt(0, None)), timedelta(), "retry"),
        (listed(*[attempt(n, 500) for n in range(TRIES)]), timedelta(minutes=30), None),
        (listed(*[attempt(n, 500) for n in range(TRIES)]), HOUR, "again"),
        (listed(*[attempt(n, 500) for n in range(TRIES)], changed=True), timedelta(), "changed"),
        (listed(attempt(0), *[attempt(n, 500) for n in range(1, TRIES)]), timedelta(), "retry"),
        (listed(attempt(0, 404)), timedelta(), None),
        (listed(attempt(0, 404)), HOUR, "again"),
        (listed(attempt(0, 410)), 10_000 * HOUR, None),
        (listed(attempt(0, 410), changed=True), HOUR, "changed"),
    ],
)
def test_what_is_to_be_done_about_an_article(
    article: Listed, after: timedelta, why: str | None
) -> None:
    found = list(errands([article], NOW + after))
    assert found == ([] if why is None else [Errand(article, why)])  # type: ignore[arg-type] # a parameter


def test_what_is_given_up_is_told() -> None:
    article = listed(*[attempt(n, 500) for n in range(TRIES)])
    assert article.fate is Fate.GIVEN_UP
    (told,) = outstanding([article])
    assert (told["tries"], told["given_up"]) == (TRIES, True)


# --- State is a cache -------------------------------------------------------------------------


def edits(site: Site) -> list[Callable[[], object]]:
    """A history in steps; a crawl comes after each."""
    control = site.control
    return [
        lambda: control.answer(LANTERN, 500),
        lambda: control.edit(PEARL_SLUG, append=CORRECTION),
        lambda: None,
        lambda: control.restore(LANTERN),
        lambda: control.add("Ferries learn to wait", NEW_POST),
        lambda: control.delete(PEARL_SLUG),
    ]


def live(folder: Path, *, forget: bool) -> tuple[list[list[tuple[str, int]]], list[str]]:
    """Requests of each crawl of a history, and the texts at its end."""
    requests = []
    with running() as site:
        for step in edits(site):
            step()
            done = crawl(folder, url=site.feed, settings={"BUILD": False})
            requests.append(sorted(asked(site)))
            if forget:
                (done.folder / "state.sqlite").unlink()
        assert twa("build", done.folder).returncode == 0
        return requests, sorted(row["text"] for row in done.rows())


def test_crawls_without_their_state_behave_the_same(tmp_path: Path) -> None:
    kept = live(tmp_path / "kept", forget=False)
    assert live(tmp_path / "lost", forget=True) == kept
    assert [len(requests) for requests in kept[0]] == [15, 5, 4, 2, 2, 1]


def test_a_broken_state_is_made_anew(site: Site, tmp_path: Path) -> None:
    done = crawl(tmp_path, url=site.feed, settings={"BUILD": False})
    site.log.clear()
    (done.folder / "state.sqlite").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    assert crawl(tmp_path, url=site.feed, settings={"BUILD": False}).status == 0
    assert asked(site) == [(FEED, 304)]
    (done.folder / "state.sqlite").unlink()
    assert twa("reindex", done.folder).returncode == 0
    assert (done.folder / "state.sqlite").stat().st_size > 10_000


# --- Gaps -------------------------------------------------------------------------------------


def test_a_gap_between_two_polls_is_admitted(site: Site, tmp_path: Path) -> None:
    crawl(tmp_path, url=site.feed)
    for number in range(11):
        site.control.add(f"News of day {number}", NEW_POST.replace("ferries", f"boats {number}"))
    done = crawl(tmp_path, url=site.feed)
    (gap,) = done.report()["gaps"]
    assert gap["feed"] == site.feed
    assert gap["from"] < gap["to"]
    held = json.loads(twa("status", "--json", done.folder).stdout)
    assert held["gaps"] == [gap]
    assert held["feeds"][0]["polls"] == 2
    assert held["next_crawl"]["at"] is not None
    assert gap["from"][:10] in (done.folder / "dataset" / "README.md").read_text("utf-8")

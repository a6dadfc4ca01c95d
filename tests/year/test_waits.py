"""What servers ask for in hours, days and years, waited for by a clock that is set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.crawler.answering import Answering, answering, page, reply
from tests.year.clock import LIBRARIES, Clock
from tests.year.living import SETTINGS
from tests.year.outlets import BEGIN

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not LIBRARIES, reason="needs faketime"),
]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


Poll = Callable[[Answering, timedelta], list[str]]


@pytest.fixture
def poll(clock: Clock, tmp_path: Path) -> Poll:
    """Crawls the feed of a server so long after the beginning; gives what was asked for."""

    def at(server: Answering, since: timedelta) -> list[str]:
        server.asked.clear()
        clock.set(BEGIN + since)
        given = {"url": f"{server.url}/feed", "name": "x"}
        arguments = [word for name, value in given.items() for word in ("-a", f"{name}={value}")]
        chosen = {**SETTINGS, "DATA_DIR": tmp_path}
        arguments += [word for name, value in chosen.items() for word in ("-s", f"{name}={value}")]
        done = clock.run("scrapy", "crawl", "feed", *arguments)
        assert "Traceback" not in done.stderr, done.stderr
        rules = ("/robots.txt", "/.well-known/tdmrep.json")
        return [target for target in server.targets() if target not in rules]

    return at


def test_an_hour_between_requests(poll: Poll) -> None:
    rules = reply(b"User-agent: *\nCrawl-delay: 3600\n", kind="text/plain")
    pages = {f"/s/{n}": reply(page(f"Tide {n}")) for n in range(3)}
    with answering({"/robots.txt": rules, **pages}) as server:
        server.rss(*pages)
        asked = [poll(server, 0.3 * HOUR * number) for number in range(24)]
        # One thing an hour, whatever is waiting; the feed does not take every turn.
        assert [len(targets) for targets in asked] == [1, 0, 0, 0] * 6
        every = [target for targets in asked for target in targets]
        assert {*pages} < {*every}
        assert every.index("/feed") == 0
        assert all(every.count(path) == 1 for path in pages)


@pytest.mark.parametrize("dated", [False, True])
def test_a_page_that_wants_a_year(poll: Poll, dated: bool) -> None:
    until = BEGIN + 365 * DAY
    field = f"{until:%a, %d %b %Y %H:%M:%S} GMT" if dated else str(365 * 86400)
    away = reply(b"", f"Retry-After: {field}", status="503 Service Unavailable")
    pages = {f"/s/{n}": reply(page(f"Tide {n}")) for n in range(3)}
    with answering({**pages, "/s/1": away}) as server:
        server.rss(*pages)
        assert "/s/1" in poll(server, timedelta())
        # The host is left alone for a day at most, its page for all of it.
        later = [poll(server, day * DAY + HOUR) for day in (0, 1, 2, 9, 40, 200, 364)]
        every = [target for targets in later for target in targets]
        assert later[0] == []
        assert {"/s/0", "/s/2", "/feed"} <= {*every}
        assert "/s/1" not in every
        server.answers["/s/1"] = pages["/s/1"]
        assert "/s/1" in poll(server, 366 * DAY)


def test_a_feed_that_wants_a_week(poll: Poll) -> None:
    away = reply(b"", "Retry-After: 604800", status="429 Too Many Requests")
    with answering({"/feed": away}) as server:
        assert poll(server, timedelta()) == ["/feed"]
        later = [poll(server, day * DAY + HOUR) for day in (0, 1, 3, 6)]
        assert later == [[], [], [], []]
        server.rss()
        assert poll(server, 7 * DAY + HOUR) == ["/feed"]


def test_a_site_whose_rules_are_not_to_be_had_is_failing(
    poll: Poll, clock: Clock, tmp_path: Path
) -> None:
    with answering({"/s/0": reply(page("Tide"))}) as server:
        server.rss("/s/0")
        poll(server, timedelta())
        server.answers["/robots.txt"] = reply(b"", status="500 Internal Server Error")
        assert [poll(server, day * DAY + 2 * HOUR) for day in (1, 2)] == [[], []]
        told = clock.run("twa.dataset.cli", "health", str(tmp_path / "x"))
        assert (told.returncode, "failing: kept out by robots.txt since" in told.stdout) == (
            1,
            True,
        )
        del server.answers["/robots.txt"]
        poll(server, 3 * DAY)
        told = clock.run("twa.dataset.cli", "health", str(tmp_path / "x"))
        assert (told.returncode, told.stdout) == (0, f"{tmp_path / 'x'}: healthy\n")

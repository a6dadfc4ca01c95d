"""As little as possible is asked of a site, and what it says of asking is obeyed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.crawler.crawling import asked, crawl, twa
from tests.site.asking import FEED, LANTERN, PEARL, get
from tests.site.running import Site
from twa.crawler.middlewares.boundary import ip_policy
from twa.dataset.collection import Collection
from twa.dataset.warc import read
from twa.dataset.web import tdmrep

pytestmark = pytest.mark.slow

NEW_POST = "<p>" + "The harbour office has told its ferries to wait for the trains. " * 8 + "</p>"
CORRECTION = "<p>" + "An earlier version of this article counted the cranes twice. " * 3 + "</p>"


UNBUILT: dict[str, object] = {"BUILD": False}


def age_robots(folder: Path, hours: int) -> None:
    """As if the archived robots.txt were older. The state is a cache: here it lies for a test."""
    then = datetime.now(UTC) - timedelta(hours=hours)
    with closing(sqlite3.connect(folder / "state.sqlite")) as db:
        db.execute(
            "UPDATE captures SET captured_at = ? WHERE role = 'robots'",
            (then.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),),
        )
        db.commit()


# --- How much is asked --------------------------------------------------------------------


def test_the_number_of_requests(site: Site, tmp_path: Path) -> None:
    """The first crawl, one in which nothing changed, one after an edit and a new post."""
    crawl(tmp_path, url=site.feed, settings=UNBUILT)
    first = asked(site)
    assert [path for path, _ in first[:2]] == ["/robots.txt", FEED]
    assert first[2] == (tdmrep.PATH, 404)
    assert len(first) == len(set(first)) == 13

    crawl(tmp_path, url=site.feed, settings=UNBUILT)
    assert asked(site) == [(FEED, 304)]

    site.control.edit("pearl-delta-chipmaker-bets-on-old-nodes", append=CORRECTION)
    post = site.control.add("Ferries learn to wait", NEW_POST)
    crawl(tmp_path, url=site.feed, settings=UNBUILT)
    third = asked(site)
    assert third[0] == (FEED, 200)
    assert sorted(third[1:]) == [(post["path"], 200), (PEARL, 200)]


def test_a_weakened_etag_still_gets_its_304(site: Site, tmp_path: Path) -> None:
    assert get(site, FEED, {"Accept-Encoding": "gzip"}).headers["ETag"].startswith("W/")
    crawl(tmp_path, url=site.feed, settings=UNBUILT)
    site.log.clear()
    crawl(tmp_path, url=site.feed, settings=UNBUILT)
    (line,) = site.log.requests()
    assert line.status == 304
    assert line.headers["if-none-match"].startswith('"')
    assert "if-modified-since" not in line.headers


def test_last_modified_alone_is_enough(site: Site, tmp_path: Path) -> None:
    feed = get(site, FEED)
    date = "Tue, 04 Mar 2025 08:15:30 GMT"
    headers = [("Content-Type", "application/rss+xml"), ("Last-Modified", date)]
    site.control.answer(FEED, headers=headers, body=feed.body)
    crawl(tmp_path, url=site.feed, settings=UNBUILT)
    site.log.clear()
    crawl(tmp_path, url=site.feed, settings=UNBUILT)
    (line,) = site.log.requests()
    assert line.headers["if-modified-since"] == date
    assert "if-none-match" not in line.headers


def test_a_feed_that_moved_is_asked_with_its_own_validators(site: Site, tmp_path: Path) -> None:
    """Those that its new address gave, whatever the old one gave when the feed was still there."""
    old = f"{site.url}/boats/"
    kind = ("Content-Type", "application/rss+xml")
    site.control.answer("/boats/", headers=[kind, ("ETag", '"old"')], body=get(site, FEED).body)
    crawl(tmp_path, url=old, settings=UNBUILT)
    site.control.answer("/boats/", 301, headers=[("Location", site.feed)])
    site.log.clear()
    crawl(tmp_path, url=old, settings=UNBUILT)
    assert asked(site) == [("/boats/", 301), (FEED, 200)]
    crawl(tmp_path, url=old, settings=UNBUILT)
    first, second = site.log.requests()
    assert (first.path, first.status, second.path, second.status) == ("/boats/", 301, FEED, 304)
    assert first.headers["if-none-match"] == '"old"'
    assert second.headers["if-none-match"] == get(site, FEED).headers["ETag"]


def test_an_excuse_is_not_asked_for_conditionally(site: Site, tmp_path: Path) -> None:
    """Where a page came in the place of the feed, a 304 would say that all is well."""
    crawl(tmp_path, url=site.feed, settings=UNBUILT)
    headers = [("Content-Type", "text/html"), ("ETag", '"excuse"')]
    site.control.answer(FEED, headers=headers, body="<p>We will be back soon.</p>")
    for _ in range(2):
        site.log.clear()
        assert crawl(tmp_path, url=site.feed, settings=UNBUILT).status == 1
        assert [line.headers["if-none-match"] for line in site.log.requests()] == [
            get(site, "/feed/").headers["ETag"]
        ]


# --- robots.txt ---------------------------------------------------------------------------


def test_robots_txt_is_asked_for_once_a_day(site: Site, tmp_path: Path) -> None:
    done = crawl(tmp_path, url=site.feed, settings=UNBUILT)
    site.log.clear()
    age_robots(done.folder, hours=23)
    crawl(tmp_path, url=site.feed, settings=UNBUILT)
    assert asked(site) == [(FEED, 304)]
    age_robots(done.folder, hours=25)
    crawl(tmp_path, url=site.feed, settings=UNBUILT)
    assert asked(site) == [("/robots.txt", 200), (FEED, 304)]


def test_robots_txt_that_moved_is_obeyed_and_remembered(site: Site, tmp_path: Path) -> None:
    """RFC 9309, section 2.3.1.2: redirects are followed, and the rules are of where we began."""
    site.control.answer("/robots.txt", 301, headers=[("Location", f"{site.url}/rules/")])
    site.control.answer("/rules/", body=f"User-agent: *\nDisallow: {LANTERN}\n")
    crawl(tmp_path, url=site.feed, settings=UNBUILT)
    first = [path for path, _ in asked(site)]
    assert first[:3] == ["/robots.txt", "/rules/", FEED]
    assert LANTERN not in first
    crawl(tmp_path, url=site.feed, settings=UNBUILT)
    assert asked(site) == [(FEED, 304)]


def test_robots_txt_that_leads_in_a_circle_is_none(site: Site, tmp_path: Path) -> None:
    """The same section: behind more than five redirects in a row there may be none."""
    site.control.answer("/robots.txt", 302, headers=[("Location", "/robots.txt")])
    crawl(tmp_path, url=site.feed, settings=UNBUILT)
    paths = [path for path, _ in asked(site)]
    assert paths[:7] == [*["/robots.txt"] * 6, FEED]


def test_who_asks_and_whom_to_write_to(site: Site, tmp_path: Path) -> None:
    done = crawl(tmp_path, url=site.feed, settings=UNBUILT | {"CONTACT": "desk@harbour.example"})
    agents = {line.headers["user-agent"] for line in site.log.requests()}
    assert agents == {f"twa/{version('twa')} (+desk@harbour.example)"}
    assert done.report()["user_agent"] in agents
    (warc,) = Collection(done.folder).warcs()
    info = next(read(warc.path)).block.bytes().decode()
    assert "operator: desk@harbour.example" in info


def test_archived_rules_are_obeyed(site: Site, tmp_path: Path) -> None:
    site.control.answer("/robots.txt", body=f"User-agent: twa\nDisallow: {LANTERN}\n")
    done = crawl(tmp_path, url=site.feed)
    assert len(done.rows()) == 9
    assert done.rejects()["robots"] == {site.url + LANTERN}
    site.log.clear()
    again = crawl(tmp_path, url=site.feed)
    assert asked(site) == [(FEED, 304)]
    assert again.report()["refused_by_reason"] == {"robots": 1}


def test_robots_txt_in_trouble_closes_the_site_for_this_run_only(
    site: Site, tmp_path: Path
) -> None:
    site.control.answer("/robots.txt", 500)
    done = crawl(tmp_path, url=site.feed, settings=UNBUILT)
    assert done.status == 1
    assert {path for path, _ in asked(site)} == {"/robots.txt"}
    site.control.restore("/robots.txt")
    assert crawl(tmp_path, url=site.feed, settings=UNBUILT).status == 0
    assert asked(site)[0] == ("/robots.txt", 200)


def test_robots_txt_that_is_not_there_is_remembered(site: Site, tmp_path: Path) -> None:
    site.control.answer("/robots.txt", 404)
    assert crawl(tmp_path, url=site.feed, settings=UNBUILT).status == 0
    site.log.clear()
    crawl(tmp_path, url=site.feed, settings=UNBUILT)
    assert asked(site) == [(FEED, 304)]


# --- How fast -------------------------------------------------------------------------------


def seconds_between(site: Site) -> list[float]:
    times = [line.time for line in site.log.requests()]
    return [later - earlier for earlier, later in pairwise(times)]


def test_crawl_delay_holds_from_the_first_request_on(site: Site, tmp_path: Path) -> None:
    site.control.answer("/robots.txt", body="User-agent: *\nCrawl-delay: 0.7\n")
    crawl(tmp_path, url=site.feed, settings=UNBUILT | {"CLOSESPIDER_PAGECOUNT": 3})
    assert len(seconds_between(site)) >= 2
    assert min(seconds_between(site)) > 0.65
    # The rules are archived now: nothing is asked for that would show them.
    site.log.clear()
    crawl(tmp_path, url=site.feed, settings=UNBUILT | {"CLOSESPIDER_PAGECOUNT": 2})
    assert site.log.requests()[0].path == FEED
    assert min(seconds_between(site)) > 0.65


def test_one_request_at_a_time_with_a_delay(site: Site, tmp_path: Path) -> None:
    crawl(tmp_path, url=site.feed, settings=UNBUILT | {"DOWNLOAD_DELAY": 0.3})
    assert {line.active for line in site.log.requests()} == {1}
    assert min(seconds_between(site)) > 0.25


# --- Patience -------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 503])
def test_a_short_wait_is_waited_for(site: Site, tmp_path: Path, status: int) -> None:
    site.control.answer(LANTERN, status, headers=[("Retry-After", "2")], times=1)
    done = crawl(tmp_path, url=site.feed)
    assert len(done.rows()) == 10
    lines = site.log.requests()
    refused = next(n for n, line in enumerate(lines) if line.status == status)
    # Nothing at all is asked of the host meanwhile.
    assert lines[refused + 1].time - lines[refused].time > 1.5


def test_a_long_wait_outlives_the_run_and_the_state(site: Site, tmp_path: Path) -> None:
    site.control.answer(FEED, 429, headers=[("Retry-After", "3600")])
    done = crawl(tmp_path, url=site.feed)
    assert asked(site) == [("/robots.txt", 200), (FEED, 429)]
    assert done.status == 5
    assert "wants to be left alone until" in done.last_line
    for _ in range(2):
        assert crawl(tmp_path, url=site.feed).status == 5
        assert asked(site) == []
        (done.folder / "state.sqlite").unlink()
    waiting = twa("due", done.folder)
    assert waiting.returncode == 1
    assert "wants to be left alone" in waiting.stdout


def test_articles_that_had_to_wait_are_had_later(site: Site, tmp_path: Path) -> None:
    site.control.answer(LANTERN, 503, headers=[("Retry-After", "4")], times=1)
    done = crawl(tmp_path, url=site.feed, settings={"BACKOFF_WAIT": 1})
    report = done.report()
    missing = len(report["to_retry"])
    assert missing > 0
    assert missing == 10 - len(done.rows())
    assert report["articles"]["postponed"] == missing
    site.log.clear()
    # The feed has nothing new to say: what is missing is known from the archive.
    done = crawl(tmp_path, url=site.feed)
    assert (FEED, 304) in asked(site)
    assert len(done.rows()) == 10
    assert done.report()["to_retry"] == []


# --- When -----------------------------------------------------------------------------------


def test_due_says_when_and_why(site: Site, tmp_path: Path) -> None:
    (tmp_path / "twa" / "archive").mkdir(parents=True)
    first = twa("due", tmp_path / "twa")
    assert first.returncode == 0
    assert first.stdout.startswith("due: ")

    feed = get(site, FEED).text
    slow = feed.replace("<item>", "<ttl>600</ttl><item>", 1)
    headers = [("Content-Type", "application/rss+xml")]
    site.control.answer(FEED, headers=headers, body=slow)
    done = crawl(tmp_path, url=site.feed, settings={"REVISIT_AFTER": ""})
    report = done.report()
    begun = datetime.fromisoformat(report["started"])
    coming = datetime.fromisoformat(report["next_poll"])
    assert timedelta(minutes=600) <= coming - begun < timedelta(minutes=601)

    # As the crawl was told, and so is whoever asks later: nothing is looked at again.
    later = twa("due", done.folder)
    assert later.returncode == 1
    assert report["revisit_after"] == ""
    assert json.loads(twa("status", done.folder, "--json").stdout)["next_crawl"]["why"] in (
        later.stdout
    )
    assert later.stdout.startswith(f"not due before {coming:%Y-%m-%d %H:%M:%S} UTC: ")
    assert "may have news" in later.stdout
    # An article is looked at again after an hour, whatever the feed does, for who wants that.
    assert "looked at again" in twa("due", done.folder, "--revisit-after", "1h 1d").stdout
    assert twa("due", done.folder, "--revisit-after", "1s").returncode == 1


@pytest.mark.parametrize("there", [True, False])
def test_where_there_is_no_collection_nothing_is_due(tmp_path: Path, there: bool) -> None:
    typing_error = tmp_path / "twaa"
    if there:
        typing_error.mkdir()
    for command in ("due", "status"):
        done = twa(command, typing_error)
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.count("\n") == 1
        assert str(typing_error) in done.stderr
    assert not any(tmp_path.glob("*/*"))


# --- Where ----------------------------------------------------------------------------------


def listing(site: Site, *links: str) -> None:
    """A feed that lists these links, and nothing else."""
    items = "".join(f"<item><title>{n}</title><link>{u}</link></item>" for n, u in enumerate(links))
    body = f"<rss version='2.0'><channel><title>Lists</title>{items}</channel></rss>"
    site.control.answer(FEED, headers=[("Content-Type", "application/rss+xml")], body=body)


RESOLVER = "tests.crawler.resolving.Loopback"


def test_no_name_leads_into_a_private_network(site: Site, tmp_path: Path) -> None:
    """Another host than the one that was typed, which resolves to this machine."""
    port = urlsplit(site.url).port
    link = f"http://harbour.example:{port}{LANTERN}"
    listing(site, link, site.url + PEARL)
    settings: dict[str, object] = {"TWISTED_DNS_RESOLVER": RESOLVER}
    done = crawl(tmp_path, url=site.feed, follow="any", settings=settings)
    assert {path for path, _ in asked(site)} == {"/robots.txt", tdmrep.PATH, FEED, PEARL}
    assert site.url + PEARL in {row["url"] for row in done.rows()}
    # What hindered was the address: robots.txt said nothing.
    assert done.rejects()["private-address"] == {link}
    assert "robots" not in done.rejects()


def test_no_redirect_leads_into_a_private_network(site: Site, tmp_path: Path) -> None:
    port = urlsplit(site.url).port
    target = f"http://harbour.example:{port}{LANTERN}"
    listing(site, site.url + "/moved/", site.url + PEARL)
    site.control.answer("/moved/", 302, headers=[("Location", target)])
    settings: dict[str, object] = {
        "TWISTED_DNS_RESOLVER": RESOLVER,
        "DOWNLOADER_MIDDLEWARES": '{"twa.crawler.middlewares.boundary.Boundary": 50}',
    }
    done = crawl(tmp_path, url=site.feed, follow="any", settings=settings)
    assert LANTERN not in {path for path, _ in asked(site)}
    assert done.report()["failed_by_reason"]["private-address"] == 1
    assert done.rejects()["private-address"] == {target}


def test_a_redirect_to_another_site_is_refused(site: Site, tmp_path: Path) -> None:
    target = "http://elsewhere.example/story/"
    listing(site, site.url + "/moved/", site.url + PEARL)
    site.control.answer("/moved/", 302, headers=[("Location", target)])
    done = crawl(tmp_path, url=site.feed)
    assert done.rejects()["offsite"] == {target}
    site.log.clear()
    # What was refused is not asked for again at once.
    crawl(tmp_path, url=site.feed)
    assert {path for path, _ in asked(site)} == {FEED}


@pytest.mark.parametrize(
    ("host", "ip", "admitted"),
    [
        ("pier.example", "93.184.215.14", True),
        ("pier.example", "10.0.0.7", False),
        ("pier.example", "127.0.0.1", False),
        ("pier.example", "169.254.169.254", False),
        ("pier.example", "::1", False),
        ("pier.example", "::ffff:10.0.0.7", False),
        # What a name stands for, its owner says, and may say otherwise tomorrow.
        ("Quay.example", "10.0.0.7", False),
        ("localhost", "127.0.0.1", True),
        ("10.1.2.3", "10.1.2.3", True),
        ("::1", "::1", True),
    ],
)
def test_addresses(host: str, ip: str, admitted: bool) -> None:
    typed = ("http://quay.example:8000/feed/", "http://localhost/", "http://10.1.2.3/")
    policy = ip_policy(*typed, "http://[::1]:80/")
    assert (policy(host, ip) is None) is admitted


def test_a_name_may_be_private_if_the_user_says_so_and_it_never_was_public() -> None:
    policy = ip_policy("http://quay.example:8000/feed/", private=True)
    assert policy("Quay.example", "10.0.0.7") is None
    assert policy("pier.example", "10.0.0.7") is not None
    assert policy("quay.example", "93.184.215.14") is None
    assert policy("quay.example", "10.0.0.7") is not None

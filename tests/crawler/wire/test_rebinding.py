"""DNS rebinding: a name server that says something else once it was asked before.

Runs in a network namespace of its own, where public addresses are this machine
too: a host can first be spoken to where it may be, and then lead home.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from tests.crawler.crawling import ROOT, crawl
from tests.site.running import running
from twa.dataset.collection import Collection
from twa.dataset.warc.captures import captures

pytestmark = pytest.mark.slow

PUBLIC: Final = "93.184.215.14"
PUBLIC_6: Final = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"
OURS: Final = (PUBLIC, PUBLIC_6, "10.0.0.7", "169.254.169.254", "fd00::7")
"""Addresses of this machine in there, beside those of loopback."""

PORT: Final = 8080

REFUSED: Final = {
    "loopback": ["127.0.0.1"],
    "unspecified": ["0.0.0.0"],
    "private": ["10.0.0.7"],
    "metadata": ["169.254.169.254"],
    "loopback6": ["::1"],
    "unique-local": ["fd00::7"],
    "mapped": ["::ffff:127.0.0.1"],
    "mapped-private": ["::ffff:10.0.0.7"],
    "several": ["127.0.0.1", "10.0.0.7", "::1"],
}
"""Hosts by what they resolve to after they were found at a public address."""

ADMITTED: Final = {"steady": [PUBLIC], "steady6": [PUBLIC_6], "half": ["127.0.0.1", PUBLIC]}


def url(name: str, path: str) -> str:
    return f"http://{name}.example:{PORT}{path}"


Answers = dict[str, list[list[str]]]


def within(folder: Path, private: str, *runs: Answers) -> dict[str, Any]:
    """Crawl with these name servers in turn; which pages were asked for, where, what was rejected.

    What is told is of all runs, but for the pages asked for and the log, which are the last one's.
    """
    # A kept connection stays where it is: only new ones are looked up anew.
    shut = ("Connection", "close")
    feed = ("Content-Type", "application/rss+xml")
    page = [("Content-Type", "text/html"), shut]
    links = [url(name, "/at/") for name in (*REFUSED, *ADMITTED)]
    items = "".join(f"<item><link>{link}</link></item>" for link in (*links, url("news", "/to/")))
    body = f"<rss version='2.0'><channel><title>Lists</title>{items}</channel></rss>"
    with running(host="::", port=PORT, base=f"http://news.example:{PORT}") as site:
        site.control.answer("/robots.txt", headers=[shut], body="User-agent: *\n")
        site.control.answer("/feed/", headers=[feed, shut], body=body)
        site.control.answer("/at/", headers=page, body="<p>A page.</p>")
        moved = url("turned", "/at/")
        site.control.answer("/to/", 302, headers=[("Location", moved), shut])
        for answers in runs:
            site.log.clear()
            done = crawl(
                folder,
                "feed",
                collection="news",
                url=url("news", "/feed/"),
                name="news",
                follow="any",
                private=private,
                settings={
                    "TWISTED_DNS_RESOLVER": "tests.crawler.resolving.Fickle",
                    "ANSWERS": json.dumps({f"{name}.example": a for name, a in answers.items()}),
                },
            )
        spoken = {
            (capture.url, capture.ip)
            for warc in Collection(done.folder).warcs()
            for capture in captures(warc.path)
            if capture.response is not None
        }
        return {
            "log": done.log,
            "asked": [line.headers["host"] for line in site.log.requests("/at/")],
            "spoken": sorted(spoken),
            "rejects": {name: sorted(urls) for name, urls in done.rejects().items()},
        }


def apart(folder: Path, *runs: Answers, private: str = "yes") -> dict[str, Any]:
    """The same, in a namespace of its own; skips where there can be none."""
    addresses = "".join(f"ip addr add {ip} dev lo; " for ip in OURS)
    script = f'set -e; ip link set lo up; {addresses} exec "$@"'
    unshare = ["unshare", "--map-root-user", "--net", "sh", "-c", script, "sh"]
    try:
        able = subprocess.run([*unshare, "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        able = False
    if not able:
        pytest.skip("needs a network namespace: unshare and ip, and a kernel that lets us")
    again = [
        sys.executable,
        "-m",
        "tests.crawler.wire.test_rebinding",
        str(folder),
        private,
        *map(json.dumps, runs),
    ]
    done = subprocess.run([*unshare, *again], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_what_was_public_once_leads_nowhere_private(tmp_path: Path) -> None:
    """By entries of the feed and by a redirect, in each form that an address may take."""
    answers = {name: [[PUBLIC], then] for name, then in (REFUSED | ADMITTED).items()}
    answers |= {"news": [[PUBLIC]], "turned": [[PUBLIC], ["127.0.0.1"]]}
    told = apart(tmp_path, answers)
    refused = {url(name, "/at/") for name in (*REFUSED, "turned")}
    assert set(told["asked"]) == {f"{name}.example:{PORT}" for name in ADMITTED}, told["log"]
    assert {ip for _, ip in told["spoken"]} == {PUBLIC, PUBLIC_6}
    # Each was spoken to before, where it may be.
    assert {page for page, _ in told["spoken"]} >= {url(name, "/robots.txt") for name in REFUSED}
    assert set(told["rejects"]["private-address"]) == refused


def test_a_host_that_was_typed_may_not_turn_private(tmp_path: Path) -> None:
    told = apart(tmp_path, {"news": [[PUBLIC], [PUBLIC], ["127.0.0.1"]]})
    assert told["rejects"]["private-address"] == [url("news", "/to/")]
    assert {ip for _, ip in told["spoken"]} == {PUBLIC}


def test_what_the_archive_saw_in_public_may_not_turn_private_in_a_later_run(tmp_path: Path) -> None:
    told = apart(tmp_path, {"news": [[PUBLIC]]}, {"news": [["127.0.0.1"]]})
    assert told["asked"] == []
    assert {ip for _, ip in told["spoken"]} == {PUBLIC}
    assert "resolves to 127.0.0.1" in told["log"]


def test_a_name_is_not_private_because_it_was_typed(tmp_path: Path) -> None:
    told = apart(tmp_path, {"news": [["10.0.0.7"]]}, private="no")
    assert (told["asked"], told["spoken"]) == ([], [])
    assert "-a private=yes" in told["log"]


def test_a_host_that_was_typed_may_be_private(tmp_path: Path) -> None:
    told = apart(tmp_path, {"news": [["10.0.0.7"]], "loopback": [["10.0.0.7"]]})
    assert {ip for _, ip in told["spoken"]} == {"10.0.0.7"}
    assert url("news", "/to/") in {page for page, _ in told["spoken"]}
    # Not even robots.txt is asked of another: that is why, not what robots.txt says.
    assert told["rejects"]["private-address"] == [url("loopback", "/at/")]


if __name__ == "__main__":
    print(json.dumps(within(Path(sys.argv[1]), sys.argv[2], *map(json.loads, sys.argv[3:]))))

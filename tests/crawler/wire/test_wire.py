"""The handler around the octets: who gets exchanges, when, and with what told about them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from tests.hostile.crawl import crawl
from tests.hostile.running import Hostile, hostile_server
from tests.hostile.server import TRANSPORTS
from twa.crawler.wire import handler
from twa.dataset.exchange import Origin

ONE_BY_ONE: dict[str, Any] = {"CONCURRENT_REQUESTS": 1}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    with hostile_server(tmp_path_factory.mktemp("hostile")) as running:
        yield running


# --- Without a response -----------------------------------------------------------------


def test_exchanges_without_a_response_say_why(server: Hostile, tmp_path: Path) -> None:
    ports = server.ports
    impatient = {"meta": {"download_timeout": 1.0}}
    hindered: dict[str, tuple[str, dict[str, Any]]] = {
        "http://nobody.invalid/": ("dns", {}),
        f"http://127.0.0.1:{ports['closed']}/": ("refused", {}),
        f"http://127.0.0.1:{ports['unreachable']}/": ("unreachable", impatient),
        f"https://127.0.0.1:{ports['http']}/": ("tls", {}),
        f"https://127.0.0.1:{ports['silent']}/": ("tls", impatient),
        f"http://127.0.0.1:{ports['silent']}/": ("time", impatient),
        f"http://127.0.0.1:{ports['http']}/proxied": (
            "refused",
            {"meta": {"proxy": f"http://127.0.0.1:{ports['http']}"}},
        ),
    }
    crawled = crawl(tmp_path, [{"url": url, **asks} for url, (_, asks) in hindered.items()])
    found = {e.url: e for e in crawled.exchanges}
    assert {url: e.ended for url, e in found.items()} == {
        url: ended for url, (ended, _) in hindered.items()
    }
    assert all(e.detail and not e.response for e in found.values())
    # What never stood on the connection is not archived as if it had.
    assert {url for url, e in found.items() if e.request} == {
        f"http://127.0.0.1:{ports['silent']}/"
    }
    assert "proxy" in found[f"http://127.0.0.1:{ports['http']}/proxied"].detail
    assert {o["event"] for o in crawled.outcomes} == {"error"}


def test_a_certificate_that_does_not_verify_is_a_failure_of_tls(
    server: Hostile, tmp_path: Path
) -> None:
    url = server.url("tls13", "/plain/unverified")
    crawled = crawl(tmp_path, [{"url": url}], DOWNLOAD_VERIFY_CERTIFICATES=True)
    [exchange] = crawled.exchanges
    assert (exchange.ended, exchange.request, exchange.ip) == ("tls", b"", "127.0.0.1")
    assert "certificate verify failed" in exchange.detail


# --- The sink ---------------------------------------------------------------------------


@pytest.mark.parametrize("sink", ["Slow", "Later"])
def test_a_response_goes_up_when_the_sink_is_done(
    server: Hostile, tmp_path: Path, sink: str
) -> None:
    urls = [server.url("http", f"/plain/{i}") for i in range(3)]
    crawled = crawl(tmp_path, [{"url": url} for url in urls], sink)
    for url in urls:
        assert [e["event"] for e in crawled.events if e["url"] == url] == ["taken", "response"]


def test_where_the_sink_fails_so_does_the_request(server: Hostile, tmp_path: Path) -> None:
    crawled = crawl(tmp_path, [{"url": server.url("http", "/plain")}], sink="Full")
    assert [(o["event"], o["error"]) for o in crawled.outcomes] == [("error", "OSError")]


@pytest.mark.parametrize(
    ("setting", "value", "subject"),
    [
        (
            "DOWNLOAD_HANDLERS",
            {
                "http": "twa.crawler.wire.handler.WireDownloadHandler",
                "https": "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler",
            },
            "DOWNLOAD_HANDLERS['https']",
        ),
        (
            "TWISTED_REACTOR",
            "twisted.internet.selectreactor.SelectReactor",
            "TWISTED_REACTOR",
        ),
    ],
)
def test_a_crawl_that_would_not_be_archived_does_not_start(
    server: Hostile, tmp_path: Path, setting: str, value: Any, subject: str
) -> None:
    crawled = crawl(tmp_path, [{"url": server.url("http", "/plain")}], **{setting: value})
    assert crawled.outcomes == []
    assert f"this crawl would not be archived: {subject}" in crawled.log


def test_without_a_sink_no_request_is_made(server: Hostile, tmp_path: Path) -> None:
    url = server.url("http", "/plain/unarchived")
    crawled = crawl(tmp_path, [{"url": url}], EXTENSIONS={})
    assert [(o["error"], o["message"]) for o in crawled.outcomes] == [
        (
            "Unconnected",
            f"this crawl would not be archived: {url} (no sink was given to handler.connect)",
        )
    ]
    assert "/plain/unarchived" not in {e.target for e in server.log()}


# --- Addresses --------------------------------------------------------------------------


def test_a_policy_may_refuse_an_address(server: Hostile, tmp_path: Path) -> None:
    admitted = [server.url(transport, "/plain/admitted") for transport in TRANSPORTS]
    refused = [url.replace("127.0.0.1", "localhost") for url in admitted]
    crawled = crawl(tmp_path, [{"url": url} for url in (*admitted, *refused)], sink="Wary")
    ended = {e.url: e.ended for e in crawled.exchanges}
    assert ended == dict.fromkeys(admitted, "complete") | dict.fromkeys(refused, "private-address")
    details = {e.detail for e in crawled.exchanges if e.ended == "private-address"}
    assert details == {"refused to connect: localhost (127.0.0.1 is private)"}
    assert {e["host"] for e in crawled.events if e["event"] == "asked"} == {
        "127.0.0.1",
        "localhost",
    }
    # Not an octet went to those: the server has seen no more requests than were admitted.
    assert len([e for e in server.log() if e.target == "/plain/admitted"]) == len(admitted)


# --- Ends -------------------------------------------------------------------------------


def test_a_request_repeated_on_a_second_connection_is_two_exchanges(
    server: Hostile, tmp_path: Path
) -> None:
    urls = [server.url("tls13", f"/once/{i}") for i in range(2)]
    crawled = crawl(tmp_path, [{"url": url} for url in urls], **ONE_BY_ONE)
    assert [e.ended for e in crawled.of(urls[0])] == ["complete"]
    unanswered, answered = crawled.of(urls[1])
    assert (unanswered.ended, unanswered.response) == ("disconnect", b"")
    assert unanswered.timings["connected"] is None
    assert answered.ended == "complete"
    assert answered.timings["connected"] is not None
    assert unanswered.request == answered.request
    assert [e.request for e in server.log() if e.target == "/once/1"] == [answered.request] * 2
    assert [o["event"] for o in crawled.outcomes] == ["response"] * 2


def test_a_component_may_stop_a_download(server: Hostile, tmp_path: Path) -> None:
    url = server.url("http", "/nine-megabytes/stopped")
    crawled = crawl(tmp_path, [{"url": url}], sink="Sated")
    [exchange] = crawled.exchanges
    assert (exchange.ended, exchange.detail) == (
        "unspecified",
        "stopped by a component of the crawler",
    )
    assert exchange.response.startswith(b"HTTP/1.1 200 OK\r\nContent-Length: 9")
    assert [o["event"] for o in crawled.outcomes] == ["response"]


def test_data_loss_that_the_settings_allow_is_archived_as_such(
    server: Hostile, tmp_path: Path
) -> None:
    url = server.url("http", "/length-too-long/allowed")
    crawled = crawl(tmp_path, [{"url": url}], DOWNLOAD_FAIL_ON_DATALOSS=False)
    assert [e.ended for e in crawled.exchanges] == ["disconnect"]
    assert [o["event"] for o in crawled.outcomes] == ["response"]


@pytest.mark.parametrize("sink", ["Dump", "Slow"])
def test_what_a_stopped_crawl_leaves_in_flight_is_archived(
    server: Hostile, tmp_path: Path, sink: str
) -> None:
    waiting = {
        server.url("http", "/stall-in-body/stopped"): b"HTTP/1.1 200 OK",
        server.url("tls13", "/stall-in-header/stopped"): b"HTTP/1.1 200 OK",
        f"https://127.0.0.1:{server.ports['silent']}/": b"",
        f"http://127.0.0.1:{server.ports['unreachable']}/": b"",
    }
    # The first Ctrl-C asks Scrapy to finish, the second to stop at once.
    crawled = crawl(tmp_path, [{"url": url} for url in waiting], sink, interrupts=(3.0, 3.5))
    assert {e.url: (e.ended, e.response[:15]) for e in crawled.exchanges} == {
        url: ("unspecified", start) for url, start in waiting.items()
    }
    assert {e.detail for e in crawled.exchanges} == {"the crawl was stopped"}


# --- Origins ----------------------------------------------------------------------------

ASKED = Origin(role="article", via="https://pier.example/feed", hops="L")


@pytest.mark.parametrize(
    ("meta", "origin"),
    [
        ({}, Origin()),
        ({"origin": "somebody else's"}, Origin()),
        ({"origin": ASKED}, ASKED),
        (
            {
                "origin": ASKED,
                "redirect_urls": ["https://pier.example/1", "https://pier.example/2"],
            },
            Origin(role="article", via="https://pier.example/2", hops="LRR"),
        ),
    ],
)
def test_origin_of_a_request(meta: dict[str, Any], origin: Origin) -> None:
    assert handler.origin(Request("https://pier.example/3", meta=meta)) == origin


def test_origin_of_scrapys_own_robots_txt() -> None:
    robots = Request("https://pier.example/robots.txt", callback=NO_CALLBACK)
    moved = robots.replace(
        url="https://www.pier.example/rules", meta={"redirect_urls": [robots.url]}
    )
    assert handler.origin(robots) == Origin(role="robots", hops="P")
    assert handler.origin(moved) == Origin(role="robots", via=robots.url, hops="PR")


def test_each_hop_of_a_redirect_is_archived(server: Hostile, tmp_path: Path) -> None:
    chain = [server.url("http", path) for path in ("/moved", "/found", "/permanent", "/arrived")]
    crawled = crawl(tmp_path, [{"url": chain[0]}])
    by_url = {e.url: e for e in crawled.exchanges}
    assert list(by_url) == chain
    assert [by_url[url].origin["hops"] for url in chain] == ["", "R", "RR", "RRR"]
    assert [by_url[url].origin["via"] for url in chain] == [None, *chain[:-1]]


def test_a_url_too_long_for_a_record_is_not_asked_for(server: Hostile, tmp_path: Path) -> None:
    crawled = crawl(tmp_path, [{"url": server.url("http", "/moved-far")}])
    hop, refused = crawled.exchanges
    assert (hop.ended, refused.ended, refused.request) == ("complete", "refused", b"")
    assert refused.url == server.url("http", "/plain?" + "far" * 9000)
    assert refused.detail.endswith("(no record names one of more than 8192)")
    assert [o["event"] for o in crawled.outcomes] == ["error"]


def test_the_fragment_is_no_part_of_the_target(server: Hostile, tmp_path: Path) -> None:
    url = server.url("http", "/plain/whole")
    crawled = crawl(tmp_path, [{"url": f"{url}#part"}])
    assert [(e.url, e.asked) for e in crawled.exchanges] == [(url, f"{url}#part")]


# --- Memory -----------------------------------------------------------------------------


@pytest.mark.slow
def test_nothing_is_kept_alive(server: Hostile, tmp_path: Path) -> None:
    requests = [{"url": server.url("http", f"/plain/{i}")} for i in range(2_500)]
    crawled = crawl(tmp_path, requests, sink="Census", COUNT_AT=[400, 2_400], **ONE_BY_ONE)
    before, after = (e["objects"] for e in crawled.events if "taken" in e)
    more = {name: after[name] - before.get(name, 0) for name in after}
    ours = ("Exchange", "Recording", "WireAttempt", "Block", "Connection", "_Protocol", "_Tee")
    assert {name: more.get(name, 0) for name in ours} == dict.fromkeys(ours, 0)
    # Twisted keeps cancelled timeouts (a call with two methods) until one fires.
    del more["DelayedCall"], more["method"]
    assert sum(more.values()) < 1_000, more  # for 2,000 exchanges

"""Recordings without a network: what belongs to an exchange, and how it is said to have ended."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
from typing import Any

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    StopDownload,
)

from twa.crawler.wire.ciphers import registered
from twa.crawler.wire.recording import Connection, Forbidden, Recording, WireAttempt
from twa.dataset.exchange import SPOOL, Exchange, Origin

URL = "https://pier.example/tides"
ORIGIN = Origin(role="page")


def recording() -> Recording:
    return Recording(URL, admit=lambda ip: None, limit=0)


def connected(link: Connection) -> tuple[Recording, WireAttempt]:
    ours = recording()
    ours.connecting()
    return ours, ours.sending(link)


def only(ours: Recording, error: BaseException | None = None) -> Exchange:
    [exchange] = ours.exchanges(error, ORIGIN)
    return exchange


def link(**known: Any) -> Connection:
    return Connection(**{"ip": "192.0.2.7", "ready": time.monotonic(), **known})


def test_octets_after_the_end_belong_to_nobody() -> None:
    ours, attempt = connected(link())
    attempt.sent(b"GET /tides HTTP/1.1\r\n\r\n")
    for segment in (b"HTTP/1.1 200 OK\r\n", b"Content-Length: 4\r\n\r\n", b"ebb.driftwood"):
        attempt.received(segment)
    attempt.end(beyond=len(b"driftwood"))
    attempt.received(b"more")
    exchange = only(ours)
    assert exchange.response.bytes().endswith(b"\r\n\r\nebb.")
    assert exchange.request.bytes() == b"GET /tides HTTP/1.1\r\n\r\n"
    assert (exchange.ended, exchange.origin) == ("complete", ORIGIN)
    assert exchange.detail == "left out: 9 octets after the end"


def test_an_exchange_takes_no_octets_after_it_was_handed_over() -> None:
    ours, attempt = connected(link())
    attempt.received(b"HTTP/1.1 200 OK\r\n")
    exchange = only(ours, DownloadTimeoutError("too long"))
    attempt.received(b"late")
    attempt.end()
    assert (exchange.ended, exchange.response.bytes()) == ("time", b"HTTP/1.1 200 OK\r\n")
    assert not attempt.whole


@pytest.mark.parametrize(
    ("of", "lost", "error", "ended"),
    [
        (None, "", CannotResolveHostError("no such host"), "dns"),
        (None, "", DownloadConnectionRefusedError("nobody there"), "refused"),
        (None, "", Forbidden(subject="pier.example"), "refused"),
        (None, "", OSError("no route to host"), "unreachable"),
        (None, "", DownloadTimeoutError("too long"), "unreachable"),
        (None, "", asyncio.CancelledError(), "unspecified"),
        (Connection(ip="192.0.2.7"), "bad record mac", DownloadFailedError("failed"), "tls"),
        (Connection(ip="192.0.2.7"), "", DownloadTimeoutError("too long"), "tls"),
        (link(), "ConnectionLost", DownloadFailedError("failed"), "disconnect"),
        (link(), "ConnectionLost", None, "disconnect"),
        (link(), "ConnectionAborted", DownloadTimeoutError("too long"), "time"),
        (link(), "ConnectionAborted", DownloadCancelledError("too large"), "length"),
        (link(), "ConnectionDone", StopDownload(fail=False), "unspecified"),
        (link(), "", asyncio.CancelledError(), "unspecified"),
        (link(), "", DownloadFailedError("unreadable"), "unspecified"),
    ],
)
def test_how_it_ended(
    of: Connection | None, lost: str, error: BaseException | None, ended: str
) -> None:
    ours = recording()
    ours.connecting()
    if of is not None:
        ours.sending(of).lost = lost
    exchange = only(ours, error)
    assert exchange.ended == ended
    assert exchange.detail


def test_where_nothing_was_tried_there_is_an_exchange_too() -> None:
    exchange = only(recording(), ValueError("invalid hostname: pier..example"))
    assert (exchange.url, exchange.ended) == (URL, "unreachable")
    assert exchange.detail == "invalid hostname: pier..example"
    assert exchange.protocols == ()


def test_what_was_written_before_the_handshake_was_over_never_stood_there() -> None:
    ours, attempt = connected(Connection(ip="192.0.2.7"))
    attempt.sent(b"GET /tides HTTP/1.1\r\n\r\n")
    assert only(ours, DownloadFailedError("handshake")).request.bytes() == b""


@pytest.mark.parametrize(
    ("tls", "start", "protocols"),
    [
        (None, b"HTTP/1.1 200 OK\r\n", ("http/1.1",)),
        (None, b"HTTP/1.0 200 OK\r\n", ("http/1.0",)),
        ("TLSv1.3", b"HTTP/1.1 200 OK\r\n", ("http/1.1", "tls/1.3")),
        ("TLSv1.2", b"", ("http/1.1", "tls/1.2")),
        ("TLSv1", b"", ("http/1.1", "tls/1.0")),
    ],
)
def test_protocols(tls: str | None, start: bytes, protocols: tuple[str, ...]) -> None:
    ours, attempt = connected(link(tls=tls))
    attempt.received(start)
    assert only(ours).protocols == protocols


def test_a_kept_connection_is_not_waited_for() -> None:
    kept = link()
    ours = recording()
    ours.sending(kept).end()
    assert only(ours).timings.connected is None
    new = Connection(ip="192.0.2.7")
    ours, attempt = connected(new)
    new.ready = time.monotonic()
    attempt.received(b"HTTP/1.1 204 \r\n\r\n")
    timings = only(ours).timings
    assert timings.connected is not None
    assert timings.first_byte is not None
    assert 0 <= timings.connected <= timings.first_byte == timings.last_byte


def test_the_second_attempt_is_an_exchange_of_its_own() -> None:
    ours = recording()
    ours.sending(link()).lost = "ConnectionLost"
    ours.connecting()
    first, second = ours.exchanges(DownloadConnectionRefusedError("gone"), ORIGIN)
    assert (first.ended, second.ended) == ("disconnect", "refused")
    assert first.started <= second.started


def test_a_million_octets_one_by_one_are_linear_and_spooled() -> None:
    def seconds(count: int) -> float:
        ours, attempt = connected(link())
        began = time.process_time()
        for _ in range(count):
            attempt.received(b"~")
        spent = time.process_time() - began
        assert only(ours).response.size == count
        return spent

    small = seconds(SPOOL // 8)
    assert seconds(SPOOL) < 8 * small * 4


def test_names_of_cipher_suites_are_those_openssl_gives() -> None:
    if shutil.which("openssl") is None:
        pytest.skip("needs the openssl command, which this machine does not have")
    listed = subprocess.run(
        ("openssl", "ciphers", "-stdname", "ALL:!PSK:!SRP:!aNULL:!ARIA"),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    # STANDARD - OPENSSL VERSION Kx= Au= ...
    names = {line.split()[2]: line.split()[0] for line in listed}
    assert len(names) > 30
    assert {name: registered(name) for name in names} == names
    assert registered("ECDHE-ARIA256-GCM-SHA384") is None

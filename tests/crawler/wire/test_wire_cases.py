"""The archive's octets are the server's: every awkward response over TCP, TLS 1.2 and TLS 1.3."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import pytest

from tests.hostile.cases import CASES
from tests.hostile.crawl import Crawled, Dumped, crawl
from tests.hostile.running import Exchanged, Hostile, hostile_server
from tests.hostile.script import Case
from tests.hostile.server import TRANSPORTS


@dataclass(frozen=True, slots=True)
class Both:
    """The two sides of one crawl of all cases."""

    server: Hostile
    log: list[Exchanged]
    crawled: Crawled


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    folder = tmp_path_factory.mktemp("wire")
    requests = itertools.product(CASES, TRANSPORTS)
    with hostile_server(folder / "server") as server:
        crawled = crawl(
            folder / "crawl",
            [{"url": server.url(on, target(case)), **case.asks} for case, on in requests],
            CONCURRENT_REQUESTS=12,
            CONCURRENT_REQUESTS_PER_DOMAIN=12,
        )
    return Both(server, server.log(), crawled)


def target(case: Case) -> str:
    """A path of its own for each case: the redirect to `/found` does not meet the case `found`."""
    return f"/{case.name}/case"


def on_a_dead_connection(exchange: Dumped) -> bool:
    """Whether a request went out on a kept connection, and not an octet came back."""
    return not exchange.response and exchange.timings["connected"] is None


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_archive_holds_what_the_server_received_and_sent(
    both: Both, case: Case, transport: str
) -> None:
    served = [e for e in both.log if (e.target, e.transport) == (target(case), transport)]
    archived = both.crawled.of(both.server.url(transport, target(case)))
    # Mostly one. Where a kept connection ended without an answer, the request was repeated; where
    # it ended before the request arrived, the server does not know of the first.
    while len(archived) > len(served) and on_a_dead_connection(archived[0]):
        del archived[0]
    assert len(archived) == len(served)
    for ours, theirs in zip(archived, served, strict=True):
        sent = theirs.response.removesuffix(case.beyond)
        assert ours.request == theirs.request
        assert ours.response == (sent if case.cut is None else sent[: len(ours.response)])
    last = archived[-1]
    assert last.ended == case.ends(tls=transport != "http"), last.detail
    if case.cut is not None:
        # A segment or two more than needed may have come before the client had enough.
        assert case.cut <= len(last.response) <= case.cut + (1 << 18)


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_circumstances_are_told(both: Both, transport: str) -> None:
    tls = {
        "http": (["http/1.1"], None),
        "tls12": (["http/1.1", "tls/1.2"], "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
        "tls13": (["http/1.1", "tls/1.3"], "TLS_AES_256_GCM_SHA384"),
    }
    *_, exchange = both.crawled.of(both.server.url(transport, "/plain/case"))
    assert (exchange.protocols, exchange.cipher) == tls[transport]
    assert exchange.ip == "127.0.0.1"
    timings = exchange.timings
    assert 0 < timings["first_byte"] <= timings["last_byte"]
    assert timings["connected"] is None or timings["connected"] <= timings["first_byte"]


def test_fresh_and_kept_connections_are_both_archived(both: Both) -> None:
    fresh = [e for e in both.crawled.exchanges if e.timings["connected"] is not None]
    assert 0 < len(fresh) < len(both.crawled.exchanges)


def test_every_request_reached_the_spider_or_failed(both: Both) -> None:
    assert len(both.crawled.outcomes) == len(CASES) * len(TRANSPORTS)

"""What a crawl and its writer say to each other arrives as it was said."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dataset.exchanges import NOON, exchange
from twa.crawler.archive.archive import DiskFull
from twa.crawler.archive.messages import (
    Failed,
    Flush,
    Inbox,
    MessageBuffer,
    TakeDecision,
    pack,
    pack_exchange,
)
from twa.dataset.errors import ArchiveError, Rejected, TwaError
from twa.dataset.exchange import Block, Exchange, Handshake, Origin, Timings


def in_pieces(octets: bytes, size: int) -> Callable[[], bytes]:
    pieces = iter([octets[i : i + size] for i in range(0, len(octets), size)])
    return lambda: next(pieces, b"")


@given(st.binary(max_size=5000), st.binary(max_size=300), st.integers(1, 7000))
def test_an_exchange_arrives_octet_for_octet(response: bytes, request: bytes, size: int) -> None:
    sent = exchange(response, request=Block(request), started=NOON)
    names = [field.name for field in fields(Exchange) if field.name not in ("request", "response")]
    octets = b"".join(pack_exchange(sent)) + pack(TakeDecision("http://e.example/", {"a": "b"}))
    inbox = Inbox(in_pieces(octets, size))
    take, *blocks = inbox.receive()
    came = take.exchange(*blocks)
    assert came.response.bytes() == response
    assert came.request.bytes() == request
    for name in names:
        assert getattr(came, name) == getattr(sent, name)
    assert inbox.receive()[0] == TakeDecision("http://e.example/", {"a": "b"})
    assert inbox.empty


def test_no_field_of_an_exchange_is_lost() -> None:
    """Each field says something else than when nobody sets it, those that a colleague adds too."""
    origin = Origin("article", "http://harbour.example/feed", "L", ("News",))
    sent = exchange(
        b"x",
        started=NOON,
        ended="truncated",
        detail="it broke off",
        ip="192.0.2.7",
        protocols=("http/1.1", "tls/1.3"),
        cipher="TLS_AES_128_GCM_SHA256",
        handshake=Handshake("harbour.example:443", (b"chain",), b"staple", False, "not looked at"),
        addresses=("192.0.2.7",),
        timings=Timings(0.1, 0.2, 0.3),
        origin=origin,
    )
    take, *blocks = Inbox(in_pieces(b"".join(pack_exchange(sent)), 1000)).receive()
    came = take.exchange(*blocks)
    for whole in ((came, sent), (came.timings, sent.timings), (came.origin, sent.origin)):
        for field in fields(whole[0]):
            got, gave = (getattr(one, field.name) for one in whole)
            if isinstance(gave, Block):
                continue
            assert got == gave
            assert gave != field.default, f"say something in {field.name}"


def test_a_large_one_is_sent_and_received_in_parts() -> None:
    body = random.Random(1).randbytes(3 << 20)
    pieces = list(pack_exchange(exchange(body)))
    assert max(map(len, pieces)) <= 1 << 16
    take, *blocks = Inbox(in_pieces(b"".join(pieces), 99_991)).receive()
    assert take.exchange(*blocks).response.bytes() == body


@pytest.mark.parametrize("end", [0, 5, 40, -1])
def test_a_message_that_breaks_off_is_none(end: int) -> None:
    octets = b"".join(pack_exchange(exchange(b"x" * 100)))[:end]
    with pytest.raises(EOFError):
        Inbox(in_pieces(octets, 1000)).receive()


@given(st.integers(1, 100))
def test_messages_come_out_of_octets_that_are_handed_in(size: int) -> None:
    octets = pack(Flush(1, seal=True)) + pack(TakeDecision("u", {})) + pack(Flush(2, seal=False))
    feed, read = MessageBuffer(), in_pieces(octets, size)
    came: list[object] = []
    while piece := read():
        came += feed.messages(piece)
    assert came == [Flush(1, seal=True), TakeDecision("u", {}), Flush(2, seal=False)]


@pytest.mark.parametrize(
    "error",
    [
        DiskFull(subject="/archive", cause="No space left on device"),
        ArchiveError("cut off", file="x.warc.gz", offset=7),
        Rejected("damaged-record", "why", subject="x"),
    ],
)
def test_errors_cross_between_processes(error: TwaError) -> None:
    (failed,) = MessageBuffer().messages(pack(Failed(error)))
    assert type(failed.error) is type(error)
    assert str(failed.error) == str(error)
    assert vars(failed.error) == vars(error)

"""Captures: what records say together, whoever wrote them."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.dataset.exchanges import AWKWARD, NOON, PAGE, awkward, chunked, exchange, ids, page
from twa.dataset.errors import ArchiveError
from twa.dataset.exchange import Block
from twa.dataset.warc.captures import Capture, captures
from twa.dataset.warc.records import RecordDraft
from twa.dataset.warc.revisits import Earlier, original
from twa.dataset.warc.writer import examine, exchange_drafts, member, note_draft, octets

EARLIER = Earlier("http://harbour.example/first", NOON - timedelta(1), "<urn:uuid:1>", "sha256:00")


def drafts(response: bytes, earlier: Earlier | None = None, **changes: Any) -> list[RecordDraft]:
    whole = exchange(response, **changes)
    info = "<urn:uuid:info>"
    return exchange_drafts(whole, examine(whole), new_id=ids(), warcinfo_id=info, earlier=earlier)


def of(*written: RecordDraft, limit: int = 1 << 20) -> list[Capture]:
    file = b"".join(piece for draft in written for piece in member(draft))
    return list(captures(io.BytesIO(file), "x.warc.gz", limit=limit))


def foreign(*records: tuple[str, str, bytes]) -> bytes:
    """Plain records of `(type, further fields, block)`; ids count from 1."""
    parts = []
    for number, (kind, fields, block) in enumerate(records, 1):
        parts.append(
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
            f"WARC-Date: 2012-03-04T05:06:07Z\r\nWARC-Target-URI: http://e.example/\r\n"
            f"{fields}Content-Length: {len(block)}\r\n\r\n".encode()
            + block
            + b"\r\n\r\n"
        )
    return b"".join(parts)


def test_every_awkward_exchange_is_one_capture_with_its_octets() -> None:
    new_id = ids()
    written = [
        draft
        for _, whole in awkward()
        for draft in exchange_drafts(whole, examine(whole), new_id=new_id, warcinfo_id="<urn:x>")
    ]
    found = of(*written, limit=64 << 20)
    assert [c.url for c in found] == [f"http://harbour.example/{n}?q=1&a=2" for n in AWKWARD]
    for name, capture in zip(AWKWARD, found, strict=True):
        assert capture.kind == "response"
        assert (capture.ip, capture.origin.role, capture.origin.via, capture.origin.hops) == (
            "192.0.2.7",
            "article",
            "http://harbour.example/feed/",
            "L",
        )
        if name == "nonsense":
            assert capture.response is None
            assert capture.problem is not None
            assert capture.problem.reason == "damaged-record"
        else:
            assert capture.response is not None
            assert AWKWARD[name].endswith(capture.response.body)
            assert capture.problem is None


def test_the_instant_is_exact() -> None:
    (capture,) = of(*drafts(page()))
    assert capture.captured_at == datetime(2024, 5, 17, 12, 0, 0, 123456, tzinfo=UTC)


def test_no_response_is_a_capture_all_the_same() -> None:
    (capture,) = of(*drafts(b"", ended="tls", detail="certificate has expired"))
    assert (capture.kind, capture.response) == ("metadata", None)
    assert capture.fields["outcome"] == "tls"
    assert capture.fields["detail"] == "certificate has expired"
    assert capture.origin.role == "article"


def test_a_decision_is_a_capture() -> None:
    fields = {"role": "article", "outcome": "refused", "reason": "offsite", "entry": "a:1"}
    note = note_draft(
        "http://e.example/", fields, date=NOON, record_id="<urn:n>", warcinfo_id="<urn:i>"
    )
    (capture, other) = of(note, *drafts(page()))
    assert (capture.kind, capture.url) == ("metadata", "http://e.example/")
    assert capture.fields == fields
    assert other.kind == "response"


def test_what_was_cut_says_why() -> None:
    (capture,) = of(*drafts(page()[:-9], ended="time"))
    assert capture.truncated == "time"
    assert capture.response is not None
    assert not capture.response.complete


def test_a_revisit_says_of_what() -> None:
    (same,) = of(*drafts(page(), EARLIER))
    assert same.kind == "revisit"
    assert same.refers_to == (EARLIER.url, EARLIER.captured_at)
    assert (same.refers_to_id, same.profile) == ("<urn:uuid:1>", "identical-payload-digest")
    assert same.truncated is None
    assert same.response is not None
    assert (same.response.status, same.response.body) == (200, b"")
    (not_modified,) = of(*drafts(AWKWARD["not-modified"], EARLIER))
    assert not_modified.profile == "server-not-modified"
    assert not_modified.response is not None
    assert not_modified.response.get("etag") == '"1"'


def test_a_response_over_the_limit_is_cut_and_flagged() -> None:
    (capture,) = of(*drafts(page(PAGE * 100)), limit=1000)
    assert capture.problem is not None
    assert capture.problem.reason == "too-large"
    assert capture.response is not None
    assert len(capture.response.body) < 1000


def test_a_block_that_is_not_what_was_digested_is_a_damaged_record() -> None:
    file = b"".join(piece for draft in drafts(page()) for piece in octets(draft))
    hurt = file.replace(b"The ferry is late", b"The ferry is safe")
    (capture,) = captures(io.BytesIO(hurt), "x.warc")
    assert capture.response is None
    assert capture.problem is not None
    assert capture.problem.reason == "damaged-record"
    assert "x.warc at byte 0" in str(capture.problem)


HTTP = b"HTTP/1.1 200 OK\r\n\r\nbody"


@pytest.mark.parametrize(
    "records",
    [
        [("request", "", b"GET / HTTP/1.1\r\n\r\n"),
         ("response", "WARC-Concurrent-To: <urn:uuid:1>\r\n", HTTP)],
        [("response", "", HTTP),
         ("request", "WARC-Concurrent-To: urn:uuid:1\r\n", b"GET / HTTP/1.1\r\n\r\n"),
         ("metadata", "WARC-Concurrent-To: <urn:uuid:1>\r\n"
          "Content-Type: application/warc-fields\r\n", b"via: http://v.example/\r\n")],
        [("request", "WARC-Concurrent-To: <urn:uuid:2>\r\n", b"GET / HTTP/1.1\r\n\r\n"),
         ("response", "", HTTP)],
        [("warcinfo", "", b"software: x\r\n"), ("response", "", HTTP),
         ("conversion", "", b"text")],
    ],
)  # fmt: skip
def test_whoever_says_what_belongs_together(records: list[tuple[str, str, bytes]]) -> None:
    (capture,) = captures(io.BytesIO(foreign(*records)), "x.warc")
    assert capture.response is not None
    assert capture.response.payload() == b"body"
    assert capture.fields.get("via") == (
        "http://v.example/" if records[-1][0] == "metadata" else None
    )


def test_neighbours_that_do_not_name_each_other_are_two() -> None:
    found = captures(io.BytesIO(foreign(("response", "", HTTP), ("response", "", HTTP))), "x.warc")
    assert len(list(found)) == 2


@pytest.mark.parametrize(
    ("kind", "fields", "block"),
    [
        ("resource", "Content-Type: text/html\r\n", PAGE),
        ("response", "Content-Type: text/dns\r\n", b"20120304050607\ne.example 1 A 192.0.2.1"),
        ("revisit", "WARC-Profile: http://x/server-not-modified\r\n", b""),
        ("response", "", b""),
    ],
)
def test_what_is_no_http_response_has_none(kind: str, fields: str, block: bytes) -> None:
    (capture,) = captures(io.BytesIO(foreign((kind, fields, block))), "x.warc")
    assert (capture.kind, capture.response, capture.problem) == (kind, None, None)
    assert capture.refers_to is None


def test_a_request_nothing_came_of_and_records_without_url_are_no_captures() -> None:
    lone = foreign(("request", "", b"GET / HTTP/1.1\r\n\r\n"))
    nowhere = foreign(("response", "", HTTP)).replace(b"WARC-Target-URI", b"X-Target-URI")
    assert not list(captures(io.BytesIO(lone + nowhere), "x.warc"))


def test_a_segment_of_a_record_is_not_the_whole() -> None:
    file = foreign(("response", "WARC-Segment-Number: 1\r\n", HTTP))
    (capture,) = captures(io.BytesIO(file), "x.warc")
    assert capture.truncated == "unspecified"


def test_damage_is_reported_and_survived() -> None:
    problems: list[ArchiveError] = []
    new_id = ids()
    sound, broken = (
        b"".join(
            piece
            for draft in exchange_drafts(whole, examine(whole), new_id=new_id, warcinfo_id="<i>")
            for piece in member(draft)
        )
        for whole in (exchange(page()), exchange(page()))
    )
    hurt = sound + broken[:50] + b"\xff" * 20 + broken[70:]
    found = list(captures(io.BytesIO(hurt), "x.warc.gz", on_damage=problems.append))
    assert [problem.offset for problem in problems] == [len(sound)]
    # Of the second exchange the response is lost; what was noted of it is not.
    assert [c.kind for c in found] == ["response", "metadata"]


@pytest.mark.parametrize("response", [page(), chunked(PAGE)])
def test_an_archived_capture_can_be_pointed_back_to(response: bytes) -> None:
    whole = exchange(response)
    examined = examine(whole)
    (capture,) = of(*drafts(response))
    found = original(capture)
    assert found is not None
    key, earlier = found
    assert (key, earlier.digest) == (examined.key, examined.digest)
    assert (earlier.url, earlier.captured_at) == (whole.url, whole.started)
    assert earlier.record_id == capture.locator.record_id


@pytest.mark.parametrize(
    "written",
    [
        drafts(page(), EARLIER),
        drafts(page(b"")),
        drafts(page(), ended="time"),
        drafts(page(status="404 Not Found")),
        drafts(b"", request=Block(), ended="dns"),
        drafts(AWKWARD["interim"]),
    ],
)
def test_others_can_not(written: list[RecordDraft]) -> None:
    (capture,) = of(*written)
    assert original(capture) is None

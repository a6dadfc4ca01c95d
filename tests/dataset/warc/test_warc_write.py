"""The octets of WARC records, as the standard has them and as others read them."""

from __future__ import annotations

import gzip
import hashlib
import re
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from tests.dataset.exchanges import (
    AWKWARD,
    NOON,
    PAGE,
    chunked,
    exchange,
    gzipped,
    ids,
    message,
    page,
)
from tests.shared import ROOT
from twa.dataset.exchange import Block, Origin, Timings
from twa.dataset.warc.records import RecordDraft
from twa.dataset.warc.revisits import Earlier
from twa.dataset.warc.writer import (
    clean,
    examine,
    exchange_drafts,
    member,
    note_draft,
    octets,
    warcinfo_draft,
)

GOLDEN = ROOT / "tests" / "data" / "archive" / "golden.warc"
INFO = "<urn:uuid:00000000-0000-4000-8000-00000000aaaa>"
EARLIER = Earlier(
    "http://harbour.example/first", NOON - timedelta(days=1), "<urn:uuid:1>", "sha256:00"
)


def drafts(response: bytes, earlier: Earlier | None = None, **changes: Any) -> list[RecordDraft]:
    whole = exchange(response, **changes)
    return exchange_drafts(whole, examine(whole), new_id=ids(), warcinfo_id=INFO, earlier=earlier)


def fields(draft: RecordDraft) -> str:
    return draft.block.bytes().decode()


def test_the_octets_are_these() -> None:
    info = warcinfo_draft(
        "news-20240517120000123-00000-host.warc.gz",
        {"software": "twa/1", "operator": "M. Holt <mh@harbour.example>"},
        date=NOON,
        record_id=INFO,
    )
    note = note_draft(
        "http://elsewhere.example/",
        {"outcome": "refused", "reason": "offsite"},
        date=NOON,
        record_id="<urn:uuid:00000000-0000-4000-8000-00000000bbbb>",
        warcinfo_id=INFO,
    )
    late = {"started": NOON + timedelta(seconds=1)}
    written = [
        info,
        *drafts(page()),
        *drafts(message("HTTP/1.1 304 Not Modified", 'ETag: "1"'), EARLIER, **late),
        *drafts(b"", ended="dns", detail="no such host", request=Block(), ip=None),
        note,
    ]
    assert b"".join(piece for draft in written for piece in octets(draft)) == GOLDEN.read_bytes()


@pytest.mark.parametrize("name", AWKWARD)
def test_the_block_is_what_stood_on_the_wire(name: str) -> None:
    response = drafts(AWKWARD[name])[0]
    written = gzip.decompress(b"".join(member(response)))
    head, _, rest = written.partition(b"\r\n\r\n")
    assert rest == AWKWARD[name] + b"\r\n\r\n"
    assert f"Content-Length: {len(AWKWARD[name])}".encode() in head
    digest = hashlib.sha256(AWKWARD[name]).hexdigest()
    assert response.get("WARC-Block-Digest") == f"sha256:{digest}"


def test_records_of_an_exchange_share_the_date_and_name_each_other() -> None:
    records = drafts(page())
    assert [record.type for record in records] == ["response", "request", "metadata"]
    assert {record.get("WARC-Date") for record in records} == {"2024-05-17T12:00:00.123456Z"}
    known = {record.get("WARC-Record-ID") for record in records}
    for record in records:
        assert {*record.get_all("WARC-Concurrent-To"), record.get("WARC-Record-ID")} == known


def test_no_field_repeats_but_those_that_may() -> None:
    for record in drafts(page()):
        names = sorted(name for name, _ in record.headers)
        twice = {a for a, b in pairwise(names) if a == b}
        assert twice <= {"WARC-Concurrent-To", "WARC-Protocol"}


# --- digests ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["page", "gzipped", "cookies", "close", "redirect", "not-found", "broken-gzip", "large"],
)
def test_payload_digest_where_readers_agree(name: str) -> None:
    body = AWKWARD[name].partition(b"\r\n\r\n")[2]
    label = f"sha256:{hashlib.sha256(body).hexdigest()}"
    assert drafts(AWKWARD[name])[0].get("WARC-Payload-Digest") == label


@pytest.mark.parametrize(
    "name",
    [
        "chunked", "extension", "trailer", "chunked-gzipped", "decoded", "interim", "bare-lf",
        "folded", "no-colon", "blank-first", "space-line", "lone-header", "nonsense", "no-reason",
    ],
)  # fmt: skip
def test_no_payload_digest_where_they_do_not(name: str) -> None:
    assert drafts(AWKWARD[name])[0].get("WARC-Payload-Digest") is None


def test_no_payload_digest_of_half_a_payload() -> None:
    cut = page()[:-5]
    response = drafts(cut, ended="disconnect")[0]
    assert response.get("WARC-Payload-Digest") is None
    assert response.get("WARC-Block-Digest") is not None


# --- what came, what did not ---------------------------------------------------------------


@pytest.mark.parametrize("reason", ["length", "time", "disconnect", "unspecified"])
def test_what_was_cut_says_so(reason: str) -> None:
    response, _, metadata = drafts(page()[:-5], ended=reason, detail="because")
    assert response.get("WARC-Truncated") == reason
    assert f"outcome: {reason}\r\ndetail: because\r\n" in fields(metadata)


def test_what_ended_for_another_reason_is_cut_all_the_same() -> None:
    assert drafts(page()[:-5], ended="tls")[0].get("WARC-Truncated") == "unspecified"


@pytest.mark.parametrize("ended", ["dns", "refused", "tls", "unreachable", "time"])
def test_without_a_response_the_metadata_says_why(ended: str) -> None:
    (metadata,) = drafts(b"", request=Block(), ended=ended, detail="it was so")
    assert metadata.type == "metadata"
    assert metadata.get("WARC-IP-Address") == "192.0.2.7"
    assert f"outcome: {ended}\r\ndetail: it was so" in fields(metadata)


def test_a_request_that_got_no_answer_is_kept() -> None:
    records = drafts(b"", ended="disconnect")
    assert [record.type for record in records] == ["request", "metadata"]


def test_metadata_tells_where_from_and_how_long() -> None:
    assert fields(drafts(page())[-1]) == (
        "via: http://harbour.example/feed/\r\nhopsFromSeed: L\r\nfetchTimeMs: 313\r\n"
        "role: article\r\noutcome: complete\r\nconnectMs: 10\r\nfirstByteMs: 250\r\n"
        "lastByteMs: 313\r\n"
    )
    nothing = drafts(page(), origin=Origin(), timings=Timings())[-1]
    assert fields(nothing) == "outcome: complete\r\n"


# --- revisits ------------------------------------------------------------------------------


def test_not_modified_keeps_its_octets_and_points_back() -> None:
    block = message("HTTP/1.1 304 Not Modified", 'ETag: W/"2"', "Content-Length: 9")
    revisit = drafts(block, EARLIER)[0]
    assert revisit.block.bytes() == block
    assert revisit.type == "revisit"
    assert (revisit.get("WARC-Profile") or "").endswith("/1.1/revisit/server-not-modified")
    assert revisit.get("WARC-Refers-To") == EARLIER.record_id
    assert revisit.get("WARC-Refers-To-Target-URI") == EARLIER.url
    assert revisit.get("WARC-Refers-To-Date") == "2024-05-16T12:00:00.123456Z"
    assert revisit.get("WARC-Payload-Digest") is None


@pytest.mark.parametrize("response", [page(), gzipped(), chunked(PAGE)])
def test_the_same_payload_keeps_its_header_and_points_back(response: bytes) -> None:
    revisit = drafts(response, EARLIER)[0]
    assert revisit.block.bytes() == response.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert (revisit.get("WARC-Profile") or "").endswith("/1.1/revisit/identical-payload-digest")
    assert revisit.get("WARC-Payload-Digest") == EARLIER.digest
    assert revisit.get("WARC-Truncated") == "length"
    assert revisit.get("WARC-Identified-Payload-Type") == "text/html"


def test_what_can_stand_for_each_other() -> None:
    def key(response: bytes, **changes: Any) -> str | None:
        return examine(exchange(response, **changes)).key

    assert key(page()) is not None
    assert key(page()) == key(page(PAGE, "Date: Fri, 17 May 2024 12:00:00 GMT"))
    # The same page, but not the same octets under the same header: replay would be wrong.
    different = [page(), gzipped(), chunked(PAGE), chunked(PAGE, size=9), page(PAGE + b" ")]
    assert len({key(response) for response in different}) == len(different)
    relabelled = page(gzip.compress(PAGE, mtime=0))
    assert key(relabelled) != key(gzipped())
    for never in (page(b""), page(status="404 Not Found"), AWKWARD["interim"], AWKWARD["bare-lf"]):
        assert key(never) is None
    assert key(page(), ended="time") is None
    assert key(page(PAGE, "Content-Encoding: " + "gzip, " * 50)) is None


# --- hostile values ------------------------------------------------------------------------


def test_no_value_can_add_a_field() -> None:
    evil = "x\r\nWARC-Type: request\r\n\r\nbody\x00\x85\u2028\ud800"
    records = drafts(
        page(),
        url=f"http://harbour.example/{evil}",
        origin=Origin("article", evil, "L"),
        detail=evil,
        cipher=evil,
        protocols=(evil,),
    )
    for record in records:
        head = b"".join(octets(record)).partition(b"\r\n\r\n")[0]
        assert len(re.findall(rb"(?m)^WARC-Type:", head)) == 1
        assert re.search(rb"[^\r]\n|\r[^\n]", head) is None
    assert fields(records[-1]).count("WARC-Type") == 2  # as text inside via and detail
    assert fields(records[-1]).count("\r\n") == 9


def test_clean_leaves_text_alone() -> None:
    assert clean("https://harbour.example/é?a=b c") == "https://harbour.example/é?a=b c"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("page", "text/html"),
        ("gzipped", "text/html"),
        ("chunked-gzipped", "text/html"),
        ("decoded", "text/html"),
        ("binary", "application/octet-stream"),
        ("redirect", None),
        ("empty", None),
        ("not-modified", None),
    ],
)
def test_the_payload_is_identified_by_its_octets(name: str, media_type: str | None) -> None:
    assert drafts(AWKWARD[name])[0].get("WARC-Identified-Payload-Type") == media_type

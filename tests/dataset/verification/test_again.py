"""Honest rows of records of others and of ours, whatever form these have, are proved."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dataset.archives import FEED, SITE, Archive, feed, item
from tests.dataset.raw import OK, record, record_id, response, revisit, save, sha1, story
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.evidence import bundle_files
from twa.dataset.evidence.bundle import Gatherer
from twa.dataset.evidence.check import check
from twa.dataset.facts.understanding import understand
from twa.dataset.proof import sealing
from twa.dataset.tables.parquet import read_table
from twa.dataset.verification.checks import PLACE
from twa.dataset.verification.proof import prove
from twa.dataset.verification.rows import fetch_from, proofs, sample
from twa.dataset.warc import cdxj
from twa.dataset.warc.records import URI_LIMIT

PIER = f"{SITE}/pier/"
UNCHANGED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
NOT_MODIFIED = "HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"
EMPTY_TYPE = "HTTP/1.1 304 Not Modified\r\nContent-Type: \r\n\r\n"
TYPED = "HTTP/1.1 304 Not Modified\r\nContent-Type: text/html\r\n\r\n"
RSS = "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n"
FIRST = {"WARC_Record_ID": record_id("first")}
LATER = {"WARC_Date": "2024-05-17T08:30:00Z", "WARC_Record_ID": record_id("later")}
LATEST = {"WARC_Date": "2024-05-17T09:30:00Z", "WARC_Record_ID": record_id("latest")}
TO_FIRST = {"WARC_Refers_To": record_id("first")}
TO_LATER = {"WARC_Refers_To": record_id("later")}


def _pier(head: str = OK) -> bytes:
    return response(PIER, story("Pier closes"), head, **FIRST)


def _again(block: str, **fields: str) -> bytes:
    return revisit(PIER, block, **{"WARC_Profile": UNCHANGED, **LATER, **fields})


def _once_more(block: str, **fields: str) -> bytes:
    return revisit(PIER, block, **{"WARC_Profile": UNCHANGED, **LATEST, **fields})


def _bare(kind: str, **fields: str) -> bytes:
    named = {"WARC_Target_URI": PIER, "Content_Type": "text/html; charset=utf-8", **FIRST}
    return record(kind, story("Pier closes"), **{**named, **fields})


@pytest.mark.parametrize(
    "records",
    [
        [_pier(), _again(NOT_MODIFIED, **TO_FIRST)],
        [_pier(), _again(NOT_MODIFIED)],
        [_pier(), _again(EMPTY_TYPE, **TO_FIRST)],
        [_pier(), _again(TYPED, **TO_FIRST)],
        [_pier(), _again("", **TO_FIRST)],
        [
            _pier(),
            _again(
                "",
                WARC_Refers_To_Target_URI=PIER,
                WARC_Refers_To_Date="2024-05-17T06:30:00Z",
            ),
        ],
        [
            _pier(),
            revisit(f"{SITE}/mole/", NOT_MODIFIED, WARC_Payload_Digest=sha1(story("Pier closes"))),
        ],
        [_pier(), _again(NOT_MODIFIED, **TO_FIRST), _once_more(NOT_MODIFIED, **TO_FIRST)],
        [_pier(), _again(TYPED, **TO_FIRST), _once_more(NOT_MODIFIED, **TO_LATER)],
        [_bare("resource")],
        [_bare("response")],
        [_bare("resource"), _again(NOT_MODIFIED, **TO_FIRST)],
        [_bare("response"), _again(NOT_MODIFIED, **TO_FIRST)],
        [_bare("resource"), _again(NOT_MODIFIED, WARC_Payload_Digest=sha1(story("Pier closes")))],
        [
            response(FEED, feed(item("pier", "Pier closes")), RSS, **FIRST),
            revisit(FEED, NOT_MODIFIED, WARC_Profile=UNCHANGED, **LATER, **TO_FIRST),
        ],
    ],
    ids=[
        *("names its record", "names nothing", "type without words", "type of its own"),
        *("no header", "names address and date", "another address", "twice", "names a revisit"),
        *("resource", "response without header", "of a resource", "of one without header"),
        *("names a resource's digest", "feed"),
    ],
)
def test_an_honest_row_is_proved_by_its_records(tmp_path: Path, records: list[bytes]) -> None:
    save(tmp_path / "archive", *records)
    cdxj.reindex(tmp_path / "archive")
    collection = Collection(tmp_path)
    build(collection, workers=1)
    list(sealing.seal(collection))
    found = list(proofs(collection, sample(collection, 100)))
    assert found
    wrong = [str(one) for proof in found for one in proof.checks if not one.holds]
    assert wrong == []
    for proof in found:
        files = bundle_files.files(Gatherer(collection).gather(proof.table, proof.row))
        report = check(files, trusted=(), subject="proof")
        assert [str(one) for one in report.checks if not one.holds] == []


def test_an_address_too_long_for_a_header_is_proved_as_far_as_it_stands_there(
    tmp_path: Path,
) -> None:
    archive = Archive()
    archive.get(f"{PIER}{'x' * URI_LIMIT}", story("Pier closes"))
    archive.save(tmp_path)
    collection = Collection(tmp_path)
    build(collection, workers=1)
    found = list(proofs(collection, sample(collection, 100)))
    assert [proof.holds for proof in found] == [True, True]
    assert all("url, behind" in " ".join(proof.unchecked) for proof in found)


@pytest.mark.parametrize("column", ["content_type", "payload_sha256", "original"])
def test_what_a_revisit_repeats_is_compared(tmp_path: Path, column: str) -> None:
    save(
        tmp_path / "archive",
        response(f"{SITE}/mole/", story("Mole opens"), **LATEST),
        _pier(),
        _again(NOT_MODIFIED, **TO_FIRST),
    )
    collection = Collection(tmp_path)
    build(collection, workers=1)
    rows = read_table("articles", collection.dataset)
    mole, pier = sorted(rows, key=lambda row: str(row["url"]))
    capture = pier["capture"]
    place = {name: mole["capture"][name] for name in PLACE}
    capture[column] = place if column == "original" else "text/plain"
    proof = prove("articles", pier, fetch_from(collection), understand)
    assert not proof.holds

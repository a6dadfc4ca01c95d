"""What other tools leave on disk: each file and record is read, or told, whatever is beside it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import lzma
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd

from tests.dataset.archives import SENTENCES, SITE, page, table
from tests.dataset.assemble.test_files import ARC_1, ARC_2, FILEDESC, zipped
from tests.dataset.raw import DAY, OK, record, response, revisit, save, sha1, story
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.tables.account import imbalances
from twa.dataset.verification.verify import verify
from twa.dataset.wacz.pack import pack
from twa.dataset.warc import cdxj, index_parts

GOOD = response(f"{SITE}/good/", story("The good one"))
URL = f"{SITE}/other/"
STORY = story("The other one")
OTHER = response(URL, STORY)
THIRD = response(f"{SITE}/third/", story("The third one"))
BLOCK = OK.encode() + STORY.encode()
LATER = "2024-05-19T06:30:00Z"

File = bytes | Callable[[Path], object]


def zst(octets: bytes) -> bytes:
    return zstd.compress(octets)


def length(added: int) -> bytes:
    """The record with a Content-Length that is off."""
    size = f"Content-Length: {len(BLOCK)}".encode()
    return OTHER.replace(size, f"Content-Length: {len(BLOCK) + added}".encode())


def coded(coding: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {coding}\r\n\r\n"
    return response(URL, body, head)


def link(target: str) -> Callable[[Path], object]:
    return lambda path: path.symlink_to(target)


def lf_only() -> bytes:
    head, _, block = OTHER.partition(b"\r\n\r\n")
    return head.replace(b"\r\n", b"\n") + b"\n\n" + block.removesuffix(b"\r\n\r\n") + b"\n\n"


def damaged(octets: bytes) -> bytes:
    return octets[:200] + bytes(40) + octets[240:]


CASES: dict[str, tuple[dict[str, File], set[str], dict[str, int]]] = {
    # Records.
    "a length that swallows the next": (
        {"a.warc": length(10) + THIRD}, {"third"}, {"damaged-record": 1},
    ),
    "a length past the end": ({"a.warc": length(10**6) + THIRD}, {"third"}, {"damaged-record": 1}),
    "a length that is short": ({"a.warc": length(-9) + THIRD}, {"third"}, {"damaged-record": 1}),
    "a length with the line ends": ({"a.warc": length(4) + THIRD}, {"other", "third"}, {}),
    "line feeds alone": ({"a.warc": lf_only() + THIRD}, {"other", "third"}, {}),
    "a header without end": (
        {"a.warc": response(URL, STORY, X="a" * (2 << 20)) + THIRD}, {"third"},
        {"damaged-record": 1},
    ),
    "a response under the type of its payload": (
        {"a.warc": record("response", STORY, WARC_Target_URI=URL, Content_Type="text/html")},
        {"other"}, {},
    ),
    "a header under the type of its payload": (
        {"a.warc": record("response", BLOCK, WARC_Target_URI=URL, Content_Type="text/html")},
        {"other"}, {},
    ),
    "a type in capitals": ({"a.warc": response(URL, STORY, WARC_Type="RESPONSE")}, {"other"}, {}),
    "an address that is none": (
        {"a.warc": response("https://[::1/", STORY) + response("//b/", STORY)}, set(),
        {"bad-url": 2},
    ),
    "the day of the year": (
        {"a.warc": response(URL, STORY, WARC_Date="2024-138T06:30:00Z")}, {"other"}, {},
    ),
    "a date that is none": (
        {"a.warc": response(URL, STORY, WARC_Date="1715927400")}, set(), {"no-warc-date": 1},
    ),
    "converted, and continued": (
        {
            "a.warc": record("conversion", STORY, WARC_Target_URI=URL)
            + response(URL, STORY[:900], WARC_Segment_Number="1")
            + record("continuation", STORY[900:], WARC_Target_URI=URL, WARC_Segment_Number="2")
        },
        set(), {"truncated": 1},
    ),
    "asked three times": (
        {
            "a.warc": b"".join(
                response(URL, "busy", "HTTP/1.1 503 Busy\r\n\r\n", WARC_Date=f"2024-05-1{n}")
                for n in range(3)
            )
        },
        set(), {"http-status": 1},
    ),
    "a decision in words to come": (
        {
            "a.warc": record(
                "metadata", "outcome: refused\r\nreason: bored\r\n", WARC_Target_URI=URL,
                Content_Type="application/warc-fields",
            )
        },
        set(), {"unreachable": 1},
    ),
    # Codings.
    "zstd": ({"a.warc": coded("zstd", zst(STORY.encode()))}, {"other"}, {}),
    "zstd in frames": (
        {"a.warc": coded("zstd", zst(STORY.encode()[:99]) + zst(STORY.encode()[99:]))},
        {"other"}, {},
    ),
    "zstd by name": ({"a.warc": coded("zstd", STORY.encode())}, {"other"}, {}),
    "zstd, cut": ({"a.warc": coded("zstd", zst(STORY.encode())[:-9])}, set(), {"undecodable": 1}),
    "zstd, broken": (
        {"a.warc": coded("zstd", zst(STORY.encode())[:9] + b"\xff" * 99)}, set(),
        {"undecodable": 1},
    ),
    # Files.
    "garbage behind a member": (
        {"a.warc.gz": gzip.compress(OTHER) + b"garbage" * 9}, {"other"}, {"damaged-record": 1},
    ),
    "a member that is broken": (
        {"a.warc.gz": damaged(gzip.compress(OTHER)) + gzip.compress(THIRD)}, {"third"},
        {"damaged-record": 1},
    ),
    "xz by another name": ({"a.warc.gz": lzma.compress(OTHER)}, set(), {"damaged-record": 1}),
    "zip by another name": ({"a.warc.gz": zipped(("a", OTHER))}, set(), {"damaged-record": 1}),
    "empty files": (
        {"a.warc": b"", "b.warc.gz": b"", "c.warc.zst": b"", "d.wacz": b""}, set(),
        {"damaged-record": 1, "unread-file": 2},
    ),
    "folders called archives": (
        {"a.warc.gz/b.wacz/c.warc": OTHER}, {"other"}, {},
    ),
    "links": (
        {
            "a.warc": link("../beside/other.warc"), "b.warc.gz": link("nowhere"),
            "sub": link("../beside/more"), "loop": link("."), "c.warc": link("c.warc"),
        },
        {"other", "third"}, {"unread-file": 2},
    ),
    "a pipe": ({"a.warc.gz": os.mkfifo}, set(), {"unread-file": 1}),
    # ARC.
    "an ARC record that is too long": (
        {"a.arc": FILEDESC + ARC_1.replace(b"x 1", b"x 9", 1) + b"\n" + ARC_2}, {"other"},
        {"damaged-record": 1},
    ),
    # Packages.
    "WARCs beside the folder": (
        {"a.wacz": zipped(("a.warc.gz", gzip.compress(OTHER)), ("w/b.warc", THIRD))},
        {"other", "third"}, {},
    ),
    "a member that does not unpack": (
        {
            "a.wacz": damaged(zipped(("archive/a.warc", OTHER), method=zipfile.ZIP_DEFLATED)),
            "b.wacz": zipped(("archive/b.warc", THIRD)),
        },
        {"third"}, {"unread-file": 1},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_it_is_read_or_told(tmp_path: Path, name: str) -> None:
    files, read, told = CASES[name]
    save(tmp_path / "archive", GOOD, name="good.warc")
    save(tmp_path / "beside", OTHER, name="other.warc")
    save(tmp_path / "beside/more", THIRD, name="third.warc")
    for file, made in files.items():
        path = tmp_path / "archive" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(made, bytes):
            path.write_bytes(made)
        else:
            made(path)
    collection = Collection(tmp_path)
    report = build(collection, workers=1)
    found = {row["url"].split("/")[-2] for row in table(tmp_path, "articles")}
    assert found == {"good", *read}
    assert report.rejects == told
    document = json.loads((tmp_path / "dataset/manifest.json").read_text("utf-8"))
    assert [list(imbalances(item)) for item in document["inputs"] if list(imbalances(item))] == []
    index_parts.reindex(
        collection.archive,
        {warc.name: warc.open for warc in collection.warcs()},
        on_damage=lambda _: None,
    )
    assert [str(f) for f in verify(collection, workers=1) if not f.remark] == []
    assert pack(collection, tmp_path / "package.wacz").captures >= 1
    assert cdxj.read_index(collection.index)


def test_an_archive_of_which_no_warc_can_be_read_has_a_dataset_that_verifies(
    tmp_path: Path,
) -> None:
    broken = damaged(zipped(("archive/a.warc", OTHER), method=zipfile.ZIP_DEFLATED))
    save(tmp_path / "archive", broken, name="a.wacz")
    collection = Collection(tmp_path)
    for _ in range(2):
        assert build(collection, workers=1).rejects == {"unread-file": 1}
        assert json.loads((tmp_path / "dataset/manifest.json").read_text("utf-8"))["inputs"] == []
        index_parts.reindex(collection.archive, {}, on_damage=lambda _: None)
        assert [str(f) for f in verify(collection, workers=1) if not f.remark] == []


ALGORITHMS = {
    "md5": lambda octets: f"md5:{hashlib.md5(octets, usedforsecurity=False).hexdigest()}",
    "hex": lambda octets: f"sha1:{hashlib.sha1(octets, usedforsecurity=False).hexdigest()}",
    "base 32, small": lambda octets: sha1(octets).lower(),
    "base 32 of SHA-256": lambda octets: (
        f"sha256:{base64.b32encode(hashlib.sha256(octets).digest()).decode()}"
    ),
    "base 64": lambda octets: (
        f"sha-256:{base64.b64encode(hashlib.sha256(octets).digest()).decode()}"
    ),
    "base 64 for URLs": lambda octets: (
        "sha1:"
        + base64.urlsafe_b64encode(hashlib.sha1(octets, usedforsecurity=False).digest())
        .decode()
        .rstrip("=")
    ),
    "an algorithm that nobody knows": lambda octets: f"xxh3:{len(octets)}",
}


@pytest.mark.parametrize("name", ALGORITHMS)
@pytest.mark.parametrize("order", ["az", "za"])
def test_a_revisit_finds_its_original_by_whatever_digest(
    tmp_path: Path, name: str, order: str
) -> None:
    digest = ALGORITHMS[name](STORY.encode())
    names = [f"{letter}.warc" for letter in order]
    changed = response(URL, page("Changed", SENTENCES[::-1]), WARC_Date="2024-05-18T06:30:00Z")
    first = response(URL, STORY, WARC_Payload_Digest=digest, WARC_Date=DAY)
    save(tmp_path / "archive", first + changed, name=names[0])
    again = revisit(URL, OK, WARC_Payload_Digest=digest, WARC_Date=LATER)
    save(tmp_path / "archive", again, name=names[1])
    assert build(Collection(tmp_path), workers=1).rejects == {}
    assert [row["title"] for row in table(tmp_path, "articles")] == ["The other one"]
    assert len(table(tmp_path, "revisions")) == 3

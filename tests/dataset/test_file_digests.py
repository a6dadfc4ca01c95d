"""A digest is believed for a file that nobody has written to since, and for no other."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from tests.dataset.archives import SITE, Archive, hours, page, prose, tree
from twa.dataset import file_digests
from twa.dataset.assemble import inputs
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.file_digests import Stamp, Taken, taken_now
from twa.dataset.files import sha256
from twa.dataset.holdings import Warc
from twa.dataset.progress import Silent
from twa.dataset.verification.verify import verify
from twa.dataset.warc import cdxj


@pytest.fixture
def files_are_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of a test are as old as those of a real archive."""
    monkeypatch.setattr(file_digests, "_QUIET_NS", -3_600_000_000_000)


@pytest.fixture
def collection(root: Path) -> Collection:
    for day in (17, 18):
        archive = Archive(f"news-202405{day}063000000-00000-host.warc.gz")
        archive.get(
            f"{SITE}/{day}/", page("Pier", [prose(f"{day} {n}") for n in range(8)]), at=hours(day)
        )
        archive.save(root)
    cdxj.reindex(root / "archive")
    return Collection(root)


def read(collection: Collection, *, read_all: bool = False) -> int:
    return inputs.find(collection, Silent(), kept_in=collection.digests, read_all=read_all).read


@pytest.mark.usefixtures("files_are_quiet")
def test_a_file_is_read_once(collection: Collection) -> None:
    assert [read(collection), read(collection), read(collection, read_all=True)] == [2, 0, 2]
    (first, second) = collection.warcs()
    octets = first.path.read_bytes()
    first.path.write_bytes(octets)
    assert [read(collection), read(collection)] == [1, 0]
    copy = second.path.with_name("copy")
    copy.write_bytes(second.path.read_bytes())
    os.utime(copy, ns=(0, second.path.stat().st_mtime_ns))
    copy.rename(second.path)
    assert [read(collection), read(collection)] == [1, 0]


def test_what_was_written_just_now_is_read_again(collection: Collection) -> None:
    assert [read(collection), read(collection)] == [2, 2]


def test_a_build_believes_what_the_writer_said(collection: Collection) -> None:
    (first, second) = collection.warcs()
    taken = taken_now(Stamp.of(first.path), first.sha256())
    file_digests.keep(collection.digests, {first.name: taken})
    found = inputs.find(collection, Silent(), kept_in=collection.digests)
    assert (found.read, found.oldest_digest) == (1, taken.taken_at)
    assert [item.sha256 for item in found.warcs] == [first.sha256(), second.sha256()]


@pytest.mark.usefixtures("files_are_quiet")
def test_a_flipped_byte_is_found_by_whoever_reads_all(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(collection, workers=1)
    expected = tree(collection.dataset)
    assert list(verify(collection, workers=1)) == []
    flipped = collection.warcs()[0].path
    octets = bytearray(flipped.read_bytes())
    octets[len(octets) // 2] ^= 1
    before = Stamp.of(flipped)
    flipped.write_bytes(octets)
    # As if the disk had done it: nothing in the file system tells of it.
    of = Stamp.of
    monkeypatch.setattr(Stamp, "of", lambda path: before if Path(path) == flipped else of(path))
    assert build(collection, workers=1).read == 0
    assert tree(collection.dataset) == expected
    assert any(flipped.name in str(finding) for finding in verify(collection, workers=1))
    assert build(collection, workers=1, read_all=True).read == 2
    assert tree(collection.dataset) != expected


def test_damaged_and_lost_digests_cost_a_reading(tmp_path: Path) -> None:
    path = tmp_path / "cache" / "digests.sqlite"
    one = Taken(Stamp(1, 2, 3, 4), "ab" * 32, "2024-05-17T06:30:00Z")
    file_digests.keep(path, {"a": one, "b": one})
    assert file_digests.read(path) == {"a": one, "b": one}
    file_digests.keep(path, {}, gone=["a"])
    assert file_digests.read(path) == {"b": one}
    with sqlite3.connect(path) as db:
        db.execute("UPDATE digest SET sha256 = ?", ("cd" * 32,))
    db.close()
    assert file_digests.read(path) == {}
    path.write_bytes(b"no database" * 1000)
    assert file_digests.read(path) == {}
    file_digests.keep(path, {"c": one})
    assert file_digests.read(path) == {"c": one}


def test_a_digest_is_that_of_the_file(collection: Collection) -> None:
    warc: Warc = collection.warcs()[0]
    assert inputs.find(collection, Silent(), kept_in=collection.digests).warcs[0].sha256 == sha256(
        warc.path
    )

"""Seals and their chain: files that say one thing in one form, each naming the one before."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.dataset.archives import SITE, START, Archive, page
from twa.dataset.cli import cli
from twa.dataset.collection import Collection
from twa.dataset.proof import anchors, chain, sealing
from twa.dataset.proof.leaf import leaf
from twa.dataset.proof.seal import VERSION, Claim, NotASeal, Seal, parse
from twa.dataset.proof.tree import leaf_hash, root
from twa.dataset.verification.examine import examine
from twa.dataset.verification.seals import anchored, as_read, linked, sealed, versions
from twa.dataset.warc import read

CLAIM = Claim("news-1.warc.gz", "a" * 64, 100, 2, root([leaf_hash(b"a"), leaf_hash(b"b")]).hex())
LEAVES = [leaf_hash(b"a"), leaf_hash(b"b")]


def claim(name: str) -> Claim:
    return dataclasses.replace(CLAIM, warc=name)


def wrong(folder: Path) -> list[str]:
    return [str(finding) for finding in linked(Collection(folder))]


@pytest.fixture
def root_folder(tmp_path: Path) -> Path:
    """A collection with three seals, of WARCs that are not there."""
    (tmp_path / "archive").mkdir()
    for number in range(1, 4):
        chain.add(tmp_path / "archive", claim(f"news-{number}.warc.gz"), LEAVES)
    return tmp_path


def seal_file(folder: Path, number: int) -> Path:
    return folder / "archive" / "seals" / f"{number:08}.seal"


def test_a_seal_is_lines_that_anybody_can_read() -> None:
    seal = Seal(2, "b" * 64, None, CLAIM)
    assert seal.octets.decode() == (
        "twa seal 2\n"
        "number: 2\n"
        f"previous: sha256:{'b' * 64}\n"
        "after: none\n"
        "warc: news-1.warc.gz\n"
        f"digest: sha256:{'a' * 64}\n"
        "bytes: 100\n"
        "records: 2\n"
        f"root: sha256:{CLAIM.root}\n"
    )
    assert parse(seal.octets, "x") == seal
    assert seal.sha256 == hashlib.sha256(seal.octets).hexdigest()


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\xff\xfe",
        b"twa seal 1\n",
        Seal(2, None, None, CLAIM).octets + b"number: 3\n",
        Seal(2, None, None, CLAIM).octets.replace(b"number: 2", b"number: 02"),
        Seal(2, None, None, CLAIM).octets.replace(b"\n", b"\r\n"),
        Seal(2, None, None, CLAIM).octets.replace(b"root: sha256:", b"root: none:"),
        Seal(2, None, None, CLAIM).octets.replace(b"seal 2", b"seal 3"),
    ],
)
def test_what_is_no_seal_is_refused_by_name(octets: bytes) -> None:
    with pytest.raises(NotASeal, match=r"not a seal: 00000002\.seal"):
        parse(octets, "00000002.seal")


def test_each_seal_names_the_one_before(root_folder: Path) -> None:
    found = [seal for seal in chain.seals(root_folder / "archive") if isinstance(seal, Seal)]
    assert [seal.number for seal in found] == [1, 2, 3]
    assert [seal.previous for seal in found] == [None, found[0].sha256, found[1].sha256]
    assert chain.head(root_folder / "archive") == found[2]
    assert wrong(root_folder) == []


def test_a_warc_that_was_sealed_last_is_not_sealed_again(root_folder: Path) -> None:
    again = chain.add(root_folder / "archive", claim("news-3.warc.gz"), LEAVES)
    assert again.number == 3
    assert chain.count(root_folder / "archive") == 3


def test_a_seal_names_the_newest_timestamp(root_folder: Path) -> None:
    token = root_folder / "archive" / "seals" / "00000003.clock.tsr"
    token.write_bytes(b"a token")
    seal = chain.add(root_folder / "archive", claim("news-4.warc.gz"), LEAVES)
    assert seal.after == hashlib.sha256(b"a token").hexdigest()


def test_a_timestamp_that_a_seal_names_and_is_gone_is_missed(root_folder: Path) -> None:
    token = root_folder / "archive" / "seals" / "00000003.clock.tsr"
    token.write_bytes(b"a token")
    chain.add(root_folder / "archive", claim("news-4.warc.gz"), LEAVES)
    assert wrong(root_folder) == []
    token.unlink()
    assert wrong(root_folder) == ["seals/00000004.seal: names a timestamp that is not here"]


@pytest.mark.parametrize("name", ["news\n4.warc.gz", " news-4.warc.gz"])
def test_a_name_that_no_seal_can_hold_ends_no_chain(root_folder: Path, name: str) -> None:
    with pytest.raises(NotASeal):
        chain.add(root_folder / "archive", claim(name), LEAVES)
    made = Collection(root_folder)
    for warc in (name, "other.warc.gz"):
        (made.archive / warc).write_bytes(b"no WARC at all")
    with pytest.raises(NotASeal, match="no seal can hold these names") as told:
        list(sealing.seal(made))
    assert "\n" not in str(told.value)
    last = chain.head(made.archive)
    assert last is not None
    assert (last.number, last.claim.warc) == (4, "other.warc.gz")


def test_what_is_no_key_and_no_root_is_a_finding(root_folder: Path) -> None:
    for folder in ("keys", "roots"):
        (root_folder / "archive/seals" / folder).mkdir()
        (root_folder / "archive/seals" / folder / "junk.pem").write_bytes(b"junk")
    assert [str(one) for one in anchored(anchors.every(root_folder / "archive"))] == [
        "seals/keys/junk.pem: not an Ed25519 key",
        "seals/roots/junk.pem: holds no certificates in PEM",
    ]


def test_a_gap_is_named(root_folder: Path) -> None:
    seal_file(root_folder, 2).unlink()
    assert wrong(root_folder) == ["seals/00000003.seal: comes after a gap: seal 2 is missing"]


def test_a_first_seal_that_is_gone_is_missed(root_folder: Path) -> None:
    seal_file(root_folder, 1).unlink()
    assert wrong(root_folder) == ["seals/00000002.seal: comes after a gap: seal 1 is missing"]


def test_two_heads_with_one_predecessor_are_told_apart(root_folder: Path) -> None:
    third = chain.read(root_folder / "archive", 3)
    other = Seal(4, third.previous, None, claim("news-4.warc.gz"))
    seal_file(root_folder, 4).write_bytes(other.octets)
    assert wrong(root_folder) == [
        "seals/00000004.seal: does not follow seals/00000003.seal: it names another",
        "seals/00000004.seal: is one of two heads with the same predecessor",
    ]


def test_a_copy_beside_the_chain_is_found(root_folder: Path) -> None:
    shutil.copy(seal_file(root_folder, 3), root_folder / "archive/seals/00000003 (1).seal")
    assert wrong(root_folder) == [
        "seals/00000003 (1).seal: is no file named as in one chain: a copy?"
    ]


def test_a_seal_under_another_number_is_found(root_folder: Path) -> None:
    seal_file(root_folder, 3).rename(seal_file(root_folder, 4))
    assert "seals/00000004.seal: says that it is number 3" in wrong(root_folder)


# --- WARCs ------------------------------------------------------------------------------------


def collection(folder: Path, count: int = 1) -> Collection:
    for number in range(count):
        made = Archive(f"news-2024051706300000{number}-00000-host.warc.gz")
        made.get(f"{SITE}/{number}/", page(f"Pier {number}"), at=START + timedelta(hours=number))
        made.save(folder)
    return Collection(folder)


def findings(made: Collection, tmp_path: Path) -> list[str]:
    forms = versions(made)
    read_now = {
        warc.name: as_read(
            warc.name, examine((warc, tmp_path / "lines", forms.get(warc.name, VERSION)))
        )
        for warc in made.warcs()
    }
    return [str(finding) for finding in sealed(made, read_now, anchors.every(made.archive))]


def test_sealing_takes_what_has_no_seal_in_order_and_once(tmp_path: Path) -> None:
    made = collection(tmp_path / "pier", 3)
    assert findings(made, tmp_path) == []
    first = made.warcs()[0]
    chain.add(made.archive, *sealing.claim_of(first))
    assert findings(made, tmp_path) == [
        f"{warc.name}: has no seal: `twa seal` makes it" for warc in made.warcs()[1:]
    ]
    assert [seal.claim.warc for seal in sealing.seal(made)] == [w.name for w in made.warcs()[1:]]
    assert list(sealing.seal(made)) == []
    assert findings(made, tmp_path) == []


def test_the_tree_is_over_the_records_as_they_lie(tmp_path: Path) -> None:
    (warc,) = collection(tmp_path / "pier").warcs()
    made, hashes = sealing.claim_of(warc)
    records = list(read(warc.path))
    assert hashes == [leaf_hash(leaf(record)) for record in records]
    assert made.records == len(records)
    assert made.root == root(hashes).hex()
    response = records[1]
    assert leaf(response).decode() == (
        "type: response\n"
        f"uri: {SITE}/0/\n"
        "date: 2024-05-17T06:30:00.000000Z\n"
        f"id: {response.locator.record_id}\n"
        f"header: sha256:{hashlib.sha256(response.head).hexdigest()}\n"
        f"block: sha256:{response.sha256}\n"
        f"offset: {response.locator.offset}\n"
        f"length: {response.locator.length}\n"
    )


def test_a_record_that_was_rewritten_is_named(tmp_path: Path) -> None:
    made = collection(tmp_path / "pier")
    list(sealing.seal(made))
    other = Archive("news-20240517063000000-00000-host.warc.gz")
    other.get(f"{SITE}/0/", page("Pier 9"))
    other.save(tmp_path / "pier")
    (warc,) = made.warcs()
    place = list(read(warc.path))[1].locator.offset
    (found,) = findings(made, tmp_path)
    # Its own place, and the records after it, which begin elsewhere or have another length.
    assert found.startswith(f"{warc.name} at byte {place}")
    assert found.endswith(": is not what seals/00000001.seal closed")


def test_without_kept_leaves_the_warc_is_named(tmp_path: Path) -> None:
    made = collection(tmp_path / "pier")
    list(sealing.seal(made))
    (tmp_path / "pier/archive/seals/00000001.leaves").unlink()
    (warc,) = made.warcs()
    warc.path.write_bytes(warc.path.read_bytes()[:-40])
    assert findings(made, tmp_path) == [f"{warc.name}: is not what seals/00000001.seal closed"]


def test_leaves_of_another_tree_are_told(tmp_path: Path) -> None:
    made = collection(tmp_path / "pier")
    list(sealing.seal(made))
    (tmp_path / "pier/archive/seals/00000001.leaves").write_bytes(bytes(64))
    assert findings(made, tmp_path) == [
        "seals/00000001.leaves: does not hold the leaves below the root of seals/00000001.seal"
    ]


def test_octets_between_records_are_missed_too(tmp_path: Path) -> None:
    made = collection(tmp_path / "pier")
    list(sealing.seal(made))
    (warc,) = made.warcs()
    warc.path.write_bytes(warc.path.read_bytes() + b"\x00" * 7)
    assert findings(made, tmp_path) == [
        f"{warc.name}, in how its records are packed or what lies between them:"
        " is not what seals/00000001.seal closed"
    ]


def with_header(warc: Path, place: int, length: int, old: bytes, new: bytes) -> None:
    """Change the header of a record so that nothing in the file moves: gzip has room for a
    comment (RFC 1952, section 2.3)."""
    octets = warc.read_bytes()
    raw = gzip.decompress(octets[place : place + length])
    assert old in raw
    body = gzip.compress(raw.replace(old, new), 9)[10:]
    comment = b"x" * (length - len(body) - 11) + b"\x00"
    forged = b"\x1f\x8b\x08\x10" + b"\x00" * 6 + comment + body
    warc.write_bytes(octets[:place] + forged + octets[place + length :])


@pytest.mark.parametrize("version", [1, 2])
def test_a_header_that_was_changed_is_another_leaf(tmp_path: Path, version: int) -> None:
    made = collection(tmp_path / "pier")
    (warc,) = made.warcs()
    chain.add(made.archive, *sealing.claim_of(warc, version))
    assert findings(made, tmp_path) == []
    response = list(read(warc.path))[1]
    place, length = response.locator.offset, response.locator.length
    assert place is not None
    assert length is not None
    with_header(warc.path, place, length, b"WARC-IP-Address: 192.0.2.1\r\n", b"")
    (found,) = findings(made, tmp_path)
    # The leaves of version 1 can't say which.
    where = f" at byte {place}" if version == 2 else ", in how its records are packed"
    assert found.startswith(f"{warc.name}{where}")


def test_an_archive_that_was_sealed_before_goes_on(tmp_path: Path) -> None:
    made = collection(tmp_path / "pier", 2)
    first, second = made.warcs()
    old = chain.add(made.archive, *sealing.claim_of(first, 1))
    assert old.octets.startswith(b"twa seal 1\n")
    assert chain.add(made.archive, *sealing.claim_of(first)) == old
    (new,) = sealing.seal(made)
    assert (new.claim.warc, new.previous) == (second.name, old.sha256)
    assert new.octets.startswith(b"twa seal 2\n")
    assert parse(old.octets, "x") == old
    assert findings(made, tmp_path) == []


def test_a_sealed_warc_that_is_gone_is_missed(tmp_path: Path) -> None:
    made = collection(tmp_path / "pier", 2)
    list(sealing.seal(made))
    first, _ = made.warcs()
    first.path.unlink()
    assert findings(made, tmp_path) == [
        f"{first.name}: is sealed by seals/00000001.seal, and is missing or can't be read"
    ]


def test_a_header_that_breaks_its_line_can_add_none(tmp_path: Path) -> None:
    record = next(read(collection(tmp_path / "pier").warcs()[0].path))
    headers = type(record.headers)((("WARC-Type", "warcinfo"), ("WARC-Date", "now\x0bid: no")))
    told = leaf(dataclasses.replace(record, headers=headers)).decode()
    assert told.splitlines()[:4] == ["type: warcinfo", "uri: -", "date: now%0Bid: no", "id: -"]


def test_the_command_seals_and_tells_the_head(tmp_path: Path) -> None:
    made = collection(tmp_path / "pier", 2)
    told = CliRunner().invoke(cli, ["seal", str(made.root)], catch_exceptions=False).output
    head = chain.head(made.archive)
    assert head is not None
    assert told.splitlines() == [
        *(f"sealed {warc.name}: 4 records" for warc in made.warcs()),
        f"head   00000002.seal sha256:{head.sha256}",
    ]


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir])
def test_a_pipe_or_a_folder_in_the_place_of_a_file_holds_nobody_up(
    root_folder: Path, make: Callable[[Path], None]
) -> None:
    archive = root_folder / "archive"
    folder = archive / "seals"
    (folder / "00000001.leaves").unlink()
    (folder / "keys").mkdir()
    (folder / "roots").mkdir()
    for name in (
        *("00000001.a.tsr", "00000001.a.tsq", "00000001.b.sig", "00000001.leaves"),
        *("00000001.c.signed", "00000009.seal", "keys/b.pem", "keys/b.revoked", "roots/x.pem"),
    ):
        make(folder / name)
    assert chain.strangers(archive) == [
        *("00000001.a.tsr", "00000001.b.sig", "00000001.c.signed", "00000009.seal")
    ]
    assert [str(one.subject) for one in anchors.every(archive).wrong] == [
        *("seals/keys/b.pem", "seals/roots/x.pem")
    ]
    assert anchors.revoked(archive, "b") == 0
    assert chain.leaves(archive, chain.read(archive, 1)) is None
    with pytest.raises(NotASeal, match="no such seal"):
        chain.read(archive, 9)

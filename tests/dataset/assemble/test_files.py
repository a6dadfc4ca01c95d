"""Every file of an archive is read, or told with its reason; one bad file stops no other."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from backports import zstd

from tests.dataset.archives import SITE, table
from tests.dataset.raw import response, save, story
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.errors import ArchiveError, TwaError
from twa.dataset.verification.verify import verify
from twa.dataset.warc import cdxj, packages, read

GOOD = response(f"{SITE}/good/", story("The good one"))
OTHER = response(f"{SITE}/other/", story("The other one"))
HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
BODY = HTTP + story("The other one").encode()
ARC_1 = f"{SITE}/other/ 192.0.2.1 20080430204825 text/html; x {len(BODY)}\n".encode() + BODY
ARC_2 = (
    f"{SITE}/other/ 192.0.2.1 20080430204825 text/html 200 - - 0 a.arc {len(BODY)}\n".encode()
    + BODY
)
FILEDESC = b"filedesc://a.arc 0.0.0.0 20080430204825 text/plain 24\n1 0 InternetArchive\nURL\n\n"


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    import io

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        for name, octets in members:
            package.writestr(name, octets)
    return buffer.getvalue()


def built(root: Path, name: str, octets: bytes) -> list[str]:
    """What is told of files that could not be read; the good one is read in any case."""
    save(root / "archive", GOOD, name="good.warc")
    save(root / "archive", octets, name=name)
    report = build(Collection(root), workers=1)
    assert "The good one" in [row["title"] for row in table(root, "articles")]
    return [told for told in report.damage if told.startswith("not read: ")]


READ = {
    "other.warc.zst": zstd.compress(OTHER),
    "sub/other.WARC.GZ": gzip.compress(OTHER),
    "no suffix": gzip.compress(OTHER),
    "plain": OTHER,
    "frames": zstd.compress(GOOD) + zstd.compress(OTHER),
    "other.arc": FILEDESC + ARC_1,
    "other.arc.gz": gzip.compress(FILEDESC) + gzip.compress(ARC_1 + b"\n"),
    "version2.arc": FILEDESC + ARC_2 + b"\n",
    "z.wacz": zipped(("archive/a.warc.zst", zstd.compress(OTHER))),
    "deflated.wacz": zipped(("archive/a.warc", OTHER), method=zipfile.ZIP_DEFLATED),
    "many.wacz": zipped(("one.wacz", zipped(("archive/a.warc", OTHER)))),
}


@pytest.mark.parametrize("name", READ)
def test_it_is_read(tmp_path: Path, name: str) -> None:
    assert built(tmp_path, name, READ[name]) == []
    assert {row["title"] for row in table(tmp_path, "articles")} == {
        "The good one",
        "The other one",
    }
    collection = Collection(tmp_path)
    cdxj.reindex(collection.archive, {warc.name: warc.open for warc in collection.warcs()})
    assert f"{SITE}/other/" in collection.index.read_text("utf-8")


def test_what_was_read_verifies(tmp_path: Path) -> None:
    for name in ("other.warc.zst", "other.arc.gz", "many.wacz"):
        built(tmp_path, name, READ[name])
    assert _verified(tmp_path) == []


BOMB = zipped(("archive/a.warc", bytes(80 << 20)), method=zipfile.ZIP_DEFLATED)
UNREAD = {
    "a.warc.xz": (b"\xfd7zXZ\x00rest", "xz -d"),
    "a.warc.lz4": (b"\x04\x22\x4d\x18rest", "lz4 -d"),
    "a.warc.bz2": (b"BZh9rest", "bzip2 -d"),
    "a.warc.br": (b"\x8b\x07rest", "not known"),
    "a.wacz": (b"no zip file", "no WACZ"),
    "cut.wacz": (READ["deflated.wacz"][:-9], "no WACZ"),
    "empty.wacz": (zipped(("datapackage.json", b"{}")), "without a WARC"),
    "bomb.wacz": (BOMB, "would become"),
    "bad.wacz": (zipped(("one.wacz", b"none")), "no WACZ"),
    "lz4.wacz": (zipped(("archive/a.warc.lz4", b"\x04\x22\x4d\x18")), "lz4 -d"),
}


@pytest.mark.parametrize("name", UNREAD)
def test_it_is_told_with_its_reason(tmp_path: Path, name: str) -> None:
    octets, detail = UNREAD[name]
    (told,) = built(tmp_path, name, octets)
    assert told.startswith(f"not read: {name}")
    assert detail in told
    (row,) = table(tmp_path, "rejects")
    assert (row["stage"], row["reason"], row["url"]) == ("archive", "unread-file", None)
    assert f"not read: {row['detail']}" == told
    (file,) = _manifest(tmp_path)["files"]
    assert row["detail"] == f"{file['file']}: {file['detail']}"
    assert _verified(tmp_path) == []


def test_what_can_not_be_read_is_told_anew_when_it_changes(tmp_path: Path) -> None:
    for octets, word in ((b"\x04\x22\x4d\x18", "LZ4"), (b"BZh9", "bzip2")):
        built(tmp_path, "a.warc.lz4", octets)
        (row,) = table(tmp_path, "rejects")
        assert word in row["detail"]
    (tmp_path / "archive/a.warc.lz4").unlink()
    build(Collection(tmp_path), workers=1)
    assert table(tmp_path, "rejects") == []


def test_a_member_that_no_longer_unpacks_is_named(tmp_path: Path) -> None:
    octets = READ["deflated.wacz"]
    built(tmp_path, "a.wacz", octets)
    (tmp_path / "archive/a.wacz").write_bytes(octets[:200] + bytes(40) + octets[240:])
    found = _verified(tmp_path)
    assert any("a.wacz/archive/a.warc: can't be checked: " in one for one in found)
    assert any("can't be unpacked" in one and "a.wacz" in one for one in found)


def _manifest(root: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((root / "dataset/manifest.json").read_text("utf-8"))
    return document


def _verified(root: Path) -> list[str]:
    collection = Collection(root)
    opened = {warc.name: warc.open for warc in collection.warcs()}
    cdxj.reindex(collection.archive, opened, on_damage=lambda _: None)
    return [str(finding) for finding in verify(collection, workers=1) if not finding.remark]


@pytest.mark.parametrize("name", ["notes.txt", "index.cdx", "x.warc.gz.open", ".hidden", "a.zip"])
def test_what_is_no_archive_is_no_part_of_it(tmp_path: Path, name: str) -> None:
    octets = zipped(("a.txt", b"a")) if name == "a.zip" else b"nothing of the kind"
    assert built(tmp_path, name, octets) == []


def test_of_two_members_of_one_name_the_one_that_nobody_sees_is_told(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        octets = zipped(("archive/a.warc", GOOD), ("archive/a.warc", OTHER))
    (told,) = built(tmp_path, "two.wacz", octets)
    assert told.startswith("not read: two.wacz/archive/a.warc (hidden 1)")
    assert "The other one" in [row["title"] for row in table(tmp_path, "articles")]


def test_the_directory_of_a_package_is_parsed_once(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "many.wacz"
    path.write_bytes(zipped(*((f"archive/{n}.warc", b"WARC/1.0\r\n") for n in range(300))))
    parsed = []
    real = zipfile.ZipFile.infolist

    def counted(package: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
        parsed.append(package)
        return real(package)

    monkeypatch.setattr(zipfile.ZipFile, "infolist", counted)
    for member in packages.members(path):
        with packages.opened(path, member.name) as file:
            assert file.read(4) == b"WARC"
    assert len(parsed) == 1


def test_a_lost_warc_is_missed(tmp_path: Path) -> None:
    built(tmp_path, "other.warc", OTHER)
    (tmp_path / "archive/other.warc").unlink()
    collection = Collection(tmp_path)
    with pytest.raises(TwaError, match=r"1 WARC files .* missing.*--allow-missing: other\.warc"):
        build(collection, workers=1)
    assert len(table(tmp_path, "articles")) == 2
    assert build(collection, workers=1, allow_missing=True).rows["articles"] == 1


def test_a_warc_under_another_name_is_not_missed(tmp_path: Path) -> None:
    built(tmp_path, "other.warc", OTHER)
    (tmp_path / "archive/other.warc").rename(tmp_path / "archive/renamed.warc")
    assert build(Collection(tmp_path), workers=1).rows["articles"] == 2


def test_a_dictionary_may_come_first(tmp_path: Path) -> None:
    dictionary = zstd.train_dict([OTHER + bytes([n]) * 9 for n in range(64)], 4096)
    content = dictionary.dict_content
    first = b"\x5d\x2a\x4d\x18" + len(content).to_bytes(4, "little") + content
    path = save(tmp_path, first + zstd.compress(GOOD, zstd_dict=dictionary) * 2, name="d.warc.zst")
    found = [(record.url, record.locator.offset) for record in read(path)]
    assert [url for url, _ in found] == [f"{SITE}/good/"] * 2
    assert found[0][1] == len(first)


@pytest.mark.parametrize("octets", [zstd.compress(GOOD)[:-9], b"\x28\xb5\x2f\xfdnothing at all"])
def test_a_damaged_frame_is_said(tmp_path: Path, octets: bytes) -> None:
    path = save(tmp_path, octets, name="d.warc.zst")
    with pytest.raises(ArchiveError):
        list(read(path))

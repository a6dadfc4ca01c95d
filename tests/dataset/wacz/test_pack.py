"""`twa pack`: a WACZ that has what it should, the same octets every time, and nothing half done."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.dataset.archives import SITE, Archive, hours, page, table, tree
from tests.dataset.commands.test_cli import twa
from tests.dataset.packages import (
    BRIDGE,
    FERRY,
    FIRST,
    ICON,
    JUNE,
    LOGO,
    MAY,
    ROBOTS,
    SECOND,
    STYLE,
    built,
    captured,
    fill,
    member,
    names,
    pages,
)
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.errors import ArchiveError, TwaError
from twa.dataset.takedown import take_down
from twa.dataset.wacz import PackagePart, pack
from twa.dataset.wacz import index as package_index
from twa.dataset.warc import cdxj, fetch, read


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    return built(tmp_path_factory.mktemp("pack") / "harbour")


@pytest.fixture(scope="module")
def package(collection: Collection, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "harbour.wacz"
    assert pack(collection, path).notes == ()
    return path


def part(collection: Collection, tmp_path: Path, **limits: Any) -> Path:
    path = tmp_path / "part.wacz"
    pack(collection, path, PackagePart(**limits))
    return path


def test_the_whole_has_the_warcs_as_they_are(collection: Collection, package: Path) -> None:
    assert names(package) == [
        f"archive/{FIRST}",
        f"archive/{SECOND}",
        "indexes/index.cdx",
        "pages/pages.jsonl",
        "pages/extraPages.jsonl",
        "datapackage.json",
        "datapackage-digest.json",
    ]
    for name in (FIRST, SECOND):
        assert member(package, f"archive/{name}") == (collection.archive / name).read_bytes()
    assert member(package, "indexes/index.cdx") == collection.index.read_bytes()
    with zipfile.ZipFile(package) as opened:
        assert opened.testzip() is None
        stored = {i.filename for i in opened.infolist() if i.compress_type == zipfile.ZIP_STORED}
    assert {f"archive/{FIRST}", f"archive/{SECOND}"} <= stored


def test_the_pages_are_the_rows(collection: Collection, package: Path) -> None:
    articles = {row["id"]: row for row in table(collection.root, "articles")}
    listed = {line["id"]: line for line in pages(package)}
    assert listed.keys() == articles.keys()
    for identifier, row in articles.items():
        line = listed[identifier]
        assert (line["url"], line["title"], line["text"]) == (row["url"], row["title"], row["text"])
        # The last that was heard of the ferry is a 304, which shows nothing.
        instant = MAY if row["url"] == FERRY else JUNE
        assert line["ts"] == f"{instant:%Y-%m-%dT%H:%M:%SZ}"
    (earlier,) = pages(package, "pages/extraPages.jsonl")
    assert (earlier["url"], earlier["ts"]) == (BRIDGE, f"{MAY:%Y-%m-%dT%H:%M:%SZ}")
    assert earlier["id"] in {row["id"] for row in table(collection.root, "revisions")}
    (header, *_) = member(package, "pages/pages.jsonl").splitlines()
    assert json.loads(header)["format"] == "json-pages-1.0"


def test_the_manifest_names_every_file_by_digest(package: Path) -> None:
    octets = member(package, "datapackage.json")
    document = json.loads(octets)
    assert (document["profile"], document["wacz_version"]) == ("data-package", "1.1.1")
    assert document["title"] == "Harbour News"
    assert document["created"] == f"{JUNE:%Y-%m-%dT%H:%M:%SZ}"
    found = {item["path"]: (item["hash"], item["bytes"]) for item in document["resources"]}
    assert found == {
        name: (
            f"sha256:{hashlib.sha256(member(package, name)).hexdigest()}",
            len(member(package, name)),
        )
        for name in names(package)[:-2]
    }
    digest = json.loads(member(package, "datapackage-digest.json"))
    assert digest == {
        "path": "datapackage.json",
        "hash": f"sha256:{hashlib.sha256(octets).hexdigest()}",
    }


def test_the_same_archive_gives_the_same_octets(
    collection: Collection, package: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(collection.archive, elsewhere / "archive", copy_function=shutil.copyfile)
    (elsewhere / "archive" / "index.cdxj").unlink()
    other = Collection(elsewhere)
    build(other, workers=1)
    pack(other, tmp_path / "again.wacz")
    assert (tmp_path / "again.wacz").read_bytes() == package.read_bytes()


def test_a_build_of_the_package_is_the_dataset(
    collection: Collection, package: Path, tmp_path: Path
) -> None:
    build(Collection.find(package, tmp_path / "out/dataset"), workers=1)
    assert tree(tmp_path / "out/dataset") == tree(collection.dataset)


def test_one_article_comes_with_all_it_needs(collection: Collection, tmp_path: Path) -> None:
    (row,) = [row for row in table(collection.root, "articles") if row["url"] == BRIDGE]
    path = part(collection, tmp_path, article=row["id"])
    urls = {url for url, _ in captured(path)}
    assert urls == {BRIDGE, f"{SITE}/?p=1", STYLE, ICON, f"{SITE}/feed/", ROBOTS}
    assert [line["id"] for line in pages(path)] == [row["id"]]
    document = json.loads(member(path, "datapackage.json"))
    assert (document["mainPageUrl"], document["mainPageDate"][:10]) == (BRIDGE, "2024-06-14")
    again = tmp_path / "by-url.wacz"
    pack(collection, again, PackagePart(article=BRIDGE))
    assert pages(again) == pages(path)


def test_records_of_a_part_are_those_of_the_archive(collection: Collection, tmp_path: Path) -> None:
    path = part(collection, tmp_path, article=FERRY)
    whole = (collection.archive / FIRST).read_bytes()
    (name,) = [name for name in names(path) if FIRST in name]
    copied = tmp_path / "copied.warc.gz"
    copied.write_bytes(member(path, name))
    kinds = []
    for record in read(copied):
        assert record.intact()
        kinds.append(record.type)
        place = record.locator
        assert place.offset is not None
        assert place.length is not None
        assert copied.read_bytes()[place.offset : place.offset + place.length] in whole
    assert kinds[0] == "warcinfo"
    assert kinds[1:].count("response") == kinds.count("request") == kinds.count("metadata") == 4
    assert LOGO in {url for url, _ in captured(path)}


def test_the_index_of_a_part_is_true(collection: Collection, tmp_path: Path) -> None:
    path = part(collection, tmp_path, article=BRIDGE)
    with zipfile.ZipFile(path) as opened:
        opened.extractall(tmp_path / "out")
    for entry in cdxj.read_index(tmp_path / "out/indexes/index.cdx"):
        where = tmp_path / "out/archive" / entry.fields["filename"]
        found = fetch(where, int(entry.fields["offset"]), int(entry.fields["length"]))
        assert found.url == entry.fields["url"]


def test_a_days_captures_bring_the_originals_of_their_revisits(
    collection: Collection, tmp_path: Path
) -> None:
    path = part(collection, tmp_path, since=JUNE - timedelta(days=1))
    assert sorted(captured(path)) == sorted(
        (url, f"{at:%Y%m%d%H%M%S}")
        for url, at in [
            (BRIDGE, JUNE), (STYLE, JUNE), (FERRY, JUNE),
            (FERRY, MAY), (STYLE, hours(0)),
        ]
    )  # fmt: skip
    # The second WARC is wanted from end to end; of the first only some records are.
    assert names(path)[:2] == [f"archive/part-{FIRST}", f"archive/{SECOND}"]
    assert member(path, f"archive/{SECOND}") == (collection.archive / SECOND).read_bytes()
    assert {line["url"] for line in pages(path)} == {BRIDGE, FERRY}


def test_before_a_day_is_what_there_was_then(collection: Collection, tmp_path: Path) -> None:
    path = part(collection, tmp_path, until=JUNE)
    assert names(path)[0] == f"archive/{FIRST}"
    assert {line["ts"][:7] for line in pages(path)} == {"2024-05"}


def test_a_run_is_what_it_captured(collection: Collection, tmp_path: Path) -> None:
    path = part(collection, tmp_path, run="20240517T063000.000000Z")
    assert [name for name in names(path) if name.startswith("archive/")] == [f"archive/{FIRST}"]


@pytest.mark.parametrize(
    "limits",
    [
        {"article": f"{SITE}/no/such/"},
        {"run": "20200101T000000.000000Z"},
        {"until": MAY - timedelta(days=9)},
    ],
    ids=["article", "run", "until"],
)
def test_a_part_of_nothing_is_no_package(
    collection: Collection, tmp_path: Path, limits: dict[str, object]
) -> None:
    with pytest.raises(TwaError):
        part(collection, tmp_path, **limits)
    assert list(tmp_path.iterdir()) == []


def test_an_article_of_a_part_builds_to_the_same_row(
    collection: Collection, tmp_path: Path
) -> None:
    path = part(collection, tmp_path, article=BRIDGE)
    build(Collection.find(path, tmp_path / "out/dataset"), workers=1)
    (there,) = [row for row in table(collection.root, "articles") if row["url"] == BRIDGE]
    (here,) = table(tmp_path / "out", "articles")
    assert here["rights"]["robots_record"]["record_id"] is not None
    for row in (here, there):
        # The records of a part stand elsewhere, below another root.
        del row["capture"]["proof"]
        for record in (row["capture"], row["rights"]["robots_record"]):
            del record["warc"], record["offset"]
    assert here == there


def test_a_large_index_is_compressed_in_blocks(
    collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package_index, "LARGE", 5)
    monkeypatch.setattr(package_index, "BLOCK", 2)
    path = tmp_path / "large.wacz"
    made = pack(collection, path)
    assert "indexes/index.cdx" not in names(path)
    octets = member(path, "indexes/index.cdx.gz")
    assert gzip.decompress(octets) == collection.index.read_bytes()
    header, *summary = member(path, "indexes/index.idx").decode().splitlines()
    assert header == '!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}'
    assert len(summary) == (made.captures + 1) // 2
    for line in summary:
        place = json.loads(line.split(" ", 2)[2])
        block = gzip.decompress(octets[place["offset"] : place["offset"] + place["length"]])
        assert block.decode().startswith(line.split(" {")[0])


def test_what_the_index_does_not_know_is_read(tmp_path: Path) -> None:
    collection = fill(tmp_path / "harbour")
    pack(collection, tmp_path / "known.wacz")
    cdxj.write_index(
        collection.index,
        [e.line.encode() for e in cdxj.read_index(collection.index) if SECOND in e.line],
    )
    pack(collection, tmp_path / "half.wacz")
    assert (tmp_path / "half.wacz").read_bytes() == (tmp_path / "known.wacz").read_bytes()


def test_an_index_that_lies_is_refused(tmp_path: Path) -> None:
    collection = fill(tmp_path / "harbour")
    (collection.archive / FIRST).write_bytes((collection.archive / FIRST).read_bytes()[:900])
    with pytest.raises(ArchiveError, match="reindex"):
        pack(collection, tmp_path / "package.wacz")


def test_without_a_dataset_no_pages_are_listed(tmp_path: Path) -> None:
    collection = fill(tmp_path / "harbour")
    (note,) = pack(collection, tmp_path / "package.wacz").notes
    assert "twa build" in note
    assert pages(tmp_path / "package.wacz") == []


def test_an_archive_without_captures_is_packed_too(tmp_path: Path) -> None:
    Archive().save(tmp_path / "harbour")
    pack(Collection(tmp_path / "harbour"), tmp_path / "package.wacz")
    assert member(tmp_path / "package.wacz", "indexes/index.cdx") == b""
    with zipfile.ZipFile(tmp_path / "package.wacz") as opened:
        assert {info.date_time[0] for info in opened.infolist()} == {1980}


def test_a_collection_without_warcs_is_refused(tmp_path: Path) -> None:
    (tmp_path / "harbour/archive").mkdir(parents=True)
    done = twa("pack", tmp_path / "harbour", "-o", tmp_path / "package.wacz")
    assert done.returncode == 1
    assert done.stderr.startswith("twa: no WARC files")


HOSTILE = ("<script>alert(1)</script>", "\u2028 ' \" \\ </title>", "../../../etc/passwd")


def test_hostile_titles_are_text(tmp_path: Path) -> None:
    archive = Archive()
    for number, title in enumerate(HOSTILE):
        archive.get(f"{SITE}/{number}/", page(title), at=hours(number + 1))
    archive.save(tmp_path / "harbour")
    collection = Collection(tmp_path / "harbour")
    build(collection, workers=1)
    pack(collection, tmp_path / "package.wacz")
    assert len(member(tmp_path / "package.wacz", "pages/pages.jsonl").split(b"\n")) == 5
    listed = {line["title"] for line in pages(tmp_path / "package.wacz")}
    assert listed == {row["title"] for row in table(collection.root, "articles")}
    assert len(listed) == 3


@pytest.mark.parametrize(
    "name", ["..\\..\\evil.warc.gz", "C:evil.warc.gz", "new\nline.warc.gz", "deep/er/a.warc.gz"]
)
def test_no_name_leads_out_of_the_package(tmp_path: Path, name: str) -> None:
    collection = fill(tmp_path / "harbour")
    (collection.archive / name).parent.mkdir(parents=True, exist_ok=True)
    (collection.archive / FIRST).rename(collection.archive / name)
    pack(collection, tmp_path / "package.wacz")
    for found in names(tmp_path / "package.wacz"):
        assert found.count("/") <= 1
        assert not set(found) & set("\\:\n")
    urls = [url for url, _ in captured(tmp_path / "package.wacz")]
    assert BRIDGE in urls


def test_what_others_wrote_is_not_replaced(collection: Collection, tmp_path: Path) -> None:
    path = tmp_path / "package.wacz"
    path.write_bytes(b"somebody's")
    with pytest.raises(TwaError, match="no package"):
        pack(collection, path)
    with zipfile.ZipFile(path, "w") as others:
        others.writestr("datapackage.json", '{"software": "py-wacz 0.5"}')
    before = path.read_bytes()
    with pytest.raises(TwaError, match="no package"):
        pack(collection, path)
    assert path.read_bytes() == before


def test_a_failure_leaves_the_package_that_was_there(
    collection: Collection, package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "package.wacz"
    shutil.copyfile(package, path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        pack(collection, path)
    assert path.read_bytes() == package.read_bytes()
    assert list(tmp_path.iterdir()) == [path]


def test_the_command_says_what_it_made(
    collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = twa("pack", collection.root)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("2 articles and ")
    assert (tmp_path / "harbour.wacz").is_file()
    done = twa("pack", collection.root, "--since", "2024-05-01", "--until", "2024-05-17")
    assert done.returncode == 0
    assert {line["ts"][:10] for line in pages(tmp_path / "harbour-part.wacz")} == {"2024-05-17"}
    assert twa("pack", collection.root, "--since", "yesterday").returncode == 2
    assert twa("pack", tmp_path).returncode == 2


@pytest.mark.parametrize("limits", [{}, {"until": JUNE + timedelta(days=1)}], ids=["whole", "part"])
def test_what_was_withdrawn_is_left_out(tmp_path: Path, limits: dict[str, object]) -> None:
    collection = built(tmp_path / "harbour")
    take_down(collection, BRIDGE, reason="asked to", now=JUNE)
    build(collection, workers=1)
    path = part(collection, tmp_path, **limits)
    urls = {url for url, _ in captured(path)}
    assert FERRY in urls
    assert not urls & {BRIDGE, STYLE}
    assert [line["url"] for line in pages(path)] == [FERRY]
    for name in names(path):
        if name.startswith("archive/"):
            (tmp_path / "copy.warc.gz").write_bytes(member(path, name))
            records = list(read(tmp_path / "copy.warc.gz"))
            assert all(record.url != BRIDGE for record in records)
    with pytest.raises(TwaError):
        pack(collection, tmp_path / "article.wacz", PackagePart(article=BRIDGE))


@pytest.mark.parametrize("device", ["/dev/full", "/dev/zero", "/dev/null"])
def test_a_device_is_no_package(collection: Collection, device: str) -> None:
    with pytest.raises(TwaError, match=f"no file, and a package is one: {device}"):
        pack(collection, Path(device))


def test_a_pipe_is_no_archive(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.warc")
    with pytest.raises(TwaError, match="neither a folder nor a file"):
        Collection.find(tmp_path / "a.warc", tmp_path / "dataset")


def test_a_link_to_a_package_stays_one(collection: Collection, tmp_path: Path) -> None:
    pack(collection, tmp_path / "first.wacz")
    link = tmp_path / "newest.wacz"
    link.symlink_to(tmp_path / "first.wacz")
    pack(collection, link)
    assert link.is_symlink()


@pytest.mark.parametrize("room", [0, 200, 700, 3000])
def test_a_full_disk_is_told_in_a_line(collection: Collection, tmp_path: Path, room: int) -> None:
    """A file that may not grow any further fails as one on a full disk does."""
    script = (
        "import resource, sys; from twa.dataset.cli import main; "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room})); main()"
    )
    package = tmp_path / "harbour.wacz"
    command = [sys.executable, "-c", script, "pack", str(collection.root), "-o", str(package)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr == "twa: File too large\n"
    assert not list(tmp_path.glob("*.wacz*"))

"""Where a dataset goes: through symbolic links, and beside what somebody else laid there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dataset.archives import FEED, RSS, SITE, Archive, feed, hours, item, page, tree
from twa.dataset.assemble.builder import build
from twa.dataset.assemble.replacing import put_in_place
from twa.dataset.collection import Collection
from twa.dataset.errors import TwaError
from twa.dataset.tables.manifest import names_in
from twa.dataset.verification.verify import verify
from twa.dataset.warc import cdxj


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    archive = Archive()
    archive.get(FEED, feed(item("bridge", "Bridge")), **RSS)
    archive.get(f"{SITE}/bridge/", page("Harbour bridge reopens"), at=hours(1), via=FEED)
    archive.save(tmp_path / "harbour")
    return Collection(tmp_path / "harbour")


def more(collection: Collection) -> None:
    archive = Archive("news-20240518063000000-00000-host.warc.gz")
    archive.get(f"{SITE}/ferry/", page("Ferry"), at=hours(24), via=FEED)
    archive.save(collection.root)
    cdxj.reindex(collection.archive)


@pytest.mark.parametrize("led_somewhere", [True, False])
def test_a_symbolic_link_stays_one_and_what_it_leads_to_is_replaced(
    collection: Collection, tmp_path: Path, led_somewhere: bool
) -> None:
    disk = tmp_path / "large-disk" / "data"
    (disk if led_somewhere else disk.parent).mkdir(parents=True)
    collection.dataset.symlink_to(disk)
    build(collection, workers=1)
    first = tree(disk)
    more(collection)
    for _ in range(2):
        build(collection, workers=1)
        assert collection.dataset.is_symlink()
        assert tree(disk) != first
        assert list(verify(collection, workers=1)) == []
    assert sorted(path.name for path in disk.parent.iterdir()) == ["data"]
    assert not list(collection.root.glob(".dataset*"))


def test_what_somebody_laid_there_stays(collection: Collection) -> None:
    build(collection, workers=1)
    notes = {
        "notes.txt": b"Ask the harbour master.\n",
        ".git/config": b"[core]\n",
        "articles/mine.csv": b"id\n",
    }
    for name, octets in notes.items():
        path = collection.dataset / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(octets)
    link = collection.dataset / "elsewhere"
    link.symlink_to("../nowhere")
    before = tree(collection.dataset)
    more(collection)
    for _ in range(2):
        report = build(collection, workers=1)
        assert set(report.kept) == {*notes, "elsewhere"}
    after = tree(collection.dataset)
    assert {name: after[name] for name in notes} == notes
    assert link.is_symlink()
    assert after["manifest.json"] != before["manifest.json"]
    findings = {finding.place for finding in verify(collection, workers=1)}
    assert findings == {"notes.txt", "articles/mine.csv", "elsewhere"}


def test_files_of_the_version_before_are_no_strangers(tmp_path: Path) -> None:
    old, new = tmp_path / "dataset", tmp_path / ".dataset.new"
    for folder, name in ((old, "articles/2024-05.parquet"), (new, "articles/2024-06.parquet")):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_bytes(b"PAR1")
    (old / "manifest.json").write_text("{}")
    (old / "letter.txt").write_text("Dear")
    (new / "manifest.json").write_text("{}\n")
    assert put_in_place(new, old, names_in(old)) == ("letter.txt",)
    assert set(tree(old)) == {"articles/2024-06.parquet", "manifest.json", "letter.txt"}


def test_a_device_is_no_place_for_a_dataset(collection: Collection) -> None:
    with pytest.raises(TwaError, match="no folder: /dev/null"):
        build(Collection(collection.root, output=Path("/dev/null")), workers=1)

"""The index of a growing archive: as many parts as a logarithm says, and together the index."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dataset.archives import SITE, Archive, hours, page, prose
from twa.dataset.errors import ArchiveError
from twa.dataset.warc import INDEX, cdxj, index_parts


def lines(number: int) -> list[str]:
    """The lines of a segment, which stand everywhere in the index."""
    return [
        cdxj.IndexLine(
            f"example,harbour)/{(number * 7 + n * 13) % 97}", f"20240517{number:06}", {}
        ).line
        for n in range(5)
    ]


def seal(folder: Path, number: int) -> None:
    index_parts.add(folder, f"news-{number:05}.warc.gz", lines(number))


def whole(count: int) -> bytes:
    return "".join(sorted({line for n in range(count) for line in lines(n)})).encode()


def test_a_small_index_is_one_file(tmp_path: Path) -> None:
    for number in range(50):
        seal(tmp_path, number)
    assert index_parts.parts(tmp_path) == []
    assert (tmp_path / INDEX).read_bytes() == whole(50)


def test_a_large_one_has_few_parts_and_each_line_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_parts, "SMALL", 2_000)
    monkeypatch.setattr(index_parts, "_LEAST", 500)
    for number in range(400):
        seal(tmp_path, number)
        assert len(index_parts.parts(tmp_path)) <= 4 * index_parts.FAN
    index = tmp_path / INDEX
    assert index.stat().st_size < 3_000
    with index_parts.ordered(tmp_path) as found:
        assert b"".join(found) == whole(400)
    index_parts.complete(tmp_path)
    assert index.read_bytes() == whole(400)
    assert index_parts.parts(tmp_path) == []


def test_what_a_crash_left_twice_counts_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_parts, "SMALL", 0)
    for number in range(20):
        seal(tmp_path, number)
        seal(tmp_path, number)
    part = index_parts.parts(tmp_path)[0]
    part.with_name("again.cdxj").write_bytes(part.read_bytes())
    part.with_name("x.cdxj.partial").write_bytes(b"half a li")
    index_parts.complete(tmp_path)
    assert (tmp_path / INDEX).read_bytes() == whole(20)


def test_an_index_that_cannot_be_completed_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_parts, "SMALL", 0)
    seal(tmp_path, 0)
    seal(tmp_path, 1)
    (tmp_path / f"{INDEX}.tmp").mkdir()
    with pytest.raises(ArchiveError, match=r"the parts of the index can't be merged"):
        index_parts.complete(tmp_path)


def test_reindexing_makes_one_of_all(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive("news-20240517063000000-00000-host.warc.gz")
    archive.get(f"{SITE}/pier/", page("Pier", [prose("pier")]), at=hours(1))
    path = archive.save(root)
    monkeypatch.setattr(index_parts, "SMALL", 0)
    seal(path.parent, 3)
    index_parts.reindex(path.parent)
    assert index_parts.parts(path.parent) == []
    assert [e.fields["url"] for e in cdxj.read_index(path.parent / INDEX)] == [f"{SITE}/pier/"]


def test_merging_keeps_the_size(tmp_path: Path) -> None:
    (tmp_path / index_parts.PARTS).mkdir()
    cdxj.write_index(tmp_path / "index.cdxj", [b"a 1 {}\n"])
    cdxj.write_index(tmp_path / index_parts.PARTS / "one.cdxj", [b"b 1 {}\n"])
    before = sum(path.stat().st_size for path in tmp_path.rglob("*.cdxj"))
    index_parts.complete(tmp_path)
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.cdxj")) == before == 14

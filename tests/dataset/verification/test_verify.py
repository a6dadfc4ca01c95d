"""One changed byte anywhere, and the collection no longer verifies; the place is named."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.dataset.archives import FEED, RSS, SITE, Archive, feed, hours, item, page, tree
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.errors import TwaError, VerificationError
from twa.dataset.files import sha256
from twa.dataset.tables import manifest
from twa.dataset.verification.checks import Proof
from twa.dataset.verification.findings import Finding
from twa.dataset.verification.fixity import fixity
from twa.dataset.verification.rows import proofs, sample
from twa.dataset.verification.verify import verify
from twa.dataset.warc import cdxj, index_parts


def _collection(root: Path) -> Path:
    archive = Archive()
    archive.get(FEED, feed(item("bridge", "Bridge")), **RSS)
    archive.get(f"{SITE}/bridge/", page("Harbour bridge reopens"), at=hours(1), via=FEED)
    archive.get(f"{SITE}/lost/", "no", status="404 Not Found", at=hours(2))
    archive.save(root)
    cdxj.reindex(root / "archive")
    build(Collection(root), workers=1)
    return root


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _collection(tmp_path_factory.mktemp("good") / "harbour")


@pytest.fixture
def root(good: Path, tmp_path: Path) -> Path:
    """A collection to do harm to."""
    return Path(shutil.copytree(good, tmp_path / "harbour"))


def findings(root: Path) -> list[Finding]:
    return [finding for finding in verify(Collection(root), workers=1) if not finding.remark]


def first_finding(root: Path) -> Finding | None:
    """Enough to fail: what comes before the archive is understood again."""
    try:
        return next((f for f in verify(Collection(root), workers=1) if not f.remark), None)
    except VerificationError as error:
        return Finding(str(error.subject), str(error))


def test_a_good_collection_verifies_and_is_left_as_it_was(good: Path) -> None:
    before = tree(good)
    assert findings(good) == []
    assert tree(good) == before


def test_it_verifies_elsewhere_without_cache(root: Path) -> None:
    shutil.rmtree(root / "cache")
    assert findings(root) == []


FILES = [
    "archive/news-20240517063000000-00000-host.warc.gz",
    "archive/index.cdxj",
    "dataset/manifest.json",
    "dataset/README.md",
    "dataset/FIELDS.md",
    "dataset/LICENSE.md",
    "dataset/croissant.json",
    "dataset/CITATION.cff",
    "dataset/articles/2024-05-0000.parquet",
    "dataset/revisions/2024-05-0000.parquet",
    "dataset/feed_entries/2024-05-0000.parquet",
    "dataset/rejects/2024-05-0000.parquet",
]


def test_every_file_is_flipped_below(good: Path) -> None:
    kept = {f"{folder}/{name}" for folder in ("archive", "dataset") for name in tree(good / folder)}
    assert kept == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_bit_is_found_at_many_places_of_each_file(root: Path, name: str) -> None:
    path = root / name
    octets = path.read_bytes()
    places = random.Random(name).sample(range(len(octets)), min(25, len(octets)))
    for place in [0, len(octets) - 1, *places]:
        flipped = bytearray(octets)
        flipped[place] ^= 1 << place % 8
        path.write_bytes(flipped)
        finding = first_finding(root)
        assert finding is not None, place
        assert Path(name).name in str(finding)


def test_an_archive_without_an_index_verifies(root: Path) -> None:
    index = Collection(root).index
    lines = index.read_bytes()
    index.unlink()
    assert findings(root) == []
    remarks = [str(found) for found in fixity(Collection(root), workers=1) if found.remark]
    assert remarks == ["index.cdxj: is missing: `twa reindex` makes it"]
    # A part of an index is one.
    part = index.parent / index_parts.PARTS / "news.cdxj"
    part.parent.mkdir()
    part.write_bytes(lines)
    assert findings(root) == []
    part.write_bytes(lines.splitlines(keepends=True)[0])
    (found,) = findings(root)
    assert "is not that of these WARCs" in str(found)
    assert "twa reindex" in str(found)


@pytest.mark.parametrize("name", [name for name in FILES if name != "archive/index.cdxj"])
def test_a_missing_file_is_found(root: Path, name: str) -> None:
    (root / name).unlink()
    try:
        finding = first_finding(root)
    except TwaError as error:
        finding = Finding("", str(error))
    assert finding is not None


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes() + b"\n"),
        lambda path: path.write_bytes(b""),
    ],
    ids=["cut", "longer", "empty"],
)
@pytest.mark.parametrize("name", FILES)
def test_a_file_of_another_length_is_found(
    root: Path, name: str, change: Callable[[Path], object]
) -> None:
    change(root / name)
    finding = first_finding(root)
    assert finding is not None
    assert Path(name).name in str(finding)


def test_a_file_that_does_not_belong_there_is_found(root: Path) -> None:
    (root / "dataset/articles/2024-06-0000.parquet").write_bytes(b"")
    assert [finding.place for finding in findings(root)] == ["articles/2024-06-0000.parquet"]


def test_a_damaged_record_is_named_by_file_and_offset(root: Path) -> None:
    path = root / FILES[0]
    octets = bytearray(path.read_bytes())
    octets[len(octets) // 2] ^= 0xFF
    path.write_bytes(octets)
    assert any("at byte" in finding.place for finding in findings(root))


def test_a_warc_that_came_later_is_named(root: Path) -> None:
    later = Archive("later.warc.gz")
    later.get(f"{SITE}/later/", page("Later"))
    later.save(root)
    cdxj.reindex(root / "archive")
    assert "later.warc.gz" in {finding.place for finding in findings(root)}


def test_a_forged_row_is_found_even_if_the_manifest_was_forged_with_it(root: Path) -> None:
    row = _forge_with_manifest(root)
    found = findings(root)
    assert str(found[0]) == (
        f'articles {row}: /title is "Harbour bridge collapses", '
        'the archive gives "Harbour bridge reopens"'
    )


def _forge_with_manifest(root: Path) -> str:
    """Another title, and a manifest that knows of it; the id of the row."""
    path = root / "dataset/articles/2024-05-0000.parquet"
    table = pq.read_table(path)
    titles = pa.array(["Harbour bridge collapses"])
    forged = table.set_column(table.schema.get_field_index("title"), "title", titles)
    pq.write_table(forged, path)
    place = root / "dataset/manifest.json"
    document = json.loads(place.read_text("utf-8"))
    for output in document["outputs"]:
        if output["file"] == "articles/2024-05-0000.parquet":
            output.update(sha256=sha256(path), bytes=path.stat().st_size)
    place.write_bytes(manifest.Manifest(document).octets)
    for name in ("README.md", "FIELDS.md", "croissant.json", "CITATION.cff"):
        _rewrite(root, name)
    row_id: str = table.to_pylist()[0]["id"]
    return row_id


def _rewrite(root: Path, name: str) -> None:
    """Make a document of the dataset say what the forged manifest does."""
    from twa.dataset.documents.all_documents import documents

    made = manifest.parse((root / "dataset/manifest.json").read_bytes())
    (root / "dataset" / name).write_bytes(dict(documents(made))[name])


def test_several_processes_find_what_one_does(root: Path) -> None:
    later = Archive("later.warc.gz")
    later.get(f"{SITE}/later/", page("Later"))
    path = later.save(root)
    octets = bytearray(path.read_bytes())
    octets[len(octets) // 2] ^= 0xFF
    path.write_bytes(octets)
    collection = Collection(root)
    alone, together = (list(fixity(collection, workers=n)) for n in (1, 2))
    assert alone == together
    assert {finding.place.partition(" ")[0] for finding in alone} == {"later.warc.gz"}


def test_a_check_of_the_bytes_alone_derives_no_row(root: Path) -> None:
    _forge_with_manifest(root)
    assert [str(finding) for finding in fixity(Collection(root), workers=1)] == []
    (root / FILES[1]).write_bytes(b"")
    (found,) = fixity(Collection(root), workers=1)
    assert found.place == "index.cdxj"


def test_what_was_damaged_when_it_was_built_is_a_remark(tmp_path: Path) -> None:
    root = tmp_path / "harbour"
    archive = Archive()
    archive.get(f"{SITE}/bridge/", page("Harbour bridge reopens"))
    path = archive.save(root)
    path.write_bytes(path.read_bytes()[:-20])
    cdxj.reindex(root / "archive", on_damage=lambda _: None)
    build(Collection(root), workers=1)
    assert findings(root) == []
    assert any(finding.remark for finding in verify(Collection(root), workers=1))


def test_other_software_is_a_remark_where_it_gives_the_same_rows(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("twa.dataset.fingerprint.code", lambda module: "0" * 64)
    found = list(verify(Collection(root), workers=1))
    assert [(finding.place, finding.remark) for finding in found] == [("manifest.json code", True)]


def test_without_a_dataset_there_is_nothing_to_verify(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    with pytest.raises(TwaError, match="no dataset here"):
        list(verify(Collection(tmp_path)))


# --- Single rows ---------------------------------------------------------------------------


def _proofs(root: Path) -> list[Proof]:
    collection = Collection(root)
    return list(proofs(collection, sample(collection, 1_000)))


def test_every_row_of_a_good_collection_is_proved(good: Path) -> None:
    found = _proofs(good)
    assert {proof.table for proof in found} == {"articles", "revisions", "feed_entries"}
    assert all(proof.holds for proof in found)


@pytest.mark.parametrize(
    ("column", "value", "claim"),
    [
        ("publisher", "Somebody Else", "publisher"),
        ("text", "Another text", "text"),
        ("text_sha256", "0" * 64, "text_sha256"),
    ],
)
def test_a_row_that_says_something_else_is_not_proved(
    root: Path, column: str, value: str, claim: str
) -> None:
    _forge(root, column, pa.array([value]))
    (proof,) = (proof for proof in _proofs(root) if proof.table == "articles")
    assert claim in [check.claim for check in proof.checks if not check.holds]


@pytest.mark.parametrize("field", ["offset", "record_id", "block_digest", "payload_sha256"])
def test_a_row_that_points_elsewhere_is_not_proved(root: Path, field: str) -> None:
    path = root / "dataset/articles/2024-05-0000.parquet"
    captures = pq.read_table(path).column("capture")
    (capture,) = captures.to_pylist()
    capture[field] = capture[field] + 1 if field == "offset" else "sha256:" + "0" * 57
    _forge(root, "capture", pa.array([capture], captures.type))
    (proof,) = (proof for proof in _proofs(root) if proof.table == "articles")
    assert not proof.holds


def _forge(root: Path, column: str, values: pa.Array) -> None:
    path = root / "dataset/articles/2024-05-0000.parquet"
    table = pq.read_table(path)
    pq.write_table(table.set_column(table.schema.get_field_index(column), column, values), path)


def test_an_id_that_no_row_has_is_said_so(good: Path) -> None:
    with pytest.raises(TwaError, match="no row has this id"):
        list(proofs(Collection(good), {"0" * 32}))

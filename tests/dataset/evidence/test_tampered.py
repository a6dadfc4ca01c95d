"""Proofs and seals that somebody tampered with: each found, with the place, and never a trace."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.dataset.anchored import anchor_all, harbour
from tests.dataset.archives import SITE, Archive, hours, page
from tests.dataset.evidence.test_prove import row_of
from tests.dataset.proof.authority import Authority
from twa.dataset.assemble.builder import build
from twa.dataset.cli import cli
from twa.dataset.collection import Collection
from twa.dataset.errors import VerificationError
from twa.dataset.evidence.bundle_files import json_of
from twa.dataset.evidence.check import check
from twa.dataset.evidence.proof_file import BadProof, load
from twa.dataset.proof import chain, keys, sealing
from twa.dataset.proof.anchors import roots_of
from twa.dataset.proof.seal import NotASeal
from twa.dataset.proof.timestamps import BadTimestamp, request
from twa.dataset.proof.timestamps import check as check_timestamp
from twa.dataset.tables.parquet import read_table
from twa.dataset.warc import cdxj


def run(*typed: str | Path) -> Result:
    return CliRunner().invoke(cli, list(map(str, typed)))


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("clock"))


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Collection:
    """A collection that was anchored, went on, and was anchored again."""
    root = tmp_path_factory.mktemp("twice") / "harbour"
    made = harbour(root)
    keys.new(root.parent / "key")
    list(sealing.seal(made))
    anchor_all(made, authority, root.parent / "key")
    third = Archive("news-3.warc.gz")
    third.get(f"{SITE}/ferry/", page("Ferry stays for the winter"), at=hours(40))
    third.save(root)
    list(sealing.seal(made))
    anchor_all(made, authority, root.parent / "key")
    cdxj.reindex(made.archive)
    build(made, workers=1)
    return made


@pytest.fixture(scope="module")
def proof(twice: Collection) -> Path:
    path = twice.root.parent / "proof.zip"
    row = row_of(twice, "Ferry stays for the winter")
    assert run("prove", twice.root, row, "-o", path).exit_code == 0
    return path


def wrong(files: dict[str, bytes], authority: Authority) -> str:
    """What does not hold, and how that is said."""
    report = check(files, trusted=roots_of([authority.root]), subject="proof")
    return "\n".join(str(one) for one in report.checks if not one.holds)


def test_octets_of_a_file_that_nothing_signs_are_compared_too(
    proof: Path, authority: Authority
) -> None:
    files = load(proof)
    older, newer = sorted(name for name in files if name.endswith(".tsr"))
    for name in (older, newer):
        for at in range(0, len(files[name]), 131):
            octets = bytearray(files[name])
            octets[at] ^= 1
            assert wrong({**files, name: bytes(octets)}, authority), (name, at)
    query = older.replace(".tsr", ".tsq")
    octets = bytearray(files[query])
    octets[30] ^= 1
    assert "which is of other octets" in wrong({**files, query: bytes(octets)}, authority)


def test_of_a_timestamp_without_its_request_it_is_said(proof: Path, authority: Authority) -> None:
    files = {name: one for name, one in load(proof).items() if not name.endswith(".tsq")}
    report = check(files, trusted=roots_of([authority.root]), subject="proof")
    assert report.holds
    assert sum("its nonce unchecked" in one.found for one in report.checks) == 2


def test_a_request_for_another_digest_is_not_answered(twice: Collection) -> None:
    seals = twice.archive / chain.FOLDER
    token = min(seals.glob("*.tsr"))
    roots = roots_of(sorted((seals / "roots").iterdir()))
    seal = chain.read(twice.archive, int(token.name.partition(".")[0]))
    other = request(b"other octets")
    with pytest.raises(BadTimestamp, match="of other octets"):
        check_timestamp(token.read_bytes(), seal.octets, roots=roots, query=other, subject="token")


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/evil", "a\nok    all is well", "x\x1b[2K", "\u202egpj.exe", "record\\block"],
)
def test_what_others_call_a_file_is_no_line_of_ours(
    proof: Path, authority: Authority, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "proof.zip"
    with zipfile.ZipFile(path, "w") as package:
        for one, octets in {**load(proof), name: b"boo"}.items():
            package.writestr(one, octets)
    done = run("prove", "--check", path, "--roots", authority.root)
    assert isinstance(done.exception, VerificationError)
    (line,) = (line for line in done.output.splitlines() if line.startswith("WRONG"))
    assert line.startswith("WRONG the files are those of a proof, and no others: ")
    assert line.isprintable()
    assert "ok    all is well" not in done.output.splitlines()


def _encrypted(octets: bytearray) -> None:
    octets[6] |= 1
    octets[octets.index(b"PK\x01\x02") + 8] |= 1


def _damaged(octets: bytearray) -> None:
    octets[60:120] = b"\xff" * 60


def _by_lzma(octets: bytearray) -> None:
    octets[8] = octets[octets.index(b"PK\x01\x02") + 10] = zipfile.ZIP_LZMA


def _of_unknown_length(octets: bytearray) -> None:
    octets[octets.index(b"PK\x01\x02") + 8] |= 8


def _behind_another(octets: bytearray) -> None:
    front = io.BytesIO()
    with zipfile.ZipFile(front, "w") as package:
        package.writestr("README.txt", "Read this instead.")
    octets[:0] = front.getvalue()


def _with_more_behind(octets: bytearray) -> None:
    octets += b"more"


def _with_a_comment(octets: bytearray) -> None:
    octets[-2:] = (4).to_bytes(2, "little")
    octets += b"more"


def _with_a_gap(octets: bytearray) -> None:
    """The last file of the directory is not in it any more, and still there."""
    kept = octets.rindex(b"PK\x01\x02")
    end = octets.rindex(b"PK\x05\x06")
    size, count = end - kept, int.from_bytes(octets[end + 8 : end + 10], "little") - 1
    whole = int.from_bytes(octets[end + 12 : end + 16], "little") - size
    octets[end + 8 : end + 16] = count.to_bytes(2, "little") * 2 + whole.to_bytes(4, "little")
    del octets[kept:end]


@pytest.mark.parametrize(
    "change",
    [
        *(_encrypted, _damaged, _by_lzma, _of_unknown_length, _behind_another),
        *(_with_more_behind, _with_a_comment, _with_a_gap),
    ],
)
def test_a_zip_that_programs_read_differently_is_no_proof(
    proof: Path, tmp_path: Path, change: Callable[[bytearray], None]
) -> None:
    octets = bytearray(proof.read_bytes())
    change(octets)
    path = tmp_path / "proof.zip"
    path.write_bytes(octets)
    with pytest.raises(BadProof) as caught:
        load(path)
    assert caught.value.exit_status == 3
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("capture",), []),
        (("capture",), "x"),
        *((("capture", name), "x") for name in ("tls", "original", "proof", "warc")),
        *((("capture", name), {}) for name in ("tls", "original", "proof")),
        (("further_pages",), [{"capture": 5}]),
        (("rights",), "x"),
        (("blocks",), 7),
        (("witnesses",), None),
    ],
)
def test_a_row_of_another_shape_is_told_in_words(
    proof: Path, authority: Authority, place: tuple[str, ...], value: object
) -> None:
    files = load(proof)
    row = json.loads(files["row.json"])
    inner = row
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = value
    files["row.json"] = json_of(row)
    if place in (("capture",), ("further_pages",)):
        with pytest.raises(BadProof):
            wrong(files, authority)
    else:
        assert wrong(files, authority)


def test_names_that_only_look_like_those_of_seals_are_told(
    twice: Collection, tmp_path: Path
) -> None:
    copied = Collection(shutil.copytree(twice.root, tmp_path / "copied"))
    seals = copied.archive / chain.FOLDER
    for name in ("000000001.seal", "\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0661.seal"):
        shutil.copy(seals / "00000001.seal", seals / name)
    shutil.copy(seals / "00000001.seal", seals / "00000000.seal")
    (seals / "00000002.seal").unlink()
    (seals / "00000002.seal").mkdir()
    assert chain.count(copied.archive) == 2
    done = run("verify", copied.root, "--fixity")
    assert isinstance(done.exception, VerificationError), done.exception
    told = re.findall(r"WRONG seals/(\S+): is no file named as in one chain", done.output)
    assert len(told) == 4
    assert "WRONG seals/00000003.seal: comes after a gap: seal 2 is missing" in done.output


@pytest.mark.parametrize("seal", ["1e999", "Infinity", "NaN", "[]"])
def test_a_number_that_is_none_makes_no_proof(proof: Path, authority: Authority, seal: str) -> None:
    files = load(proof)
    octets = re.sub(rb'"seal": \d+', f'"seal": {seal}'.encode(), files["proof.json"])
    with pytest.raises(BadProof):
        wrong({**files, "proof.json": octets}, authority)


@pytest.mark.parametrize(
    "change",
    [
        lambda row: {**row, "word_count": float(row["word_count"])},
        lambda row: dict(reversed(row.items())),
    ],
    ids=["a whole number as a fraction", "another order"],
)
def test_a_row_is_written_as_its_contract_has_it(
    proof: Path, authority: Authority, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    files = load(proof)
    octets = json_of(change(json.loads(files["row.json"])))
    assert octets != files["row.json"]
    assert "row.json has its names in another order" in wrong(
        {**files, "row.json": octets}, authority
    )


def test_a_damaged_file_of_rows_is_told(twice: Collection, tmp_path: Path) -> None:
    made = Collection(shutil.copytree(twice.root, tmp_path / "made"))
    row_id = next(read_table("articles", made.dataset))["id"]
    shutil.rmtree(made.cache)
    path = next((made.dataset / "articles").glob("*.parquet"))
    octets = path.read_bytes()
    for place, bit in ((-20, 255), (10, 255), (len(octets) // 2, 255)):
        flipped = bytearray(octets)
        flipped[place] ^= bit
        path.write_bytes(flipped)
        for typed in (
            ("prove", made.root, row_id, "-o", tmp_path / "proof.zip"),
            ("prove", made.root, row_id, "--quote", "of the bridge"),
            ("verify", made.root, "--row", row_id),
        ):
            done = run(*typed)
            assert isinstance(done.exception, VerificationError), (place, done.exception)
    path.write_bytes(octets.replace(b"offset", b"offsat"))
    for typed in (
        ("prove", made.root, row_id, "--quote", "x"),
        ("verify", made.root, "--row", row_id),
    ):
        done = run(*typed)
        assert isinstance(done.exception, VerificationError), done.exception
    path.write_bytes(octets.replace(b"word_count", b"work_count"))
    done = run("verify", made.root, "--row", row_id)
    assert "WRONG the row keeps its contract" in done.output


def test_a_link_among_the_seals_is_told_and_not_given_away(
    twice: Collection, tmp_path: Path
) -> None:
    copied = Collection(shutil.copytree(twice.root, tmp_path / "copied"))
    seal = copied.archive / chain.FOLDER / "00000001.seal"
    seal.symlink_to(seal.rename(tmp_path / "elsewhere"))
    done = run("verify", copied.root, "--fixity")
    assert done.exit_code == 0, done.output
    assert "seals/00000001.seal: is a link" in done.output
    done = run("pack", copied.root, "-o", tmp_path / "made.wacz")
    assert isinstance(done.exception, NotASeal), done.exception
    assert not (tmp_path / "made.wacz").exists()

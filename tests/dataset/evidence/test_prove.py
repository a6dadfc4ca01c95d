"""The one file for outsiders: its instructions, word by word, in a shell without our package."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.dataset.anchored import anchor_all, harbour
from tests.dataset.archives import SITE, Archive, hours, page
from tests.dataset.proof.authority import Authority
from twa.dataset.assemble.builder import build
from twa.dataset.cli import cli
from twa.dataset.collection import Collection
from twa.dataset.evidence.bundle import Gatherer, NoProof
from twa.dataset.evidence.bundle_files import save
from twa.dataset.evidence.check import check
from twa.dataset.evidence.finding import find
from twa.dataset.evidence.proof_file import load
from twa.dataset.proof import chain, keys, sealing
from twa.dataset.tables.parquet import read_table


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("clock"))


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Collection:
    """Built, sealed, signed and timestamped, and then another WARC, sealed and timestamped."""
    root = tmp_path_factory.mktemp("proved") / "harbour"
    made = harbour(root)
    build(made, workers=1)
    keys.new(root.parent / "key")
    list(sealing.seal(made))
    anchor_all(made, authority, root.parent / "key")
    third = Archive("news-3.warc.gz")
    third.get(f"{SITE}/ferry/", page("Ferry stays"), at=hours(40))
    third.save(root)
    list(sealing.seal(made))
    anchor_all(made, authority, root.parent / "key")
    build(made, workers=1)
    return made


def row_of(made: Collection, title: str) -> str:
    rows = read_table("articles", made.dataset)
    return str(next(row["id"] for row in rows if row["title"] == title))


def unpacked(made: Collection, row_id: str, folder: Path) -> Path:
    save(Gatherer(made).gather(*find(made, row_id)), folder / "proof.zip")
    with zipfile.ZipFile(folder / "proof.zip") as package:
        package.extractall(folder / "proof")
    return folder / "proof"


def instructions(text: str) -> Iterator[tuple[str, str, list[str], bool]]:
    """What a reader does: kind, command or file, the lines below, whether more may be printed."""
    found = re.findall(r"^([$@]) (.*)\n((?:    .*\n)*)", text, re.MULTILINE)
    for kind, what, below in found:
        lines = [line.strip() for line in below.splitlines()]
        yield kind, what, [one for one in lines if one != "(among more)"], "(among more)" in lines


def follow(folder: Path) -> list[str]:
    """Follow the page to the letter; what is not as it says."""
    text = (folder / "README.txt").read_text("utf-8")
    wrong = []
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": str(folder)}
    for kind, what, expected, among in instructions(text):
        if kind == "@":
            lines = (folder / what).read_text("utf-8").splitlines()
            wrong += [f"{what}: {line}" for line in expected if line not in lines]
            continue
        ran = subprocess.run(
            ["/bin/sh", "-c", what], cwd=folder, env=environment, capture_output=True, text=True
        )
        shown = [line.strip() for line in ran.stdout.splitlines()]
        if among:
            good = all(any(line in one for one in shown) for line in expected)
        else:
            good = shown == expected
        if ran.returncode or not good:
            wrong.append(f"{what}: {ran.stdout}{ran.stderr}")
    return wrong


@pytest.mark.parametrize("title", ["Northern pier closes", "Harbour bridge reopens", "Ferry stays"])
def test_the_instructions_work_word_by_word(proved: Collection, tmp_path: Path, title: str) -> None:
    folder = unpacked(proved, row_of(proved, title), tmp_path)
    assert follow(folder) == []
    programs = {
        word
        for kind, what, _, _ in instructions((folder / "README.txt").read_text())
        if kind == "$"
        for word in re.findall(r"(?:^|[{|;] )([a-z0-9]+)", what)
    }
    assert programs == {"sha256sum", "openssl", "printf", "cat", "grep", "tail", "cmp"}
    assert "there before" in (folder / "README.txt").read_text()


def test_a_later_seal_says_after_when_it_was_made(proved: Collection, tmp_path: Path) -> None:
    folder = unpacked(proved, row_of(proved, "Ferry stays"), tmp_path)
    assert "A seal was made after" in (folder / "README.txt").read_text()


def test_a_page_that_came_again_is_shown_with_its_first_record(
    proved: Collection, tmp_path: Path
) -> None:
    folder = unpacked(proved, row_of(proved, "Harbour bridge reopens"), tmp_path)
    assert b"type: revisit" in (folder / "record/leaf.txt").read_bytes()
    assert b"Harbour bridge reopens" in (folder / "original/payload").read_bytes()


def test_a_seal_of_the_first_version_says_what_it_does_not_cover(tmp_path: Path) -> None:
    made = harbour(tmp_path / "harbour")
    for warc in made.warcs():
        chain.add(made.archive, *sealing.claim_of(warc, 1))
    build(made, workers=1)
    row_id = row_of(made, "Harbour bridge reopens")
    folder = unpacked(made, row_id, tmp_path)
    assert "which covers of the header only what" in (folder / "README.txt").read_text()
    assert follow(folder) == []
    report = check(load(tmp_path / "proof.zip"), trusted=(), subject="proof.zip")
    assert [one for one in report.checks if not one.holds] == []
    shown = CliRunner().invoke(cli, ["verify", str(made.root), "--row", row_id])
    assert shown.exit_code == 0
    assert re.search(r"ok +the record is leaf \d+ below it", shown.output)


def test_the_same_proof_is_the_same_file(proved: Collection, tmp_path: Path) -> None:
    row_id = row_of(proved, "Ferry stays")
    for name in ("one.zip", "two.zip"):
        save(Gatherer(proved).gather(*find(proved, row_id)), tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


@pytest.mark.parametrize(
    "name",
    ["record/block", "record/header", "record/payload", "record/leaf.txt", "record/path/01"],
)
def test_a_changed_file_is_noticed_by_the_instructions(
    proved: Collection, tmp_path: Path, name: str
) -> None:
    folder = unpacked(proved, row_of(proved, "Northern pier closes"), tmp_path)
    octets = bytearray((folder / name).read_bytes())
    octets[-2] ^= 0x01
    (folder / name).write_bytes(octets)
    assert follow(folder) != []


def test_without_seals_nothing_is_proved(tmp_path: Path) -> None:
    made = harbour(tmp_path / "harbour")
    build(made, workers=1)
    with pytest.raises(NoProof, match="no seal closes this WARC: `twa seal` makes it"):
        Gatherer(made).gather(*find(made, row_of(made, "Northern pier closes")))


def test_without_anchors_the_page_says_so(tmp_path: Path) -> None:
    made = harbour(tmp_path / "harbour")
    build(made, workers=1)
    list(sealing.seal(made))
    folder = unpacked(made, row_of(made, "Northern pier closes"), tmp_path)
    text = (folder / "README.txt").read_text()
    assert "No authority has timestamped these seals" in text
    assert "Nobody has signed these seals." in text
    assert follow(folder) == []
    assert [path.name for path in (folder / "seals").iterdir()] == ["00000001.seal"]

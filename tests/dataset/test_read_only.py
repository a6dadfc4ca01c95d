"""A collection that can't be written to can be looked at, and nothing in it changes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dataset.archives import FEED, RSS, SITE, Archive, feed, hours, item, page, tree
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.crawl_state.database import Memory
from twa.dataset.warc import cdxj, index_parts

pytestmark = pytest.mark.slow

_CAPABILITIES = "-dac_override,-dac_read_search"


def bound() -> list[str]:
    """What a command line begins with, so that permissions bind it also where root runs it."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root may write everywhere, and there is no setpriv")
    return ["setpriv", f"--bounding-set={_CAPABILITIES}", f"--inh-caps={_CAPABILITIES}"]


def twa(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [*bound(), sys.executable, "-m", "twa.dataset.cli", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120)


@pytest.fixture(params=["known", "unknown", "in parts"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """The folder; what the crawl knows lies in it, or has to be read off the archive."""
    root = tmp_path / "shelf" / "harbour"
    archive = Archive()
    archive.get(FEED, feed(item("bridge", "Bridge"), item("ferry", "Ferry")), **RSS)
    archive.get(f"{SITE}/bridge/", page("Harbour bridge reopens"), at=hours(1), via=FEED)
    archive.save(root)
    collection = Collection(root)
    cdxj.reindex(collection.archive)
    build(collection, workers=1)
    if request.param == "known":
        Memory.open(collection.state, collection.archive).close()
    if request.param == "in parts":
        # As a large index is kept: lines of one segment stand in a part of their own.
        part = collection.archive / index_parts.PARTS / "news.cdxj"
        part.parent.mkdir()
        shutil.move(collection.index, part)
        collection.index.touch()
    every = [root.parent, root, *root.rglob("*")]
    for path in every:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield root
    for path in every:
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_it_can_be_looked_at(root: Path, tmp_path: Path) -> None:
    before = tree(root)
    asked: dict[str, tuple[object, ...]] = {
        "status": (root,),
        "due": (root,),
        "verify": (root, "--workers", 1),
        "build": (root, "--workers", 1, "--output", tmp_path / "elsewhere" / "dataset"),
        "pack": (root, "-o", tmp_path / "harbour.wacz"),
    }
    (tmp_path / "elsewhere").mkdir()
    for command, arguments in asked.items():
        done = twa(command, *arguments, cwd=tmp_path)
        assert done.stderr == "", f"{command}: {done.stderr}"
        # The source is silent since 2024, and so not well.
        well = 1 if command == "status" else 0
        assert done.returncode == well, f"{command}: {done.stdout}"
    assert tree(root) == before
    made = tree(tmp_path / "elsewhere" / "dataset")
    assert made == tree(root / "dataset")
    with zipfile.ZipFile(tmp_path / "harbour.wacz") as package:
        (index,) = (name for name in package.namelist() if name.startswith("indexes/"))
        assert package.read(index)
    again = twa("build", *asked["build"], cwd=tmp_path)
    assert " 0 of them understood anew" in again.stdout


def test_what_would_write_into_it_says_so_in_a_line(root: Path, tmp_path: Path) -> None:
    before = tree(root)
    for command, *more in (
        ("build", "--workers", "1"),
        ("reindex",),
        ("takedown", f"{SITE}/bridge/", "--reason", "asked to"),
    ):
        done = twa(command, root, *more, cwd=tmp_path)
        assert done.returncode == 1
        assert done.stderr.startswith("twa: Permission denied: ")
        assert done.stderr.count("\n") == 1
    assert tree(root) == before


def test_it_can_be_shown(root: Path, tmp_path: Path) -> None:
    before = tree(root)
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "mine")}
    command = [*bound(), sys.executable, "-m", "twa.dataset.cli", "browse", "--no-open", str(root)]
    addresses = []
    for _ in range(2):
        with subprocess.Popen(
            command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, env=environment
        ) as process:
            assert process.stdout is not None
            addresses.append(process.stdout.readline())
            process.terminate()
    # What was shown once is there, at the same address.
    assert addresses[0] == addresses[1]
    assert f" shows {root}; " in addresses[0]
    assert len(list(tmp_path.glob("mine/twa/*/browse/*"))) == 1
    assert tree(root) == before

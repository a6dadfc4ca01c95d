"""A package of an archive that is larger than the memory there is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.dataset.archives import SITE, Archive, hours, page
from tests.shared import ROOT
from twa.dataset.warc import cdxj

FILES, SIZE = 64, 16 << 20
MEMORY = 200 << 20


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gigabyte of WARCs: each a page that is read, and pictures that do not deflate."""
    root = tmp_path_factory.mktemp("large") / "harbour"
    noise = os.urandom(SIZE)
    for number in range(FILES):
        archive = Archive(f"news-{number:05}.warc.gz")
        archive.get(f"{SITE}/{number}/", page(f"Number {number}"), at=hours(number))
        archive.get(
            f"{SITE}/{number}.png",
            noise,
            role="requisite",
            via=f"{SITE}/{number}/",
            at=hours(number),
        )
        archive.save(root)
    cdxj.reindex(root / "archive")
    return root


def peak(*arguments: object) -> int:
    """Octets of memory that `twa` took at most.

    Started by a small process: what a child has before it becomes `twa` is its parent's memory,
    and that counts.
    """
    script = (
        "import os, subprocess, sys; process = subprocess.Popen(sys.argv[1:], stdout=sys.stderr);"
        "_, status, usage = os.wait4(process.pid, 0); print(usage.ru_maxrss << 10);"
        "sys.exit(os.waitstatus_to_exitcode(status))"
    )
    command = [sys.executable, "-m", "twa.dataset.cli", *map(str, arguments)]
    done = subprocess.run(
        [sys.executable, "-c", script, *command],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    assert done.returncode == 0
    return int(done.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("limits", [(), ("--since", "2024-05-18")], ids=["whole", "part"])
def test_memory_does_not_grow_with_the_archive(
    root: Path, tmp_path: Path, limits: tuple[str, ...]
) -> None:
    out = tmp_path / "package.wacz"
    assert peak("pack", root, "-o", out, *limits) < MEMORY
    assert out.stat().st_size > SIZE * FILES // 2
    with zipfile.ZipFile(out) as package:
        document = json.loads(package.read("datapackage.json"))
    assert sum(item["bytes"] for item in document["resources"]) > SIZE * FILES // 2


@pytest.mark.slow
def test_past_four_gigabytes_it_is_a_zip64(tmp_path: Path) -> None:
    """WARCs and offsets past 2³² octets; most of the archive are holes."""
    archive = Archive("news-00000.warc.gz")
    archive.get(f"{SITE}/bridge/", page("Harbour bridge reopens"), at=hours(1))
    archive.save(tmp_path / "harbour")
    cdxj.reindex(tmp_path / "harbour" / "archive")
    path = tmp_path / "harbour" / "archive" / archive.name
    os.truncate(path, (1 << 32) + 5)
    out = tmp_path / "package.wacz"
    assert peak("pack", tmp_path / "harbour", "-o", out) < MEMORY
    with zipfile.ZipFile(out) as package:
        infos = {info.filename: info for info in package.infolist()}
        assert infos[f"archive/{archive.name}"].file_size == (1 << 32) + 5
        assert infos["pages/pages.jsonl"].header_offset > 1 << 32
        assert json.loads(package.read("datapackage-digest.json"))["path"] == "datapackage.json"

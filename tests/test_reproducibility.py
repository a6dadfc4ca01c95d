"""A reviewer follows `docs/reproducibility.md` to the letter, from nothing; convinced or not."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.dataset.published import Web, collection, web
from tests.hub.running import Hub, running
from tests.shared import ROOT
from twa.dataset.collection import Collection
from twa.dataset.collection_settings import CollectionSettings
from twa.dataset.documents.without_text import project
from twa.dataset.hub.client import tag_of
from twa.dataset.verification.files import load

PAGE = (ROOT / "docs" / "reproducibility.md").read_text("utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
INSTALLING = re.compile(r"^(?:python3 -m venv|\S*/pip|PATH=).*\n", re.MULTILINE)
"""Lines that need a package index; the environment of the tests has what they install."""

NAME = "harbour/news"


@dataclass
class Published:
    """A version without text on a Hub, and its archive on a web server."""

    hub: Hub
    archive: Web
    tag: str

    def follow(self, blocks: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
        """Type what the page says into a shell that stops at the first failure."""
        given = "\n".join(
            (
                f"DATASET={NAME} TAG={self.tag} ARCHIVE={self.archive.url} CODE={ROOT}",
                *(INSTALLING.sub("", block) for block in blocks),
            )
        )
        environment = {name: value for name, value in os.environ.items() if "HF_" not in name}
        environment |= self.hub.environment(folder / "home", token=None)
        environment["PATH"] = f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", given],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    folder = tmp_path_factory.mktemp("made") / "harbour"
    folder.mkdir()
    CollectionSettings(maker="Harbour Lab “北岸” 🚢", title="The harbour").write(
        folder / "collection.toml"
    )
    return collection(folder)


@pytest.fixture
def published(made: Collection, tmp_path: Path) -> Iterator[Published]:
    folder = tmp_path / "projection"
    version = project(made.dataset, load(made), folder).version
    with running() as hub, web(made.archive) as archive:
        repository = hub.store.create(NAME, private=False)
        tree = dict(repository.head.tree)
        for path in folder.rglob("*"):
            if path.is_file():
                name = path.relative_to(folder).as_posix()
                tree[name] = hub.store.blob(path.read_bytes())
        repository.commit("by hand", tree, None)
        repository.tag(tag_of(version), "main")
        yield Published(hub, archive, tag_of(version))


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    folder.mkdir()
    return folder


def test_the_page_is_one_page() -> None:
    assert len(PAGE.splitlines()) < 120


@pytest.mark.slow
def test_a_reviewer_is_convinced(published: Published, desk: Path) -> None:
    done = published.follow(BLOCKS[1:], desk)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "verified: hf://" in done.stdout
    assert "verified: published" in done.stdout
    assert (desk / "full/manifest.json").read_bytes() == (
        desk / "check/dataset/manifest.json"
    ).read_bytes()


@pytest.mark.slow
def test_a_reviewer_of_another_archive_is_not(published: Published, desk: Path) -> None:
    (name,) = (path.name for path in published.archive.folder.glob("*.warc.gz"))
    octets = bytearray((published.archive.folder / name).read_bytes())
    octets[len(octets) // 2] ^= 1
    published.archive.answers[f"/{name}"] = (200, bytes(octets), {})
    steps = [block for block in BLOCKS[1:] if "--sample" not in block]
    done = published.follow(steps, desk)
    assert done.returncode != 0
    assert name in done.stdout + done.stderr

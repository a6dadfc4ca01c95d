"""How the project is packed, and that what is packed works where nothing else of it is.

The environments here are made without the lock, by the index that pip is set up with: what a
stranger gets who installs it today.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import textwrap
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.site.running import Site, running

ROOT: Final = Path(__file__).resolve().parent.parent
_LEFT_OUT: Final = ("build", "node_modules", "*.egg-info", "__pycache__", ".*")
_PATIENCE: Final = 1200
"""Seconds that pip may take to bring an environment together."""


def test_every_package_is_named() -> None:
    named = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    folders = {
        ".".join(("twa", *init.parent.relative_to(ROOT).parts))
        for room in ("crawler", "dataset", "schemas")
        for init in (ROOT / room).rglob("__init__.py")
    }
    assert set(named["packages"]) == {"twa", *folders}


def test_data_files_are_found_from_any_folder(tmp_path: Path) -> None:
    """Under the one import name: elsewhere `crawler` and `schemas` are somebody else's, or none."""
    script = (
        "from pathlib import Path\n"
        "from twa.crawler.sources.file import known\n"
        "from twa.dataset.tables import schema\n"
        "assert known(Path('data')) and schema.load('article')\n"
    )
    # -I: the folder that the tests run in is not looked into.
    subprocess.run([sys.executable, "-I", "-c", script], cwd=tmp_path, check=True)


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Wheel and sdist of this checkout, and the wheel that the sdist alone gives."""
    folder = tmp_path_factory.mktemp("packed")
    checkout = folder / "checkout"
    shutil.copytree(ROOT, checkout, ignore=_left_out)
    wheel, sdist = _made(checkout, "wheel"), _made(checkout, "sdist")
    with tarfile.open(sdist) as file:
        file.extractall(folder / "unpacked", filter="data")
    (unpacked,) = (folder / "unpacked").iterdir()
    return {"wheel": wheel, "sdist": sdist, "again": _made(unpacked, "wheel")}


def _left_out(folder: str, names: list[str]) -> set[str]:
    """What is no part of a checkout: what tools and crawls leave there."""
    mine = {"data"} if Path(folder) == ROOT else set()
    return shutil.ignore_patterns(*_LEFT_OUT)(folder, names) | mine


def _made(checkout: Path, kind: str) -> Path:
    """A distribution, by the build backend itself: no environment is made for it."""
    folder = checkout.with_name(f"{checkout.name}-{kind}")
    folder.mkdir()
    build = f"from setuptools import build_meta; build_meta.build_{kind}({str(folder)!r})"
    _run(sys.executable, "-c", build, cwd=checkout)
    (made,) = folder.iterdir()
    return made


def _run(*command: object, cwd: Path, timeout: float = 300) -> str:
    """What a command prints. Nothing of this checkout is in its environment."""
    known = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=known | {"HF_HUB_OFFLINE": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        capture_output=True,
        text=True,
        timeout=timeout,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


def _names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as file:
        return {name for name in file.namelist() if ".dist-info/" not in name}


def _files(*tops: str, suffixes: tuple[str, ...] = ("",)) -> set[str]:
    """The files of the checkout below some folders of it."""
    return {
        path.relative_to(ROOT).as_posix()
        for top in tops
        for path in (ROOT / top).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name.endswith(suffixes)
    }


def test_the_wheel_holds_the_code_and_nothing_else(packed: dict[str, Path]) -> None:
    names = _names(packed["wheel"])
    assert names == {"twa/__init__.py", "twa/py.typed"} | {
        f"twa/{name}" for name in _files("crawler", "dataset", "schemas")
    }
    with zipfile.ZipFile(packed["wheel"]) as file:
        (stated,) = (name for name in file.namelist() if name.endswith("/METADATA"))
        assert b"Requires-Dist: lxml-html-clean" in file.read(stated)


def test_the_sdist_is_the_checkout(packed: dict[str, Path]) -> None:
    assert _names(packed["again"]) == _names(packed["wheel"])
    with tarfile.open(packed["sdist"]) as file:
        held = {name.partition("/")[2] for name in file.getnames()}
    wanted = _files("crawler", "dataset", "docs", "schemas", "scripts", "tests")
    wanted |= {path.name for path in ROOT.iterdir() if path.suffix in (".md", ".lock", ".toml")}
    assert wanted | {"__init__.py", "py.typed", "LICENSE", "scrapy.cfg"} <= held
    assert not any(name.startswith((".ci", ".venv", ".git")) for name in held)


@dataclass(frozen=True, slots=True)
class Installed:
    """An environment that has the project, and a folder far from the checkout."""

    environment: Path
    elsewhere: Path

    def run(self, program: str, *arguments: object, timeout: float = 300) -> str:
        """What a program of the environment prints."""
        command = (self.environment / "bin" / program, *arguments)
        return _run(*command, cwd=self.elsewhere, timeout=timeout)


@pytest.fixture(scope="module", params=["wheel", "sdist"])
def installed(
    request: pytest.FixtureRequest,
    packed: dict[str, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Installed]:
    folder = tmp_path_factory.mktemp(f"from-{request.param}")
    _run(sys.executable, "-m", "venv", folder / "environment", cwd=folder)
    (folder / "elsewhere").mkdir()
    made = Installed(folder / "environment", folder / "elsewhere")
    made.run("pip", "install", "--quiet", packed[request.param], timeout=_PATIENCE)
    yield made
    shutil.rmtree(folder / "environment")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running() as site:
        yield site


@pytest.mark.slow
@pytest.mark.timeout(2 * _PATIENCE)
def test_what_is_installed_crawls_builds_verifies_and_loads(
    installed: Installed, site: Site
) -> None:
    # A project of its own, as anybody sets one up who wants Scrapy's commands somewhere.
    (installed.elsewhere / "scrapy.cfg").write_text("[settings]\ndefault = twa.crawler.settings\n")
    asked = ("-a", f"url={site.feed}", "-s", "DOWNLOAD_DELAY=0", "-s", "DATA_DIR=data")
    installed.run("scrapy", "crawl", "twa", *asked)
    assert "articles" in installed.run("twa", "build", "data/twa")
    assert "verified: " in installed.run("twa", "verify", "data/twa")
    load = "from datasets import load_dataset as l; print(len(l('data/twa/dataset')['train']))"
    assert int(installed.run("python", "-I", "-c", load).split()[-1]) > 5
    assert _rooms(installed) == {"twa"}


def _rooms(installed: Installed) -> set[str]:
    """The top-level folders that the distribution brought."""
    ask = (
        "from importlib.metadata import files; "
        "print(*{f.parts[0] for f in files('twa') if f.suffix == '.py'})"
    )
    return set(installed.run("python", "-I", "-c", ask).split())


FOREIGN: Final = {
    "pyproject.toml": """
        [build-system]
        requires = ["setuptools"]
        build-backend = "setuptools.build_meta"
        [project]
        name = "somebody-elses-crawler"
        version = "1"
        [tool.setuptools]
        packages = ["crawler"]
        """,
    "crawler/__init__.py": "WHOSE = 'somebody else’s'\n",
    "crawler/settings.py": """
        SPIDER_MODULES = ["crawler.spider"]
        DOWNLOAD_HANDLERS = {
            "http": "twa.crawler.wire.handler.WireDownloadHandler",
            "https": "twa.crawler.wire.handler.WireDownloadHandler",
        }
        EXTENSIONS = {"twa.crawler.archive.extension.ArchiveExtension": 10}
        ARCHIVE_DIR = "archive"
        """,
    "crawler/spider.py": """
        import scrapy

        class Front(scrapy.Spider):
            name = "front"

            async def start(self):
                yield scrapy.Request(self.url)

            def parse(self, response):
                yield {"title": response.css("title::text").get()}
        """,
}
"""Somebody's Scrapy project, which is called `crawler`, with the settings of our README."""

BESIDE: Final = """
import crawler, dataset
import twa.crawler.settings, twa.dataset.collection
assert crawler.WHOSE == "somebody else’s", crawler.__file__
table = dataset.connect("sqlite:///:memory:")["seen"]
table.insert({"url": "https://news.example/"})
assert [row["url"] for row in table] == ["https://news.example/"]
print("side by side")
"""


@pytest.mark.slow
@pytest.mark.timeout(2 * _PATIENCE)
def test_packages_of_the_same_names_live_beside_it(
    installed: Installed, site: Site, tmp_path: Path
) -> None:
    for name, text in FOREIGN.items():
        path = tmp_path / "foreign" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), "utf-8")
    installed.run("pip", "install", "--quiet", "dataset", tmp_path / "foreign", timeout=_PATIENCE)
    assert "side by side" in installed.run("python", "-c", BESIDE)
    told = (ROOT / "docs" / "scrapy.md").read_text("utf-8")
    for line in textwrap.dedent(FOREIGN["crawler/settings.py"]).strip().splitlines()[1:]:
        assert line in told

    (installed.elsewhere / "scrapy.cfg").write_text("[settings]\ndefault = crawler.settings\n")
    said = installed.run("scrapy", "crawl", "front", "-a", f"url={site.url}/", "-O", "items.json")
    assert '"title"' in (installed.elsewhere / "items.json").read_text("utf-8")
    (warc,) = (installed.elsewhere / "archive").glob("*.warc.gz")
    checked = installed.run("warcio", "check", "-v", warc)
    assert "digest pass" in checked, said

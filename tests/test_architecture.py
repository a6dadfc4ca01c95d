"""The direction of imports, and what no file may say: `docs/architecture.md`, held by tests."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from tests import rooms
from tests.rooms import ROOT, imports, modules, ours, room

MAY_IMPORT: Final = {
    "twa.crawler": {"twa.crawler", "twa.dataset", "twa.schemas"},
    "twa.dataset": {"twa.dataset", "twa.schemas"},
    "twa.schemas": {"twa.schemas"},
}
"""crawler → dataset → schemas, never back."""

DATASET: Final = (
    {
        "errors",
        "exchange",
        "expressions",
        "files",
        "file_digests",
        "progress",
        "fingerprint",
        "user_cache",
    },
    {"dates"},
    {"web", "http", "workers"},
    {"warc"},
    {"holdings"},
    {"feeds", "pages", "collection", "takedowns", "annotations", "collection_settings"},
    {"proof"},
    {"facts"},
    {"tables", "ledger", "crawl_state"},
    {"documents", "reduce"},
    {"assemble"},
    {"wacz", "hub", "reports", "search", "export"},
    {"verification"},
    {"evidence"},
    {"publish", "texts", "cluster", "browse"},
    {"traces"},
    {"takedown"},
    {"api"},
    {"commands"},
    {"cli"},
)
"""Rooms of `dataset` in the order of imports: a room imports those of the lines before it."""

CRAWLER: Final = (
    {"settings", "sources"},
    {"wire"},
    {"archive"},
    {"failures", "discovery"},
    {"state"},
    {"reporting"},
    {"context"},
    {"middlewares"},
    {"requests"},
    {"spiders"},
    {"run"},
    {"commands"},
    {"cli"},
)
"""Rooms of `crawler`, likewise. What the parts of a crawl share stands in `context`, so that none
of them imports the run."""

ORDER: Final = {"dataset": DATASET, "crawler": CRAWLER}

ONLY: Final = {"huggingface_hub": "hub", "datatrove": "cluster"}
"""What only one room of `dataset` may import."""

NEVER_IN_DATASET: Final = {"scrapy", "twisted"}


@cache
def reached(module: str) -> frozenset[str]:
    """Every module of ours that importing `module` leads to, itself included."""
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(ours(name))
    return frozenset(seen)


def rank(of: str, name: str) -> int:
    """The place of a room in the order of imports."""
    return next(number for number, names in enumerate(ORDER[of]) if name in names)


def tree(module: str) -> str:
    """`twa.crawler`, `twa.dataset` or `twa.schemas`."""
    return ".".join(module.split(".")[:2])


@pytest.mark.parametrize("module", modules())
def test_trees_are_imported_in_one_direction(module: str) -> None:
    allowed = MAY_IMPORT[tree(module)]
    assert {name for name in ours(module) if tree(name) not in allowed} == set()
    assert not any(name.partition(".")[0] == "tests" for name in imports(module))


@pytest.mark.parametrize("of", ORDER)
def test_every_room_has_its_place(of: str) -> None:
    rooms = {room(name, of) for name in modules()} - {""}
    assert rooms == set().union(*ORDER[of])


@pytest.mark.parametrize(
    ("of", "module"), [(of, name) for of in ORDER for name in modules() if room(name, of)]
)
def test_rooms_are_imported_in_order(of: str, module: str) -> None:
    own = room(module, of)
    others = {room(name, of) for name in ours(module)} - {own, ""}
    assert {name for name in others if rank(of, name) >= rank(of, own)} == set()


def test_modules_do_not_import_in_circles() -> None:
    circles = {
        module
        for module in modules()
        # A package's own parts may lean on each other through its front door.
        if any(module in reached(name) and not same_package(module, name) for name in ours(module))
    }
    assert circles == set()


def test_a_class_name_stands_for_one_thing() -> None:
    names: defaultdict[str, set[str]] = defaultdict(set)
    for tree in ("crawler", "dataset", "schemas", "scripts"):
        for path in (ROOT / tree).rglob("*.py"):
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    names[node.name].add(path.relative_to(ROOT).as_posix())
    assert {name: files for name, files in names.items() if len(files) > 1} == {}


@pytest.mark.parametrize("of", ORDER)
def test_the_page_on_the_rooms_shows_arrows_and_files_as_they_are(of: str) -> None:
    told = rooms.PAGE.read_text("utf-8")
    assert rooms.picture(of) in told, "write it anew: .venv/bin/python -m tests.rooms"
    assert rooms.table(of) in told, "write it anew: .venv/bin/python -m tests.rooms"


def same_package(one: str, other: str) -> bool:
    return one.startswith(f"{other}.") or other.startswith(f"{one}.")


@pytest.mark.parametrize(("package", "owner"), ONLY.items())
def test_only_one_room_imports(package: str, owner: str) -> None:
    importers = {
        module
        for module in modules()
        if any(name.partition(".")[0] == package for name in imports(module))
    }
    assert {name for name in importers if room(name) != owner} == set()


def test_dataset_names_neither_scrapy_nor_twisted() -> None:
    named = {
        (module, name)
        for module in modules()
        if tree(module) != "twa.crawler"
        for name in imports(module)
        if name.partition(".")[0] in NEVER_IN_DATASET
    }
    assert named == set()


def test_the_linter_forbids_what_dataset_may_not_name() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--quiet", "--output-format", "concise",
         "--select", "TID251", "--stdin-filename", "dataset/web/urls.py", "-"],
        cwd=ROOT,
        input="import scrapy\nfrom twisted.web import http\nfrom twa.crawler import settings\n",
        capture_output=True,
        text=True,
    )  # fmt: skip
    assert checked.stdout.count("TID251") == 3, checked.stderr


def test_importing_all_of_dataset_loads_neither_scrapy_nor_twisted() -> None:
    """What is imported by way of others counts as well, so a fresh interpreter is asked."""
    names = [name for name in modules() if tree(name) != "twa.crawler"]
    script = (
        "import importlib, sys\n"
        "for name in sys.argv[2:]:\n"
        "    if not name.endswith('__main__'):\n"
        "        importlib.import_module(name)\n"
        "    loaded = set(sys.argv[1].split(',')) & set(sys.modules)\n"
        "    assert not loaded, f'{name} loads {sorted(loaded)}'\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, ",".join(sorted(NEVER_IN_DATASET)), *names],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr


REGISTRIES: Final = tuple(
    f"{name}.{domain}"
    for name, domain in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("golang", "org"),
        ("anaconda", "org"),
    )
)
"""Put together here, so that this file does not name them either."""


def texts() -> Iterator[tuple[Path, str]]:
    """Every file that git would keep, as text."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode != 0:
        pytest.skip("needs a git clone, to tell the project's files from others")
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            yield Path(name), (ROOT / name).read_text("utf-8", errors="replace")


def test_no_file_names_a_registry_or_a_path_of_this_machine() -> None:
    places = {ROOT, ROOT.parent} - {Path("/"), Path(tempfile.gettempdir()).resolve()}
    paths = "|".join(re.escape(str(place)) for place in sorted(places))
    forbidden = re.compile(
        rf"(?<![\w.-])(?:{paths})(?![\w.-])|{'|'.join(map(re.escape, REGISTRIES))}"
    )
    named = [f"{name}: {found[0]}" for name, text in texts() if (found := forbidden.search(text))]
    assert named == []

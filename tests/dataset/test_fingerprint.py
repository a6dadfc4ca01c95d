"""The fingerprint of a build knows everything that could change its result, and nothing else."""

from __future__ import annotations

import ast
import re
import sys
from importlib import metadata
from pathlib import Path

import pytest

from twa.dataset import fingerprint

ROOT = Path(__file__).parents[2]

IRRELEVANT = {"rich", "backports.zstd"}
"""What draws bars changes no row, nor does what only unpacks, whose answer is in the octets."""


def third_parties(module: str) -> set[str]:
    """Distributions that the sources of a module import."""
    packages: set[str] = set()
    for source in fingerprint.sources(module):
        if not source.endswith(".py"):
            continue
        for node in ast.walk(ast.parse((ROOT / source).read_text("utf-8"))):
            if isinstance(node, ast.Import):
                packages |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                packages.add(node.module.partition(".")[0])
    owners = metadata.packages_distributions()
    # `compression` is of the standard library from Python 3.14 on.
    packages -= {*sys.stdlib_module_names, "compression", "twa"}
    return {owners[package][0].lower().replace("_", "-") for package in packages}


def test_every_library_that_the_build_imports_is_in_the_fingerprint() -> None:
    assert third_parties("twa.dataset.assemble.builder") - IRRELEVANT <= set(fingerprint.LIBRARIES)


def test_what_a_source_imports_is_found_without_a_parser() -> None:
    for path in ROOT.glob("dataset/**/*.py"):
        names = set()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                names.add(node.value.partition(":")[0])
        ours = {name[4:] for name in names if re.fullmatch(r"twa\.(dataset|schemas)(\.\w+)*", name)}
        assert ours <= fingerprint.named_in(path.relative_to(ROOT).as_posix())


def test_the_sources_of_the_build_are_those_that_matter() -> None:
    sources = fingerprint.sources("twa.dataset.assemble.builder")
    assert {
        "dataset/pages/extract.py",
        "dataset/ledger/ledger.py",
        "dataset/feeds/rss.py",
    } <= sources
    assert {"dataset/workers/worker.py", "schemas/article.schema.json"} <= sources
    assert (
        not {"dataset/cli.py", "dataset/verification/verify.py", "dataset/warc/cdxj.py"} & sources
    )
    assert all((ROOT / source).is_file() for source in sources)


def test_how_pages_are_understood_does_not_depend_on_how_rows_are_written() -> None:
    sources = fingerprint.sources("twa.dataset.facts.shards")
    assert (
        not {"dataset/reduce/rows.py", "dataset/tables/parquet.py", "schemas/article.schema.json"}
        & sources
    )


@pytest.mark.parametrize("change", ["a source", "a library"])
def test_a_change_changes_the_fingerprint(monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    before = fingerprint.fingerprint("twa.dataset.errors")
    if change == "a source":
        monkeypatch.setattr(fingerprint, "code", lambda module: "0" * 64)
    else:
        monkeypatch.setattr(fingerprint, "libraries", lambda: {"lxml": "0"})
    fingerprint.fingerprint.cache_clear()
    after = fingerprint.fingerprint("twa.dataset.errors")
    fingerprint.fingerprint.cache_clear()
    assert before != after

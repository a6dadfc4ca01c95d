"""How the project is packed: one import name, and every folder of code in it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


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
        "from twa.crawler import sources\n"
        "from twa.dataset.tables import schema\n"
        "assert sources.known(Path('data')) and schema.load('article')\n"
    )
    # -I: the folder that the tests run in is not looked into.
    subprocess.run([sys.executable, "-I", "-c", script], cwd=tmp_path, check=True)

"""How the project is packed: one import name, and every folder of code in it."""

from __future__ import annotations

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

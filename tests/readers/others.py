"""Other people's readers, as programs: what they say of our files.

They live in an environment of their own (`requirements.lock` beside this
file), named by TWA_READERS or at `.venv-readers`; tests skip without it.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.shared import ROOT


def program(name: str) -> str:
    """The path of one of their programs, or a skip that says what is missing."""
    folder = Path(os.environ.get("TWA_READERS") or ROOT / ".venv-readers" / "bin")
    found = folder / name
    if not found.exists():
        pytest.skip(f"needs {name} of tests/readers/requirements.lock in {folder}")
    return str(found)


def output(
    name: str, *arguments: str | Path, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """One of them, run to its end."""
    return subprocess.run(
        [program(name), *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )


def run(name: str, *arguments: str | Path, cwd: Path | None = None) -> str:
    """What one of them prints; a failed test where it does not end well."""
    done = output(name, *arguments, cwd=cwd)
    assert done.returncode == 0, f"{name} {arguments}: {done.stdout}{done.stderr}"
    return done.stdout


def accepted_by_all(folder: Path) -> None:
    """Every file of a folder passes warcio and FastWARC, and cdxj-indexer makes our index of it."""
    paths = sorted(folder.glob("*.warc.gz"))
    assert run("warcio", "check", *paths) == ""
    # FastWARC takes one file, and WARC files one after the other are one.
    with tempfile.NamedTemporaryFile(suffix=".warc.gz") as joined:
        for path in paths:
            joined.write(path.read_bytes())
        joined.flush()
        assert "verified successfully" in run("fastwarc", "check", joined.name)
    assert run("cdxj-indexer", "--sort", *paths) == (folder / "index.cdxj").read_text("utf-8")

"""The other sets of pages with truths, each scored by the scorer that stands beside them."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

SETS = ("article-extraction-benchmark", "wcxb-dev", "readability", "snippets-a")
SYSTEMS = ("this project", "trafilatura", "trafilatura, HTML5 tree")


def scores(bench: Path, environment: Mapping[str, str], package: str) -> int:
    """Print a table for each set there is, whole and by halves. Exit status of the worst."""
    worst = 0
    for name in SETS:
        folder = bench / name
        if not folder.is_dir():
            print(f"no set at {folder}", file=sys.stderr)
            continue
        with tempfile.TemporaryDirectory() as scratch:
            made = [_predicted(one, folder, Path(scratch), environment, package) for one in SYSTEMS]
            for half in ((), ("--half", "A"), ("--half", "B")):
                print(f"\n{name} {' '.join(half)}", flush=True)
                worst = max(worst, _scored(bench, folder, made, half))
    return worst


def _predicted(
    name: str, folder: Path, scratch: Path, environment: Mapping[str, str], package: str
) -> Path:
    path = scratch / f"{name}.jsonl"
    with path.open("wb") as file:
        command = [sys.executable, "-m", f"{package}.systems", name, str(folder), "1"]
        subprocess.run(command, stdout=file, env=dict(environment), check=True)
    return path


def _scored(bench: Path, folder: Path, made: Sequence[Path], half: Sequence[str]) -> int:
    command = [sys.executable, str(bench / "score.py"), str(folder), *map(str, made), *half]
    return subprocess.run(command, check=False).returncode

"""The other sets of pages with truths, each scored by the scorer that stands beside them."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from . import systems

SETS = ("article-extraction-benchmark", "wcxb-dev", "postlight", "readability", "snippets-a")
SYSTEMS = ("this project", "trafilatura", "trafilatura, HTML5 tree", "newspaper4k", "news-please")


def scores(
    bench: Path, environment: Mapping[str, str], package: str, interpreters: Sequence[str]
) -> int:
    """Print a table for each set there is, whole and by halves. Exit status of the worst.

    A system is run by the first of the interpreters that has it, and left out where none has.
    """
    worst = 0
    for name in SETS:
        folder = bench / name
        if not folder.is_dir():
            print(f"no set at {folder}", file=sys.stderr)
            continue
        with tempfile.TemporaryDirectory() as scratch:
            run = partial(_predicted, folder, Path(scratch), environment, package, interpreters)
            made = [path for system in SYSTEMS if (path := run(system))]
            for half in ((), ("--half", "A"), ("--half", "B")):
                print(f"\n{name} {' '.join(half)}", flush=True)
                worst = max(worst, _scored(bench, folder, made, half))
    return worst


def _predicted(
    folder: Path,
    scratch: Path,
    environment: Mapping[str, str],
    package: str,
    interpreters: Sequence[str],
    name: str,
) -> Path | None:
    path = scratch / f"{name}.jsonl"
    for interpreter in interpreters:
        with path.open("wb") as file:
            command = [interpreter, "-m", f"{package}.systems", name, str(folder), "1"]
            done = subprocess.run(command, stdout=file, env=dict(environment), check=False)
        if done.returncode == 0:
            return path
        if done.returncode != systems.MISSING:
            print(f"{name}: ended with exit status {done.returncode}", file=sys.stderr)
            return None
    print(f"{name}: not installed", file=sys.stderr)
    return None


def _scored(bench: Path, folder: Path, made: Sequence[Path], half: Sequence[str]) -> int:
    command = [sys.executable, str(bench / "score.py"), str(folder), *map(str, made), *half]
    return subprocess.run(command, check=False).returncode

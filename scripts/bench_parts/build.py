"""`scripts/bench build`: WARC to dataset, beside a bare loop of the extractor and datatrove.

The systems take turns, `--runs` times each, on the same pages and as many processes as
there are cores; a row is the median of its runs and of its ratios to the bare loop in the
same turn. The clock runs over the whole process, imports included. `busy` is the CPU time
of all processes as a share of what the cores had; memory is what all processes hold
together (PSS) at most.

A WARC is what a day brought. Rows of a tenth and of ten times the pages show how time grows:
`growth` is the time of a row as a multiple of that of a tenth of its pages. Those called
`1 % new` are builds after one WARC came to a hundred (to a thousand: ten) that were built before,
with `of full` their share of the time of that build.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from scripts.bench_parts import archive, watch
from scripts.bench_parts.watch import ROOT

DATA = ROOT.parent / "shared" / "bench" / "article-extraction-benchmark"
WARCS = 100
FLOOR = "bare trafilatura"
OURS = "this project"
SIZES = {"a tenth": 0.1, "whole": 1.0, "tenfold": 10.0}
"""Archives by name, as multiples of the pages asked for."""


@dataclass(frozen=True, slots=True)
class BuildRun(watch.WatchedRun):
    """One run, of so many pages."""

    pages: int


@dataclass(frozen=True, slots=True)
class BuildContender:
    """What takes its turns: a command over the archive of a size, for `pages` pages.

    `added` builds what was built before, with one WARC in a hundred more.
    """

    command: tuple[str, ...]
    size: str
    pages: int
    added: bool = False


def main(argv: list[str]) -> int:
    """Print the table; 1 without pages."""
    parser = argparse.ArgumentParser(prog="scripts/bench build", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="turns (5)")
    parser.add_argument("--large-runs", type=int, default=1, help="turns of ten times as much (1)")
    parser.add_argument("--pages", type=int, default=1000, help="pages of the archive (1000)")
    parser.add_argument("--data", type=Path, default=DATA, help="the pages' folder")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    options = parser.parse_args(argv)
    if not (options.data / "ground-truth.json").exists():
        sys.stderr.write(f"no pages at {options.data}: give their folder with --data\n")
        return 1
    with tempfile.TemporaryDirectory(prefix="twa-bench-") as folder:
        scratch = Path(folder)
        each = max(1, options.pages // WARCS)
        for size, factor in SIZES.items():
            if size != "tenfold" or options.large_runs:
                _prepare(scratch / size, options.data, int(options.pages * factor), each)
        runs = _measure(scratch, options.pages, options.runs, options.large_runs)
    figures = _figures(runs)
    _print(figures)
    if options.json:
        machine = {"machine": platform.platform(), "cpus": os.cpu_count(), "pages": options.pages}
        raw = {name: [asdict(run) for run in those] for name, those in runs.items()}
        document = machine | {"figures": figures, "runs": raw}
        options.json.write_text(json.dumps(document, indent=2) + "\n")
    return 0


def _prepare(folder: Path, data: Path, count: int, each: int) -> None:
    """A collection of so many pages, and beside it the WARCs of the days after."""
    more = max(each, count // WARCS)
    archive.write(folder / "archive", data, count + more, each)
    (folder / "later").mkdir()
    for path in sorted((folder / "archive").iterdir())[-(more // each) :]:
        path.rename(folder / "later" / path.name)


def _measure(scratch: Path, pages: int, turns: int, large: int) -> dict[str, list[BuildRun]]:
    runs: dict[str, list[BuildRun]] = {}
    cores = str(len(os.sched_getaffinity(0)))
    for turn in range(-1, max(turns, large)):
        for name, system in systems(scratch, pages, cores).items():
            if turn >= (large if system.size == "tenfold" else turns):
                continue
            # The first turn is for byte code and for what the system keeps of files.
            if turn < 0 and system.size == "tenfold":
                continue
            run = _run(system, scratch)
            if turn >= 0:
                runs.setdefault(name, []).append(run)
    return runs


def systems(scratch: Path, pages: int, cores: str) -> dict[str, BuildContender]:
    """What is measured by name, in the order in which they take turns."""
    python = str(ROOT / ".venv" / "bin" / "python")
    peers = str(ROOT / ".venv-peers" / "bin" / "python")
    loops = str(ROOT / "scripts" / "bench_parts" / "loops.py")
    there = (str(scratch / "whole" / "archive"), str(scratch / "out"), cores)
    found = {
        FLOOR: BuildContender((python, loops, "trafilatura", *there), "whole", pages),
        "datatrove": BuildContender((peers, loops, "datatrove", *there), "whole", pages),
    }
    for size, factor in SIZES.items():
        count = int(pages * factor)
        build = (python, "-m", "twa.dataset.cli", "build", "--workers", cores, str(scratch / size))
        name = OURS if size == "whole" else f"{OURS}, {size}"
        found[name] = BuildContender(build, size, count)
        if size != "a tenth":
            found[f"{name}, 1 % new"] = BuildContender(build, size, count, added=True)
    return found


def _run(system: BuildContender, scratch: Path) -> BuildRun:
    """One run, from a state that knows nothing or, for what is `added`, the rest."""
    folder = scratch / system.size
    later = list((folder / "later").iterdir()) if system.added else []
    if not system.added:
        for left in (folder / "cache", folder / "dataset", scratch / "out"):
            shutil.rmtree(left, ignore_errors=True)
    for path in later:
        path.rename(folder / "archive" / path.name)
    try:
        return BuildRun(**asdict(watch.run(list(system.command), scratch)), pages=system.pages)
    finally:
        for path in later:
            (folder / "archive" / path.name).rename(path)


def _figures(runs: dict[str, list[BuildRun]]) -> dict[str, dict[str, float | None]]:
    cores = len(os.sched_getaffinity(0))
    figures: dict[str, dict[str, float | None]] = {}
    for name, those in runs.items():
        new = "1 % new" in name
        full = runs[name.removesuffix(", 1 % new")] if new else None
        less = {OURS: f"{OURS}, a tenth", f"{OURS}, tenfold": OURS}.get(name)
        figures[name] = {
            "pages": those[0].pages,
            "seconds": median(run.seconds for run in those),
            "pages_per_second": median(run.pages / run.seconds for run in those),
            "cpu_ms_per_page": median(1000 * run.cpu / run.pages for run in those),
            "ratio": None if new else _ratio(runs[FLOOR], those, per_page=True),
            "of_full": _ratio(those, full) if full else None,
            "growth": _ratio(those, runs[less]) if less else None,
            "busy": median(run.cpu / run.seconds / cores for run in those),
            "memory_mb": max(run.memory for run in those),
        }
    return figures


def _ratio(some: list[BuildRun], others: list[BuildRun], *, per_page: bool = False) -> float:
    """The median of times of `some` as multiples of those of `others` in the same turn."""
    return median(
        one.seconds / other.seconds * (other.pages / one.pages if per_page else 1)
        for one, other in zip(some, others, strict=False)
    )


def _print(figures: dict[str, dict[str, float | None]]) -> None:
    columns = {
        "pages": "7.0f",
        "seconds": "9.1f",
        "pages_per_second": "9.1f",
        "cpu_ms_per_page": "12.1f",
        "ratio": "6.2f",
        "of_full": "8.1%",
        "growth": "7.2f",
        "busy": "5.0%",
        "memory_mb": "8.0f",
    }
    print(
        f"\n{'':32}  pages   seconds   pages/s  CPU ms/page  ratio  of full  growth  busy  peak MB"
    )
    for name, row in figures.items():
        cells = [
            " " * int(form.split(".")[0]) if (value := row[column]) is None else f"{value:{form}}"
            for column, form in columns.items()
        ]
        print(f"{name:32} {' '.join(cells)}")

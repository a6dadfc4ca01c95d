"""`scripts/bench build`: WARC to dataset, beside a bare loop of the extractor and datatrove.

The systems take turns, `--runs` times each, on the same pages and as many processes as
there are cores; a row is the median of its runs and of its ratios to the bare loop in the
same turn. The clock runs over the whole process, imports included. `busy` is the CPU time
of all processes as a share of what the cores had; memory is what all processes hold
together (PSS) at most. One row is a tenth of the pages, the last a build in which one WARC
of a hundred is new.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from scripts.bench_parts import archive

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = ROOT.parent / "shared" / "bench" / "article-extraction-benchmark"
WARCS = 100
FLOOR = "bare trafilatura"


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds by the clock and of the CPU, and peak memory of all processes in MB."""

    seconds: float
    cpu: float
    memory: float


def main(argv: list[str]) -> int:
    """Print the table; 1 without pages."""
    parser = argparse.ArgumentParser(prog="scripts/bench build", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="turns (5)")
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
        archive.write(scratch / "whole" / "archive", options.data, options.pages, each)
        archive.write(scratch / "tenth" / "archive", options.data, options.pages // 10, each)
        runs = _measure(scratch, options.runs)
    figures = _figures(runs, options.pages)
    _print(figures)
    if options.json:
        machine = {"machine": platform.platform(), "cpus": os.cpu_count(), "pages": options.pages}
        raw = {name: [asdict(run) for run in those] for name, those in runs.items()}
        document = machine | {"figures": figures, "runs": raw}
        options.json.write_text(json.dumps(document, indent=2) + "\n")
    return 0


def _measure(scratch: Path, turns: int) -> dict[str, list[Run]]:
    runs: dict[str, list[Run]] = {}
    cores = str(len(os.sched_getaffinity(0)))
    for _ in range(turns):
        for name, command in systems(scratch, cores).items():
            # A collection without what it was built before, but for the build of what is new.
            if name != ADDED:
                for left in ("whole/cache", "whole/dataset", "tenth/cache", "tenth/dataset", "out"):
                    shutil.rmtree(scratch / left, ignore_errors=True)
            else:
                _forget_one(scratch / "whole" / "cache" / "shards")
            runs.setdefault(name, []).append(_run(command, scratch))
    return runs


ADDED = "this project, 1 % new"


def systems(scratch: Path, cores: str) -> dict[str, list[str]]:
    """Command lines by name, in the order in which they take turns."""
    python = str(ROOT / ".venv" / "bin" / "python")
    peers = str(ROOT / ".venv-peers" / "bin" / "python")
    loops = str(ROOT / "scripts" / "bench_parts" / "loops.py")
    build = [python, "-m", "dataset.cli", "build", "--workers", cores]
    whole = str(scratch / "whole" / "archive")
    return {
        FLOOR: [python, loops, "trafilatura", whole, str(scratch / "out"), cores],
        "datatrove": [peers, loops, "datatrove", whole, str(scratch / "out"), cores],
        "this project, a tenth": [*build, str(scratch / "tenth")],
        "this project": [*build, str(scratch / "whole")],
        ADDED: [*build, str(scratch / "whole")],
    }


def _forget_one(shards: Path) -> None:
    """As if one WARC of a hundred were new: what was understood of it is not there."""
    sorted(shards.glob("*.jsonl.gz"))[0].unlink()


def _run(command: list[str], folder: Path) -> Run:
    begun = time.monotonic()
    with (folder / "log").open("w+") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=dict(os.environ) | {"PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"},
        )
        watch = _Watch(process.pid)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        ended = time.monotonic()
        process.returncode = os.waitstatus_to_exitcode(status)
        peak, cpu = watch.stop()
        log.seek(0)
        if process.returncode != 0:
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}: {log.read()}")
    return Run(ended - begun, max(cpu, usage.ru_utime + usage.ru_stime), peak)


class _Watch(threading.Thread):
    """Looks at all processes of a session, four times a second.

    Some daemons are nobody's children when they end, so what they used is asked for here.
    """

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self._session = session
        self._ended = threading.Event()
        self._peak = 0
        self._ticks: dict[str, int] = {}

    def run(self) -> None:
        while not self._ended.wait(0.25):
            self._peak = max(self._peak, sum(map(self._held, Path("/proc").glob("[0-9]*"))))

    def stop(self) -> tuple[float, float]:
        """The peak in MB, and CPU seconds as far as they were seen."""
        self._ended.set()
        self.join()
        return self._peak / 1024, sum(self._ticks.values()) / os.sysconf("SC_CLK_TCK")

    def _held(self, process: Path) -> int:
        try:
            # proc(5): state, ppid, pgrp, session, … utime, stime.
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) != self._session:
                return 0
            self._ticks[process.name] = int(fields[11]) + int(fields[12])
            lines = (process / "smaps_rollup").read_text().splitlines()
        except (OSError, ValueError):
            return 0  # it has ended
        return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _figures(runs: dict[str, list[Run]], pages: int) -> dict[str, dict[str, float]]:
    cores = len(os.sched_getaffinity(0))
    floor, whole = runs[FLOOR], runs["this project"]
    figures = {}
    for name, those in runs.items():
        count = pages // 10 if name == "this project, a tenth" else pages
        figures[name] = {
            "pages_per_second": median(count / run.seconds for run in those),
            "cpu_ms_per_page": median(1000 * run.cpu / count for run in those),
            "ratio": median(
                bare.seconds / pages / (run.seconds / count)
                for run, bare in zip(those, floor, strict=True)
            ),
            "share_of_full": median(
                run.seconds / full.seconds for run, full in zip(those, whole, strict=True)
            ),
            "busy": median(run.cpu / run.seconds / cores for run in those),
            "memory_mb": median(run.memory for run in those),
        }
    return figures


def _print(figures: dict[str, dict[str, float]]) -> None:
    print(f"\n{'':24} pages/s  CPU ms/page   ratio  of full  busy  peak MB")
    for name, row in figures.items():
        print(
            f"{name:24} {row['pages_per_second']:7.1f} {row['cpu_ms_per_page']:12.1f}"
            f" {row['ratio']:7.2f} {row['share_of_full']:7.0%} {row['busy']:5.0%}"
            f" {row['memory_mb']:8.0f}"
        )

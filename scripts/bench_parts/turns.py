"""Systems that take turns, and a table of how they compare."""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from scripts.bench_parts.watch import WatchedRun, run


@dataclass(frozen=True, slots=True)
class Contender:
    """A command over so many megabytes of WARC.

    `beside` is the system whose time is the measure of its own, `small` the one that it does ten
    times the work of.
    """

    command: tuple[str, ...]
    megabytes: float
    beside: str
    small: str | None = None


Figures = dict[str, dict[str, float]]


def measure(
    systems: Mapping[str, Contender], turns: int, scratch: Path
) -> dict[str, list[WatchedRun]]:
    """The runs of each system, one a turn, in an empty folder `out` each time.

    The turn before the first is for byte code and for what the machine keeps of files.
    """
    runs: dict[str, list[WatchedRun]] = {name: [] for name in systems}
    for turn in range(-1, turns):
        for name, system in systems.items():
            if turn < 0 and system.small:
                continue
            shutil.rmtree(scratch / "out", ignore_errors=True)
            (scratch / "out").mkdir()
            one = run(list(system.command), scratch)
            if turn >= 0:
                runs[name].append(one)
    return runs


def figures(systems: Mapping[str, Contender], runs: Mapping[str, list[WatchedRun]]) -> Figures:
    """Medians of each system, of its ratios to another in the same turn, and of its growth."""
    found: Figures = {}
    for name, system in systems.items():
        those, limit = runs[name], runs[system.beside]
        speeds = [system.megabytes / one.seconds for one in those]
        best = [systems[system.beside].megabytes / one.seconds for one in limit]
        found[name] = {
            "mb_per_second": median(speeds),
            "cpu_seconds": median(one.cpu for one in those),
            "ratio": median(speed / other for speed, other in zip(speeds, best, strict=True)),
            "memory_mb": median(one.memory for one in those),
        }
        if system.small:
            before = runs[system.small]
            found[name]["growth"] = median(
                one.seconds / other.seconds for one, other in zip(those, before, strict=True)
            )
    return found


def show(found: Figures) -> None:
    """Print the table."""
    print(f"{'':34} MB/s   ratio  CPU s  peak MB  10x takes")
    for name, row in found.items():
        growth = f"{row['growth']:9.2f}x" if "growth" in row else ""
        print(
            f"{name:30} {row['mb_per_second']:8.0f} {row['ratio']:7.2f}"
            f" {row['cpu_seconds']:6.1f} {row['memory_mb']:8.0f} {growth}",
            flush=True,
        )


def save(path: Path, found: Mapping[str, Figures], runs: Mapping[str, list[WatchedRun]]) -> None:
    """Write tables by name, each run, and what machine this is."""
    machine = {"machine": platform.platform(), "cpus": os.cpu_count(), "load": os.getloadavg()}
    raw = {name: [asdict(one) for one in those] for name, those in runs.items()}
    path.write_text(json.dumps(machine | {"figures": found, "runs": raw}, indent=2) + "\n")

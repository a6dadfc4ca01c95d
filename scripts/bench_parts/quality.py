"""`scripts/bench quality`: body text, this project beside its peers, with speed, in one table.

The 181 pages of the article extraction benchmark (see `shingles`), split in two
halves by the hash of a page's id: corrections were developed on one, and the other
shows what they are worth on pages they were not made for. Every system runs in a
process of its own; nothing is cached. Then the other sets, by `sets`, whole and by halves, with
titles, authors, made-up authors, instants and days where a set has truths of them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from . import sets, shingles, systems

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = ROOT.parent / "shared" / "bench" / "article-extraction-benchmark"


@dataclass(frozen=True, slots=True)
class QualityRun:
    """What one system made of the pages: a match for each, and pages a second of CPU time."""

    name: str
    matches: dict[str, shingles.Match]
    speed: float


def main(argv: list[str]) -> int:
    """Run the systems and print the table. Exit status 1 without data."""
    options = _options(argv)
    truth_file = options.data / "ground-truth.json"
    if not truth_file.exists():
        print(f"no benchmark at {options.data}: give its folder with --data", file=sys.stderr)
        return 1
    truth = {
        page: entry["articleBody"]
        for page, entry in json.loads(truth_file.read_text("utf-8")).items()
    }
    interpreters = [sys.executable, *options.peers]
    runs = [run for name in options.systems if (run := _run(name, truth, options, interpreters))]
    print("\n".join(table(runs)))
    if options.worst:
        print("\n".join(worst(runs[0], options.worst)))
    bench = options.data.parent
    if options.first or not (bench / "score.py").exists():
        return 0
    return sets.scores(bench, _environment(), __package__ or "bench_parts", interpreters)


def half(page: str) -> str:
    """`developed` or `other`: the half of the benchmark that a page is in."""
    return "other" if hashlib.sha256(page.encode()).digest()[0] % 2 else "developed"


def table(runs: Iterable[QualityRun]) -> Iterator[str]:
    """The table in Markdown, a row for each system and half."""
    yield "| system | pages | precision | recall | F1 | accuracy | pages/s |"
    yield "|---|---|---|---|---|---|---|"
    for run in runs:
        for part in ("all", "developed", "other"):
            matches = [m for page, m in run.matches.items() if part in ("all", half(page))]
            score = shingles.score(matches)
            values = (score.precision, score.recall, score.f1, score.accuracy)
            cells = [
                f"{value:.3f} ± {error:.3f}"
                for value, error in zip(values, score.errors, strict=True)
            ]
            speed = f"{run.speed:.1f}" if part == "all" else ""
            yield f"| {run.name} | {part} ({len(matches)}) | {' | '.join(cells)} | {speed} |"


def worst(run: QualityRun, count: int) -> Iterator[str]:
    """The pages on which a system does worst."""
    for page, match in sorted(run.matches.items(), key=lambda item: item[1].f1)[:count]:
        kind = f"{match.extra:.2f} too much, {match.missing:.2f} missing"
        yield f"{page[:12]} {half(page):9} F1 {match.f1:.3f}: {kind}"


def _run(
    name: str, truth: dict[str, str], options: argparse.Namespace, interpreters: list[str]
) -> QualityRun | None:
    package = __package__ or "bench_parts"
    for interpreter in interpreters:
        done = subprocess.run(
            [interpreter, "-m", f"{package}.systems", name, str(options.data)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            check=False,
        )
        if done.returncode == 0:
            pages = [json.loads(line) for line in done.stdout.splitlines()]
            matches = {p["id"]: shingles.match(truth[p["id"]], p["text"]) for p in pages}
            return QualityRun(name, matches, len(pages) / sum(p["seconds"] for p in pages))
        if done.returncode != systems.MISSING:
            print(f"{name}: ended with exit status {done.returncode}", file=sys.stderr)
            return None
    print(f"{name}: not installed", file=sys.stderr)
    return None


def _environment() -> dict[str, str]:
    paths = [str(ROOT), str(ROOT / "scripts")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONHASHSEED": "0"}


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench quality", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="the benchmark's folder")
    parser.add_argument(
        "--peers",
        action="append",
        default=[],
        metavar="PYTHON",
        help="another interpreter, which has systems that this one has not",
    )
    parser.add_argument("--first", action="store_true", help="the first set only")
    parser.add_argument(
        "--worst", type=int, default=0, metavar="N", help="list the N worst pages of the first"
    )
    parser.add_argument(
        "systems", nargs="*", default=list(systems.SYSTEMS), help="which to run (all)"
    )
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

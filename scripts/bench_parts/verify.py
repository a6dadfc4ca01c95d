"""`scripts/bench verify`: MB/s of `twa verify` beside other checks of WARC files, and the limit.

The limit is one reading of each file, which is hashed, inflated and hashed again: `limit.py`, in
one process and in two. `twa verify --fixity` does that, checks structure, digests and index, and
holds all against the manifest; it is measured in as many processes as the limit beside it, over
archives of bodies that came plain and that came compressed, and over ten times as much. What is
checked is given by path (`--collection DIR`, with its dataset), or made. The systems take turns; a
row is the median of its runs and of its ratios to the limit in the same turn. Each is a whole
process, Python included; memory is that of all its processes (PSS) at most.

Whole `twa verify` derives each row again, and takes what a build takes: the last table has both,
for real pages (`--data`).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.bench_parts import archive, made, turns
from scripts.bench_parts.build import DATA
from scripts.bench_parts.watch import ROOT, WatchedRun

READERS = Path(os.environ.get("TWA_READERS") or ROOT / ".venv-readers" / "bin")
LIMIT = "limit"
TWO = "limit, 2 processes"
TWA = (sys.executable, "-m", "twa.dataset.cli")


def main(argv: list[str]) -> int:
    """Print the tables; 1 where another check is missing."""
    parser = argparse.ArgumentParser(prog="scripts/bench verify", description=__doc__)
    parser.add_argument("--collection", type=Path, help="check this one instead of those made up")
    parser.add_argument("--pages", type=int, default=10_000, help="pages of those made up (10000)")
    parser.add_argument("--articles", type=int, default=300, help="real pages (300)")
    parser.add_argument("--data", type=Path, default=DATA, help="the real pages' folder")
    parser.add_argument("--runs", type=int, default=5, help="turns (5)")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    options = parser.parse_args(argv)
    if not (READERS / "warcio").exists():
        sys.stderr.write(f"this needs what tests/readers/requirements.lock has in {READERS}\n")
        return 1
    found: dict[str, turns.Figures] = {}
    runs: dict[str, list[WatchedRun]] = {}
    with tempfile.TemporaryDirectory(prefix="twa-bench-") as folder:
        scratch = Path(folder)
        for name, systems in _tables(options, scratch).items():
            those = turns.measure(systems, options.runs, scratch)
            found[name] = turns.figures(systems, those)
            runs |= {f"{name}: {system}": some for system, some in those.items()}
            print(f"\n{name}: {next(iter(systems.values())).megabytes:.0f} MB of WARC")
            turns.show(found[name])
    if options.json:
        turns.save(options.json, found, runs)
    return 0


def _tables(options: argparse.Namespace, scratch: Path) -> dict[str, dict[str, turns.Contender]]:
    if options.collection:
        return {"archive": _archive(options.collection, scratch)}
    plain = made.collection(scratch / "plain", options.pages)
    coded = made.collection(scratch / "coded", options.pages, compressed=True)
    large = made.tenfold(scratch / "large", plain)
    for collection in (plain, coded, large):
        _build(collection)
    tables = {
        "plain bodies": _archive(plain, scratch) | _growth(large),
        "compressed bodies": _archive(coded, scratch),
    }
    if (options.data / "ground-truth.json").exists():
        each = max(1, options.articles // made.FILES)
        archive.write(scratch / "real" / "archive", options.data, options.articles, each)
        subprocess.run([*TWA, "reindex", scratch / "real"], check=True, env=_environment())
        tables["articles"] = _articles(scratch / "real")
    return tables


def _archive(collection: Path, scratch: Path) -> dict[str, turns.Contender]:
    warcs = sorted((collection / "archive").glob("*.warc.gz"))
    megabytes = _megabytes(collection)
    # One check takes one file only; WARC files after each other are one, too.
    joined = scratch / f"{collection.name}.warc.gz"
    with joined.open("wb") as file:
        for path in warcs:
            with path.open("rb") as part:
                shutil.copyfileobj(part, file)

    def system(*words: str | Path, beside: str = LIMIT) -> turns.Contender:
        return turns.Contender(tuple(map(str, words)), megabytes, beside)

    limit = (sys.executable, "-m", "scripts.bench_parts.limit")
    fixity = (*TWA, "verify", "--fixity", collection, "--workers")
    return {
        LIMIT: system(*limit, "1", *warcs),
        "twa verify --fixity": system(*fixity, "1"),
        TWO: system(*limit, "2", *warcs, beside=TWO),
        "twa verify --fixity, 2 processes": system(*fixity, "2", beside=TWO),
        "sha256sum": system("sha256sum", *warcs),
        "warcio check": system(READERS / "warcio", "check", *warcs),
        "fastwarc check": system(READERS / "fastwarc", "check", joined),
    }


def _growth(large: Path) -> dict[str, turns.Contender]:
    command = (*TWA, "verify", "--fixity", str(large), "--workers", "1")
    megabytes = _megabytes(large)
    return {"ten times as much": turns.Contender(command, megabytes, LIMIT, "twa verify --fixity")}


def _articles(collection: Path) -> dict[str, turns.Contender]:
    """A build from nothing, and a check of all that it made."""
    megabytes = _megabytes(collection)
    place = str(collection)
    fresh = f"rm -rf {place}/cache {place}/dataset; exec {' '.join(TWA)} build {place}"
    return {
        "twa build": turns.Contender(("sh", "-c", fresh), megabytes, "twa build"),
        "twa verify": turns.Contender((*TWA, "verify", place), megabytes, "twa build"),
        "twa verify --fixity": turns.Contender(
            (*TWA, "verify", "--fixity", place), megabytes, "twa build"
        ),
    }


def _megabytes(collection: Path) -> float:
    return sum(path.stat().st_size for path in (collection / "archive").glob("*.warc.gz")) / 1e6


def _build(collection: Path) -> None:
    subprocess.run(
        [*TWA, "build", collection], check=True, env=_environment(), stdout=subprocess.DEVNULL
    )


def _environment() -> dict[str, str]:
    return dict(os.environ) | {"PYTHONPATH": str(ROOT)}

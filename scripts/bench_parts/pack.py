"""`scripts/bench pack`: MB/s of `twa pack` beside `wacz create`, and the digest of the same bytes.

The archive is given by path (`--collection DIR`), or made: WARCs of pages of 60 kB that deflate as
news pages do. `twa pack` is measured with the collection's index and without, when it has to read
every record as `wacz create` does, and over ten times as much. The systems take turns; a row is the
median of its runs and the median of its ratios to sha256sum, the limit, in the same turn. Each is a
whole process, Python included; memory is that of all its processes (PSS) at most.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from scripts.bench_parts import made, turns
from scripts.bench_parts.watch import ROOT

READERS = Path(os.environ.get("TWA_READERS") or ROOT / ".venv-readers" / "bin")
LIMIT = "sha256sum"


def main(argv: list[str]) -> int:
    """Print the table; 1 where `wacz` is missing."""
    parser = argparse.ArgumentParser(prog="scripts/bench pack", description=__doc__)
    parser.add_argument("--collection", type=Path, help="pack this one instead of one made up")
    parser.add_argument(
        "--pages", type=int, default=10_000, help="pages of the one made up (10000)"
    )
    parser.add_argument("--runs", type=int, default=5, help="turns (5)")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    options = parser.parse_args(argv)
    if not (READERS / "wacz").exists():
        sys.stderr.write(f"this needs wacz of tests/readers/requirements.lock in {READERS}\n")
        return 1
    with tempfile.TemporaryDirectory(prefix="twa-bench-") as folder:
        scratch = Path(folder)
        collection = options.collection or made.collection(scratch / "small", options.pages)
        systems = _systems(collection, scratch)
        runs = turns.measure(systems, options.runs, scratch)
    found = turns.figures(systems, runs)
    print(f"{systems[LIMIT].megabytes:.0f} MB of WARC")
    turns.show(found)
    if options.json:
        turns.save(options.json, {"pack": found}, runs)
    return 0


def _systems(collection: Path, scratch: Path) -> dict[str, turns.Contender]:
    warcs = sorted((collection / "archive").glob("*.warc.gz"))
    megabytes = sum(path.stat().st_size for path in warcs) / 1e6
    bare, large = scratch / "bare", made.tenfold(scratch / "large", collection)
    (bare / "archive").mkdir(parents=True)
    for path in warcs:
        (bare / "archive" / path.name).symlink_to(path.resolve())

    def system(*words: str | Path, factor: int = 1, small: str | None = None) -> turns.Contender:
        return turns.Contender(tuple(map(str, words)), factor * megabytes, LIMIT, small)

    package = scratch / "out" / "package.wacz"
    twa = (sys.executable, "-m", "twa.dataset.cli", "pack")
    return {
        LIMIT: system("sha256sum", *warcs),
        "twa pack": system(*twa, collection, "-o", package),
        "twa pack, ten times as much": system(
            *twa, large, "-o", package, factor=10, small="twa pack"
        ),
        "twa pack, no index": system(*twa, bare, "-o", package),
        "wacz create": system(READERS / "wacz", "create", "-o", package, *warcs),
    }

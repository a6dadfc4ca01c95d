"""`scripts/bench pack`: MB/s of `twa pack` beside `wacz create`, and the digest of the same bytes.

The archive is given by path (`--collection DIR`), or made: WARCs of pages of 60 kB that deflate as
news pages do. `twa pack` is measured with the collection's index and without, when it has to read
every record as `wacz create` does. The systems take turns; a row is the median of its runs and the
median of its ratios to sha256sum, the limit, in the same turn. Each is a whole process, Python
included; memory below that of this process (some 50 MB) can't be told.
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
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from uuid import UUID

from dataset.exchange import Block, Exchange
from dataset.warc import cdxj
from dataset.warc.records import Draft
from dataset.warc.writer import examine, exchange_drafts, member, warcinfo_draft
from scripts.bench_parts.crawl import ROOT, make_pages

READERS = Path(os.environ.get("TWA_READERS") or ROOT / ".venv-readers" / "bin")
START = datetime(2024, 5, 17, tzinfo=UTC)
LIMIT = "sha256sum"


@dataclass(frozen=True, slots=True)
class Run:
    """One process: seconds, and its peak memory in MB."""

    seconds: float
    memory: float


def main(argv: list[str]) -> int:
    """Print the table; 1 where `wacz` is missing."""
    parser = argparse.ArgumentParser(prog="scripts/bench pack", description=__doc__)
    parser.add_argument("--collection", type=Path, help="pack this one instead of one made up")
    parser.add_argument(
        "--pages", type=int, default=20_000, help="pages of the one made up (20000)"
    )
    parser.add_argument("--runs", type=int, default=5, help="turns (5)")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    options = parser.parse_args(argv)
    if not (READERS / "wacz").exists():
        sys.stderr.write(f"this needs wacz of tests/readers/requirements.lock in {READERS}\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        collection = options.collection or _collection(scratch, options.pages)
        warcs = sorted((collection / "archive").glob("*.warc.gz"))
        megabytes = sum(path.stat().st_size for path in warcs) / 1e6
        figures = _measure(_systems(collection, warcs, scratch), megabytes, options.runs)
    print(f"{megabytes:.0f} MB in {len(warcs)} WARC files{'':6} MB/s   ratio   peak MB")
    for name, row in figures.items():
        print(f"{name:30} {row['mb_per_second']:7.0f} {row['ratio']:7.2f} {row['memory_mb']:9.0f}")
    if options.json:
        machine = {"machine": platform.platform(), "cpus": os.cpu_count(), "megabytes": megabytes}
        options.json.write_text(json.dumps(machine | {"figures": figures}, indent=2) + "\n")
    return 0


def _systems(
    collection: Path, warcs: list[Path], scratch: Path
) -> dict[str, Callable[[], list[str]]]:
    """Name → what makes everything ready for a run, and gives the command."""
    out = scratch / "out"
    bare = scratch / "bare"
    (bare / "archive").mkdir(parents=True)
    for path in warcs:
        (bare / "archive" / path.name).symlink_to(path.resolve())

    def command(*words: str | Path) -> Callable[[], list[str]]:
        def ready() -> list[str]:
            shutil.rmtree(out, ignore_errors=True)
            out.mkdir()
            return [str(word) for word in words]

        return ready

    package = out / "package.wacz"
    twa = [sys.executable, "-m", "dataset.cli", "pack"]
    return {
        LIMIT: command("sha256sum", *warcs),
        "twa pack": command(*twa, collection, "-o", package),
        "twa pack, no index": command(*twa, bare, "-o", package),
        "wacz create": command(READERS / "wacz", "create", "-o", package, *warcs),
    }


def _measure(
    systems: dict[str, Callable[[], list[str]]], megabytes: float, turns: int
) -> dict[str, dict[str, float]]:
    runs: dict[str, list[Run]] = {name: [] for name in systems}
    for _ in range(turns):
        for name, ready in systems.items():
            runs[name].append(_run(ready()))
    limit = [run.seconds for run in runs[LIMIT]]
    return {
        name: {
            "mb_per_second": median(megabytes / run.seconds for run in those),
            "ratio": median(best / run.seconds for run, best in zip(those, limit, strict=True)),
            "memory_mb": median(run.memory for run in those),
        }
        for name, those in runs.items()
    }


def _run(command: list[str]) -> Run:
    begun = time.monotonic()
    environment = dict(os.environ) | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{command[0]} ended with {process.returncode}: {said.decode()}")
    return Run(time.monotonic() - begun, usage.ru_maxrss / 1024)


def _collection(scratch: Path, count: int) -> Path:
    """A collection of so many captures, 5,000 a WARC, with its index and no dataset."""
    make_pages(scratch / "pages", min(count, 500))
    bodies = [path.read_bytes() for path in sorted((scratch / "pages").glob("*.html"))]
    root = scratch / "collection"
    (root / "archive").mkdir(parents=True)
    ids = iter(range(1, sys.maxsize))
    for first in range(0, count, 5000):
        path = root / "archive" / f"bench-{first:09}.warc.gz"
        with path.open("wb") as file:
            draft = warcinfo_draft(path.name, {}, date=START, record_id=_id(next(ids)))
            file.writelines(member(draft))
            for number in range(first, min(first + 5000, count)):
                # No two pages are the same.
                body = b"%s<!-- %d -->" % (bodies[number % len(bodies)], number)
                for draft in _drafts(number, body, lambda: _id(next(ids))):
                    file.writelines(member(draft))
    cdxj.reindex(root / "archive")
    return root


def _drafts(number: int, body: bytes, new_id: Callable[[], str]) -> list[Draft]:
    url = f"https://news.example/{number}/"
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    exchange = Exchange(
        url=url,
        started=START + timedelta(seconds=number),
        request=Block(f"GET /{number}/ HTTP/1.1\r\nHost: news.example\r\n\r\n".encode()),
        response=Block(head.encode() + body),
    )
    return exchange_drafts(exchange, examine(exchange), new_id=new_id, warcinfo_id=_id(0))


def _id(number: int) -> str:
    return f"<urn:uuid:{UUID(int=number)}>"

"""What a collection holds, in a few lines for people."""

from __future__ import annotations

import json
from collections.abc import Iterator

from dataset import manifest
from dataset.collection import Collection
from dataset.schema import TABLES


def describe(collection: Collection) -> Iterator[str]:
    """Lines that say what there is: WARCs, rows, feeds, gaps, the last run."""
    warcs = collection.warcs()
    size = sum(warc.path.stat().st_size for warc in warcs)
    yield f"archive  {len(warcs)} WARC files, {size / 1e6:.1f} MB in {collection.archive}"
    for segment in sorted(collection.archive.glob("*.open")):
        yield f"         {segment.name} is being written, or was left by a crash"
    path = collection.dataset / manifest.FILE
    if path.is_file():
        yield from _dataset(manifest.parse(path.read_bytes()), {warc.name for warc in warcs})
    else:
        yield "dataset  none yet: make it with `twa build`"
    yield from _last_run(collection)


def _dataset(made: manifest.Manifest, names: set[str]) -> Iterator[str]:
    tables = ", ".join(f"{made.rows(table)} {table}" for table in TABLES)
    yield f"dataset  {tables}"
    yield f"         version {made.version}"
    if new := names - {item["file"] for item in made.document["inputs"]}:
        yield f"         {len(new)} WARC files are newer: `twa build` takes them in"
    for feed in made.document["feeds"]:
        yield (
            f"feed     {feed['url']}: {feed['entries']} entries, {feed['articles']} of them"
            f" articles, in {feed['polls']} polls to {feed['last_polled_at']}"
        )
    for gap in made.document["gaps"]:
        yield f"gap      {gap['feed']}: {gap['from']} to {gap['to']}, {gap['evidence']}"


def _last_run(collection: Collection) -> Iterator[str]:
    reports = sorted(collection.runs.glob("*.json"))
    if reports:
        report = json.loads(reports[-1].read_text("utf-8"))
        ending = report.get("verdict") or report.get("reason")
        yield f"last run {report.get('started')}: {ending} ({reports[-1]})"

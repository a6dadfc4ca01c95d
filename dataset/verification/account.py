"""Whether the account of an archive balances: every record has an end, and every row a record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow.compute as pc

from twa.dataset.tables import manifest
from twa.dataset.tables.account import imbalances
from twa.dataset.tables.parquet import opened
from twa.dataset.tables.schema import TABLES
from twa.dataset.verification.findings import Finding


def account(folder: Path, claimed: manifest.Manifest) -> Iterator[Finding]:
    """The sums of a manifest against each other, and against the rows of the dataset in `folder`.

    The files are those of the manifest, and can be read.
    """
    inputs = claimed.document["inputs"]
    for item in inputs:
        for message in imbalances(item):
            yield Finding(f"{manifest.FILE} inputs {item['file']}", message)
    for table in TABLES:
        told: Counter[str] = Counter({item["file"]: item["rows"].get(table, 0) for item in inputs})
        counted = _rows(folder, claimed, table)
        for name in sorted(told.keys() | (counted.keys() - {""})):
            # Rejects that no record stands for name their WARC in words alone.
            short = (
                counted[name] > told[name] if table == "rejects" else counted[name] != told[name]
            )
            if short:
                message = f"has {counted[name]} rows of {table}, the manifest says {told[name]}"
                yield Finding(name, message)
        # A file that was not read has a row that says so, and nothing else.
        unread = len(claimed.document["files"]) if table == "rejects" else 0
        if (accounted := sum(told.values()) + unread) != claimed.rows(table):
            message = f"accounts for {accounted} of {claimed.rows(table)} rows of {table}"
            yield Finding(manifest.FILE, message)


def _rows(folder: Path, claimed: manifest.Manifest, table: str) -> Counter[str]:
    """The rows of a table by the WARC that their capture is in, "" where they have none."""
    counted: Counter[str] = Counter()
    for output in claimed.outputs(table):
        with opened(folder / output.file) as file:
            column = file.read(columns=["capture.warc"]).column("capture")
        for pair in pc.value_counts(pc.struct_field(column, "warc")).to_pylist():
            counted[pair["values"] or ""] += pair["counts"]
    return counted

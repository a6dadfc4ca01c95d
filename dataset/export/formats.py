"""Rows as CSV, JSON Lines or Parquet, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from twa.dataset.tables.parquet import from_json

Rows = Iterable[dict[str, Any]]
"""Rows as JSON values."""

Write = Callable[[Rows, pa.Schema, IO[bytes]], int]
"""Writes rows of a schema to a file, and says how many there were."""

_BATCH: Final = 1024


def write_csv(rows: Rows, schema: pa.Schema, file: IO[bytes]) -> int:
    """CSV (RFC 4180) in UTF-8 with a header line; null is empty, lists and objects are JSON."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(schema.names)
    count = 0
    for row in rows:
        writer.writerow([_cell(row[name]) for name in schema.names])
        count += 1
    text.detach()
    return count


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def write_json_lines(rows: Rows, _schema: pa.Schema, file: IO[bytes]) -> int:
    """JSON Lines in UTF-8: one object a row, instants as RFC 3339."""
    count = 0
    for row in rows:
        file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
        count += 1
    return count


def write_parquet(rows: Rows, schema: pa.Schema, file: IO[bytes]) -> int:
    """One Parquet file with the types of the dataset."""
    count = 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in _batches(rows):
            writer.write_table(from_json([json.dumps(row).encode() for row in batch], schema))
            count += len(batch)
    return count


def _batches(rows: Rows) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch

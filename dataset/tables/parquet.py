"""Writes and reads tables as Parquet, byte-identically for the same rows.

Files hold at most `filing.ROWS_PER_FILE` rows of one calendar month (UTC) of the
table's order, so that a month which is over keeps its files, byte for byte, and
an update uploads only what changed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.json import ParseOptions, ReadOptions, read_json

from twa.dataset.errors import VerificationError
from twa.dataset.tables.arrow import arrow
from twa.dataset.tables.filing import RowLine, filed
from twa.dataset.tables.manifest import Written
from twa.dataset.tables.schema import Row, order

ROWS_PER_GROUP: Final = 1_000
"""Rows of a row group: a file's, unless they are heavy."""

WEIGHT_OF_GROUP: Final = 32 << 20
"""Octets of JSON after which a group ends early: under the 100 MB that the Hub's viewer reads."""

_DAMAGE: Final = (pa.ArrowException, OSError, ValueError, OverflowError, LookupError)
"""What Arrow raises for octets that are no table, or not of these columns."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def write_table(
    table: str, rows: Iterable[Row], folder: Path, *, text: bool = True
) -> list[Written]:
    """Write the rows of a table below `folder`, whatever stood there of this table removed.

    Without `text`, rows have no columns that hold the sources' own prose.

    Rows come sorted by `schema.sort_key` and valid; they are JSON values, and are
    held in memory a row group at a time. A table without rows becomes one file
    without rows, so that it loads. Raises OrderError.
    """
    return write_lines(table, (RowLine.of(table, row) for row in rows), folder, text=text)


def write_lines(
    table: str, lines: Iterable[RowLine], folder: Path, *, text: bool = True
) -> list[Written]:
    """As `write_table`, from rows that are JSON already."""
    written = list(write_files(table, lines, folder, text=text))
    if not written:
        written = [write_empty(table, folder, text=text)]
    kept = {Path(item.file).name for item in written}
    for stale in (folder / table).glob("*.parquet*"):
        if stale.name not in kept:
            stale.unlink()
    return written


def write_files(
    table: str, lines: Iterable[RowLine], folder: Path, *, text: bool = True
) -> Iterator[Written]:
    """Write rows of a table below `folder`: all of them, or all of some months.

    The files of a month depend on its rows alone, so months may be written
    apart. As for `write_lines` in all else.
    """
    for file, part in filed(table, lines):
        yield write_file(table, file, part, folder, text=text)


def write_empty(table: str, folder: Path, *, text: bool = True) -> Written:
    """Write the one file of a table without rows."""
    return write_file(table, f"{table}/empty.parquet", (), folder, text=text)


def write_file(
    table: str, file: str, lines: Iterable[RowLine], folder: Path, *, text: bool = True
) -> Written:
    """Write all rows of one of the files that `filed` names below `folder`."""
    (folder / table).mkdir(parents=True, exist_ok=True)
    schema = arrow(table, text=text)
    path = folder / file
    temporary = path.with_suffix(".parquet.tmp")
    count = memory = 0
    with pq.ParquetWriter(temporary, schema, **_options(schema, order(table))) as writer:
        for group in _groups(lines):
            batch = to_arrow(table, group, text=text)
            writer.write_table(batch, row_group_size=batch.num_rows)
            count += batch.num_rows
            memory += batch.nbytes
    with temporary.open("rb+") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        os.fsync(stream.fileno())
    temporary.replace(path)
    return Written(file, table, count, path.stat().st_size, memory, digest)


def _options(schema: pa.Schema, columns: tuple[str, ...]) -> dict[str, Any]:
    return {
        "version": "2.6",
        "compression": "zstd",
        "compression_level": 4,
        "use_dictionary": False,
        "data_page_version": "1.0",
        "write_statistics": True,
        "write_page_index": True,
        "use_content_defined_chunking": True,
        "sorting_columns": pq.SortingColumn.from_ordering(
            schema, [(column, "ascending") for column in columns], null_placement="at_start"
        ),
    }


def _groups(lines: Iterable[RowLine]) -> Iterator[list[bytes]]:
    """Rows by row group: a function of the rows, not of how they arrive."""
    group: list[bytes] = []
    weight = 0
    for line in lines:
        group.append(line.json)
        weight += len(line.json)
        if len(group) == ROWS_PER_GROUP or weight >= WEIGHT_OF_GROUP:
            yield group
            group, weight = [], 0
    if group:
        yield group


def to_arrow(table: str, lines: Sequence[bytes], *, text: bool = True) -> pa.Table:
    """Rows as lines of JSON as an Arrow table; RFC 3339 strings become instants."""
    return from_json(lines, arrow(table, text=text))


def from_json(lines: Sequence[bytes], schema: pa.Schema) -> pa.Table:
    """Lines of JSON as an Arrow table of a schema.

    Arrow reads them itself: from objects of Python it would, before the first, import pandas.
    """
    if not lines:
        return schema.empty_table()
    octets = b"\n".join(lines)
    return read_json(
        pa.BufferReader(octets),
        # One block, or a long row would not fit; one thread, for there is one block.
        read_options=ReadOptions(use_threads=False, block_size=len(octets) + 1),
        parse_options=ParseOptions(explicit_schema=schema, unexpected_field_behavior="error"),
    )


@contextmanager
def opened(source: Path | BinaryIO, subject: object = None) -> Iterator[pq.ParquetFile]:
    """A file of a table, to read rows of. Raises VerificationError where it is damaged.

    `subject` is what the file is called where it is no path.
    """
    try:
        with pq.ParquetFile(source) as file:
            yield file
    except _DAMAGE as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        message = "can't be read: it is damaged"
        raise VerificationError(message, subject=subject or source, cause=error) from error


def read_table(
    table: str, folder: Path, columns: Sequence[str] | None = None
) -> Iterator[dict[str, Any]]:
    """The rows of a table below `folder` in its order, as JSON values: what was written.

    With `columns`, no others are read.
    """
    for path in sorted((folder / table).glob("*.parquet")):
        yield from read_file(path, columns)


def read_file(path: Path, columns: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
    """The rows of one file of a table, as `read_table`."""
    with opened(path) as file:
        for batch in file.iter_batches(256, columns=columns):
            yield from rows_of(batch)


def read_backwards(table: str, folder: Path, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Columns of the rows of a table, the last row first; what is not asked for is not read."""
    for path in sorted((folder / table).glob("*.parquet"), reverse=True):
        with opened(path) as file:
            for group in reversed(range(file.num_row_groups)):
                yield from reversed(list(rows_of(file.read_row_group(group, list(columns)))))


def pick(
    table: str,
    folder: Path,
    columns: Sequence[str],
    wanted: Callable[[Row], bool],
    least: tuple[str, datetime] | None = None,
    month: str = "",
) -> Iterator[dict[str, Any]]:
    """The rows of a table that are `wanted` by these `columns` of theirs, in the table's order.

    With `month` only those of its files.

    The other columns are read only of row groups that hold such a row. Where no row is wanted
    whose instant in a column (a path, with dots) is before another, `least` names both, and row
    groups of earlier instants alone are passed over; null is not earlier.
    """
    for path in sorted((folder / table).glob(f"{month}*.parquet")):
        with opened(path) as file:
            for group in range(file.num_row_groups):
                if least is not None and _is_before(file.metadata.row_group(group), *least):
                    continue
                seen = rows_of(file.read_row_group(group, list(columns)))
                hits = [number for number, row in enumerate(seen) if wanted(row)]
                if hits:
                    whole = file.read_row_group(group)
                    # Slices: a list of numbers makes Arrow load pandas.
                    for number in hits:
                        yield from rows_of(whole.slice(number, 1))


def _is_before(group: pq.RowGroupMetaData, column: str, instant: datetime) -> bool:
    """Whether all instants in a column of a row group surely are before this one, and none null."""
    for number in range(group.num_columns):
        found = group.column(number)
        if found.path_in_schema == column:
            told = found.statistics
            if told is None or not told.has_min_max or told.null_count is None or told.null_count:
                return False
            # As it is stored: for an instant of Python's, Arrow loads pandas.
            return bool(told.max_raw < (instant - _EPOCH) // timedelta(microseconds=1))
    return False


def rows_of(batch: pa.RecordBatch | pa.Table) -> Iterator[dict[str, Any]]:
    """The rows of a part of a table as JSON values."""
    for part in batch.to_batches() if isinstance(batch, pa.Table) else (batch,):
        # Views: for a cast, Arrow loads all that it can compute.
        plain = [one.view(_without_zone(one.type)) for one in part.columns]
        names = part.schema.names
        yield from map(_as_json, pa.RecordBatch.from_arrays(plain, names).to_pylist())


def _without_zone(kind: pa.DataType) -> pa.DataType:
    """The type with its instants as bare ones, in UTC: for the others Arrow loads pandas."""
    if pa.types.is_timestamp(kind):
        return pa.timestamp(kind.unit)
    if pa.types.is_struct(kind):
        return pa.struct([one.with_type(_without_zone(one.type)) for one in kind])
    if pa.types.is_list(kind):
        return pa.list_(kind.value_field.with_type(_without_zone(kind.value_type)))
    return kind


def row_at(file: pq.ParquetFile, number: int) -> dict[str, Any]:
    """Row `number` of a file, counted from 0, as JSON values. Raises IndexError past its end."""
    for group in range(file.num_row_groups):
        rows = file.metadata.row_group(group).num_rows
        if number < rows:
            return next(rows_of(file.read_row_group(group).slice(number, 1)))
        number -= rows
    raise IndexError(number)


def _as_json(value: Any) -> Any:
    """Instants, bare ones in UTC, become RFC 3339 strings again, to the microsecond."""
    if isinstance(value, dict):
        return {name: _as_json(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds") + "Z"
    return value

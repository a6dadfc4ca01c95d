"""Which rows and columns of a table: a condition in SQL, answered by DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.dataset as pads

from twa.dataset.errors import TwaError
from twa.dataset.tables.arrow import arrow
from twa.dataset.tables.parquet import rows_of

_BATCH: Final = 1024

_SETTINGS: Final = (
    "SET TimeZone = 'UTC'; SET enable_external_access = false; SET lock_configuration = true"
)


class BadSelection(TwaError):
    """A condition, column or suffix that nobody knows. The subject is what was asked for."""

    message = "can't select"
    exit_status = 2


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows of `table` where `where` (an SQL expression over its columns) holds, or all.

    With `columns`, those alone, in this order.
    """

    table: str
    where: str | None = None
    columns: tuple[str, ...] = ()

    def schema(self) -> pa.Schema:
        """The Arrow schema of what is selected. Raises BadSelection for an unknown column."""
        whole = arrow(self.table)
        unknown = [name for name in self.columns if name not in whole.names]
        if unknown:
            near = get_close_matches(unknown[0], whole.names, 1)
            hint = f"did you mean {near[0]}? " if near else ""
            raise BadSelection(
                "no such column",
                subject=", ".join(unknown),
                cause=f"{hint}{self.table} has {', '.join(whole.names)}",
            )
        return pa.schema([whole.field(name) for name in self.columns or whole.names])


def select(dataset: Path, selection: Selection) -> Iterator[dict[str, Any]]:
    """The selected rows in the order of their table, as JSON values.

    The condition reads this one table and nothing else: no files, no network. Raises
    BadSelection for what is no condition.
    """
    names = selection.schema().names
    for batch in _query(dataset, selection, names):
        yield from rows_of(batch)


def _query(dataset: Path, selection: Selection, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    files = sorted(str(path) for path in (dataset / selection.table).glob("*.parquet"))
    source = pads.dataset(files, schema=arrow(selection.table), format="parquet")
    columns = ", ".join(f'"{name}"' for name in names)
    condition = f"WHERE ({selection.where}\n)" if selection.where else ""
    with duckdb.connect(config={"threads": "1"}) as database:
        database.register(selection.table, source)
        database.execute(_SETTINGS)
        try:
            # One thread and insertion order: the order of the files is that of the table.
            reader = database.sql(
                f"SELECT {columns} FROM {selection.table} {condition}"  # noqa: S608 (its owner's)
            ).to_arrow_reader(_BATCH)
            yield from reader
        except duckdb.Error as error:
            first = str(error).partition("\n")[0]
            raise BadSelection(subject=selection.where, cause=first) from error

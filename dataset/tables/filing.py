"""The order of the rows of a table, and which of its files each goes to.

Apart from Parquet, which takes long to load: whoever keeps rows, or looks one up, needs no more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final, NamedTuple, Protocol, TypeVar

from twa.dataset.errors import TwaError
from twa.dataset.tables.schema import Row, sort_key

ROWS_PER_FILE: Final = 1_000
"""Rows of the largest file: some 4 MB of articles. A build of one new article writes the last one
of its month anew; what is inserted shifts every row of the month after it."""

UNDATED: Final = "0000-00"
"""The month of rows without an instant, which come first."""


class Keyed(Protocol):
    """What is sorted as a row is."""

    @property
    def key(self) -> tuple[str, ...]:
        """What it is sorted by (`schema.sort_key`); its last part is the id."""


K = TypeVar("K", bound=Keyed)


class RowLine(NamedTuple):
    """A row as one line of JSON, and the key that it is sorted by (`schema.sort_key`)."""

    key: tuple[str, ...]
    json: bytes

    @classmethod
    def of(cls, table: str, row: Row) -> RowLine:
        """The line of a row."""
        return cls(sort_key(table, row), json.dumps(row, separators=(",", ":")).encode())


class OrderError(TwaError):
    """Rows that did not come in the order of their table, or came twice."""

    message = "rows out of order"


def filed(table: str, rows: Iterable[K], number: int = 0) -> Iterator[tuple[str, Iterator[K]]]:
    """Rows of a table by the file that they go to. They come in order, or OrderError is raised.

    Of rows that are the end of one month, `number` is that of their first file.
    """
    place = _Place(number)
    for name, part in groupby(_in_order(table, rows), key=place.name):
        yield f"{table}/{name}.parquet", part


def month(row: Keyed) -> str:
    """The month (`YYYY-MM`) that a row is filed under."""
    return (row.key[0] or UNDATED)[:7]


class _Place:
    """Which file a row goes to: its month, and a number within the month."""

    def __init__(self, number: int) -> None:
        self._month = ""
        self._count = 0
        self._first = number * ROWS_PER_FILE

    def name(self, row: Keyed) -> str:
        """The name of its file, without suffix. Rows come in order."""
        if (here := month(row)) != self._month:
            self._month, self._count, self._first = here, self._first, 0
        number, self._count = self._count // ROWS_PER_FILE, self._count + 1
        return f"{here}-{number:04d}"


def _in_order(table: str, rows: Iterable[K]) -> Iterator[K]:
    before: tuple[str, ...] | None = None
    for row in rows:
        if before is not None and row.key <= before:
            subject = f"{table} {row.key[-1]}"
            raise OrderError(subject=subject, cause=f"{row.key} after {before}")
        before = row.key
        yield row

"""The row that a proof is of, found by its id."""

from __future__ import annotations

from twa.dataset.collection import Collection
from twa.dataset.errors import TwaError
from twa.dataset.reduce import row_cache
from twa.dataset.tables import filing
from twa.dataset.tables.schema import TABLES, Row
from twa.dataset.verification.placed import placed


class NoSuchRow(TwaError):
    """There is no row with an id. The subject is the id."""

    message = "no row has this id"


def find(collection: Collection, row_id: str) -> tuple[str, Row]:
    """The row with an id, and its table: of several, that of the first table.

    Raises NoSuchRow where there is none, VerificationError for a damaged file. Reads the one row,
    and the ids of its month where the last build is remembered, or else all.
    """
    # Of whichever build: no more than where to look first.
    files = sorted(collection.shards.glob("rows-*/rows-*.sqlite"))
    for table in TABLES:
        line = row_cache.look_up(files, table, row_id)
        if line and (row := _find_in(collection, table, row_id, filing.month(line))):
            return table, row
    for table in TABLES:
        if row := _find_in(collection, table, row_id):
            return table, row
    raise NoSuchRow(subject=row_id)


def _find_in(collection: Collection, table: str, row_id: str, month: str = "") -> Row | None:
    # Slow to import, and seldom needed.
    from twa.dataset.tables.parquet import pick

    def is_it(row: Row) -> bool:
        return bool(row["id"] == row_id)

    row = next(pick(table, collection.dataset, ["id"], is_it, month=month), None)
    return None if row is None else placed(table, row)

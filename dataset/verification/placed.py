"""Whether rows of a file say where their records lie, as the contract has it."""

from __future__ import annotations

from typing import Final

from twa.dataset.errors import VerificationError
from twa.dataset.tables.schema import Row, contract, in_order

_COLUMNS: Final = ("capture", "withdrawn", "further_pages")


def placed(table: str, row: Row) -> Row:
    """The row. Raises VerificationError where these columns have other names than the contract's.

    So have those of a damaged file, and of other versions of the contract.
    """
    columns = contract(table)["properties"]
    for name in _COLUMNS:
        if name in columns and (name not in row or in_order(columns[name], row[name]) != row[name]):
            message = f"no row as the contract of {table} has them: {name}"
            raise VerificationError(message, subject=row["id"])
    return row

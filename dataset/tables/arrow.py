"""The Arrow types of the tables, derived from their contracts."""

from __future__ import annotations

from functools import cache
from typing import Final

import pyarrow as pa

from twa.dataset.tables.schema import Schema, contract, kind_of

INSTANT: Final = pa.timestamp("us", tz="UTC")
"""The Arrow type of every instant."""

_SCALARS: Final = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
}


@cache
def arrow(table: str, *, text: bool = True) -> pa.Schema:
    """The Arrow schema of a table. Every column may be null: the contract says which are not.

    `text` as for `contract`.
    """
    properties = contract(table, text=text)["properties"]
    return pa.schema([(name, _arrow(schema)) for name, schema in properties.items()])


def _arrow(schema: Schema) -> pa.DataType:
    kind, _ = kind_of(schema)
    if kind == "object":
        return pa.struct(
            [(name, _arrow(child)) for name, child in schema.get("properties", {}).items()]
        )
    if kind == "array":
        return pa.list_(_arrow(schema["items"]))
    if schema.get("format") == "date-time":
        return INSTANT
    return _SCALARS[kind]

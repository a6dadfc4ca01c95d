"""The Arrow types of the tables, derived from their contracts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

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


def features(table: str, *, text: bool = True) -> list[dict[str, Any]]:
    """The `features` of `dataset_info` in a dataset card, as the `datasets` library writes them.

    `text` as for `contract`.
    """
    return [_feature(name, kind) for name, kind in _columns(arrow(table, text=text))]


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


def _columns(schema: pa.Schema | pa.StructType) -> Iterator[tuple[str, pa.DataType]]:
    for index in range(len(schema.names)):
        field = schema.field(index)
        yield field.name, field.type


def _feature(name: str, kind: pa.DataType) -> dict[str, Any]:
    if pa.types.is_struct(kind):
        return {"name": name, "struct": [_feature(*column) for column in _columns(kind)]}
    if pa.types.is_list(kind):
        inner = kind.value_type
        if pa.types.is_struct(inner):
            return {"name": name, "list": [_feature(*column) for column in _columns(inner)]}
        return {"name": name, "list": _value(inner)}
    return {"name": name, "dtype": _value(kind)}


def _value(kind: pa.DataType) -> str:
    # `datasets` names these types as NumPy does, Arrow some of them otherwise.
    return {"double": "float64"}.get(str(kind), str(kind))

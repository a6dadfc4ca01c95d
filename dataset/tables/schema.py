"""Reads the JSON Schema contracts, and derives columns from them.

A schema file says everything once: names, types, formats, units, meanings. From
it come the validator, the Arrow schema (`arrow`), the `dataset_info` of the card, the
Croissant fields and the data dictionary. Nothing else defines a column.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from twa.dataset.errors import TwaError

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

Schema = dict[str, Any]
"""A JSON Schema, or a part of one."""

Row = Mapping[str, Any]
"""One row of a table as JSON values; instants are RFC 3339 strings."""

TABLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "articles": "article",
        "revisions": "revision",
        "feed_entries": "feed_entry",
        "rejects": "reject",
    }
)
"""Table → name of its contract, as people meet them; the first table is the default."""

_ANNOTATIONS: Final = {"title", "description", "examples", "type", "x-term", "x-text", "x-unit"}


class SchemaError(TwaError):
    """A contract that is missing or says what can't be derived from."""

    message = "not a usable contract"


@cache
def load(name: str) -> Schema:
    """The contract `name` (`article`, `run`, …) with every `$ref` replaced by what it names.

    Raises SchemaError where there is no such contract. The result is shared: do
    not change it.
    """
    schema: Schema = _expand(_file(f"{name}.schema.json"), f"{name}.schema.json")
    return schema


@cache
def validator(name: str) -> Draft202012Validator:
    """A validator for the contract `name`, with formats checked."""
    from twa.dataset.tables import validators
    # slow to import, and not needed to write rows

    return validators.make(load(name))


@cache
def verdict(name: str) -> Callable[[object], bool]:
    """What says of a value, fast, whether it surely keeps the contract `name`."""
    from twa.dataset.tables import fast_validators

    return fast_validators.make(load(name))


def contract(table: str, *, text: bool = True) -> Schema:
    """The expanded contract of the rows of a table.

    Without `text`, that of a publication which leaves out what the sources wrote.
    """
    if table not in TABLES:
        raise SchemaError("no such table", subject=table)
    schema = load(TABLES[table])
    if text:
        return schema
    left_out = texts(table)
    return {
        **schema,
        "required": [name for name in schema["required"] if name not in left_out],
        "properties": {
            name: child for name, child in schema["properties"].items() if name not in left_out
        },
    }


def texts(table: str) -> tuple[str, ...]:
    """The columns of a table that hold the sources' own prose (`x-text`), in order."""
    properties = contract(table)["properties"]
    return tuple(name for name, schema in properties.items() if schema.get("x-text"))


def order(table: str) -> tuple[str, ...]:
    """The columns by which the rows of a table are sorted; null comes first."""
    return tuple(contract(table)["x-order"])


def sort_key(table: str, row: Row) -> tuple[str, ...]:
    """What the rows of a table are sorted by: a key for `sorted`, unique in the table."""
    return tuple(row[column] or "" for column in order(table))


def in_order(schema: Schema, value: Any) -> Any:
    """A value as a table gives it back.

    Names are in the order of their contract, none is missing, and whole numbers are integers.
    """
    if isinstance(value, Mapping):
        properties = schema.get("properties", {})
        return {name: in_order(child, value.get(name)) for name, child in properties.items()}
    if isinstance(value, list):
        return [in_order(schema["items"], item) for item in value]
    if isinstance(value, float) and value.is_integer() and kind_of(schema)[0] == "integer":
        return int(value)
    return value


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a contract, at any depth.

    `path` holds the names from the row down, `schema` its expanded contract
    (that of the items, where `repeated`), `kind` its JSON type without null.
    """

    path: tuple[str, ...]
    schema: Schema
    kind: str
    nullable: bool
    repeated: bool

    @property
    def instant(self) -> bool:
        """Whether the value is an instant."""
        return self.schema.get("format") == "date-time"


def fields(schema: Schema, path: tuple[str, ...] = ()) -> Iterator[Field]:
    """All fields below an object's contract, parents before their children."""
    for name, child in schema.get("properties", {}).items():
        kind, nullable = kind_of(child)
        repeated = kind == "array"
        inner = {**child["items"], **_described(child)} if repeated else child
        if repeated:
            kind, _ = kind_of(inner)
        yield Field((*path, name), inner, kind, nullable, repeated)
        yield from fields(inner, (*path, name))


def _described(schema: Schema) -> Schema:
    return {
        key: schema[key] for key in ("title", "description", "x-term", "x-text") if key in schema
    }


def kind_of(schema: Schema) -> tuple[str, bool]:
    """The one JSON type of a contract, and whether it admits null."""
    types = schema.get("type")
    names = [types] if isinstance(types, str) else list(types or ())
    kinds = [name for name in names if name != "null"]
    if len(kinds) != 1:
        raise SchemaError("a field needs exactly one type beside null", subject=schema.get("title"))
    return kinds[0], len(names) > len(kinds)


@cache
def _file(filename: str) -> Schema:
    source = files("twa.schemas") / filename
    if not source.is_file():
        raise SchemaError("no such contract", subject=filename)
    schema: Schema = json.loads(source.read_text("utf-8"))
    return schema


def _expand(schema: Any, base: str) -> Any:
    """`schema` of the file `base` with each `$ref` replaced by what it names."""
    if isinstance(schema, list):
        return [_expand(item, base) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" not in schema:
        return {key: _expand(value, base) for key, value in schema.items() if key != "$defs"}
    reference = schema["$ref"]
    siblings = {key: value for key, value in schema.items() if key != "$ref"}
    if unknown := siblings.keys() - _ANNOTATIONS:
        raise SchemaError(
            "beside $ref only annotations and a narrower type", subject=base, cause=unknown
        )
    filename, _, pointer = reference.partition("#")
    filename = filename or base
    target = _expand(_at(_file(filename), pointer, filename), filename)
    return _narrow(target, siblings)


def _at(schema: Schema, pointer: str, filename: str) -> Schema:
    """What a JSON Pointer (RFC 6901) names."""
    for token in pointer.split("/")[1:]:
        if token not in schema:
            raise SchemaError("a $ref that leads nowhere", subject=f"{filename}#{pointer}")
        schema = schema[token]
    return schema


def _narrow(target: Schema, siblings: Schema) -> Schema:
    """JSON Schema Core 2020-12, section 8.2.3.1: what stands beside `$ref` applies as well."""
    merged = {**target, **siblings}
    if siblings.get("type", "null") != "null" and "enum" in merged:
        merged["enum"] = [value for value in merged["enum"] if value is not None]
    return merged

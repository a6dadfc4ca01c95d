"""Rows of Parquet as the typed values of `rows`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")

_Maker = Callable[[Any], Any]


def maker(kind: type[T]) -> Callable[[dict[str, Any]], T]:
    """What makes a row class of a row as JSON values.

    A column that a publication leaves out becomes None, or an empty tuple.
    """
    hints = get_type_hints(kind)
    columns = [(field.name, _of(hints[field.name])) for field in fields(kind)]  # type: ignore[arg-type]

    def make(row: dict[str, Any]) -> T:
        return kind(**{name: convert(row.get(name)) for name, convert in columns})

    return make


def _of(hint: Any) -> _Maker:
    if get_origin(hint) is tuple:
        item = _of(get_args(hint)[0])
        return lambda value: tuple(item(part) for part in value or ())
    if isinstance(hint, UnionType):
        (inner,) = (part for part in get_args(hint) if part is not type(None))
        convert = _of(inner)
        return lambda value: None if value is None else convert(value)
    if hint is datetime:
        return datetime.fromisoformat
    if is_dataclass(hint):
        return maker(hint)  # type: ignore[arg-type]
    return lambda value: value

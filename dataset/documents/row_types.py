"""The rows as Python classes: writes `dataset/api/rows.py` from the contracts in `schemas/`.

python -m twa.dataset.documents.row_types > dataset/api/rows.py
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from textwrap import wrap
from typing import Final

from twa.dataset.tables.schema import TABLES, Field, Schema, fields, load

_HEAD: Final = '''\
"""Rows as typed values, one class a table, and one for each column that holds an object.

Made from `schemas/` by `python -m twa.dataset.documents.row_types`: not to be edited.
`docs/data-dictionary.md` says what each field means. Instants are UTC; what is not known
is None, or an empty tuple.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
'''

_TYPES: Final = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
_WIDTH: Final = 92


def render() -> str:
    """The module `twa.dataset.api.rows` as source."""
    classes = _Classes()
    for name in TABLES.values():
        classes.add(f"{_camel(name)}Row", load(name), load(name)["description"])
    return "\n\n".join([_HEAD, *classes.sources])


class _Classes:
    """Classes written so far; columns of equal shape share one."""

    def __init__(self) -> None:
        self.sources: list[str] = []
        self._known: dict[str, str] = {}

    def add(self, name: str, schema: Schema, description: str) -> None:
        lines = [f"    {line}" for line in self._lines(schema)]
        head = ["@dataclass(frozen=True, slots=True)", f"class {name}:"]
        self.sources.append("\n".join([*head, *_doc(description), "", *lines]) + "\n")

    def _lines(self, schema: Schema) -> Iterator[str]:
        for field in fields(schema):
            if len(field.path) == 1:
                yield f"{field.path[0]}: {self._type(field)}"

    def _type(self, field: Field) -> str:
        if field.kind == "object":
            name = self._cell(field)
        else:
            name = "datetime" if field.instant else _TYPES[field.kind]
        if field.repeated:
            return f"tuple[{name}, ...]"
        return f"{name} | None" if field.nullable else name

    def _cell(self, field: Field) -> str:
        """The class of a column that holds objects, written where there is none of its shape."""
        name = f"{_camel(_one(field.path[-1]) if field.repeated else field.path[-1])}Cell"
        shape = "\n".join(self._lines(field.schema))
        number, chosen = 1, name
        while self._known.setdefault(chosen, shape) != shape:
            number += 1
            chosen = f"{name}{number}"
        if not any(source.split("\n")[1] == f"class {chosen}:" for source in self.sources):
            self.add(chosen, field.schema, field.schema["description"])
        return chosen


def _doc(description: str) -> list[str]:
    lines = wrap(description, _WIDTH)
    if len(lines) == 1:
        return [f'    """{lines[0]}"""']
    return [f'    """{lines[0]}', *(f"    {line}" for line in lines[1:]), '    """']


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _one(name: str) -> str:
    """`blocks` → `block`, `entries` → `entry`."""
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    return name.removesuffix("s")


if __name__ == "__main__":
    sys.stdout.write(render())

"""The row of a withdrawn article: identifiers, location and digests only.

What stays is listed; everything else goes, so that a new column is gone until
somebody decides otherwise.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from twa.dataset.tables.identity import sha256
from twa.dataset.tables.schema import Row, Schema, contract

_CAPTURE: Final = ("capture", "extraction")

KEPT: Final = MappingProxyType(
    {
        "articles": ("id", "first_captured_at", "revision_count", *_CAPTURE),
        "revisions": ("id", "article_id", "number", "supersedes", "captured_at", *_CAPTURE),
        "feed_entries": (
            *("id", "article_id", "feed_url", "position", "first_seen", "last_seen", "times_seen"),
            "capture",
        ),
        "rejects": ("id", "stage", "reason", "captured_at", "capture"),
    }
)
"""Table → the columns that stay. None of them holds what a source wrote."""

_EMPTY: Final = {"array": [], "string": "", "integer": 0, "number": 0, "boolean": False}
_OTHERWISE: Final = {"text_sha256": sha256(""), "chosen": "page"}
"""Columns that may be neither null nor empty: the digest of no text, and an enumeration."""


def withdraw(table: str, row: Row, withdrawn: Row) -> dict[str, Any]:
    """The row of an article that was withdrawn (`withdrawn`: when and why)."""
    kept = {name: row[name] for name in KEPT[table] if name in row}
    emptied = {
        name: _empty(name, schema)
        for name, schema in contract(table)["properties"].items()
        if name in row and name not in kept
    }
    # In the order of the row: rows are compared as they are written.
    whole = kept | emptied | {"withdrawn": dict(withdrawn)}
    return {name: whole[name] for name in row}


def blanks(table: str, columns: tuple[str, ...]) -> dict[str, Any]:
    """What stands in these columns of a row that was withdrawn."""
    properties = contract(table)["properties"]
    return {name: _empty(name, properties[name]) for name in columns}


def _empty(name: str, schema: Schema) -> Any:
    """The value that says nothing: null where it may be."""
    types = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    if "null" in types:
        return None
    if name in _OTHERWISE:
        return _OTHERWISE[name]
    if types == ["object"]:
        return {child: _empty(child, inner) for child, inner in schema["properties"].items()}
    value = _EMPTY[types[0]]
    return list(value) if isinstance(value, list) else value

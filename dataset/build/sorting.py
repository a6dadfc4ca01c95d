"""Rows in order, however many: sorted on disk."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

_TABLES: Final = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE line (name TEXT, key TEXT, body TEXT);
    CREATE INDEX line_in_order ON line (name, key);
    BEGIN;
"""


class Sorter:
    """Takes finished rows of several tables and gives back each table sorted by key."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        # Nobody reads this file after a crash.
        self._db.executescript(_TABLES)

    def put(self, table: str, key: tuple[str, ...], row: dict[str, Any]) -> None:
        """Take in a row. Keys are compared as their parts are, by code points."""
        self._db.execute(
            "INSERT INTO line VALUES (?, ?, ?)", (table, "\0".join(key), json.dumps(row))
        )

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """The rows of a table in order."""
        lines = self._db.execute("SELECT body FROM line WHERE name = ? ORDER BY key", (table,))
        for (body,) in lines:
            yield json.loads(body)

    def close(self) -> None:
        """Let go of the file, which is the caller's to delete."""
        self._db.close()

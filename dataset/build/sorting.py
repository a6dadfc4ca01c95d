"""Rows in order, however many: sorted on disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dataset.tables.parquet import Line

_TABLES: Final = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE line (name TEXT, key TEXT, body BLOB);
    CREATE INDEX line_in_order ON line (name, key);
    BEGIN;
"""


class Sorter:
    """Takes finished rows of several tables and gives back each table sorted by key."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    @classmethod
    def create(cls, path: Path) -> Sorter:
        """An empty one in a new file."""
        db = sqlite3.connect(path, isolation_level=None)
        # Nobody reads this file after a crash.
        db.executescript(_TABLES)
        return cls(db)

    @classmethod
    def filled(cls, path: Path) -> Sorter:
        """One that was filled and closed."""
        return cls(sqlite3.connect(path))

    def put(self, table: str, line: Line) -> None:
        """Take in a row. Keys are compared as their parts are, by code points."""
        self._db.execute(
            "INSERT INTO line VALUES (?, ?, ?)", (table, "\0".join(line.key), line.json)
        )

    def lines(self, table: str) -> Iterator[Line]:
        """The rows of a table in order."""
        found = self._db.execute("SELECT key, body FROM line WHERE name = ? ORDER BY key", (table,))
        for key, body in found:
            yield Line(tuple(key.split("\0")), body)

    def close(self) -> None:
        """Let go of the file, which is the caller's to read again or delete."""
        self._db.commit()
        self._db.close()

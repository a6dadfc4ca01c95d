"""On-disk row store: sorts finished rows by their key."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple, Self

from isal import isal_zlib

from twa.dataset.tables.account import Told
from twa.dataset.tables.coverage import Tally, tally
from twa.dataset.tables.filing import RowLine
from twa.dataset.tables.schema import Row

_LEVEL: Final = 1
"""Of isal's deflate: a third of the octets, for less time than SQLite takes to write the rest."""

_END: Final = chr(sys.maxunicode)
"""What no key comes after."""

_TABLES: Final = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE line (
        name TEXT, key TEXT, id TEXT, owner TEXT, digest TEXT, tally TEXT, body BLOB
    );
    CREATE INDEX line_in_order ON line (name, key, digest);
    CREATE INDEX line_by_owner ON line (owner);
    CREATE INDEX line_by_id ON line (name, id);
    CREATE TABLE made (digest BLOB PRIMARY KEY, owner TEXT, seal BLOB, rows TEXT);
    CREATE INDEX made_by_owner ON made (owner);
    BEGIN;
"""


class Finished(NamedTuple):
    """A row that passed its checks: what sorts it, its line deflated, and what coverage counts.

    `key` is that of `RowLine`, as text; `digest` is that of `body`.
    """

    table: str
    id: str
    key: str
    digest: str
    tally: Tally
    body: bytes

    @classmethod
    def of(cls, table: str, row: Row, told: Told | None = None) -> Self:
        """A row that passed its checks. Keys are compared as their parts are, by code points.

        `told` says of a row of rejects what it is about.
        """
        line = RowLine.of(table, row)
        body = isal_zlib.compress(line.json, _LEVEL)
        key, adds = "\0".join(line.key), tally(table, row, told)
        return cls(table, row["id"], key, _digest(body), adds, body)


class RowDigest(NamedTuple):
    """Which row it is, which octets, and what they add to figures: for who needs no row itself.

    `tally` is JSON.
    """

    key: tuple[str, ...]
    digest: str
    tally: str


class Sorter:
    """Takes finished rows of several tables and gives back each table sorted by key.

    Rows can be noted under the digest of all that they were made of, and be recalled by it. Each
    has an owner: the article, entry or reject that it was made for.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    @classmethod
    def create(cls, path: Path) -> Sorter:
        """An empty one in a new file."""
        db = sqlite3.connect(path, isolation_level=None)
        # Nobody reads this file after a crash, or nobody who would believe it.
        db.executescript(_TABLES)
        return cls(db)

    @classmethod
    def filled(cls, path: Path) -> Sorter:
        """One that was filled and closed."""
        return cls(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True))

    @classmethod
    def changing(cls, path: Path) -> Sorter:
        """One that was filled and closed, of which rows go and to which others come."""
        db = sqlite3.connect(path, isolation_level=None)
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;")
        return cls(db)

    def put(self, row: Finished, owner: str) -> None:
        """Take in a row."""
        told = json.dumps(row.tally, separators=(",", ":"))
        self._db.execute(
            "INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?)",
            (row.table, row.key, row.id, owner, row.digest, told, row.body),
        )

    def note(self, made_of: bytes, owner: str, rows: Iterable[Finished]) -> None:
        """Note that these rows, which were taken in, are what is made of something."""
        text = json.dumps([row[:-1] for row in rows])
        self._db.execute(
            "INSERT INTO made VALUES (?, ?, ?, ?)", (made_of, owner, _seal(made_of, text), text)
        )

    def has_made(self, made_of: bytes, owner: str) -> bool:
        """Whether what was made last for an owner was made of this."""
        found = self._db.execute("SELECT digest FROM made WHERE owner = ?", (owner,)).fetchall()
        return found == [(made_of,)]

    def has(self, table: str, row_id: str) -> bool:
        """Whether there is a row of this id."""
        query = "SELECT 1 FROM line WHERE name = ? AND id = ?"
        return self._db.execute(query, (table, row_id)).fetchone() is not None

    def find(self, table: str, row_id: str) -> RowLine | None:
        """The row of this id. Raises ValueError or sqlite3.Error where the file is damaged."""
        query = "SELECT key, digest, body FROM line WHERE name = ? AND id = ?"
        found = self._db.execute(query, (table, row_id)).fetchone()
        if found is None:
            return None
        key, digest, body = found
        if _digest(body) != digest:
            raise ValueError("this row was another one")
        return RowLine(tuple(key.split("\0")), isal_zlib.decompress(body))

    def forget(self, owner: str) -> list[tuple[str, str]]:
        """Let the rows of an owner go; table and key of each."""
        found: list[tuple[str, str]] = self._db.execute(
            "DELETE FROM line WHERE owner = ? RETURNING name, key", (owner,)
        ).fetchall()
        self._db.execute("DELETE FROM made WHERE owner = ?", (owner,))
        return found

    def recall(self, made_of: bytes) -> list[Finished] | None:
        """The rows that are made of something, if that was noted.

        Raises `ValueError` or `sqlite3.Error` where the file is damaged.
        """
        noted = self._db.execute("SELECT seal, rows FROM made WHERE digest = ?", (made_of,))
        if (found := noted.fetchone()) is None:
            return None
        seal, text = found
        if seal != _seal(made_of, text):
            raise ValueError("these rows were noted otherwise")
        return [
            Finished(table, row_id, key, digest, tally, self._body(table, key, digest))
            for table, row_id, key, digest, tally in json.loads(text)
        ]

    def _body(self, table: str, key: str, expected: str) -> bytes:
        rows = self._db.execute("SELECT body FROM line WHERE name = ? AND key = ?", (table, key))
        for (body,) in rows:
            if _digest(body) == expected:
                return bytes(body)
        raise ValueError("this row was another one")

    def heads(self, table: str, first: str = "", last: str = _END) -> Iterator[RowDigest]:
        """The heads of the rows of a table in order: all, or those from one key up to another."""
        found = self._db.execute(
            "SELECT key, digest, tally FROM line WHERE name = ? AND key >= ? AND key < ?"
            " ORDER BY key",
            (table, first, last),
        )
        for key, digest, told in found:
            yield RowDigest(tuple(key.split("\0")), digest, told)

    def lines(
        self, table: str, first: RowDigest | None = None, last: RowDigest | None = None
    ) -> Iterator[RowLine]:
        """The rows of a table in order, or those from one to another."""
        found = self._db.execute(
            "SELECT key, body FROM line WHERE name = ? AND key BETWEEN ? AND ? ORDER BY key",
            (table, "\0".join(first.key) if first else "", "\0".join(last.key) if last else _END),
        )
        for key, body in found:
            yield RowLine(tuple(key.split("\0")), isal_zlib.decompress(body))

    def close(self) -> None:
        """Let go of the file, which is the caller's to read again or delete."""
        self._db.commit()
        self._db.close()


def _digest(octets: bytes) -> str:
    """128 bits in hexadecimal."""
    return blake2b(octets, digest_size=16).hexdigest()


def _seal(made_of: bytes, text: str) -> bytes:
    return blake2b(made_of + text.encode(), digest_size=8).digest()

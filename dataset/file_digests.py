"""SHA-256 of files, kept with size, inode and times so that unchanged files are not read again.

A digest is kept with size, inode, and the times of the last change of content and of inode. While
the file system says the same of the file, nobody wrote to it by way of the system, and the digest
is taken for that of the file; otherwise the file is read. What no write goes through, a failing
disk above all, only a reading finds: `twa verify` and `twa build --read-all` believe no digest.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

_QUIET_NS: Final = 2_000_000_000
"""Nanoseconds without a change before a reading that make it worth keeping. Coarser than the clock
of any file system: a write after the reading then shows in the times ("racily clean" in git)."""

_TABLE: Final = """
    CREATE TABLE IF NOT EXISTS digest (
        name TEXT PRIMARY KEY, size INTEGER, inode INTEGER, modified_ns INTEGER,
        changed_ns INTEGER, sha256 TEXT, taken_at TEXT, seal BLOB
    ) WITHOUT ROWID
"""
_PUT: Final = "INSERT OR REPLACE INTO digest VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


class Stamp(NamedTuple):
    """What the file system says of a file: octets, inode, and nanoseconds since 1970."""

    size: int
    inode: int
    modified_ns: int
    changed_ns: int

    @classmethod
    def of(cls, path: Path | str) -> Self:
        """The stamp of a file as it is now. Raises OSError."""
        found = os.stat(path)  # noqa: PTH116 # also of text, which is made faster than a path
        return cls(found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns)

    @property
    def is_quiet(self) -> bool:
        """Whether the file has not changed for so long that a change from now on would show."""
        return self.changed_ns < time.time_ns() - _QUIET_NS


class Taken(NamedTuple):
    """A digest (lower-case hex), of a file in which state, and when (RFC 3339, UTC)."""

    stamp: Stamp
    sha256: str
    taken_at: str


def taken_now(stamp: Stamp, sha256: str) -> Taken:
    """A digest that was taken of a file just now."""
    return Taken(stamp, sha256, f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")


def read(path: Path, names: Iterable[str] | None = None) -> dict[str, Taken]:
    """What is kept in the file at `path`, of all files or of those by some names.

    Nothing of what is lost or damaged.
    """
    found: dict[str, Taken] = {}
    if not path.is_file():
        return found
    with suppress(sqlite3.Error), closing(sqlite3.connect(path, timeout=60)) as db:
        for name, *values, seal in _rows(db, names):
            if seal == _seal(name, *values):
                *stamp, sha256, taken_at = values
                found[name] = Taken(Stamp(*stamp), sha256, taken_at)
    return found


def _rows(db: sqlite3.Connection, names: Iterable[str] | None) -> Iterable[Sequence[Any]]:
    if names is None:
        return db.execute("SELECT * FROM digest")
    one = "SELECT * FROM digest WHERE name = ?"
    return (row for name in names for row in db.execute(one, (name,)))


def keep(path: Path, taken: Mapping[str, Taken], gone: Iterable[str] = ()) -> None:
    """Keep digests in the file at `path`, and forget those by the names `gone`.

    It is a cache: where it can't be written, files are read again.
    """
    rows = [
        (name, *one[0], *one[1:], _seal(name, *one[0], *one[1:])) for name, one in taken.items()
    ]
    names = [(name,) for name in gone]
    if not rows and not names:
        return
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write(path, rows, names)
        except sqlite3.OperationalError:
            pass
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
            with suppress(sqlite3.Error):
                _write(path, rows, [])


def _write(path: Path, rows: Sequence[tuple[object, ...]], gone: list[tuple[str]]) -> None:
    with closing(sqlite3.connect(path, timeout=60)) as db, db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute(_TABLE)
        db.executemany("DELETE FROM digest WHERE name = ?", gone)
        db.executemany(_PUT, rows)


def _seal(*values: object) -> bytes:
    """What shows that a line is as it was written."""
    return blake2b(
        "\0".join(map(str, values)).encode(errors="surrogateescape"), digest_size=8
    ).digest()


def is_same_file(path: Path | str, stamp: Stamp) -> bool:
    """Whether the file system says of a file what it said then."""
    try:
        return Stamp.of(path) == stamp
    except OSError:
        return False

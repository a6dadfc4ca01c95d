"""The database of a site that grows: which rows it was made of, and where each one's line lies.

Beside the tables that are searched (`twa.dataset.search.writer`):

    files        the Parquet files, each with its digest
    rows         their rows: digest, whose they are, and the place of their line
    changes      headlines that changed
    rejected     rejects as they stand in the list
    traffic      what files of the index tell (`polls_by_day`)
    lines        how long files of lines are, and how much of them nothing leads to any more
    documents    what the pages fetch as files
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from twa.dataset.browse.site.figures import HEADLINES
from twa.dataset.browse.site.files import LineSpan, encoded
from twa.dataset.errors import TwaError
from twa.dataset.file_digests import Stamp
from twa.dataset.search import writer

DATABASE: Final = "search.sqlite"
"""Its name in the folder of the data. It is not served itself."""

STATE: Final = "state"
"""The document that says which state of the collection is shown."""

_SCHEMA: Final = """
CREATE TABLE files (file INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL);
CREATE TABLE rows (
    file INTEGER, at INTEGER, digest BLOB NOT NULL, ref TEXT, offset INTEGER, length INTEGER,
    PRIMARY KEY (file, at)
) WITHOUT ROWID;
CREATE INDEX rows_of ON rows (ref) WHERE offset IS NOT NULL;
CREATE TABLE changes (id TEXT, at TEXT, revision TEXT, before TEXT, after TEXT);
CREATE INDEX changes_of ON changes (id);
CREATE INDEX changes_at ON changes (at, revision);
CREATE TABLE rejected (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, date INTEGER, captured TEXT,
    listed TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL
);
CREATE TABLE traffic (file TEXT PRIMARY KEY, stamp TEXT, days TEXT, polls TEXT);
CREATE TABLE lines (name TEXT PRIMARY KEY, size INTEGER NOT NULL, dead INTEGER NOT NULL);
CREATE TABLE documents (name TEXT PRIMARY KEY, octets BLOB NOT NULL);
"""
_SCRATCH: Final = """
CREATE TEMP TABLE gone (
    kind TEXT, digest BLOB, ref TEXT, offset INTEGER, length INTEGER, PRIMARY KEY (kind, digest)
);
CREATE INDEX temp.gone_of ON gone (ref);
CREATE TEMP TABLE touched (ref TEXT PRIMARY KEY);
"""

_FEW: Final = 1_000
"""Numbers that may be dead, whatever there is beside them."""

_SHORT: Final = 16 << 20
"""Octets of lines that may be."""


class Worn(TwaError):
    """So much of a site is out of use, or so little of it may stay, that it is written anew."""

    message = "the site is to be written anew"


class LineSizes(NamedTuple):
    """Octets of a file of lines, and of those of them that nothing leads to any more."""

    size: int
    dead: int


class KnownRow(NamedTuple):
    """A row that the site has: whose it is, and where its line lies, if it has one."""

    ref: str | None
    place: LineSpan | None


def fresh(path: Path) -> sqlite3.Connection:
    """A new database, which nobody else knows of yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path, isolation_level=None)
    database.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;"
        f"{_SCHEMA}{writer.SCHEMA}{_SCRATCH}"
    )
    return database


def kept(path: Path) -> sqlite3.Connection:
    """The database that is there. Raises sqlite3.Error where it can't be written to, and Worn."""
    database = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None
    )
    try:
        database.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;{_SCRATCH}")
        _refuse_if_worn(database)
    except BaseException:
        database.close()
        raise
    return database


def _refuse_if_worn(database: sqlite3.Connection) -> None:
    ((dead, there),) = database.execute(
        "SELECT (SELECT count(*) FROM dead), (SELECT count(*) FROM articles)"
    )
    refuse_if_many(dead, dead + there)
    for name, lines in sizes(database).items():
        if lines.dead > max(_SHORT, lines.size // 2):
            raise Worn(subject=name)


def refuse_if_many(dead: int, numbers: int) -> None:
    """Raises Worn where so many of the numbers of articles are dead that it does not pay."""
    if dead > max(_FEW, numbers // 4):
        raise Worn(subject=f"{dead} of {numbers} articles")


def sizes(database: sqlite3.Connection) -> defaultdict[str, LineSizes]:
    """Of the files of lines, by table."""
    found = {name: LineSizes(*rest) for name, *rest in database.execute("SELECT * FROM lines")}
    return defaultdict(lambda: LineSizes(0, 0), found)


def keep_size(database: sqlite3.Connection, table: str, lines: LineSizes) -> None:
    """Of one of them."""
    database.execute("INSERT OR REPLACE INTO lines VALUES (?, ?, ?)", [table, *lines])


def state(version: str, index: Mapping[str, Stamp]) -> bytes:
    """What tells the state of a collection: of its dataset, and of the files of its index."""
    return encoded({"version": version, "index": index})


def contents(state: bytes) -> str:
    """The same for all states that are one once parts of the index are merged."""
    told = json.loads(state)
    return f"{told['version']}-{sum(size for size, *_ in told['index'].values())}"


def put(database: sqlite3.Connection, name: str, octets: bytes) -> None:
    """Keep a document in the place of that of the same name."""
    database.execute("INSERT OR REPLACE INTO documents VALUES (?, ?)", [name, octets])


class ShelfRows:
    """Which rows the site was made of, while it becomes the site of others.

    `files` are the digests of all Parquet files by name (`TABLE/…`) that it is to be made of. The
    rows of those that it does not have so are set aside until they are found in other files.
    """

    def __init__(self, database: sqlite3.Connection, files: Mapping[str, str]) -> None:
        self._database = database
        self._files = files
        known = {
            name: (file, digest)
            for file, name, digest in database.execute("SELECT file, name, sha256 FROM files")
        }
        stale = [
            (name.partition("/")[0], file)
            for name, (file, digest) in known.items()
            if files.get(name) != digest
        ]
        database.executemany(
            "INSERT INTO gone SELECT ?, digest, ref, offset, length FROM rows WHERE file = ?", stale
        )
        database.executemany("DELETE FROM rows WHERE file = ?", [(file,) for _, file in stale])
        database.executemany("DELETE FROM files WHERE file = ?", [(file,) for _, file in stale])
        self._set_aside = bool(stale)
        self.has_grown = bool(known)
        """Whether the site was made of other files before."""
        self.news = sorted(
            name for name, digest in files.items() if known.get(name, (0, None))[1] != digest
        )
        """The files to be read, in order."""

    def begin(self, name: str) -> int:
        """Begin a file of `news`; its number."""
        added = self._database.execute(
            "INSERT INTO files (name, sha256) VALUES (?, ?)", [name, self._files[name]]
        )
        assert added.lastrowid is not None
        return added.lastrowid

    def found(self, table: str, digest: bytes) -> KnownRow | None:
        """A row that was set aside, which it no longer is; None for one that the site has not."""
        if not self._set_aside:
            return None
        for ref, offset, length in self._database.execute(
            "DELETE FROM gone WHERE kind = ? AND digest = ? RETURNING ref, offset, length",
            [table, digest],
        ).fetchall():
            return KnownRow(ref, None if offset is None else (offset, length))
        return None

    def supersede(self, table: str, ref: str) -> None:
        """Another row has the id of one that may be set aside."""
        if self._set_aside:
            self._database.execute("DELETE FROM gone WHERE kind = ? AND ref = ?", [table, ref])

    def keep(self, file: int, at: int, digest: bytes, row: KnownRow) -> None:
        """Row number `at` of a file."""
        offset, length = row.place or (None, None)
        self._database.execute(
            "INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?)",
            [file, at, digest, row.ref, offset, length],
        )

    def left(self, table: str) -> list[KnownRow]:
        """The rows of a table that no file has any more."""
        return [
            KnownRow(ref, None if offset is None else (offset, length))
            for ref, offset, length in self._database.execute(
                "SELECT ref, offset, length FROM gone WHERE kind = ?", [table]
            )
        ]

    def touch(self, article: str | None) -> None:
        """Revisions or entries of an article are others."""
        if article is not None:
            self._database.execute("INSERT OR IGNORE INTO touched VALUES (?)", [article])

    def touched(self) -> Iterator[str]:
        """The articles of which they are."""
        for (article,) in self._database.execute("SELECT ref FROM touched"):
            yield article

    def places(self, article: str) -> defaultdict[str, list[LineSpan]]:
        """Where the lines of an article's revisions and entries lie, by table and in its order."""
        found: defaultdict[str, list[LineSpan]] = defaultdict(list)
        for name, offset, length in self._database.execute(
            # In this order: through the files first, it would look at each row of each.
            "SELECT name, offset, length FROM rows INDEXED BY rows_of CROSS JOIN files USING (file)"
            " WHERE ref = ? AND offset IS NOT NULL ORDER BY name, at",
            [article],
        ):
            found[name.partition("/")[0]].append((offset, length))
        return found


class HeadlineChanges:
    """Headlines that changed, by article."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def forget(self, article: str) -> None:
        """Forget those of an article."""
        self._database.execute("DELETE FROM changes WHERE id = ?", [article])

    def add(self, change: Mapping[str, Any], revision: str) -> None:
        """A change as `figures.headline_change` gives it, and the id of the row that shows it."""
        values = [change["id"], change["at"], revision, change["before"], change["after"]]
        self._database.execute("INSERT INTO changes VALUES (?, ?, ?, ?, ?)", values)

    def newest(self) -> list[dict[str, Any]]:
        """The newest, the last first: in the order of their rows' table, from its end."""
        names = ("id", "at", "before", "after")
        return [
            dict(zip(names, row, strict=True))
            for row in self._database.execute(
                "SELECT id, at, before, after FROM changes ORDER BY at DESC, revision DESC LIMIT ?",
                [HEADLINES],
            )
        ]

"""The SQLite file of the crawl state: its tables, and how it is made anew."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

from twa.dataset.crawl_state import agenda, requisite_queue

VERSION: Final = 7
"""Of the tables below; a file with another is made anew."""

# `stands`: addresses that nobody asked for, of entries whose article was asked for at another.
# `captured_at` is never later than the instant at which a capture was read, whatever its record
# says, so that a clock that was wrong ends when it is set right; `dated` is what the record says.
SCHEMA: Final = """
CREATE TABLE segments (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE captures (
    record_id     TEXT PRIMARY KEY,
    url           TEXT NOT NULL,
    address       TEXT,
    host          TEXT NOT NULL,
    captured_at   TEXT NOT NULL,
    kind          TEXT NOT NULL,
    role          TEXT NOT NULL,
    via           TEXT,
    outcome       TEXT NOT NULL,
    status        INTEGER,
    location      TEXT,
    etag          TEXT,
    last_modified TEXT,
    retry_after   TEXT,
    cache_control TEXT,
    age           TEXT,
    refers_to     TEXT,
    body_key      TEXT,
    digest        TEXT,
    reason        TEXT,
    dated         TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE public_hosts (host TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE INDEX captures_by_url ON captures (url, captured_at);
CREATE INDEX captures_by_address ON captures (address, captured_at);
CREATE INDEX captures_by_host ON captures (host, captured_at);
CREATE INDEX captures_by_role ON captures (role, captured_at);
CREATE INDEX captures_by_body ON captures (body_key) WHERE body_key IS NOT NULL;
CREATE TABLE listed (
    list        TEXT NOT NULL,
    position    INTEGER NOT NULL,
    current     INTEGER NOT NULL,
    source      TEXT NOT NULL,
    role        TEXT NOT NULL,
    captured_at TEXT NOT NULL,
    link        TEXT NOT NULL,
    address     TEXT NOT NULL,
    mark        TEXT NOT NULL,
    entry       TEXT,
    title       TEXT NOT NULL,
    published   TEXT,
    PRIMARY KEY (list, position)
) WITHOUT ROWID;
CREATE INDEX listed_by_entry ON listed (source, entry, captured_at) WHERE entry IS NOT NULL;
CREATE TABLE stands (address TEXT PRIMARY KEY, article TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX stands_by_article ON stands (article);
CREATE INDEX listed_by_address ON listed (address, captured_at);
CREATE INDEX listed_by_source ON listed (source, role);
CREATE TABLE hints (list TEXT PRIMARY KEY, hints TEXT NOT NULL, built TEXT) WITHOUT ROWID;
CREATE TABLE robots (record_id TEXT PRIMARY KEY, payload BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE notes (
    record_id   TEXT NOT NULL,
    name        TEXT NOT NULL,
    captured_at TEXT NOT NULL,
    fields      TEXT NOT NULL,
    PRIMARY KEY (record_id, name)
) WITHOUT ROWID;
CREATE INDEX notes_by_name ON notes (name, captured_at);
"""
# Apart: to make one is faster than to read the whole archive for tables of another version.
_LATER: Final = """
CREATE INDEX IF NOT EXISTS captures_by_validator ON captures (url, etag, captured_at)
WHERE kind = 'response' AND status = 200
"""


def connect(path: Path) -> sqlite3.Connection:
    """The database, with the tables of `VERSION`. Raises DatabaseError for what is none."""
    database = sqlite3.connect(path, isolation_level=None, timeout=60)
    try:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        tables = database.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]
        if tables and version != VERSION:
            raise sqlite3.DatabaseError(f"tables of version {version}")
        database.execute("PRAGMA journal_mode=WAL")
        # A cache needs no fsync of its own: what a crash takes is read again.
        database.execute("PRAGMA synchronous=OFF")
        if not tables:
            database.executescript(
                f"BEGIN IMMEDIATE; {SCHEMA} {agenda.SCHEMA} {requisite_queue.SCHEMA} "
                f"PRAGMA user_version={VERSION}; COMMIT"
            )
        database.execute(_LATER)
    except sqlite3.DatabaseError:
        database.close()
        raise
    return database


def forget(path: Path) -> None:
    """Delete a memory, so that the next to open it reads the whole archive."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)

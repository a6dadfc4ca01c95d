"""What the archive knows, made quick to ask: a cache that is never the truth.

Every row is read off an archived capture, so losing `state.sqlite` loses
nothing: opened without it, or behind it, the state reads what it lacks from
the sealed segments.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from crawler.history import RunHistory
from crawler.plan import Fate
from dataset.captures import Capture, captures
from dataset.records import format_date, parse_date
from dataset.revisits import Earlier, original
from dataset.urls import join

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS segments (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS captures (
    record_id     TEXT PRIMARY KEY,
    url           TEXT NOT NULL,
    captured_at   TEXT NOT NULL,
    kind          TEXT NOT NULL,
    role          TEXT NOT NULL,
    outcome       TEXT NOT NULL,
    status        INTEGER,
    location      TEXT,
    etag          TEXT,
    last_modified TEXT,
    refers_to     TEXT,
    body_key      TEXT,
    digest        TEXT,
    reason        TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS captures_by_url ON captures (url, captured_at);
CREATE INDEX IF NOT EXISTS captures_by_body ON captures (body_key) WHERE body_key IS NOT NULL;
"""

_INSERT: Final = "INSERT OR IGNORE INTO captures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_LAST: Final = """
SELECT kind, status, location, outcome FROM captures
WHERE url = ? AND outcome != 'refused' ORDER BY captured_at DESC LIMIT 1
"""
_NEWEST_WHOLE: Final = """
SELECT etag, last_modified, coalesce(refers_to, record_id) FROM captures
WHERE url = ? AND status = 200 AND outcome = 'complete' AND kind != 'metadata'
ORDER BY captured_at DESC LIMIT 1
"""
_BY_RECORD: Final = """
SELECT url, captured_at, record_id, digest FROM captures
WHERE record_id = ? AND body_key IS NOT NULL
"""
_BY_BODY: Final = """
SELECT url, captured_at, record_id, digest FROM captures
WHERE body_key = ? ORDER BY captured_at LIMIT 1
"""

MAX_REDIRECTS: Final = 20
"""Hops followed from one URL to what became of it."""

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
GONE: Final = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask "has it changed since?" with (RFC 9110, section 8.8)."""

    etag: str | None
    last_modified: str | None


class State:
    """The ledger of one collection, and the `History` that revisits point back to.

    Used on the reactor's thread alone.
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database
        self._this_run = RunHistory()

    @classmethod
    def open(cls, path: Path, archive: Path) -> Self:
        """The state at `path`, brought up to the sealed segments in `archive`.

        What can't be read of a segment is passed over: `twa verify` reports it.
        """
        database = sqlite3.connect(path, isolation_level=None)
        database.execute("PRAGMA journal_mode=WAL")
        # A cache needs no fsync of its own: what a crash takes is read again.
        database.execute("PRAGMA synchronous=OFF")
        database.executescript(_SCHEMA)
        state = cls(database)
        applied = {name for (name,) in database.execute("SELECT name FROM segments")}
        for segment in sorted(archive.glob("*.warc.gz")):
            if segment.name not in applied:
                state.apply(captures(segment, on_damage=lambda _: None))
                state.sealed(segment)
        return state

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()

    def apply(self, seen: Iterable[Capture]) -> None:
        """Take note of durable captures. Applying one twice changes nothing."""
        self._db.execute("BEGIN")
        self._db.executemany(_INSERT, map(_row, seen))
        self._db.execute("COMMIT")

    def sealed(self, segment: Path) -> None:
        """Mark a sealed segment as read, so that the next start need not read it."""
        self._db.execute("INSERT OR IGNORE INTO segments VALUES (?)", (segment.name,))

    # --- for the plan -----------------------------------------------------------------------

    def fate_of(self, url: str) -> Fate | None:
        """What became of the newest attempt to have `url`, redirects followed; None for none."""
        for _ in range(MAX_REDIRECTS):
            row = self._db.execute(_LAST, (url,)).fetchone()
            if row is None:
                return None
            kind, status, location, outcome = row
            if status in REDIRECTS and location:
                url = location
                continue
            if status in GONE:
                return Fate.GONE
            whole = kind != "metadata" and outcome == "complete"
            return Fate.GOT if whole and status == 200 else Fate.FAILED
        return Fate.FAILED

    def refused_before(self, url: str, reason: str) -> bool:
        """Whether the archive holds a refusal of `url`, so that it need not say so again."""
        found = self._db.execute(
            "SELECT 1 FROM captures WHERE url = ? AND outcome = 'refused' AND reason = ? LIMIT 1",
            (url, reason),
        )
        return found.fetchone() is not None

    def validators(self, url: str) -> Validators | None:
        """The validators of the newest 200 of `url` and of no other URL; None for none."""
        row = self._db.execute(_NEWEST_WHOLE, (url,)).fetchone()
        return Validators(*row[:2]) if row and any(row[:2]) else None

    # --- for revisits (dataset.revisits.History) --------------------------------------------

    def of_url(self, url: str) -> Earlier | None:
        """The original of the newest whole 200 of `url`: what a 304 speaks of."""
        if found := self._this_run.of_url(url):
            return found
        row = self._db.execute(_NEWEST_WHOLE, (url,)).fetchone()
        return self._original(_BY_RECORD, row[2]) if row else None

    def of_body(self, key: str) -> Earlier | None:
        """A capture that has this `body_key`."""
        return self._this_run.of_body(key) or self._original(_BY_BODY, key)

    def remember(self, key: str, earlier: Earlier) -> None:
        """Take note of a capture of this run; `apply` makes it last."""
        self._this_run.remember(key, earlier)

    def _original(self, query: str, value: str) -> Earlier | None:
        row = self._db.execute(query, (value,)).fetchone()
        captured_at = parse_date(row[1]) if row else None
        return Earlier(row[0], captured_at, row[2], row[3]) if captured_at else None


def _row(capture: Capture) -> tuple[str | int | None, ...]:
    response = capture.response
    found = original(capture)
    location = response.get("Location") if response else None
    outcome = capture.truncated or capture.fields.get("outcome") or "complete"
    return (
        capture.locator.record_id,
        capture.url,
        format_date(capture.captured_at),
        capture.kind,
        capture.origin.role,
        outcome,
        response.status if response else None,
        join(capture.url, location).partition("#")[0] if location else None,
        response.get("ETag") if response else None,
        response.get("Last-Modified") if response else None,
        capture.refers_to_id,
        found[0] if found else None,
        found[1].digest if found else None,
        capture.fields.get("reason"),
    )

"""The agenda of a crawl: articles to fetch, retry or look at again, indexed by time.

Whether an article is to be fetched depends on all attempts at it, those at the addresses that
redirects lead to, and everything that lists say of it (`schedule`). The outcome stands in the
table `agenda`, worked out anew for those of which something has changed: a capture or a listing
makes its address `stale`, and with it every one whose redirects led there (`led`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Final

from twa.dataset.crawl_state.schedule import (
    Listed,
    is_outstanding,
    is_unfetched,
    visit_of,
    why_at_once,
)
from twa.dataset.warc.records import format_date
from twa.dataset.web.links import refusal

SCHEMA: Final = """
CREATE TABLE agenda (
    address     TEXT PRIMARY KEY,
    listed_at   TEXT NOT NULL,
    source      TEXT NOT NULL,
    position    INTEGER NOT NULL,
    barred      INTEGER NOT NULL,
    at_once     INTEGER NOT NULL,
    visit       TEXT,
    unfetched   INTEGER NOT NULL,
    outstanding INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX agenda_at_once ON agenda (barred) WHERE at_once;
CREATE INDEX agenda_by_visit ON agenda (barred, visit) WHERE visit IS NOT NULL;
CREATE INDEX agenda_unfetched ON agenda (barred) WHERE unfetched;
CREATE INDEX agenda_outstanding ON agenda (barred) WHERE outstanding;
CREATE TABLE led (
    target      TEXT NOT NULL,
    address     TEXT NOT NULL,
    PRIMARY KEY (target, address)
) WITHOUT ROWID;
CREATE INDEX led_by_address ON led (address);
CREATE TABLE stale (address TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE worked_out (ages TEXT NOT NULL);
"""
"""`barred`: 0 for what may be fetched, 1 where only a crawl may that follows any link, else 2.
`worked_out` holds the ages of visits that `visit` follows."""

_STALE: Final = """
INSERT OR IGNORE INTO stale SELECT ?1 UNION SELECT address FROM led WHERE target = ?1
"""
_ALL_STALE: Final = """
INSERT OR IGNORE INTO stale SELECT DISTINCT address FROM listed WHERE role = 'feed'
"""
# SQLite, "Bare columns in an aggregate query": they are of the row that has the maximum.
_LISTED: Final = """
SELECT link, source, SUM(current) > 0, position, MAX(captured_at) FROM listed
WHERE address = ? AND role = 'feed'
"""
# An address that nobody asked for, of an article that was asked for at another.
_STANDS: Final = """
SELECT 1 FROM stands WHERE address = ?1
AND NOT EXISTS (SELECT 1 FROM captures WHERE address = ?1 AND reason IS NULL)
"""
_NEWER: Final = """
SELECT link FROM listed JOIN stands ON stands.address = listed.address
WHERE stands.article = ? AND captured_at > ? ORDER BY captured_at DESC LIMIT 1
"""
_SELECTED: Final = """
SELECT address FROM agenda WHERE {} ORDER BY listed_at DESC, source, position
"""
_TO_DO: Final = _SELECTED.format(
    """address IN (
        SELECT address FROM agenda WHERE at_once AND barred IN (0, ?) UNION
        SELECT address FROM agenda WHERE visit IS NOT NULL AND barred IN (0, ?) AND visit <= ?
    )"""
)

Know = Callable[[str, str, str, bool], Listed]
"""From address, link, source and whether the feed itself lists it: all that is known of it."""


def touch(database: Connection, place: str) -> None:
    """Something became known of an address."""
    database.execute(_STALE, (place,))


class Agenda:
    """The agenda of a memory, worked out as far as it is asked for.

    `know` says what is known of one article, `is_withdrawn` of which addresses nobody is told,
    `ages` at which ages an article is looked at again.
    """

    def __init__(
        self,
        database: Connection,
        know: Know,
        is_withdrawn: Callable[[str], bool],
        ages: Sequence[timedelta],
    ) -> None:
        self._db = database
        self._know = know
        self._is_withdrawn = is_withdrawn
        self._ages = ages
        self._work_out()

    def to_do(self, now: datetime, *, follow_any: bool) -> Iterator[Listed]:
        """Articles that are to be fetched at once, or to be looked at again by now."""
        return self._select(_TO_DO, int(follow_any), int(follow_any), format_date(now))

    def visits(self) -> Iterator[Listed]:
        """Articles that are to be looked at again, the first to come first."""
        query = """
            SELECT address FROM agenda WHERE visit IS NOT NULL AND barred = 0 ORDER BY visit
        """
        return self._select(query)

    def unfetched(self) -> Iterator[Listed]:
        """Articles that the feed lists and nobody asked for."""
        return self._select(_SELECTED.format("unfetched AND barred = 0"))

    def outstanding(self) -> Iterator[Listed]:
        """Articles that the archive should have and has not."""
        return self._select(_SELECTED.format("outstanding AND barred = 0"))

    def _select(self, query: str, *values: str | int) -> Iterator[Listed]:
        cursor = self._db.execute(query, values)
        while some := cursor.fetchmany(100):
            for (address,) in some:
                found = None if self._is_withdrawn(address) else self._listed(address)
                if found is not None:
                    yield found[0]

    def _listed(self, address: str) -> tuple[Listed, str, int, str] | None:
        """An article as it is known, and the source, position and instant of its last listing."""
        link, source, current, position, at = self._db.execute(_LISTED, (address,)).fetchone()
        if link is None:
            return None
        known = self._know(address, link, source, bool(current))
        if known.changed and (newer := self._db.execute(_NEWER, (address, at)).fetchone()):
            # The feed links to it by another address now.
            known = replace(known, url=newer[0])
        return known, source, position, at

    def _work_out(self) -> None:
        ages = " ".join(str(age.total_seconds()) for age in self._ages)
        stale = self._db.execute("SELECT 1 FROM stale LIMIT 1").fetchone()
        known = self._db.execute("SELECT ages FROM worked_out").fetchone()
        if stale is None and known == (ages,):
            return
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            if known != (ages,):
                self._db.execute(_ALL_STALE)
                self._db.execute("DELETE FROM worked_out")
                self._db.execute("INSERT INTO worked_out VALUES (?)", (ages,))
            places = self._db.execute("SELECT address FROM stale").fetchall()
            for (address,) in places:
                self._write(address)
            self._db.execute("DELETE FROM stale")

    def _write(self, address: str) -> None:
        self._db.execute("DELETE FROM led WHERE address = ?", (address,))
        stands = self._db.execute(_STANDS, (address,)).fetchone()
        found = None if stands else self._listed(address)
        if found is None:
            self._db.execute("DELETE FROM agenda WHERE address = ?", (address,))
            return
        article, source, position, at = found
        visit = visit_of(article, self._ages)
        row = (
            *(address, at, source, position, _barred(article)),
            why_at_once(article) is not None,
            visit and format_date(visit),
            *(is_unfetched(article), is_outstanding(article)),
        )
        self._db.execute("INSERT OR REPLACE INTO agenda VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        targets = ((target, address) for target in _led_to(article))
        self._db.executemany("INSERT OR IGNORE INTO led VALUES (?, ?)", targets)


def _barred(article: Listed) -> int:
    if refusal(article.url, article.via) is None:
        return 0
    return 1 if refusal(article.url, article.via, True) is None else 2


def _led_to(article: Listed) -> Iterable[str]:
    """The addresses that redirects from an article led to by now."""
    for attempts in article.path:
        if attempts and (target := attempts[-1].redirects_to):
            yield target

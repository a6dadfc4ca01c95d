"""What recurs at the edges of a site's pages, kept so that a new page costs what stands on it.

`pages.recurrence.boilerplate` says what recurs and counts it from all pages of a site. Here the
same is kept by shingle: which pages have it at an edge, and whether several articles share it.
The index of a site is made when the first new page of it comes, for a build from nothing has no
use for it. Pages only come, so what recurs goes on to do so.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from twa.dataset.pages.recurrence.boilerplate import ARTICLES, Known, Recurring
from twa.dataset.pages.recurrence.outlines import Outline

TABLES: Final = """
    CREATE TABLE site (number INTEGER PRIMARY KEY, name TEXT UNIQUE);
    CREATE TABLE edge (
        site INTEGER, shingle INTEGER, voter INTEGER, page INTEGER,
        PRIMARY KEY (site, shingle, voter, page)
    ) WITHOUT ROWID;
    CREATE TABLE recurs (site INTEGER, shingle INTEGER, PRIMARY KEY (site, shingle)) WITHOUT ROWID;
"""

_BATCH: Final = 500
_PLACES: Final = 200
_OUTLINES: Final = """
    SELECT number, outlines FROM page
    WHERE {}site = ? AND outlines IS NOT NULL AND number > ? AND number <= ?
"""
_ELECT: Final = f"""
    INSERT INTO recurs SELECT site, shingle FROM edge WHERE site = ?
    GROUP BY site, shingle HAVING COUNT(DISTINCT voter) >= {ARTICLES}
"""  # noqa: S608 (a constant of ours)
# What recurs already may stand on each page of the site, and is not counted again.
_SHARED: Final = f"""
    SELECT shingle FROM edge WHERE site = ?1 AND shingle IN (
        SELECT value FROM json_each(?2)
        WHERE NOT EXISTS (SELECT 1 FROM recurs WHERE site = ?1 AND shingle = value)
    )
    GROUP BY shingle HAVING COUNT(DISTINCT voter) >= {ARTICLES}
"""  # noqa: S608 (a constant of ours)
_ARTICLES: Final = """
    WITH found (number) AS ({})
    SELECT identity FROM page WHERE number IN found
    UNION SELECT identity FROM page WHERE original IN found
"""
_HAVING: Final = _ARTICLES.format("SELECT page FROM edge WHERE site = ? AND shingle = ?")
# Base64 has no comma: pages of which there is another telling, which votes for nothing.
_DOUBTED: Final = _ARTICLES.format(
    "SELECT number FROM page WHERE site = ? AND instr(outlines, ',')"
)


class Shingles:
    """The shingles that recur on a site, looked up one by one."""

    def __init__(self, db: sqlite3.Connection, site: int) -> None:
        self._db = db
        self._site = site

    def __contains__(self, shingle: int) -> bool:
        query = "SELECT 1 FROM recurs WHERE site = ? AND shingle = ?"
        return self._db.execute(query, (self._site, _signed(shingle))).fetchone() is not None


def recurring(db: sqlite3.Connection, sites: Iterable[str]) -> Recurring:
    """What recurs on sites."""
    last = db.execute("SELECT MAX(number) FROM page").fetchone()[0]
    known: Mapping[str, Known] = {
        name: Shingles(db, _number(db, name) or _index(db, name, last)) for name in sites
    }
    return Recurring(known)


def grow(db: sqlite3.Connection, last: int) -> set[str]:
    """Take in the pages after the row `last`: the articles of which other blocks may recur now."""
    query = "SELECT DISTINCT site FROM page NOT INDEXED WHERE number > ?"
    sites = db.execute(query, (last,)).fetchall()
    return {article for (site,) in sites for article in _grow(db, site, last)}


def _grow(db: sqlite3.Connection, name: str, last: int) -> set[str]:
    site = _number(db, name)
    if site is None:
        site = _index(db, name, last)
    newest = db.execute("SELECT MAX(number) FROM page").fetchone()[0]
    fresh: list[int] = []
    for edges in _edges(db, site, name, last, newest):
        # A few places of the index at a time, so that each is read once.
        for start in range(0, len(edges), _PLACES):
            some = edges[start : start + _PLACES]
            db.executemany("INSERT OR IGNORE INTO edge VALUES (?, ?, ?, ?)", some)
            fresh += _elect(db, site, [shingle for _, shingle, _, _ in some])
    touched = {one for shingle in fresh for (one,) in db.execute(_HAVING, (site, shingle))}
    if fresh:
        touched.update(one for (one,) in db.execute(_DOUBTED, (name,)))
    return touched


def _elect(db: sqlite3.Connection, site: int, shingles: list[int]) -> list[int]:
    """Take note of those of some shingles that recur from now on."""
    fresh = [one for (one,) in db.execute(_SHARED, (site, json.dumps(shingles)))]
    db.executemany("INSERT INTO recurs VALUES (?, ?)", ((site, one) for one in fresh))
    return fresh


def _index(db: sqlite3.Connection, name: str, last: int) -> int:
    """Make the index of a site of the pages up to the row `last`; its number."""
    site = int(db.execute("INSERT INTO site VALUES (NULL, ?)", (name,)).lastrowid or 0)
    # Sorted as a whole: of many pages, each part would touch all of the tree.
    db.execute("CREATE TEMP TABLE unsorted AS SELECT * FROM edge WHERE 0")
    for edges in _edges(db, site, name, 0, last):
        db.executemany("INSERT INTO unsorted VALUES (?, ?, ?, ?)", edges)
    db.execute("INSERT OR IGNORE INTO edge SELECT * FROM unsorted ORDER BY shingle, voter, page")
    db.execute("DROP TABLE unsorted")
    db.execute(_ELECT, (site,))
    return site


Edge = tuple[int, int, int, int]


def _edges(
    db: sqlite3.Connection, site: int, name: str, after: int, last: int
) -> Iterator[list[Edge]]:
    """The rows of `edge` for pages of a site, some pages at a time."""
    # What is new is found by its number; the plus keeps SQLite from going through the site.
    query = _OUTLINES.format("+" if after else "")
    found = db.execute(query, (name, after, last))
    while pages := found.fetchmany(_BATCH):
        yield sorted(
            (site, _signed(shingle), _signed(edge.voter), number)
            for number, outlines in pages
            for edge in Outline.of_text(json.loads(outlines)[0]).edges.values()
            for shingle in edge.shingles
        )


def _number(db: sqlite3.Connection, name: str) -> int | None:
    found = db.execute("SELECT number FROM site WHERE name = ?", (name,)).fetchone()
    return None if found is None else int(found[0])


def _signed(number: int) -> int:
    """A number of 64 bits as SQLite has them."""
    return number - (1 << 64) if number >> 63 else number

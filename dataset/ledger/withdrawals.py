"""Finds the captures of withdrawn articles in the ledger."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Final

from twa.dataset.ledger.linking import article_at
from twa.dataset.takedowns import Takedowns

TABLE: Final = "CREATE TABLE withdrawn (address TEXT PRIMARY KEY, at TEXT, reason TEXT);"

# An address → those that stand for the same article.
_ALIASES: Final = (
    "SELECT DISTINCT identity FROM page WHERE address = ?",
    "SELECT DISTINCT address FROM page WHERE identity = ?",
    "SELECT DISTINCT address FROM redirect WHERE target = ?",
)


def withdraw(db: sqlite3.Connection, takedowns: Takedowns) -> None:
    """Note every address of a withdrawn article; of two takedowns of one, the first counts."""
    for entry in takedowns.entries:
        db.executemany(
            "INSERT OR IGNORE INTO withdrawn VALUES (?, ?, ?)",
            ((place, entry.at, entry.reason) for place in _aliases(db, entry.addresses)),
        )


def change(db: sqlite3.Connection, takedowns: Takedowns) -> bool:
    """Note them anew: whether other addresses are withdrawn now than were before."""
    query = "SELECT * FROM withdrawn ORDER BY address"
    before = db.execute(query).fetchall()
    db.execute("DELETE FROM withdrawn")
    withdraw(db, takedowns)
    return before != db.execute(query).fetchall()


def _aliases(db: sqlite3.Connection, addresses: Iterable[str]) -> set[str]:
    """Everything that led to an article, or is it: by `rel=canonical` and archived redirects."""
    found: set[str] = set()
    waiting = list(addresses)
    while waiting:
        place = waiting.pop()
        if place in found:
            continue
        found.add(place)
        for query in _ALIASES:
            waiting += [alias for (alias,) in db.execute(query, (place,))]
        if article := article_at(db, place):
            waiting.append(article)
    return found


def withdrawn(db: sqlite3.Connection, *addresses: str | None) -> dict[str, str] | None:
    """When and why the article at one of these addresses was withdrawn; None if none was."""
    for place in addresses:
        row = db.execute("SELECT at, reason FROM withdrawn WHERE address = ?", (place,)).fetchone()
        if row is not None:
            return {"at": row[0], "reason": row[1]}
    return None

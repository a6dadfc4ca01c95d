"""Pages that name one and the same address for their own, though they are different articles.

A theme with a fault names its section page on every article (`rel=canonical`). What several
articles say of themselves in the same words is evidence for none of them.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from twa.dataset.ledger.twins import have_one_text

TABLE: Final = """
    CREATE TABLE no_canonical (identity TEXT PRIMARY KEY) WITHOUT ROWID;
"""

_SHARED: Final = """
    SELECT identity FROM page GROUP BY identity HAVING COUNT(DISTINCT address) > 1
"""
_TITLES: Final = """
    SELECT page.address, json_extract(COALESCE(page.content, held.content), '$.title')
    FROM page LEFT JOIN page AS held ON held.number = page.original WHERE page.{} = ?
"""
_KEEP_ADDRESS: Final = "UPDATE page SET identity = address WHERE identity = ? AND address = ?"
_NO_EVIDENCE: Final = """
    UPDATE page SET content = json_set(content, '$.sources.canonical_url', NULL)
    WHERE identity = ? AND address = ? AND content IS NOT NULL
"""
_NEW: Final = """
    SELECT DISTINCT identity, address FROM page NOT INDEXED
    WHERE number > ? AND identity != address
    ORDER BY identity, address
"""
_NEW_THERE: Final = """
    SELECT 1 FROM page JOIN no_canonical ON no_canonical.identity = page.address
    WHERE page.number > ? LIMIT 1
"""
_AT_HOME: Final = """
    SELECT DISTINCT one.address FROM page AS one NOT INDEXED JOIN page AS other
    ON other.identity = one.address AND other.address != one.address
    WHERE one.number > ? AND one.identity = one.address
"""
_KEPT: Final = "SELECT 1 FROM page WHERE address = ? AND identity = address AND number <= ? LIMIT 1"
_MET: Final = """
    SELECT json_extract(COALESCE(page.content, held.content), '$.title')
    FROM page LEFT JOIN page AS held ON held.number = page.original
    WHERE page.address = ? AND page.number <= ?
"""


def settle(db: sqlite3.Connection) -> None:
    """Give back their own address to pages of different titles that name one address.

    Not to what has a title of the page at that address: another page of the same article,
    or another address of it. Where only one page has another title than that, its text decides.
    """
    for (identity,) in db.execute(_SHARED).fetchall():
        for address in _mistaken(db, identity):
            db.execute("INSERT OR IGNORE INTO no_canonical VALUES (?)", (identity,))
            _give_back(db, identity, address)


def grow(db: sqlite3.Connection, after: int) -> bool:
    """The same for the pages after a row. False where it means another thing for those before."""
    if db.execute(_NEW_THERE, (after,)).fetchone():
        return False
    if any(_mistaken(db, identity) for (identity,) in db.execute(_AT_HOME, (after,)).fetchall()):
        return False
    for identity, address in db.execute(_NEW, (after,)).fetchall():
        query = "SELECT 1 FROM no_canonical WHERE identity = ?"
        known = db.execute(query, (identity,)).fetchone() is not None
        if not known and _mistaken(db, identity):
            return False
        others = _others(db, identity)
        if known and address not in others and db.execute(_KEPT, (address, after)).fetchone():
            return False
        if known and address in others:
            # Another title of a page of before might be one that all have in common.
            met = {_plain(title) for (title,) in db.execute(_MET, (address, after))}
            if met and not others[address] <= met:
                return False
            _give_back(db, identity, address)
    return True


def _give_back(db: sqlite3.Connection, identity: str, address: str) -> None:
    db.execute(_NO_EVIDENCE, (identity, address))
    db.execute(_KEEP_ADDRESS, (identity, address))


def _mistaken(db: sqlite3.Connection, identity: str) -> list[str]:
    """Pages that name an address, and are of another article than its page and each other."""
    others = _others(db, identity)
    if _differ(others):
        return list(others)
    own = _titles(db, "address", identity).get(identity, set()) - {""}
    return [
        address
        for address, titles in others.items()
        if own and titles - {""} and not have_one_text(db, "address", address, identity)
    ]


def _others(db: sqlite3.Connection, identity: str) -> dict[str, set[str]]:
    """The titles of the pages that name an address, by their own, less those of its page."""
    titles = _titles(db, "identity", identity)
    own = _titles(db, "address", identity).get(identity, set())
    titles.pop(identity, None)
    return {address: found for address, found in titles.items() if not found & own}


def _titles(db: sqlite3.Connection, column: str, place: str) -> dict[str, set[str]]:
    titles: dict[str, set[str]] = {}
    for address, title in db.execute(_TITLES.format(column), (place,)):
        titles.setdefault(address, set()).add(_plain(title))
    return titles


def _plain(title: str | None) -> str:
    return " ".join((title or "").casefold().split())


def _differ(titles: dict[str, set[str]]) -> bool:
    """Whether several pages have no title in common. An empty one is no title."""
    told = [told for found in titles.values() if (told := found - {""})]
    return len(told) > 1 and not set.intersection(*told)

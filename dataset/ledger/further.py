"""Further pages of articles: they belong to the article of the first, and are none of their own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Final

from twa.dataset.pages.paging import MOST, are_of_one, number_of

TABLES: Final = """
    CREATE TABLE continued (
        address TEXT, following TEXT, PRIMARY KEY (address, following)
    ) WITHOUT ROWID;
    CREATE INDEX continued_by_following ON continued (following);
    CREATE TABLE further (address TEXT PRIMARY KEY, first TEXT, place INTEGER) WITHOUT ROWID;
    CREATE INDEX further_by_first ON further (first, place);
"""
"""`continued`: what pages say of where they go on. `further`: pages and the first of their own."""

MARK: Final = "further "
"""How the identity of a page begins that is a further one of an article: no URL does."""

_ROOTS: Final = """
    SELECT DISTINCT address FROM continued
    WHERE address NOT IN (SELECT following FROM continued) ORDER BY address
"""
_FOLLOWING: Final = "SELECT following FROM continued WHERE address = ? ORDER BY following"
_TITLE: Final = """
    SELECT json_extract(COALESCE(page.content, held.content), '$.title') FROM page
    LEFT JOIN page AS held ON held.number = page.original
    WHERE page.address = ? ORDER BY page.at DESC, page.warc DESC, page.offset DESC LIMIT 1
"""
_LISTED: Final = "SELECT 1 FROM entry WHERE address = ? LIMIT 1"
_NEW: Final = "SELECT DISTINCT address FROM page NOT INDEXED WHERE number > ?"
_BEFORE: Final = """
    SELECT 1 FROM page WHERE address = ? AND number <= ? AND substr(identity, 1, 8) != 'further '
"""
_LISTED_NOW: Final = """
    SELECT 1 FROM entry JOIN further ON further.address = entry.address
    WHERE entry.rowid > ? LIMIT 1
"""


def add(db: sqlite3.Connection, address: str, following: str | None) -> None:
    """Take in that the page at an address goes on at another."""
    if following is not None:
        db.execute("INSERT OR IGNORE INTO continued VALUES (?, ?)", (address, following))


def settle(db: sqlite3.Connection) -> None:
    """Say of every page whether it is a further one, and of which."""
    for (root,) in db.execute(_ROOTS).fetchall():
        _note(db, root, _chain(db, root))


def grow(db: sqlite3.Connection, after: int, entries: int) -> set[str] | None:
    """The same for the pages after a row: the first pages of what has more now.

    None where it means another thing for pages before, or a feed lists a further page now.
    """
    if db.execute(_LISTED_NOW, (entries,)).fetchone():
        return None
    roots = _roots(db, (place for (place,) in db.execute(_NEW, (after,)).fetchall()))
    for root in sorted(roots):
        chain = _chain(db, root)
        query = "SELECT address FROM further WHERE first = ?"
        known = {address for (address,) in db.execute(query, (root,))}
        fresh = [place for place in chain if place not in known]
        if known - set(chain) or any(db.execute(_BEFORE, (one, after)).fetchone() for one in fresh):
            return None
        _note(db, root, chain)
    return roots


def first_of(db: sqlite3.Connection, identity: str) -> str | None:
    """The address of the first page, of the identity of a further one; None for any other."""
    if not identity.startswith(MARK):
        return None
    query = "SELECT first FROM further WHERE address = ?"
    found = db.execute(query, (identity.removeprefix(MARK),)).fetchone()
    return found[0] if found else None


def _note(db: sqlite3.Connection, root: str, chain: Iterable[str]) -> None:
    for place, address in enumerate(chain):
        db.execute("INSERT OR REPLACE INTO further VALUES (?, ?, ?)", (address, root, place))
        db.execute("UPDATE page SET identity = ? WHERE address = ?", (MARK + address, address))


def _chain(db: sqlite3.Connection, root: str) -> list[str]:
    """The further pages of an article that were captured, in their order."""
    title = db.execute(_TITLE, (root,)).fetchone()
    if title is None or number_of(root) != 1:
        return []
    chain, place = [root], root
    while len(chain) < MOST:
        for (address,) in db.execute(_FOLLOWING, (place,)).fetchall():
            own = db.execute(_TITLE, (address,)).fetchone()
            is_own = own is not None and are_of_one(title[0], own[0])
            # What a feed lists is an article of its own.
            if is_own and address not in chain and not db.execute(_LISTED, (address,)).fetchone():
                chain.append(address)
                break
        else:
            break
        place = chain[-1]
    return chain[1:]


def _roots(db: sqlite3.Connection, places: Iterable[str]) -> set[str]:
    """The first pages that lead to these."""
    found: set[str] = set()
    for start in places:
        place, passed = start, {start}
        query = "SELECT MIN(address) FROM continued WHERE following = ?"
        while (before := db.execute(query, (place,)).fetchone()[0]) and before not in passed:
            place = before
            passed.add(place)
        if db.execute(_FOLLOWING, (place,)).fetchone():
            found.add(place)
    return found

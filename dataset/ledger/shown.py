"""What each feed showed of each entry: when first, when last, how often.

An entry stands in a feed for hundreds of polls. Kept so, a poll more costs what it lists, and no
question about an entry goes through all of its listings.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final

from twa.dataset.ledger.found import ListedEntry, SeenEntry

TABLE: Final = """
    CREATE TABLE shown (
        feed TEXT, entry_id TEXT, entry TEXT, times INTEGER,
        first INTEGER, first_place INTEGER, last INTEGER, last_place INTEGER,
        PRIMARY KEY (feed, entry_id, entry)
    ) WITHOUT ROWID;
    CREATE INDEX shown_by_entry ON shown (entry);
"""
"""By feed and version of an entry the first and the last poll, with the place in each. `times`
counts polls, each for the version that it listed first, so that the sum is that of the entry."""

_LISTED: Final = """
    SELECT poll.number, feed, entry_id, entry, position FROM poll
    JOIN listed ON listed.poll = poll.number JOIN entry ON entry.key = listed.entry
    WHERE poll.number > ? ORDER BY at, warc, offset, record, poll.number, position
"""
_TAKE: Final = """
    INSERT INTO shown VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?5, ?6) ON CONFLICT DO UPDATE SET
    times = times + excluded.times, last = excluded.last, last_place = excluded.last_place
"""
_LISTING: Final = (
    "SELECT feed, entry_id, position, at, warc, record, address, article, capture, body, root"
    " FROM listing WHERE poll = ? AND position = ?"
)
_VERSIONS: Final = """
    SELECT first.at, times, last, last_place, article, address FROM shown
    JOIN entry ON entry.key = shown.entry
    JOIN poll AS first ON first.number = shown.first JOIN poll ON poll.number = shown.last
    WHERE shown.feed = ? AND shown.entry_id = ?
    ORDER BY poll.at, poll.warc, poll.offset, poll.record, last, last_place
"""
_LED: Final = """
    SELECT shown.feed, shown.entry_id, at, first, first_place FROM entry
    JOIN shown ON shown.entry = entry.key JOIN poll ON poll.number = shown.first
    WHERE article = ? ORDER BY at, warc, offset, record, first, first_place LIMIT 1
"""
_UNTIL: Final = """
    SELECT MAX(at) FROM shown JOIN entry ON entry.key = shown.entry
    JOIN poll ON poll.number = shown.last
    WHERE shown.feed = ? AND shown.entry_id = ? AND article = ?
"""
# Backwards through the polls of the feed, from one that may list it, each asked for the versions of
# the entry: the cross joins keep SQLite from going through all its listings, or all of a poll.
_NEWEST: Final = """
    SELECT poll.number FROM poll CROSS JOIN entry
    CROSS JOIN listed ON listed.poll = poll.number AND listed.entry = entry.key
    WHERE feed = ? AND entry_id = ? AND article = ? AND at BETWEEN ? AND ?
    ORDER BY at DESC, warc DESC, offset DESC, record DESC, poll.number DESC LIMIT 1
"""
_PLACE: Final = """
    SELECT MAX(position) FROM entry CROSS JOIN listed ON listed.entry = entry.key
    WHERE poll = ? AND entry_id = ? AND article = ?
"""
_HAS: Final = """
    SELECT 1 FROM shown JOIN poll ON poll.number = shown.first
    WHERE shown.feed = ?1 AND shown.entry_id = ?2 AND at <= ?3
    UNION ALL SELECT 1 FROM entry CROSS JOIN shown ON shown.entry = entry.key
    JOIN poll ON poll.number = shown.first
    WHERE entry.address = ?2 AND shown.feed = ?1 AND at <= ?3 LIMIT 1
"""


def settle(db: sqlite3.Connection, *, after: int = 0) -> None:
    """Take in the polls after a row, which are all later than those before.

    After `linking.settle_feeds`.
    """
    db.executemany(_TAKE, _new(db, after))


def _new(db: sqlite3.Connection, after: int) -> Iterator[tuple[object, ...]]:
    poll, seen = None, set[str]()
    for number, feed, entry_id, entry, place in db.execute(_LISTED, (after,)):
        if number != poll:
            poll, seen = number, set()
        yield feed, entry_id, entry, entry_id not in seen, number, place
        seen.add(entry_id)


def entries(db: sqlite3.Connection) -> Iterator[SeenEntry]:
    """Every entry that a feed listed, by feed and id."""
    for feed, entry_id in db.execute(
        "SELECT DISTINCT feed, entry_id FROM shown ORDER BY feed, entry_id"
    ):
        yield entry(db, feed, entry_id)


def entry(db: sqlite3.Connection, feed: str, entry_id: str) -> SeenEntry:
    """An entry that a feed listed."""
    versions = db.execute(_VERSIONS, (feed, entry_id)).fetchall()
    *_, newest = versions
    return SeenEntry(
        newest=_listing(db, *newest[2:4]),
        first_seen=min(at for at, *_ in versions),
        times_seen=sum(times for _, times, *_ in versions),
        places=frozenset(
            place for *_, article, address in versions for place in (article, address)
        ),
    )


def leading(db: sqlite3.Connection, article: str, at: str) -> ListedEntry | None:
    """The entry that led to an article first, as it was at an instant; None where none did.

    That is as listed last up to the instant, or first after it.
    """
    found = db.execute(_LED, (article,)).fetchone()
    if found is None:
        return None
    feed, entry_id, begun, poll, place = found
    if begun <= at:
        own = feed, entry_id, article
        (until,) = db.execute(_UNTIL, own).fetchone()
        (poll,) = db.execute(_NEWEST, (*own, begun, min(at, until))).fetchone()
        (place,) = db.execute(_PLACE, (poll, entry_id, article)).fetchone()
    return _listing(db, poll, place)


def has_listed(db: sqlite3.Connection, feed: str, name: str, until: str) -> bool:
    """Whether a poll of a feed up to an instant listed an entry of this id or address."""
    return db.execute(_HAS, (feed, name, until)).fetchone() is not None


def feeds_of(db: sqlite3.Connection, key: str) -> list[tuple[str, str]]:
    """Feed and id of an entry in each feed that listed a version of it."""
    found = db.execute("SELECT feed, entry_id FROM shown WHERE entry = ?", (key,))
    return found.fetchall()


def _listing(db: sqlite3.Connection, poll: int, place: int) -> ListedEntry:
    return ListedEntry(*db.execute(_LISTING, (poll, place)).fetchone())

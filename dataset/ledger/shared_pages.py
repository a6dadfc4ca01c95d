"""Pages on which the links of several articles end: a wall, a notice or a list, and none of them.

What such a page says of itself may be as good as an article. But where redirects lead from three
entries of feeds to it, and its own address is that of no entry, it stands in the place of all. Two
links are of two entries if they have neither an id, nor a title, nor a spelling in common: an entry
whose link moves, and an article that is listed by several addresses, are one.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Final, NamedTuple

from twa.dataset.facts.model import reject_fact
from twa.dataset.feeds.text import fold
from twa.dataset.ledger.columns import add_reject
from twa.dataset.web.answers import follow
from twa.dataset.web.spellings import plain_spelling

TABLES: Final = """
    CREATE TABLE named (address TEXT, name TEXT, PRIMARY KEY (address, name)) WITHOUT ROWID;
    CREATE INDEX named_by_name ON named (name);
    CREATE TABLE led (
        target TEXT, listed TEXT, address TEXT, spelling TEXT, PRIMARY KEY (target, listed, address)
    ) WITHOUT ROWID;
    CREATE INDEX led_by_address ON led (address);
    CREATE INDEX led_by_spelling ON led (target, spelling);
    CREATE TABLE shared_page (address TEXT PRIMARY KEY) WITHOUT ROWID;
"""
"""`named`: what pages name as their address. `led`: where redirects from the links of entries lead,
with when a link was listed first. `shared_page`: where those of several articles end."""

LINKS: Final = 3
"""Articles whose links end on one page from which it is none of theirs."""

_NAME: Final = """
    INSERT OR IGNORE INTO named SELECT address, identity FROM page NOT INDEXED
    WHERE number > ? AND substr(identity, 1, 8) != 'further '
"""
_NEW_PAGES: Final = "SELECT DISTINCT address FROM page NOT INDEXED WHERE number > ?"
_NEW_LINKS: Final = """
    SELECT DISTINCT address FROM entry NOT INDEXED WHERE rowid > ? AND address IS NOT NULL
"""
_NEW_REDIRECTS: Final = "SELECT DISTINCT address FROM redirect NOT INDEXED WHERE rowid > ?"
_SOURCES: Final = "SELECT DISTINCT address FROM redirect WHERE target = ?"
_TARGETS: Final = "SELECT DISTINCT target FROM redirect WHERE address = ? ORDER BY target"
_TWO_TARGETS: Final = (
    "SELECT DISTINCT target FROM redirect WHERE address = ? AND rowid <= ? LIMIT 2"
)
_LISTED: Final = """
    SELECT poll.at, poll.url, entry.entry_id, json_extract(entry.body, '$.title')
    FROM entry CROSS JOIN shown ON shown.entry = entry.key
    JOIN poll ON poll.number = shown.first WHERE entry.address = ?
    ORDER BY poll.at, poll.warc, poll.offset, poll.record, shown.first_place, entry.key LIMIT 1
"""
_IS_LISTED: Final = """
    SELECT 1 FROM entry WHERE address IN (SELECT ?1 UNION SELECT name FROM named WHERE address = ?1)
"""
_NAMES: Final = "SELECT name FROM named WHERE address = ? UNION SELECT ?1"
_LED: Final = "SELECT address, spelling FROM led WHERE target = ? ORDER BY listed, address"
_SPELLED: Final = "SELECT 1 FROM led WHERE target = ? AND spelling = ? LIMIT 1"
# The page as it was when the link led there, or as it was found next.
_SHOWN: Final = """
    SELECT url, warc, at, capture FROM page WHERE address = ?1 ORDER BY at > ?2,
    CASE WHEN at > ?2 THEN at END, at DESC, warc, offset, record LIMIT 1
"""
_ONLY: Final = """
    SELECT MIN(address IN (SELECT address FROM shared_page)) FROM page WHERE identity = ?
"""


class FirstListing(NamedTuple):
    """When a link was listed first, by which feed, and as what."""

    at: str
    feed: str
    entry_id: str
    title: str | None


def settle(db: sqlite3.Connection, *, page: int = 0, entry: int = 0, redirect: int = 0) -> bool:
    """Say which pages are shared, and reject the links that end there.

    After `shown.settle`, and before pages are given other names. Says so of what came after these
    rows of each table; False where that would say something else of pages of before.
    """
    db.execute(_NAME, (page,))
    links = {link for (link,) in db.execute(_NEW_LINKS, (entry,))}
    # A page whose own address is listed is an article's.
    places = {place for (place,) in db.execute(_NEW_PAGES, (page,))} | links
    for link in links:
        named = db.execute("SELECT address FROM named WHERE name = ?", (link,))
        places |= {place for (place,) in named}
    for (address,) in db.execute(_NEW_REDIRECTS, (redirect,)).fetchall():
        links |= _sources(db, address, redirect)
    led: dict[str, list[str]] = {}
    for link in sorted(links):
        if (listed := _listed(db, link)) is None:
            continue
        ends = _ends(db, link)
        known = db.execute("SELECT target FROM led WHERE address = ?", (link,)).fetchall()
        for (place,) in known:
            if place not in ends:
                if _is_noted(db, place):
                    return False
                db.execute("DELETE FROM led WHERE target = ? AND address = ?", (place, link))
        for place in ends - {place for (place,) in known}:
            row = place, listed.at, link, plain_spelling(link)
            db.execute("INSERT INTO led VALUES (?, ?, ?, ?)", row)
            led.setdefault(place, []).append(link)
    return all(_note(db, place, led.get(place, []), page) for place in sorted(places | led.keys()))


def is_all(db: sqlite3.Connection, article: str) -> bool:
    """Whether what was captured of an article are shared pages, so that it is none."""
    return bool(db.execute(_ONLY, (article,)).fetchone()[0] == 1)


def _note(db: sqlite3.Connection, place: str, links: list[str], before: int) -> bool:
    """Note whether a page is shared, to which these links lead now; False if it was otherwise."""
    query = "SELECT MIN(number) FROM page WHERE address = ?"
    (first,) = db.execute(query, (place,)).fetchone()
    if first is None:
        return True
    was = _is_noted(db, place)
    if was != (is_now := _is_shared(db, place)):
        if first <= before:
            return False
        db.execute("INSERT INTO shared_page VALUES (?)", (place,))
        links = [link for link, _ in db.execute(_LED, (place,)).fetchall()]
    if is_now:
        for link in links:
            _reject(db, place, link)
    return True


def _is_noted(db: sqlite3.Connection, place: str) -> bool:
    query = "SELECT 1 FROM shared_page WHERE address = ?"
    return db.execute(query, (place,)).fetchone() is not None


def _is_shared(db: sqlite3.Connection, place: str) -> bool:
    if db.execute(_IS_LISTED, (place,)).fetchone():
        return False
    for (name,) in db.execute(_NAMES, (place,)).fetchall():
        if db.execute(_SPELLED, (place, plain_spelling(name))).fetchone():
            return False
    known: set[tuple[str, str]] = set()
    count = 0
    for link, spelling in db.execute(_LED, (place,)):
        if (listed := _listed(db, link)) is None:
            continue
        title = fold(listed.title or "").casefold()
        own = {("spelling", spelling), ("id", listed.entry_id), ("title", title)} - {("title", "")}
        count += own.isdisjoint(known)
        if count == LINKS:
            return True
        known |= own
    return False


def _reject(db: sqlite3.Connection, place: str, link: str) -> None:
    listed = _listed(db, link)
    query = "SELECT MIN(at) FROM redirect WHERE address = ?"
    (led_at,) = db.execute(query, (link,)).fetchone()
    url, warc, at, capture = db.execute(_SHOWN, (place, led_at)).fetchone()
    detail = f"it redirects to what the links of other articles lead to as well: {url}"
    feed = listed and listed.feed
    fact = reject_fact("page", "shared-page", detail, url=link, via=feed, about="remark")
    add_reject(db, warc, {**fact, "at": at, "capture": json.loads(capture)})


def _listed(db: sqlite3.Connection, link: str) -> FirstListing | None:
    found = db.execute(_LISTED, (link,)).fetchone()
    return found and FirstListing(*found)


def _ends(db: sqlite3.Connection, link: str) -> set[str]:
    """All that redirects from a link have led to.

    Not through what leads to several places: a gate that lets pass says nothing of where to.
    """

    def hop(address: str) -> str | None:
        found = db.execute(f"{_TARGETS} LIMIT 2", (address,)).fetchall()
        return found[0][0] if len(found) == 1 else None

    targets = [target for (target,) in db.execute(_TARGETS, (link,))]
    return {place for target in targets for place in follow(target, hop)} - {link}


def _sources(db: sqlite3.Connection, address: str, before: int) -> set[str]:
    """An address, and all that led through it."""
    found: set[str] = set()
    waiting: list[str] = [address]
    while waiting:
        place = waiting.pop()
        if place in found:
            continue
        found.add(place)
        # Where it led to several places before, nothing led through it.
        if len(db.execute(_TWO_TARGETS, (place, before)).fetchall()) < 2:
            waiting += [source for (source,) in db.execute(_SOURCES, (place,))]
    return found

"""Links facts of different records in the ledger: redirects, feeds, entries."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Final

from twa.dataset.ledger import canonicals, further, revisits, rules, shared_pages, shown, twins
from twa.dataset.web.answers import follow

_LINKS: Final = (
    ("SELECT DISTINCT address FROM entry", "UPDATE entry SET article = ? WHERE address = ?"),
    ("SELECT DISTINCT address FROM gone", "UPDATE gone SET article = ? WHERE address = ?"),
)
_ARRIVALS: Final = (
    "SELECT identity FROM page WHERE address = ?"
    " AND address NOT IN (SELECT address FROM shared_page)"
    " ORDER BY at DESC, warc DESC, offset DESC LIMIT 1",
    "SELECT identity FROM page WHERE identity = ?"
    " AND address NOT IN (SELECT address FROM shared_page) LIMIT 1",
)
_UNLINKED: Final = """
    SELECT DISTINCT address FROM entry WHERE article IS NULL AND address IS NOT NULL
"""
_DOUBTFUL: Final = """
    SELECT address FROM redirect
    UNION SELECT address FROM page WHERE spelling IN (
        SELECT spelling FROM page GROUP BY spelling HAVING COUNT(DISTINCT address) > 1
    )
    UNION SELECT address FROM page WHERE COALESCE(original, number) IN (
        SELECT number FROM page WHERE passage IN (
            SELECT passage FROM page WHERE passage IS NOT NULL
            GROUP BY passage HAVING COUNT(DISTINCT address) > 1
        )
    )
    UNION SELECT page.address FROM page JOIN page AS held ON held.number = page.original
    WHERE page.address != held.address
    UNION SELECT address FROM entry WHERE article IS NOT NULL AND entry_id IN (
        SELECT entry_id FROM entry GROUP BY entry_id HAVING COUNT(DISTINCT address) > 1
    )
"""
_HOP: Final = (
    "SELECT target FROM redirect WHERE address = ? ORDER BY at DESC, warc DESC, offset DESC LIMIT 1"
)


def settle(db: sqlite3.Connection) -> None:
    """Say what each revisit saw, which feed each poll is of, which article each link leads to."""
    revisits.settle(db)
    settle_feeds(db)
    shown.settle(db)
    shared_pages.settle(db)
    canonicals.settle(db)
    further.settle(db)
    rules.settle(db)
    for addresses, update in _LINKS:
        for (linked,) in db.execute(addresses).fetchall():
            if linked is not None:
                db.execute(update, (article_at(db, linked), linked))
    found = [pair for place in _places(db) for pair in twins.pairs(db, [place], end_of(db))]
    for one in twins.groups(found):
        first = twins.first_of(db, one)
        for other in sorted(one - {first}):
            twins.join(db, other, first)
    for (linked,) in db.execute(_UNLINKED).fetchall():
        if (article := twins.sibling(db, linked)) is not None:
            db.execute("UPDATE entry SET article = ? WHERE address = ?", (article, linked))


def _places(db: sqlite3.Connection) -> list[str]:
    """Addresses of pages that may be known by others too."""
    return [place for (place,) in db.execute(_DOUBTFUL)]


def end_of(db: sqlite3.Connection) -> Callable[[str], str | None]:
    """From an address to the article that redirects from there lead to now."""

    def hop(address: str) -> str | None:
        found = db.execute(_HOP, (address,)).fetchone()
        return found[0] if found else None

    def end(address: str) -> str | None:
        last = list(follow(address, hop))[-1]
        return article_at(db, last) if last != address else None

    return end


def article_at(db: sqlite3.Connection, linked: str) -> str | None:
    """The canonical URL of the article that an address led to, over archived redirects."""

    def hop(address: str) -> str | None:
        found = db.execute(_HOP, (address,)).fetchone()
        return found[0] if found else None

    for address in follow(linked, hop):
        for arrival in _ARRIVALS:
            if found := db.execute(arrival, (address,)).fetchone():
                first = further.first_of(db, found[0])
                return found[0] if first is None else article_at(db, first)
    return None


def settle_feeds(db: sqlite3.Connection, *, after: int = 0) -> bool:
    """The further pages of a feed (RFC 5005) are the feed that led to them.

    Says so of the polls after a row. False where it would have to say something else of those
    before.
    """
    known = {url: (feed, via) for url, feed, via in db.execute("SELECT url, feed, via FROM feed")}
    led_by = {url: via for url, (_, via) in known.items()}
    new = "SELECT url, MIN(via) FROM poll NOT INDEXED WHERE number > ? GROUP BY url"
    for url, via in db.execute(new, (after,)):
        led_by[url] = min(filter(None, (via, led_by.get(url))), default=None)
    for url in sorted(led_by):
        root, passed = url, {url}
        while (via := led_by[root]) in led_by and via not in passed:
            root = via
            passed.add(via)
        if url in known and known[url][0] != root:
            return False
        if known.get(url) != (root, led_by[url]):
            db.execute("INSERT OR REPLACE INTO feed VALUES (?, ?, ?)", (url, root, led_by[url]))
    db.execute(
        "UPDATE poll SET feed = (SELECT feed FROM feed WHERE feed.url = poll.url)"
        " WHERE number > ? AND url IN (SELECT url FROM feed WHERE feed != url)",
        (after,),
    )
    return True

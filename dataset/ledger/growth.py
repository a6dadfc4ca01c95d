"""What new facts change in a ledger that was settled: found by indexes, not by settling anew.

A crawl adds later to earlier. So facts are taken in where each is later than all that are there:
no old revisit, link, rule or first listing then means another thing, but for what is looked for
here. Where that does not hold (a WARC of long ago, a clock that went back), `NotGrowth` is raised
and the ledger is made from nothing, which is always right.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from twa.dataset.ledger import (
    canonicals,
    further,
    linking,
    recurring,
    revisits,
    rules,
    shared_pages,
    shown,
    twins,
)
from twa.dataset.ledger.linking import article_at

_TABLES: Final = (
    "page",
    "poll",
    "listed",
    "entry",
    "redirect",
    "rules",
    "revisit",
    "gone",
    "reject",
)


class NotGrowth(Exception):
    """These facts change more than can be followed: all is to be made anew."""


@dataclass(frozen=True, slots=True)
class Before:
    """How far a ledger went: the last row of each table, and the latest instant of all facts."""

    last: dict[str, int]
    latest: str | None

    @classmethod
    def of(cls, db: sqlite3.Connection) -> Before:
        """How far a ledger goes now."""
        last = {
            table: db.execute(f"SELECT COALESCE(MAX(rowid), 0) FROM {table}").fetchone()[0]  # noqa: S608 (ours)
            for table in _TABLES
        }
        found = db.execute("SELECT value FROM fact WHERE name = 'latest'").fetchone()
        return cls(last, found and found[0])


@dataclass(slots=True)
class Touched:
    """What may have other rows now: canonical URLs, entries by feed and id, rejects by row.

    `feeds` were polled.
    """

    articles: set[str] = field(default_factory=set)
    entries: set[tuple[str, str]] = field(default_factory=set)
    rejects: set[int] = field(default_factory=set)
    feeds: set[str] = field(default_factory=set)


def settle(db: sqlite3.Connection, before: Before, earliest: str | None) -> Touched:
    """Tie the facts that were added since, the `earliest` at an instant, to those of before.

    Raises NotGrowth.
    """
    if before.latest and earliest and earliest <= before.latest:
        raise NotGrowth("facts that are not later than those of before")
    if revisits.has_changed(db):
        raise NotGrowth("a revisit of before saw something else")
    revisits.settle(db, after=before.last["revisit"])
    if not linking.settle_feeds(db, after=before.last["poll"]):
        raise NotGrowth("a feed of before is a page of another")
    shown.settle(db, after=before.last["poll"])
    last = {table: before.last[table] for table in ("page", "entry", "redirect")}
    if not shared_pages.settle(db, **last):
        raise NotGrowth("a page of before is one that links of several articles lead to")
    if not canonicals.grow(db, before.last["page"]):
        raise NotGrowth("pages of before share their canonical address with others")
    rules.settle(db, after=before.last["rules"])
    if rules.has_changed(db):
        raise NotGrowth("a revisit of rules saw something else")
    firsts = further.grow(db, before.last["page"], before.last["entry"])
    if firsts is None:
        raise NotGrowth("a page of before is one of several of an article, or no longer")
    touched = Touched()
    _pages(db, before, touched)
    _links(db, before, touched)
    _polls(db, before, touched)
    new = db.execute("SELECT rowid FROM reject WHERE rowid > ?", (before.last["reject"],))
    touched.rejects.update(row for (row,) in new)
    pages = {article for article in touched.articles if article.startswith(further.MARK)}
    firsts |= {first for one in pages if (first := further.first_of(db, one)) is not None}
    touched.articles -= pages
    touched.articles |= {one for first in firsts if (one := article_at(db, first)) is not None}
    touched.articles = {one for one in touched.articles if not shared_pages.is_all(db, one)}
    return touched


def _pages(db: sqlite3.Connection, before: Before, touched: Touched) -> None:
    new = db.execute("SELECT identity FROM page WHERE number > ?", (before.last["page"],))
    touched.articles.update(identity for (identity,) in new)
    touched.articles |= recurring.grow(db, before.last["page"])


def _links(db: sqlite3.Connection, before: Before, touched: Touched) -> None:
    """Links that lead elsewhere now: all that come by where a page or redirect is new."""
    last = before.last
    queries = (
        ("SELECT address FROM page WHERE number > ?", last["page"]),
        ("SELECT identity FROM page WHERE number > ?", last["page"]),
        ("SELECT address FROM redirect WHERE rowid > ?", last["redirect"]),
    )
    arrived = {place for query, after in queries for (place,) in db.execute(query, (after,))}
    places = _leading_to(db, arrived)
    places |= twins.addresses_beside(db, places)
    for place in places:
        gone = db.execute("SELECT rowid FROM reject WHERE address = ?", (place,))
        touched.rejects.update(row for (row,) in gone)
    fresh = ("entry", "gone")
    for table in fresh:
        new = db.execute(
            f"SELECT DISTINCT address FROM {table} NOT INDEXED WHERE rowid > ?",  # noqa: S608 (ours)
            (last[table],),
        )
        places |= {place for (place,) in new if place is not None}
    found = {place: article_at(db, place) for place in places}
    for place, article in found.items():
        for table in fresh:
            _relink(db, table, place, article, last[table], touched)
    _join(db, places, before, touched)
    for place, article in found.items():
        if article is None and (article := twins.sibling(db, place)) is not None:
            _relink(db, "entry", place, article, last["entry"], touched)


def _join(db: sqlite3.Connection, places: set[str], before: Before, touched: Touched) -> None:
    """Let new pages be of the article of before that they are of. Raises NotGrowth."""
    pairs = list(twins.pairs(db, sorted(places), linking.end_of(db)))
    for one in twins.groups(pairs):
        first = twins.first_of(db, one)
        for other in sorted(one - {first}):
            known = "SELECT 1 FROM page WHERE identity = ? AND number <= ? LIMIT 1"
            if db.execute(known, (other, before.last["page"])).fetchone():
                raise NotGrowth("two articles of before are one")
            for (key,) in db.execute("SELECT key FROM entry WHERE article = ?", (other,)):
                touched.entries.update(shown.feeds_of(db, key))
            twins.join(db, other, first)
            touched.articles.discard(other)
            touched.articles.add(first)


def _relink(
    db: sqlite3.Connection,
    table: str,
    place: str,
    article: str | None,
    last: int,
    touched: Touched,
) -> None:
    """Say of entries or gone pages at an address which article it leads to."""
    rows = db.execute(
        f"SELECT rowid, article FROM {table} WHERE address = ?",  # noqa: S608 (ours)
        (place,),
    ).fetchall()
    for row, had in rows:
        if row <= last and had == article:
            continue
        touched.articles.update(one for one in (had, article) if one is not None)
        if had != article:
            db.execute(f"UPDATE {table} SET article = ? WHERE rowid = ?", (article, row))  # noqa: S608 (ours)
        if table == "entry":
            (key,) = db.execute("SELECT key FROM entry WHERE rowid = ?", (row,)).fetchone()
            touched.entries.update(shown.feeds_of(db, key))


def _leading_to(db: sqlite3.Connection, places: Iterable[str]) -> set[str]:
    """Addresses, and all that archived redirects lead there from."""
    found: set[str] = set()
    waiting = list(places)
    while waiting:
        place = waiting.pop()
        if place not in found:
            found.add(place)
            rows = db.execute("SELECT DISTINCT address FROM redirect WHERE target = ?", (place,))
            waiting += [address for (address,) in rows]
    return found


def _polls(db: sqlite3.Connection, before: Before, touched: Touched) -> None:
    new = db.execute(
        "SELECT number, feed, url, via FROM poll WHERE number > ?", (before.last["poll"],)
    ).fetchall()
    for number, feed, url, via in new:
        touched.feeds.add(feed)
        listed = db.execute(
            "SELECT DISTINCT entry_id FROM listed JOIN entry ON entry.key = listed.entry"
            " WHERE poll = ?",
            (number,),
        )
        touched.entries.update((feed, entry_id) for (entry_id,) in listed)
        # A page that was given for a feed may have named this one, or be one after all.
        if not _is_known(db, before, "url = ?", url):
            _given_for_a_feed(db, url, touched)
        if via is not None and not _is_known(db, before, "via = ? AND url = ?", via, url):
            _given_for_a_feed(db, via, touched)


def _is_known(db: sqlite3.Connection, before: Before, which: str, *values: str) -> bool:
    """Whether there was a poll like this one before."""
    query = f"SELECT 1 FROM poll WHERE {which} AND number <= ? LIMIT 1"  # noqa: S608 (ours)
    return db.execute(query, (*values, before.last["poll"])).fetchone() is not None


def _given_for_a_feed(db: sqlite3.Connection, url: str, touched: Touched) -> None:
    pages = db.execute("SELECT rowid FROM reject WHERE url = ? AND stage = 'feed'", (url,))
    touched.rejects.update(row for (row,) in pages)

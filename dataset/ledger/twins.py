"""Articles that were met under several addresses: one, where feeds, redirects and texts say so.

The rule stands in docs/identity.md. What is joined is known by the address that it was captured
at first, so that its id stays.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from twa.dataset.facts.model import EntryFact
from twa.dataset.facts.page_content import PageContent
from twa.dataset.feeds.sameness import Telling, are_same
from twa.dataset.pages.body.witness import agreement

Pair = tuple[str, str]
"""Canonical URLs of two articles that are one."""

ALIKE: Final = 0.5
"""Agreement of two texts from which they are of one article, if a redirect leads there."""

_SIBLINGS: Final = """
    SELECT DISTINCT one.body, other.body, other.article FROM entry AS one
    JOIN entry AS other ON other.entry_id = one.entry_id AND other.address != one.address
    WHERE one.address = ? AND other.article IS NOT NULL ORDER BY other.article
"""
_OTHER_SCHEME: Final = """
    SELECT DISTINCT one.identity, other.identity FROM page AS one
    JOIN page AS other ON other.address = 'https' || substr(one.address, 5)
    WHERE one.address LIKE 'http:%' AND one.address = ? AND one.identity != other.identity
"""
_MOVED: Final = "SELECT DISTINCT identity FROM page WHERE address = ?"
_NEWEST: Final = """
    SELECT COALESCE(page.content, held.content) FROM page
    LEFT JOIN page AS held ON held.number = page.original
    WHERE page.identity = ? ORDER BY page.at DESC, page.warc DESC, page.offset DESC LIMIT 1
"""
_FIRST: Final = "SELECT MIN(at), MIN(number) FROM page WHERE identity = ?"


def sibling(db: sqlite3.Connection, address: str) -> str | None:
    """The article of another entry that tells of the same as one with this link; None for none."""
    for mine, other, article in db.execute(_SIBLINGS, (address,)):
        if are_same(_telling(mine), _telling(other)):
            return str(article)
    return None


def addresses_beside(db: sqlite3.Connection, places: Iterable[str]) -> set[str]:
    """The links of entries that have an id in common with one that links to one of these."""
    query = """
        SELECT DISTINCT other.address FROM entry AS one
        JOIN entry AS other ON other.entry_id = one.entry_id WHERE one.address = ?
    """
    return {
        found for place in places for (found,) in db.execute(query, (place,)) if found is not None
    }


def pairs(
    db: sqlite3.Connection, places: Iterable[str], follow: Callable[[str], str | None]
) -> Iterator[Pair]:
    """Articles at these addresses that are one with others.

    `follow` gives the article that redirects from an address lead to.
    """
    for place in places:
        here = {identity for (identity,) in db.execute(_MOVED, (place,))}
        for mine, other, article in db.execute(_SIBLINGS, (place,)).fetchall():
            own: EntryFact = json.loads(mine)
            known = own["address"] and _article(db, own["address"])
            if known and known != article and are_same(_telling(mine), _telling(other)):
                yield known, article
        end = follow(place)
        for identity in here:
            if end is not None and end != identity and are_alike(db, identity, end):
                yield identity, end
        for one, other in db.execute(_OTHER_SCHEME, (place,)).fetchall():
            if are_alike(db, one, other):
                yield one, other


def are_alike(db: sqlite3.Connection, one: str, other: str) -> bool:
    """Whether two articles, as captured last, have one text.

    A redirect alone is no evidence: removed articles lead to sections, and all to one wall.
    """
    texts = [_text(db, article) for article in (one, other)]
    return bool(all(texts)) and agreement(*texts) >= ALIKE


def first_of(db: sqlite3.Connection, articles: Iterable[str]) -> str:
    """The one that was captured first; of equals the first by name."""
    return min(articles, key=lambda one: (db.execute(_FIRST, (one,)).fetchone()[0], one))


def join(db: sqlite3.Connection, joined: str, into: str) -> None:
    """Let what is known of an article be of another."""
    (site,) = db.execute("SELECT site FROM page WHERE identity = ? LIMIT 1", (into,)).fetchone()
    db.execute("UPDATE page SET identity = ?, site = ? WHERE identity = ?", (into, site, joined))
    for table in ("entry", "gone"):
        db.execute(f"UPDATE {table} SET article = ? WHERE article = ?", (into, joined))  # noqa: S608 (ours)


def groups(found: Iterable[Pair]) -> Iterator[set[str]]:
    """Articles that pairs hold together, directly or not."""
    of: dict[str, set[str]] = {}
    for one, other in found:
        merged = of.get(one, {one}) | of.get(other, {other})
        for member in merged:
            of[member] = merged
    seen: set[str] = set()
    for article in sorted(of):
        if article not in seen:
            seen |= of[article]
            yield of[article]


def _article(db: sqlite3.Connection, address: str) -> str | None:
    found = db.execute("SELECT article FROM entry WHERE address = ? LIMIT 1", (address,)).fetchone()
    return found[0] if found else None


def _telling(body: str) -> Telling:
    entry: EntryFact = json.loads(body)
    dated = entry["published"]
    timed = dated is not None and dated["precision"] in ("second", "minute")
    published = dated["value"] if dated is not None and timed else None
    return Telling(entry["address"] or "", entry["title"] or "", published)


def _text(db: sqlite3.Connection, article: str) -> str:
    found = db.execute(_NEWEST, (article,)).fetchone()
    content: PageContent | None = json.loads(found[0]) if found and found[0] else None
    return "\n".join(block["text"] for block in content["blocks"]) if content else ""

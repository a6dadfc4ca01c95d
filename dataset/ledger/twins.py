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
from twa.dataset.feeds.sameness import Telling, are_same, have_one_title
from twa.dataset.ledger import further
from twa.dataset.pages.body.witness import agreement

Pair = tuple[str, str]
"""Canonical URLs of two articles that are one."""

ALIKE: Final = 0.5
"""Agreement of two texts from which they are of one article, if a redirect or spelling says so."""

_SIBLINGS: Final = """
    SELECT DISTINCT one.body, other.body, other.article FROM entry AS one
    JOIN entry AS other ON other.entry_id = one.entry_id AND other.address != one.address
    WHERE one.address = ? AND other.article IS NOT NULL ORDER BY other.article
"""
_SPELLINGS: Final = """
    SELECT DISTINCT one.identity, other.identity, other.address FROM page AS one
    JOIN page AS other ON other.spelling = one.spelling AND other.address != one.address
    WHERE one.address = ? AND one.identity != other.identity AND one.site = other.site
"""
# The plus keeps SQLite from going through all pages of the site.
_COPIES: Final = """
    SELECT DISTINCT one.identity, other.identity, other.address FROM page AS one
    JOIN page AS mine ON mine.number = COALESCE(one.original, one.number)
    JOIN page AS held ON held.passage = mine.passage
    JOIN page AS other ON other.number = held.number OR other.original = held.number
    WHERE one.address = ? AND other.address != one.address AND one.identity != other.identity
    AND one.site = +other.site
"""
_ENTRIES: Final = "SELECT DISTINCT body FROM entry WHERE address = ?"
_MOVED: Final = "SELECT DISTINCT identity FROM page WHERE address = ?"
_CONTENTS: Final = """
    SELECT DISTINCT COALESCE(page.content, held.content) FROM page
    LEFT JOIN page AS held ON held.number = page.original WHERE page.{} = ?
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
            if end not in (None, identity) and have_one_text(db, "identity", identity, str(end)):
                yield identity, end
        for one, other, there in _others(db, _SPELLINGS, place):
            if have_one_text(db, "address", place, there):
                yield one, other
        for one, other, there in _others(db, _COPIES, place):
            if _have_one_title(db, place, there):
                yield one, other


def have_one_text(db: sqlite3.Connection, column: str, one: str, other: str) -> bool:
    """Whether two addresses, or articles by `identity`, ever had one text.

    Ever, so that what was joined stays so. A redirect or a spelling alone is no evidence: removed
    articles lead to sections, and all to one wall.
    """
    texts = [_texts(db, column, place) for place in (one, other)]
    return any(agreement(here, there) >= ALIKE for here in texts[0] for there in texts[1])


def _others(db: sqlite3.Connection, query: str, place: str) -> Iterator[tuple[str, str, str]]:
    """What a query finds beside an address: two articles, and where the other one stands.

    Not the further pages of an article, which belong to it.
    """
    for one, other, there in db.execute(query, (place,)).fetchall():
        if not one.startswith(further.MARK) and not other.startswith(further.MARK):
            yield one, other, there


def _have_one_title(db: sqlite3.Connection, one: str, other: str) -> bool:
    """Whether feeds give the links to two addresses one title: a wall has one text for all."""
    here, there = (
        [_telling(body) for (body,) in db.execute(_ENTRIES, (place,))] for place in (one, other)
    )
    return any(have_one_title(a, b) for a in here for b in there)


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


def _texts(db: sqlite3.Connection, column: str, place: str) -> set[str]:
    """All texts that were captured there, but for empty ones."""
    found = db.execute(_CONTENTS.format(column), (place,))
    contents: Iterator[PageContent] = (json.loads(told) for (told,) in found if told)
    return {"\n".join(block["text"] for block in one["blocks"]) for one in contents} - {""}

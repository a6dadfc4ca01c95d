"""The rules of an origin, robots.txt and TDMRep, found for each page of it.

One capture makes one fact, whatever else is archived; which of them was in force
when a page was captured, only all facts together can say.
"""

from __future__ import annotations

import json
import re
import sqlite3
from functools import lru_cache
from typing import Any, Final, NamedTuple
from urllib.parse import urljoin

from twa.dataset.facts.model import RulesFact
from twa.dataset.facts.origin_rules import PATHS
from twa.dataset.ledger import revisits
from twa.dataset.web.answers import follow
from twa.dataset.web.urls import url_key

TABLE: Final = """
    CREATE TABLE rules (
        number INTEGER PRIMARY KEY, role TEXT, address TEXT, at TEXT, warc TEXT, offset INTEGER,
        length INTEGER, record TEXT, status INTEGER, target TEXT, body TEXT, refers TEXT,
        url TEXT, held INTEGER,
        UNIQUE (record, at, address)
    );
    CREATE INDEX rules_by_address ON rules (role, address, at);
"""

_HELD: Final = (
    "SELECT number FROM rules WHERE record = ? AND at = ? AND role = ? AND refers IS NULL"
)
_NEWEST: Final = """
    SELECT said.at, said.warc, said.offset, said.length, said.record, said.target,
        COALESCE(held.status, said.status), COALESCE(held.body, said.body)
    FROM rules AS said LEFT JOIN rules AS held ON held.number = said.held
    WHERE said.role = ? AND said.address = ? AND said.at <= ?
    ORDER BY said.at DESC, said.warc DESC, said.offset DESC, said.record DESC LIMIT 1
"""

_ORIGIN: Final = re.compile(r"[^/?#]*(?://[^/?#]*)?")
"""RFC 3986, appendix B: scheme and authority."""


class Rules(NamedTuple):
    """An origin's rules as captured: when, in which record, with which status and body.

    `status` is null where no whole answer came, and `body` where there is none to be read.
    """

    at: str
    record: dict[str, str | int | None]
    status: int | None
    body: str | None


def add(db: sqlite3.Connection, warc: str, fact: RulesFact) -> None:
    """Take in a fact of the WARC of this name."""
    names = ("length", "record_id", "status", "target", "body")
    where = (fact["role"], fact["address"], fact["at"], warc, fact["offset"])
    said: dict[str, object] = {**fact}
    refers = fact["refers"] and json.dumps(fact["refers"])
    db.execute(
        "INSERT OR IGNORE INTO rules VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
        (*where, *(said[name] for name in names), refers, fact["url"]),
    )


def settle(db: sqlite3.Connection, *, after: int = 0) -> None:
    """Say what each revisit after a row saw again (WARC 1.1, section 6.7).

    After `revisits.settle`.
    """
    again = db.execute(
        "SELECT number, role, refers, url, at, status FROM rules"
        " WHERE refers IS NOT NULL AND number > ?",
        (after,),
    )
    for number, role, refers, url, at, status in again.fetchall():
        original = revisits.ask(db, "rules", json.loads(refers), url, at, status)
        if original is None:
            continue
        if found := db.execute(_HELD, (original.record, original.at, role)).fetchone():
            db.execute("UPDATE rules SET held = ? WHERE number = ?", (*found, number))


def has_changed(db: sqlite3.Connection) -> bool:
    """Whether a revisit saw something else than was found before. After `settle`."""
    return revisits.has_changed(db, "rules")


@lru_cache(1 << 10)
def _place(origin: str, path: str) -> str | None:
    return url_key(urljoin(origin, path))


def in_force(db: sqlite3.Connection, role: str, url: str, at: str) -> Rules | None:
    """The newest rules of the origin of `url` up to the instant `at`; None for none archived.

    Redirects are followed as far as they are archived.
    """
    place = _place(_ORIGIN.match(url)[0], PATHS[role])  # type: ignore[index] # it matches anything
    rows: list[tuple[Any, ...]] = []
    for address in follow(place, lambda _: rows[-1][5]) if place else ():
        row = db.execute(_NEWEST, (role, address, at)).fetchone()
        if row is None:
            break
        rows.append(row)
    if not rows:
        return None
    captured, warc, offset, length, record, _, status, body = rows[-1]
    where = {"warc": warc, "offset": offset, "length": length, "record_id": record}
    return Rules(captured, where, status, body)

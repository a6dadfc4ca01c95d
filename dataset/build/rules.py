"""Where an origin keeps its rules, robots.txt and the file of TDMRep, from capture to page.

One capture makes one fact, whatever else is archived; which of them was in force
when a page was captured, only all facts together can say.
"""

from __future__ import annotations

import re
import sqlite3
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import urljoin, urlsplit

from dataset.build.facts import RulesFact, address, stamp
from dataset.errors import MessageError
from dataset.warc.captures import Capture
from dataset.warc.message import Response
from dataset.web import robots, tdmrep
from dataset.web.urls import join

PATHS: Final = {"robots": robots.PATH, "tdmrep": tdmrep.PATH}
"""Role of a capture → where every origin keeps the rules of this role."""

LIMIT: Final = max(robots.LIMIT, tdmrep.LIMIT) + 1
"""Octets kept of a body. One more than any reader takes says that it was longer."""

MAX_HOPS: Final = 5
"""RFC 9309, section 2.3.1.2: at least five consecutive redirects are followed."""

TABLE: Final = """
    CREATE TABLE rules (
        number INTEGER PRIMARY KEY, role TEXT, address TEXT, at TEXT, warc TEXT, offset INTEGER,
        length INTEGER, record TEXT, status INTEGER, target TEXT, body TEXT, refers_address TEXT,
        refers_at TEXT, held INTEGER,
        UNIQUE (record, at, address)
    );
    CREATE INDEX rules_by_address ON rules (role, address, at);
"""

_HELD: Final = """
    SELECT number FROM rules WHERE role = ? AND address = ? AND at <= ? AND refers_at IS NULL
    ORDER BY at = ? DESC, at DESC, warc, offset LIMIT 1
"""
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


def fact_of(capture: Capture) -> RulesFact | None:
    """What a capture says about the rules of its origin; None where it is of something else.

    In archives of others, where no capture has a role, its path tells.
    """
    role, place, response = _role(capture), address(capture.url), capture.response
    if role is None or place is None or capture.problem is not None:
        return None
    if capture.kind == "metadata":
        # A decision of ours is no answer; an exchange without a response is.
        if "outcome" not in capture.fields or "reason" in capture.fields:
            return None
        response = None
    elif response is None:
        return None
    cut = capture.truncated not in (None, "length")
    status = None if response is None or cut else response.status
    location = response.get("location") if response else None
    moved = status is not None and 300 <= status < 400 and status != 304
    again = capture.kind == "revisit" and (success(status) or status == 304)
    refers_url, refers_at = _refers(capture) if again else (None, None)
    return {
        "kind": "rules",
        "role": role,
        "address": place,
        "at": stamp(capture.captured_at),
        "offset": capture.locator.offset,
        "length": capture.locator.length,
        "record_id": capture.locator.record_id,
        "status": status,
        "target": address(join(capture.url, location)) if location and moved else None,
        "body": _body(response) if response and success(status) and refers_at is None else None,
        "refers_address": refers_url,
        "refers_at": refers_at,
    }


def success(status: int | None) -> bool:
    """Whether an answer has rules in its body (RFC 9309, section 2.3.1.1)."""
    return status is not None and 200 <= status < 300


def _role(capture: Capture) -> str | None:
    said = capture.origin.role
    if said:
        return said if said in PATHS else None
    try:
        parts = urlsplit(capture.url)
    except ValueError:
        return None
    return next((role for role, path in PATHS.items() if parts[2:] == (path, "", "")), None)


def _refers(capture: Capture) -> tuple[str | None, str]:
    url, at = capture.refers_to or (capture.url, capture.captured_at)
    return address(url), stamp(at)


def _body(response: Response) -> str | None:
    try:
        return response.payload()[:LIMIT].decode("latin-1")
    except MessageError:
        return None


def add(db: sqlite3.Connection, warc: str, fact: RulesFact) -> None:
    """Take in a fact of the WARC of this name."""
    names = ("length", "record_id", "status", "target", "body", "refers_address", "refers_at")
    where = (fact["role"], fact["address"], fact["at"], warc, fact["offset"])
    said: dict[str, object] = {**fact}
    db.execute(
        "INSERT OR IGNORE INTO rules VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
        (*where, *(said[name] for name in names)),
    )


def settle(db: sqlite3.Connection) -> None:
    """Say what each revisit saw again (WARC 1.1, section 6.7)."""
    revisits = db.execute(
        "SELECT number, role, refers_address, at, refers_at FROM rules WHERE refers_at IS NOT NULL"
    )
    for number, *referred in revisits.fetchall():
        if found := db.execute(_HELD, referred).fetchone():
            db.execute("UPDATE rules SET held = ? WHERE number = ?", (*found, number))


@lru_cache(1 << 10)
def _place(origin: str, path: str) -> str | None:
    return address(urljoin(origin, path))


def in_force(db: sqlite3.Connection, role: str, url: str, at: str) -> Rules | None:
    """The newest rules of the origin of `url` up to the instant `at`; None for none archived.

    Redirects are followed as far as they are archived.
    """
    place = _place(_ORIGIN.match(url)[0], PATHS[role])  # type: ignore[index] # it matches anything
    rules: Rules | None = None
    for _ in range(MAX_HOPS + 1):
        row = db.execute(_NEWEST, (role, place, at)).fetchone()
        if row is None:
            break
        captured, warc, offset, length, record, place, status, body = row
        where = {"warc": warc, "offset": offset, "length": length, "record_id": record}
        rules = Rules(captured, where, status, body)
        if place is None:
            break
    return rules

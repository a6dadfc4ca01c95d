"""What stands in different records of an archive, tied together, in the tables of a ledger."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any, Final

from twa.dataset.facts.model import Captured, RejectFact, RevisitFact, Said
from twa.dataset.ledger import rules
from twa.dataset.web import urls
from twa.dataset.web.urls import url_key

MAX_HOPS: Final = 20
"""Redirects followed from a link to its page; browsers give up at 20 too."""

_LINKS: Final = (
    ("SELECT DISTINCT address FROM entry", "UPDATE entry SET article = ? WHERE address = ?"),
    ("SELECT DISTINCT address FROM gone", "UPDATE gone SET article = ? WHERE address = ?"),
)
_ARRIVALS: Final = (
    "SELECT identity FROM page WHERE address = ? ORDER BY at DESC, warc DESC, offset DESC LIMIT 1",
    "SELECT identity FROM page WHERE identity = ? LIMIT 1",
)
_HOP: Final = (
    "SELECT target FROM redirect WHERE address = ? ORDER BY at DESC, warc DESC, offset DESC LIMIT 1"
)


def settle(db: sqlite3.Connection) -> None:
    """Say what each revisit saw, which feed each poll is of, which article each link leads to."""
    for warc, body in db.execute("SELECT warc, body FROM revisit ORDER BY at, warc, offset, body"):
        _revisit(db, warc, json.loads(body))
    rules.settle(db)
    _feeds(db)
    for addresses, update in _LINKS:
        for (linked,) in db.execute(addresses).fetchall():
            if linked is not None:
                db.execute(update, (article_at(db, linked), linked))


def article_at(db: sqlite3.Connection, linked: str) -> str | None:
    """The canonical URL of the article that an address led to, over archived redirects."""
    for _ in range(MAX_HOPS + 1):
        for arrival in _ARRIVALS:
            if found := db.execute(arrival, (linked,)).fetchone():
                return str(found[0])
        hop = db.execute(_HOP, (linked,)).fetchone()
        if hop is None:
            return None
        linked = hop[0]
    return None


def add_reject(db: sqlite3.Connection, warc: str, fact: RejectFact) -> None:
    """Take in something that became no row; it names its WARC from here on."""
    capture = fact["capture"]
    detail = f"{fact['detail']} of {warc}" if capture is None else fact["detail"]
    body = dump({**fact, "detail": detail, "capture": capture and located(warc, capture)})
    db.execute(
        "INSERT INTO reject VALUES (?, ?, ?, ?, ?)",
        (fact["url"], fact["at"], warc, capture and capture["offset"], body),
    )


# --- Revisits ----------------------------------------------------------------------


def _revisit(db: sqlite3.Connection, warc: str, fact: RevisitFact) -> None:
    """A revisit saw again what the record it refers to holds (WARC 1.1, section 6.7)."""
    if _of_page(db, warc, fact) or _of_poll(db, warc, fact):
        return
    found = db.execute(
        "SELECT body FROM reject WHERE url = ? AND at = ? ORDER BY warc, offset LIMIT 1",
        (fact["refers_url"], fact["refers_at"]),
    ).fetchone()
    original: RejectFact = json.loads(found[0]) if found else _unread(fact)
    at = fact["capture"]["captured_at"]
    again: RejectFact = {**original, "url": fact["url"], "at": at, "capture": fact["capture"]}
    add_reject(db, warc, again)


def _of_page(db: sqlite3.Connection, warc: str, fact: RevisitFact) -> bool:
    found = db.execute(
        "SELECT number, address, identity, site, content, said, capture FROM page"
        " WHERE url = ? AND at <= ?"
        " AND original IS NULL ORDER BY at = ? DESC, at DESC, warc, offset LIMIT 1",
        (fact["refers_url"], fact["capture"]["captured_at"], fact["refers_at"]),
    ).fetchone()
    if found is None:
        return False
    number, *named, content, said, original = found
    here = url_key(fact["url"])
    if here is not None and here != named[0]:
        named = _named(here, named[1], json.loads(content))
    *where, capture = place(warc, fact["capture"])
    headers = _freshened(fact, json.loads(said))
    db.execute(
        "INSERT OR IGNORE INTO page VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
        (*named, fact["url"], *where, _revisited(capture, original), dump(headers), number),
    )
    return True


def _named(here: str, identity: str, content: dict[str, Any]) -> list[str]:
    """Address, identity and site of a page whose octets were had from another address before.

    It is the same article if the page names it (`rel=canonical`), as if nothing had been before.
    """
    named = identity if content["sources"]["canonical_url"] else None
    return [here, urls.identity(here, canonical_link=named), urls.site(here)]


def _freshened(fact: RevisitFact, held: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the header of a revisit states; a 304 says only what is new.

    RFC 9111, section 3.2: each field of a 304 takes the place of the stored ones of its name.
    """
    own = recorded(fact["said"], fact["capture"])
    if fact["capture"]["http_status"] != 304:
        return own
    named = {one["name"] for one in own}
    return own + [one for one in held if one["name"] not in named]


def _of_poll(db: sqlite3.Connection, warc: str, fact: RevisitFact) -> bool:
    found = db.execute(
        "SELECT number, via, capture, title, homepage FROM poll WHERE url = ? AND at <= ?"
        " ORDER BY at = ? DESC, at DESC, warc, offset LIMIT 1",
        (fact["refers_url"], fact["capture"]["captured_at"], fact["refers_at"]),
    ).fetchone()
    if found is None:
        return False
    number, via, original, *named = found
    *where, capture = place(warc, fact["capture"])
    row = db.execute(
        "INSERT OR IGNORE INTO poll VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (fact["url"], fact["url"], via, *where, _revisited(capture, original), *named),
    )
    if row.rowcount:
        db.execute(
            "INSERT INTO listed SELECT ?, position, entry FROM listed WHERE poll = ?",
            (row.lastrowid, number),
        )
    return True


def _unread(fact: RevisitFact) -> RejectFact:
    return {
        "kind": "reject",
        "url": fact["url"],
        "address": url_key(fact["url"]),
        "stage": "archive",
        "reason": "damaged-record",
        "detail": f"the capture that it refers to, of {fact['refers_at']}, was not read here",
        "via": fact["via"],
        "pointer": None,
        "at": None,
        "gone": False,
        "capture": None,
    }


def _revisited(capture: str, original: str) -> str:
    """The capture of a revisit, with the record that holds the bytes and what they are."""
    revisit, held = json.loads(capture), json.loads(original)
    holder = {name: held[name] for name in ("warc", "offset", "length", "record_id")}
    return dump(
        {
            **revisit,
            "payload_sha256": held["payload_sha256"],
            "content_type": revisit["content_type"] or held["content_type"],
            "original": held["original"] or holder,
        }
    )


# --- Feeds -------------------------------------------------------------------------


def _feeds(db: sqlite3.Connection) -> None:
    """The further pages of a feed (RFC 5005) are the feed that led to them."""
    led_by = dict(
        db.execute("SELECT url, MIN(via) FROM poll WHERE via IS NOT NULL GROUP BY url").fetchall()
    )
    polled = {url for (url,) in db.execute("SELECT DISTINCT url FROM poll")}
    for url in sorted(polled):
        root, passed = url, {url}
        while (via := led_by.get(root)) in polled and via not in passed:
            root = via
            passed.add(via)
        if root != url:
            db.execute("UPDATE poll SET feed = ? WHERE url = ?", (root, url))


# --- Values ------------------------------------------------------------------------


def place(warc: str, capture: Captured) -> tuple[str, str, int | None, str, str]:
    """Columns `at, warc, offset, record, capture`."""
    where = capture["captured_at"], warc, capture["offset"], capture["record_id"]
    return (*where, dump(located(warc, capture)))


def recorded(said: Iterable[Said], capture: Captured) -> list[dict[str, Any]]:
    """Statements that name the record they stand in, as in the schemas."""
    return [{**one, "record_id": capture["record_id"]} for one in said]


def located(warc: str, capture: Captured) -> dict[str, Any]:
    """A capture that names its WARC, as in the schemas."""
    return {"warc": warc, **capture}


def dump(value: object) -> str:
    """JSON in ASCII: half a surrogate pair passes, and SQLite takes it."""
    return json.dumps(value, separators=(",", ":"))

"""Adds facts to the tables of the ledger."""

from __future__ import annotations

import sqlite3

from twa.dataset.facts.model import Fact, PageFact, PollFact, RedirectFact
from twa.dataset.ledger import further, revisits, rules
from twa.dataset.ledger.columns import add_reject, dump, move, place, recorded
from twa.dataset.web.spellings import plain_spelling


def add(db: sqlite3.Connection, warc: str, fact: Fact) -> None:
    """Take in one fact of the WARC of this name."""
    match fact["kind"]:
        case "page":
            _add_page(db, warc, fact)
        case "poll":
            _add_poll(db, warc, fact)
        case "entry":
            db.execute(
                "INSERT OR IGNORE INTO entry VALUES (?, ?, ?, NULL, ?)",
                (fact["key"], fact["entry_id"], fact["address"], dump(fact)),
            )
        case "redirect":
            _add_redirect(db, warc, fact)
        case "rules":
            rules.add(db, warc, fact)
        case "held":
            revisits.add(db, warc, fact)
        case "revisit":
            db.execute(
                "INSERT INTO revisit VALUES (?, ?, ?, ?)",
                (fact["capture"]["captured_at"], warc, fact["capture"]["offset"], dump(fact)),
            )
        case "reject":
            add_reject(db, warc, fact)
        case "warc":
            db.execute("INSERT INTO warc VALUES (?, ?, ?)", (warc, fact["root"], dump(fact)))


def _add_page(db: sqlite3.Connection, warc: str, fact: PageFact) -> None:
    row = db.execute(
        "INSERT OR IGNORE INTO page VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?, ?)",
        (
            *(fact["address"], fact["identity"], fact["site"], fact["url"]),
            *place(warc, fact["capture"]),
            dump(recorded(fact["said"], fact["capture"])),
            dump(fact["outlines"]),
            fact["content"],
            fact["passage"],
            plain_spelling(fact["address"]),
        ),
    )
    further.add(db, fact["address"], fact["following"])
    if not row.rowcount:
        move(db, warc, fact["record_type"], "page", "copy")


def _add_poll(db: sqlite3.Connection, warc: str, fact: PollFact) -> None:
    row = db.execute(
        "INSERT OR IGNORE INTO poll VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(fact["url"], fact["url"], fact["via"]),
            *place(warc, fact["capture"]),
            *(fact["title"], fact["homepage"]),
        ),
    )
    if row.rowcount:
        db.executemany(
            "INSERT INTO listed VALUES (?, ?, ?)",
            ((row.lastrowid, place, key) for place, key in enumerate(fact["entries"])),
        )
    else:
        move(db, warc, fact["record_type"], "feed", "copy")


def _add_redirect(db: sqlite3.Connection, warc: str, fact: RedirectFact) -> None:
    db.execute(
        "INSERT INTO redirect VALUES (?, ?, ?, ?, ?)",
        (fact["address"], fact["at"], warc, fact["offset"], fact["target"]),
    )


def instant(fact: Fact) -> str | None:
    """When what a fact tells of was captured; null for what has no instant of its own."""
    match fact["kind"]:
        case "page" | "poll" | "revisit":
            return fact["capture"]["captured_at"]
        case "redirect" | "rules" | "held" | "reject":
            return fact["at"]
        case _:
            return None

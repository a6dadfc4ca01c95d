"""Columns of the ledger's tables, and how a reject is inserted."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any, Final

from twa.dataset.facts.model import Captured, RejectFact
from twa.dataset.facts.values import Said

# What is said of an entry at every poll is kept as it was said first, in the order of rejects.
_ADD_REJECT: Final = """
    INSERT INTO reject VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (refusal) WHERE stage = 'entry' DO UPDATE SET
    at = excluded.at, warc = excluded.warc, offset = excluded.offset, body = excluded.body
    WHERE (IFNULL(excluded.at, ''), excluded.warc, IFNULL(excluded.offset, -1), excluded.body)
        < (IFNULL(reject.at, ''), reject.warc, IFNULL(reject.offset, -1), reject.body)
"""


def add_reject(db: sqlite3.Connection, warc: str, fact: RejectFact) -> None:
    """Take in something that became no row; it names its WARC from here on."""
    capture = fact["capture"]
    detail = fact["detail"]
    if capture is None:
        unread = fact["reason"] == "unread-file"
        detail = f"{warc}: {detail}" if unread else f"{detail} of {warc}"
    body = dump({**fact, "detail": detail, "capture": capture and located(warc, capture)})
    db.execute(
        _ADD_REJECT,
        (
            *(fact["url"], fact["at"], warc, capture and capture["offset"], body),
            *(fact["address"], fact["stage"], refusal(fact, warc)),
        ),
    )
    if fact["gone"]:
        db.execute("INSERT INTO gone VALUES (?, ?, NULL)", (fact["address"], fact["at"]))


def refusal(fact: RejectFact, warc: str) -> str | None:
    """What counts once, however often it is said: of rejects with an equal value the first is told.

    Of an entry, what is said at every poll that lists it. Of an address, what came of asking again
    in the same WARC: a page that fails is asked for several times. Null of all else.
    """
    if fact["url"] is None or fact["stage"] == "archive":
        return None
    within = "" if fact["stage"] == "entry" else warc
    said = fact["stage"], fact["reason"], fact["url"], fact["via"], fact["pointer"], fact["detail"]
    return dump([*said, within])


def place(warc: str, capture: Captured) -> tuple[str, str, int | None, str, str]:
    """Columns `at, warc, offset, record, capture`."""
    where = capture["captured_at"], warc, capture["offset"], capture["record_id"]
    return (*where, dump(located(warc, capture)))


def recorded(said: Iterable[Said], capture: Captured) -> list[dict[str, Any]]:
    """Statements that name the record they stand in, as in the schemas."""
    return [{**one, "record_id": capture["record_id"]} for one in said]


def located(warc: str, capture: Captured) -> dict[str, Any]:
    """A capture that names its WARC, as do the places in it."""
    made: dict[str, Any] = {"warc": warc, **capture}
    if (tls := capture["tls"]) is not None and tls["certificates"] is not None:
        made["tls"] = {**tls, "certificates": {"warc": warc, **tls["certificates"]}}
    return made


def proved(capture: dict[str, Any], root: str) -> dict[str, Any]:
    """A capture that names its WARC, as in the schemas; `root` is that of the WARC's tree."""
    position = capture.pop("position")
    return {**capture, "proof": {"position": position, "root": root}}


def move(db: sqlite3.Connection, warc: str, kind: str, was: str, now: str) -> None:
    """Note that a record of a WARC ends elsewhere than its own shard could tell."""
    db.execute(
        "INSERT INTO moved VALUES (?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1",
        (warc, kind, was, now),
    )


def dump(value: object) -> str:
    """JSON in ASCII: half a surrogate pair passes, and SQLite takes it."""
    return json.dumps(value, separators=(",", ":"))

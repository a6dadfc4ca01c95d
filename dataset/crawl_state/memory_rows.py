"""What rows of the crawl state say: attempts at an article, and notes of a crawl for others."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime

from twa.dataset.crawl_state import sql
from twa.dataset.crawl_state.schedule import Attempt
from twa.dataset.warc.records import parse_date


def attempts_at(database: sqlite3.Connection, place: str) -> tuple[Attempt, ...]:
    """When an address was asked for as an article, and what came of it; oldest first."""
    return tuple(
        Attempt(at, *rest)
        for text, *rest in database.execute(sql.ATTEMPTS, (place,))
        if (at := parse_date(text)) is not None
    )


def notes_of(database: sqlite3.Connection, name: str) -> Iterator[tuple[datetime, dict[str, str]]]:
    """The notes that have a field of this name, with their instants; oldest first."""
    rows = database.execute(
        "SELECT captured_at, fields FROM notes WHERE name = ? ORDER BY captured_at", (name,)
    )
    for text, fields in rows.fetchall():
        if (at := parse_date(text)) is not None:
            yield at, json.loads(fields)

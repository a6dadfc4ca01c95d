"""What is told of each WARC, kept from build to build: a build looks at those alone that changed.

The ledger keeps texts, and does not know what stands in them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from twa.dataset.facts.model import WarcFact

TABLES: Final = """
    CREATE TABLE account (
        warc TEXT PRIMARY KEY, bytes INTEGER, records INTEGER, sha256 TEXT, counts TEXT, line TEXT
    ) WITHOUT ROWID;
    CREATE INDEX warc_of_collection ON warc (name) WHERE json_extract(body, '$.collection') != '';
    CREATE INDEX warc_of_operator ON warc (name) WHERE json_extract(body, '$.operator') != '';
"""

Move = tuple[str, str, str, str, int]
"""WARC and kind of records that end elsewhere than their WARC alone could tell: the end that it
told, the other, and how many."""


class KeptAccount(NamedTuple):
    """A WARC, octets and records of it, its digest, what was counted, and the line about it."""

    warc: str
    bytes: int
    records: int
    sha256: str
    counts: str
    line: str


class Accounts:
    """The accounts that a ledger keeps, by the names of WARCs."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def get(self, warc: str) -> KeptAccount | None:
        """What is kept of a WARC."""
        found = self._db.execute("SELECT * FROM account WHERE warc = ?", (warc,)).fetchone()
        return found and KeptAccount(*found)

    def put(self, kept: KeptAccount) -> None:
        """Keep what is told of a WARC."""
        self._db.execute("INSERT OR REPLACE INTO account VALUES (?, ?, ?, ?, ?, ?)", kept)

    def lines(self) -> list[str]:
        """The lines about all WARCs, by name."""
        return [line for (line,) in self._db.execute("SELECT line FROM account ORDER BY warc")]

    def sums(self) -> tuple[int, int]:
        """Octets and records of all WARCs."""
        query = "SELECT COALESCE(SUM(bytes), 0), COALESCE(SUM(records), 0) FROM account"
        octets, records = self._db.execute(query).fetchone()
        return octets, records

    def said(self, warc: str) -> WarcFact:
        """What a WARC says of itself."""
        (body,) = self._db.execute("SELECT body FROM warc WHERE name = ?", (warc,)).fetchone()
        found: WarcFact = json.loads(body)
        return found

    def naming(self) -> list[WarcFact]:
        """What the first WARC that names a collection, and the first that names an operator, say
        of themselves; by name."""
        found: dict[str, Any] = {}
        for what in ("collection", "operator"):
            query = f"SELECT name, body FROM warc WHERE json_extract(body, '$.{what}') != ''"  # noqa: S608 (ours)
            found.update(self._db.execute(f"{query} ORDER BY name LIMIT 1"))
        return [json.loads(found[name]) for name in sorted(found)]

    def moved(self) -> Iterator[Move]:
        """All records that end elsewhere than their WARC alone could tell."""
        yield from self._db.execute("SELECT warc, kind, was, now, count FROM moved")

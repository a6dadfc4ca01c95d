"""What pages fetch as files and the database of a site that grows has (`shelf`)."""

from __future__ import annotations

import json
import re
from threading import Lock
from typing import Final

from twa.dataset.browse.server.loopback import Reply, of_octets
from twa.dataset.browse.site.files import encoded
from twa.dataset.browse.site.listing import ROWS, by_column
from twa.dataset.browse.site.shelf import STATE, contents
from twa.dataset.search.snapshot import Snapshot

_CHUNK: Final = re.compile(r"data/rejected/(\d{1,9})\.json")


class ShelfDocuments:
    """Documents of one state of a site, and the list of rejects in chunks."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._query = snapshot.query
        self._rejects: list[int] | None = None
        self._lock = Lock()

    def answer(self, path: str) -> Reply | None:
        """What is at a path; None for nothing."""
        if match := _CHUNK.fullmatch(path):
            chunk = self._chunk(int(match[1]))
            return None if chunk is None else of_octets(chunk, ".json")
        octets = self._document(path) if path.endswith(".json") else None
        return None if octets is None else of_octets(octets, ".json")

    @property
    def state(self) -> bytes:
        """Which state of the collection it shows."""
        return self._document(STATE) or b""

    @property
    def contents(self) -> str:
        """The same in a word, for all states that differ in how the index lies alone."""
        return contents(self.state)

    def _document(self, name: str) -> bytes | None:
        found = self._query("SELECT octets FROM documents WHERE name = ?", [name])
        return found[0][0] if found else None

    def _chunk(self, number: int) -> bytes | None:
        with self._lock:
            if self._rejects is None:
                # Newest first, and as their table has them where two are of one second.
                ordered = "SELECT number FROM rejected ORDER BY date DESC, captured, id"
                self._rejects = [found for (found,) in self._query(ordered)]
        numbers = self._rejects[number * ROWS : (number + 1) * ROWS]
        marks = ",".join("?" * len(numbers))
        asked = f"SELECT number, listed, offset, length FROM rejected WHERE number IN ({marks})"  # noqa: S608
        rows = {
            found: {**json.loads(listed), "offset": offset, "length": length}
            for found, listed, offset, length in self._query(asked, numbers)
        }
        return encoded(by_column([rows[found] for found in numbers])) if numbers else None

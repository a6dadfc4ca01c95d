"""History of earlier runs' captures, read from the crawl state, for revisit records."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from twa.crawler.archive.run_history import RunHistory
from twa.dataset.crawl_state.database import Memory
from twa.dataset.warc.revisits import Earlier


class StoredHistory(RunHistory):
    """The `History` of this run and of those before it, whose memory is the database at `path`.

    Opened for reading alone: another process writes it, with what is durable.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        self._stored = Memory(database)

    def of_url(self, url: str) -> Earlier | None:
        """The newest capture of `url` with a body."""
        return super().of_url(url) or self._stored.newest(url)[2]

    def of_body(self, key: str) -> Earlier | None:
        """A capture with this body."""
        return super().of_body(key) or self._stored.of_body(key)

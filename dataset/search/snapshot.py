"""One state of a database, whatever is written to it meanwhile."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Lock
from typing import Any

from twa.dataset.files import is_writable


class Snapshot:
    """The state in which a database (with a write-ahead log) was when it was opened. Any number of
    threads may ask."""

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        self._copied = ExitStack()
        kind = "rw"
        if not is_writable(path):
            # A reader keeps its place in a file beside it; where it can't, nobody writes either.
            kind = "ro&immutable=1"
            log = path.with_name(f"{path.name}-wal")
            if log.is_file() and log.stat().st_size:
                # Who wrote was killed, and what is in the log is of the state.
                path, kind = self._copy(path, log), "rw"
        self._database = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={kind}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
        # It is the first question after it that settles the state.
        self._database.execute("BEGIN")
        self._database.execute("SELECT 1 FROM sqlite_schema").fetchone()

    def query(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of an answer."""
        with self._lock, closing(self._database.execute(statement, values)) as cursor:
            return cursor.fetchall()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._database.close()
        self._copied.close()

    def _copy(self, *paths: Path) -> Path:
        """Copies of files that can't be written to, the first of them."""
        folder = self._copied.enter_context(tempfile.TemporaryDirectory(prefix="twa-site-"))
        copies = [Path(shutil.copyfile(path, Path(folder, path.name))) for path in paths]
        return copies[0]

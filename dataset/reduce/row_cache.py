"""Rows of the build before, looked up by the digest of all that they were made of.

The files in which a build sorted its rows are kept in its cache, and the next one looks there
before it makes a row. A cache that is lost or damaged costs only time.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from twa.dataset.reduce.sorting import Finished, Sorter
from twa.dataset.tables.parquet import UNDATED


class RowCache:
    """What stands in some files of sorted rows."""

    def __init__(self, files: Iterable[Path] = ()) -> None:
        self._files = [Sorter.filled(file) for file in files]

    def recall(self, made_of: bytes) -> list[Finished] | None:
        """The rows made of something; None where nobody remembers."""
        for file in list(self._files):
            try:
                found = file.recall(made_of)
            except (sqlite3.Error, ValueError):
                self._files.remove(file)
                file.close()
                continue
            if found is not None:
                # What comes next was most likely made beside it.
                self._files.remove(file)
                self._files.insert(0, file)
                return found
        return None

    def close(self) -> None:
        """Let go of the files, which are the caller's to replace."""
        for file in self._files:
            file.close()


def keep(files: Iterable[Path], folder: Path) -> None:
    """Make files of sorted rows the cache in `folder`, in the place of what was there."""
    forget(folder)
    folder.mkdir()
    for file in files:
        file.rename(folder / file.name)


def forget(folder: Path) -> None:
    """Delete a cache."""
    shutil.rmtree(folder, ignore_errors=True)


def files_in(folder: Path) -> tuple[Path, ...]:
    """The files of the cache in a folder; none where there is no such folder."""
    return tuple(sorted(folder.glob("rows-*.sqlite")))


def place_of(shards: Path, table: str, row_id: str) -> str | None:
    """The month whose files the last build put a row of a table into; None where nobody remembers.

    No more than where to look first: the dataset may be of another build.
    """
    for path in sorted(shards.glob("rows-*/rows-*.sqlite")):
        try:
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
                query = "SELECT key FROM line WHERE name = ? AND id = ?"
                found = file.execute(query, (table, row_id)).fetchone()
        except sqlite3.Error:
            continue
        if found is not None:
            instant, _, _ = str(found[0]).partition("\0")
            return instant[: len(UNDATED)] or UNDATED
    return None

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
from twa.dataset.tables.filing import RowLine


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


def look_up(files: Iterable[Path], table: str, row_id: str) -> RowLine | None:
    """The row of an id as a build made it; None where none of its files remembers."""
    for path in files:
        try:
            with closing(Sorter.filled(path)) as file:
                found = file.find(table, row_id)
        except (sqlite3.Error, ValueError):
            continue
        if found is not None:
            return found
    return None

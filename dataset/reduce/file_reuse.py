"""Parquet files of the dataset that is being replaced, looked up by the digest of their rows.

A month that is over has the same rows in the next version, so its file is linked there and not
written anew. It is read for its digest, unless it has not changed since that was taken
(`file_digests`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

from twa.dataset.file_digests import Stamp, is_same_file
from twa.dataset.files import DAMAGE, json_lines, read_json_lines, sha256
from twa.dataset.tables.manifest import Written

RECORD: Final = "files.jsonl.gz"
"""The name of the file that says which rows are in which files, in the folder of a row cache."""


@dataclass(frozen=True, slots=True)
class FiledRows:
    """A file of rows as it was written, the digest of its rows, and what they add to figures.

    `last` is the key of the last row, as text (`sorting.Finished`), `figures` are
    `RowFigures.as_json`: most files stand from build to build, and theirs are but handed on.
    """

    written: Written
    rows: str
    last: str
    figures: Mapping[str, Any]


_values: Final = attrgetter(*(one.name for one in fields(Written)))


class FileReuse:
    """Files below `folder`, and what `record` says of the rows in them; it may not be there.

    `stamps` are those of files of which nobody doubts the digest while they stand.
    """

    def __init__(
        self, folder: Path, record: Path, stamps: Mapping[str, Stamp] | None = None
    ) -> None:
        self._folder = folder
        self._stamps = stamps or {}
        self._known = {
            written.file: FiledRows(written, *more)
            for said, *more in _read(record)
            for written in (Written(*said),)
        }

    def known(self) -> dict[str, FiledRows]:
        """What is said of the rows of each file, in their order."""
        return self._known

    def take(self, file: str, rows: str, folder: Path) -> Written | None:
        """Put a file into `folder`, if one of this name has the rows of this digest."""
        found = self._known.get(file)
        if found is None or found.rows != rows:
            return None
        written, path = found.written, folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(OSError):
            stamp = self._stamps.get(file)
            unchanged = stamp is not None and is_same_file(self._folder / file, stamp)
            os.link(self._folder / file, path)
            if unchanged or sha256(path) == written.sha256:
                return written
            path.unlink()
        return None


def save(record: Path, filed: Iterable[FiledRows]) -> None:
    """Write the record of a dataset."""
    with json_lines(record) as add:
        for one in filed:
            add((_values(one.written), one.rows, one.last, one.figures))


def _read(record: Path) -> list[Any]:
    """What a record says; nothing where it is lost or damaged, which gzip tells at its end."""
    with suppress(*DAMAGE, ValueError):
        return list(read_json_lines(record))
    return []

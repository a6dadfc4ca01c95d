"""Parquet files of the dataset that is being replaced, looked up by the digest of their rows.

A month that is over has the same rows in the next version, so its file is linked there and not
written anew. It is read for its digest, unless it has not changed since that was taken
(`file_digests`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, Self

from twa.dataset.file_digests import Stamp, is_same_file
from twa.dataset.files import DAMAGE, json_lines, read_json_lines, sha256
from twa.dataset.tables.manifest import Written

RECORD: Final = "files.jsonl.gz"
"""The name of the file that a `FileRecord` is in, in the folder of a row cache."""


@dataclass(frozen=True, slots=True)
class FiledRows:
    """A file of rows as it was written, the digest of its rows, and what they add to figures.

    `last` is the key of the last row, as text (`sorting.Finished`), `figures` are
    `RowFigures.as_json` as text: most files stand from build to build, and theirs are but handed
    on. `summed` says that they are part of the `FileRecord.standing` of the record it is in.
    """

    written: Written
    rows: str
    last: str
    figures: str
    summed: bool = False

    @property
    def month(self) -> str:
        """The month whose rows are in the file: the first part of its name."""
        return self.written.file.rpartition("/")[2].rpartition("-")[0]


@dataclass(frozen=True, slots=True)
class FileRecord:
    """The files of a dataset, and in one sum the figures of those that the build before had too.

    `standing` are those of `RowFigures.total`, as JSON.
    """

    filed: list[FiledRows]
    standing: Mapping[str, Any] | None = None

    def save(self, path: Path) -> None:
        """Write it."""
        with json_lines(path) as add:
            add(self.standing)
            for one in self.filed:
                add((_values(one.written), one.rows, one.last, one.figures, one.summed))

    @classmethod
    def read(cls, path: Path) -> Self:
        """What was written; nothing where it is lost or damaged, which gzip tells at its end."""
        with suppress(*DAMAGE, ValueError):
            standing, *lines = read_json_lines(path)
            return cls([FiledRows(Written(*said), *more) for said, *more in lines], standing)
        return cls([])


_values: Final = attrgetter(*(one.name for one in fields(Written)))


class FileReuse:
    """Files below `folder`, and what `record` says of the rows in them.

    `stamps` are those of files of which nobody doubts the digest while they stand.
    """

    def __init__(
        self, folder: Path, record: FileRecord, stamps: Mapping[str, Stamp] | None = None
    ) -> None:
        self._folder = folder
        self._stamps = stamps or {}
        self.record = record
        self._known = {one.written.file: one for one in record.filed}

    def take(self, file: str, rows: str, folder: Path) -> Written | None:
        """Put a file into `folder`, if one of this name has the rows of this digest."""
        found = self._known.get(file)
        if found is None or found.rows != rows:
            return None
        # Text, not paths: there are thousands of files, most of which stand.
        before, place = f"{self._folder}/{file}", f"{folder}/{file}"
        with suppress(OSError):
            stamp = self._stamps.get(file)
            unchanged = stamp is not None and is_same_file(before, stamp)
            _link(before, place)
            if unchanged or sha256(Path(place)) == found.written.sha256:
                return found.written
            Path(place).unlink()
        return None


def _link(source: str, target: str) -> None:
    """The same file under a second name, in a folder that may be missing."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        os.link(source, target)

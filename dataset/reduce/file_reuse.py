"""Parquet files of the dataset that is being replaced, looked up by the digest of their rows.

A month that is over has the same rows in the next version, so its file is linked there and not
written anew. It is read for its digest, unless it has not changed since that was taken
(`file_digests`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from twa.dataset.collection import sha256
from twa.dataset.file_digests import Stamp, is_same_file
from twa.dataset.files import DAMAGE, json_lines, read_json_lines
from twa.dataset.reduce.row_figures import RowFigures
from twa.dataset.tables.manifest import Written

RECORD: Final = "files.jsonl.gz"
"""The name of the file that says which rows are in which files, in the folder of a row cache."""


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
            file: (rows, Written(**said), RowFigures.of_json(figures))
            for file, rows, said, figures in _read(record)
        }

    def known(self) -> dict[str, tuple[str, Written, RowFigures]]:
        """The digest of its rows, the file as written, and its figures, by file."""
        return self._known

    def take(self, file: str, rows: str, folder: Path) -> Written | None:
        """Put a file into `folder`, if one of this name has the rows of this digest."""
        found = self._known.get(file)
        if found is None or found[0] != rows:
            return None
        written, path = found[1], folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(OSError):
            stamp = self._stamps.get(file)
            unchanged = stamp is not None and is_same_file(self._folder / file, stamp)
            os.link(self._folder / file, path)
            if unchanged or sha256(path) == written.sha256:
                return written
            path.unlink()
        return None


def save(record: Path, filed: Iterable[tuple[str, Written, RowFigures]]) -> None:
    """Write the record of a dataset."""
    with json_lines(record) as add:
        for rows, written, figures in filed:
            add((written.file, rows, asdict(written), figures.as_json()))


def _read(record: Path) -> list[Any]:
    """What a record says; nothing where it is lost or damaged, which gzip tells at its end."""
    with suppress(*DAMAGE, ValueError):
        return list(read_json_lines(record))
    return []

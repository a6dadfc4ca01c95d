"""The files of the dataset that is being replaced, by the digest of the rows in them.

A month that is over has the same rows in the next version, so its file is linked there and
not written anew. It is read, though: a manifest names no digest that nobody took.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from twa.dataset.collection import sha256
from twa.dataset.files import DAMAGE, json_lines, read_json_lines
from twa.dataset.tables.parquet import Written

RECORD: Final = "files.jsonl.gz"
"""The name of the file that says which rows are in which files, in the folder of a memory."""


class Standing:
    """Files below `folder`, and what `record` says of the rows in them; it may not be there."""

    def __init__(self, folder: Path, record: Path) -> None:
        self._folder = folder
        self._known = {file: (rows, Written(**said)) for file, rows, said in _read(record)}
        self._noted: list[tuple[str, str, dict[str, Any]]] = []

    def take(self, file: str, rows: str, folder: Path) -> Written | None:
        """Put a file into `folder`, if one of this name has the rows of this digest."""
        had, written = self._known.get(file, ("", None))
        if written is None or had != rows:
            return None
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(OSError):
            os.link(self._folder / file, path)
            if sha256(path) == written.sha256:
                return written
            path.unlink()
        return None

    def note(self, written: Written, rows: str) -> None:
        """Note the digest of the rows of a file of the new dataset."""
        self._noted.append((written.file, rows, asdict(written)))

    def save(self, record: Path) -> None:
        """Write the record of the new dataset."""
        with json_lines(record) as add:
            for noted in self._noted:
                add(noted)


def _read(record: Path) -> list[Any]:
    """What a record says; nothing where it is lost or damaged, which gzip tells at its end."""
    with suppress(*DAMAGE, ValueError):
        return list(read_json_lines(record))
    return []

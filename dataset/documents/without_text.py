"""A dataset without what the sources wrote: what may be published where its text may not.

A projection is a function of the full version: the same rows in the same order,
less the columns that the contracts mark `x-text`. Its manifest names the full
version, so whoever has the archive can make both again and compare.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from twa.dataset.documents.all_documents import documents
from twa.dataset.files import write_whole
from twa.dataset.tables.manifest import Manifest
from twa.dataset.tables.parquet import read_table, write_table
from twa.dataset.tables.schema import TABLES, Row, texts


def project(source: Path, whole: Manifest, folder: Path) -> Manifest:
    """Write the projection of the dataset in `source`, whose manifest is `whole`, to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    outputs = [
        written
        for table in TABLES
        for written in write_table(table, _without_text(table, source), folder, text=False)
    ]
    made = whole.project(outputs)
    for name, octets in documents(made):
        write_whole(folder / name, octets)
    return made


def _without_text(table: str, source: Path) -> Iterator[Row]:
    left_out = set(texts(table))
    for row in read_table(table, source):
        yield {name: value for name, value in row.items() if name not in left_out}

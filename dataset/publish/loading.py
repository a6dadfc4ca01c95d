"""Whether `load_dataset` gives back what was published: the proof of the upload."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

import pyarrow as pa
from datasets import Dataset, IterableDataset, load_dataset
from datasets.exceptions import DatasetsError

from twa.dataset.documents.card import SPLIT
from twa.dataset.errors import VerificationError
from twa.dataset.hub.client import unsigned
from twa.dataset.tables.arrow import arrow
from twa.dataset.tables.manifest import Manifest
from twa.dataset.tables.parquet import opened
from twa.dataset.tables.schema import TABLES

_ROWS: Final = 1_000


def compare(repo: str, tag: str, folder: Path, made: Manifest) -> None:
    """Load every table of a tag as anybody would, and compare it with the files in `folder`.

    Raises VerificationError naming the table that differs.
    """
    with tempfile.TemporaryDirectory(prefix="twa-loading-") as cache:
        for table in TABLES:
            rows = made.rows(table)
            try:
                # `datasets` 5.2.0 loads a table without rows only as a stream.
                loaded = load_dataset(
                    repo, table, split=SPLIT, revision=tag, cache_dir=cache, streaming=not rows
                )
            except (OSError, ValueError, DatasetsError) as error:
                cause = unsigned(str(error))
                message = f"was published, and load_dataset does not load {table}"
                raise VerificationError(message, subject=f"{repo}@{tag}", cause=cause) from error
            if not (_same(loaded, folder, made, table) if rows else _none(loaded, made, table)):
                raise VerificationError(
                    f"load_dataset gives other rows of {table} than were published",
                    subject=f"{repo}@{tag}",
                )


def _same(loaded: Dataset, folder: Path, made: Manifest, table: str) -> bool:
    schema = arrow(table, text=made.text)
    if loaded.column_names != schema.names or len(loaded) != made.rows(table):
        return False
    there = loaded.with_format("arrow")
    start = 0
    for output in made.outputs(table):
        with opened(folder / output.file) as file:
            for batch in file.iter_batches(_ROWS):
                here = pa.Table.from_batches([batch])
                if not there[start : start + len(here)].cast(schema).equals(here):
                    return False
                start += len(here)
    return True


def _none(loaded: IterableDataset, made: Manifest, table: str) -> bool:
    names = arrow(table, text=made.text).names
    return loaded.column_names == names and next(iter(loaded), None) is None

"""Verifies a whole collection: bytes, and every row derived anew.

Three questions, each with its own evidence. Are the files those that the
manifest names, and nothing else? Is the archive the one that it names, and
whole? (`fixity`) Does the archive, understood again from nothing, give the same
files? Nothing that an earlier build left behind is believed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Any

from twa.dataset.assemble.builder import derive
from twa.dataset.assemble.options import Options
from twa.dataset.collection import Collection
from twa.dataset.documents.without_text import project
from twa.dataset.progress import Progress, Silent
from twa.dataset.tables import manifest
from twa.dataset.tables.schema import TABLES
from twa.dataset.verification.differences import differing_rows
from twa.dataset.verification.findings import Finding
from twa.dataset.verification.fixity import Fixity, fixity


def verify(
    collection: Collection, *, workers: int | None = None, progress: Progress | None = None
) -> Generator[Finding, None, Fixity]:
    """Everything that is wrong with a collection, as it is found; nothing for a good one.

    The value is what `fixity` gives. Raises as `files.load` does.
    """
    progress = progress or Silent()
    held = yield from fixity(collection, workers=workers, progress=progress)
    yield from derivation(collection, held, workers, progress)
    return held


def derivation(
    collection: Collection, held: Fixity, workers: int | None, progress: Progress
) -> Iterator[Finding]:
    """The dataset against one that is made from nothing, in a temporary folder.

    Where its files are `sound`, differing tables are compared row by row.
    """
    claimed = held.claimed
    options = Options.of(claimed.document["options"]["values"])
    with tempfile.TemporaryDirectory(prefix="twa-verify-") as scratch:
        folder, cache = Path(scratch) / "dataset", Path(scratch) / "shards"
        folder.mkdir()
        cache.mkdir()
        derive(
            collection,
            folder,
            cache,
            workers=workers,
            options=options,
            progress=progress,
            digests=held.digests,
        )
        made = manifest.parse((folder / manifest.FILE).read_bytes())
        if not claimed.text:
            folder = Path(scratch) / "projection"
            made = project(Path(scratch) / "dataset", made, folder)
        if held.sound:
            for table in TABLES:
                if claimed.outputs(table) != made.outputs(table):
                    yield from _rows(table, collection.dataset, folder)
        yield from _claims(claimed, made)


def _rows(table: str, there: Path, here: Path) -> Iterator[Finding]:
    found = False
    for row_id, message in differing_rows(table, there, here):
        found = True
        yield Finding(f"{table} {row_id}", message)
    if not found:
        yield Finding(table, "has the rows that the archive gives, in other bytes")


def _claims(claimed: manifest.Manifest, made: manifest.Manifest) -> Iterator[Finding]:
    """What the manifest says, less what names files, against what it should say."""
    same_rows = claimed.document["outputs"] == made.document["outputs"]
    for name, value in made.document.items():
        if _told(claimed.document[name]) == _told(value):
            continue
        if name == "takedowns":
            message = "are not those of takedowns.jsonl beside the archive"
            yield Finding(f"{manifest.FILE} {name}", message)
        elif name in ("code", "environment"):
            message = "this is other software than the dataset was built with"
            yield Finding(f"{manifest.FILE} {name}", message, remark=same_rows)
        else:
            message = "is not what the archive gives"
            yield Finding(f"{manifest.FILE} {name}", message)


def _told(value: Any) -> Any:
    """A section of a manifest, less the full version that a projection names: it follows."""
    if isinstance(value, Mapping) and "left_out" in value:
        return {name: part for name, part in value.items() if name != "version"}
    return value

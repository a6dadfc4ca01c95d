"""A row as the last build made it, where this very code did, and nothing was touched since."""

from __future__ import annotations

import json

from twa.dataset.assemble import previous_build
from twa.dataset.assemble.options import MAP, Options
from twa.dataset.assemble.previous_build import KeptBuild
from twa.dataset.collection import Collection
from twa.dataset.file_digests import is_same_file
from twa.dataset.fingerprint import fingerprint
from twa.dataset.reduce import row_cache
from twa.dataset.tables import filing
from twa.dataset.tables.schema import TABLES, Row, contract, in_order
from twa.dataset.workers.pool import Limits


def kept_row(collection: Collection, row_id: str) -> tuple[str, Row] | None:
    """The row with an id, and its table, as this code made it and the dataset holds it.

    None where there is none, or that is not known: the last build was by other code or with other
    limits, what it left was deleted, or it or the files of the row's month were touched since.
    """
    folder = previous_build.folder_in(collection.shards)
    files = row_cache.files_in(folder)
    for table in TABLES:
        if (line := row_cache.look_up(files, table, row_id)) is not None:
            break
    else:
        return None
    # After the row was read: a build that changes these files takes back first what it says of
    # them.
    kept = KeptBuild.read(folder)
    if kept is None or not _is_made_so(kept):
        return None
    month = f"{table}/{filing.month(line)}"
    held = [one for one in kept.dataset.items() if one[0].startswith(month)]
    if not all(is_same_file(collection.dataset / name, stamp) for name, stamp in held):
        return None
    return table, in_order(contract(table), json.loads(line.json))


def _is_made_so(kept: KeptBuild) -> bool:
    """Whether pages were understood by this code, and within the limits that are usual."""
    made_by = kept.made_by
    same = made_by["map"] == fingerprint(MAP)
    return same and Options.of(made_by["options"]).limits == Limits()

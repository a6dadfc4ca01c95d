"""The row that a proof is of: found by what the last build remembers, and without."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.dataset.anchored import harbour
from tests.dataset.evidence.test_prove import row_of
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.evidence.finding import NoSuchRow, find
from twa.dataset.reduce.row_cache import look_up
from twa.dataset.tables.filing import month


def place_of(made: Collection, table: str, row_id: str) -> str | None:
    line = look_up(made.shards.glob("rows-*/rows-*.sqlite"), table, row_id)
    return None if line is None else month(line)


def test_a_row_is_found_in_its_month_or_wherever_it_is(root: Path) -> None:
    made = harbour(root)
    build(made, workers=1)
    row_id = row_of(made, "Northern pier closes")
    assert place_of(made, "articles", row_id) == "2024-05"
    assert place_of(made, "revisions", row_id) is None
    (cache,) = made.shards.glob("rows-*/rows-*.sqlite")
    for key, where in (("", "0000-00"), ("1999-01-01T00:00:00.000000Z", "1999-01")):
        with sqlite3.connect(cache) as file:
            file.execute("UPDATE line SET key = ? WHERE id = ?", (f"{key}\0{row_id}", row_id))
        file.close()
        assert place_of(made, "articles", row_id) == where
        # The dataset may be of another build than what is remembered.
        assert find(made, row_id)[1]["title"] == "Northern pier closes"
    cache.write_bytes(b"damaged")
    assert place_of(made, "articles", row_id) is None
    assert find(made, row_id)[0] == "articles"
    with pytest.raises(NoSuchRow):
        find(made, "0" * 32)

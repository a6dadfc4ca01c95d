"""The rows and rejects that a build made of one run's captures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from twa.crawler.reporting.recorder import OUTSIDE
from twa.dataset.dates.instants import stamp
from twa.dataset.tables.schema import Row

if TYPE_CHECKING:
    from twa.dataset.collection import Collection

UNDERSTOOD: Final = frozenset({"entry", "page", "row"})
"""Stages of `rejects` that are past fetching."""


def rows_of(collection: Collection, *, since: datetime) -> Iterator[dict[str, Any]]:
    """The rows of `articles` that were captured `since` then, as the dataset has them."""
    # Arrow comes with it, which a crawl needs at its end alone.
    from twa.dataset.tables.parquet import pick

    begin = stamp(since)

    def fresh(row: Row) -> bool:
        return row["withdrawn"] is None and row["capture"]["captured_at"] >= begin

    column = "capture.captured_at"
    return pick("articles", collection.dataset, ["withdrawn", column], fresh, (column, since))


def losses_of(collection: Collection, *, since: datetime) -> Iterator[dict[str, Any]]:
    """The rows of `rejects` for what was got `since` then, but became no row."""
    from twa.dataset.tables.parquet import pick

    begin = stamp(since)

    def lost(row: Row) -> bool:
        fresh = row["captured_at"] is None or row["captured_at"] >= begin
        ours = row["stage"] in UNDERSTOOD and row["reason"] != OUTSIDE
        return ours and fresh and row["withdrawn"] is None

    columns = ["captured_at", "stage", "reason", "withdrawn"]
    return pick("rejects", collection.dataset, columns, lost, ("captured_at", since))

"""How long the texts of a dataset are, in the order in which its articles were captured."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import Final

UNREAD: Final = ("no-text", "no-article")
"""Reasons of `rejects` by which a page was no article to read."""


def lengths(dataset: Path, most: int) -> list[int | None]:
    """Words of the `most` articles captured last, newest first; null for a page without text."""
    # Arrow comes with it, which a crawl needs at its end alone.
    from twa.dataset.tables.parquet import read_table

    def pages() -> Iterator[tuple[str, int | None]]:
        for row in read_table("articles", dataset, ("first_captured_at", "word_count")):
            yield row["first_captured_at"], row["word_count"]
        for row in read_table("rejects", dataset, ("captured_at", "reason")):
            if row["reason"] in UNREAD and row["captured_at"] is not None:
                yield row["captured_at"], None

    return [words for _, words in heapq.nlargest(most, pages(), key=itemgetter(0))]

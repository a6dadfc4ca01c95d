"""How long the texts of a dataset are, in the order in which its articles were captured."""

from __future__ import annotations

from pathlib import Path
from typing import Final

UNREAD: Final = ("no-text", "no-article")
"""Reasons of `rejects` by which a page was no article to read."""


def lengths(dataset: Path) -> list[int | None]:
    """Words of each article by its first capture, newest first; null for a page without text."""
    import pyarrow.parquet as pq

    pages: list[tuple[str, int | None]] = []
    for path in dataset.glob("articles/*.parquet"):
        table = pq.read_table(path, columns=["first_captured_at", "word_count"])
        pages += zip(table.column(0).to_pylist(), table.column(1).to_pylist(), strict=True)
    for path in dataset.glob("rejects/*.parquet"):
        table = pq.read_table(path, columns=["captured_at", "reason"])
        told = zip(table.column(0).to_pylist(), table.column(1).to_pylist(), strict=True)
        pages += ((at, None) for at, reason in told if reason in UNREAD and at is not None)
    return [words for _, words in sorted(pages, key=lambda page: page[0], reverse=True)]

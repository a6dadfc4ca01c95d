"""How long the texts of a dataset are, in the order in which its articles were captured."""

from __future__ import annotations

from pathlib import Path
from typing import Final

UNREAD: Final = ("no-text", "no-article")
"""Reasons of `rejects` by which a page was no article to read."""


def lengths(dataset: Path) -> list[int | None]:
    """Words of each article by its first capture, newest first; null for a page without text."""
    # Arrow comes with it, which a crawl needs at its end alone.
    from twa.dataset.tables.parquet import read_table

    pages: list[tuple[str, int | None]] = [
        (row["first_captured_at"], row["word_count"])
        for row in read_table("articles", dataset, ("first_captured_at", "word_count"))
    ]
    for row in read_table("rejects", dataset, ("captured_at", "reason")):
        if row["reason"] in UNREAD and row["captured_at"] is not None:
            pages.append((row["captured_at"], None))
    return [words for _, words in sorted(pages, key=lambda page: page[0], reverse=True)]

"""How long the texts of a dataset are, in the order in which its articles were captured."""

from __future__ import annotations

import heapq
from itertools import islice, takewhile
from operator import itemgetter
from pathlib import Path
from typing import Final

UNREAD: Final = ("no-text", "no-article")
"""Reasons of `rejects` by which a page was no article to read."""


def lengths(dataset: Path, most: int) -> list[int | None]:
    """Words of the `most` articles captured last, newest first; null for a page without text.

    Both tables are sorted by that instant, so only their ends are read.
    """
    # Arrow comes with it, which a crawl needs at its end alone.
    from twa.dataset.tables.parquet import read_backwards

    rows = read_backwards("articles", dataset, ("first_captured_at", "word_count"))
    articles = [(row["first_captured_at"], row["word_count"]) for row in islice(rows, most)]
    oldest = articles[-1][0] if len(articles) == most else ""
    rejects = (
        (row["captured_at"], None)
        for row in takewhile(
            lambda row: row["captured_at"] is not None and row["captured_at"] >= oldest,
            read_backwards("rejects", dataset, ("captured_at", "reason")),
        )
        if row["reason"] in UNREAD
    )
    newest = heapq.merge(articles, rejects, key=itemgetter(0), reverse=True)
    return [words for _, words in islice(newest, most)]

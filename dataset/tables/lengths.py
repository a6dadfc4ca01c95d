"""How long the texts of a dataset are, in the order in which its articles were captured."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Final, NamedTuple

UNREAD: Final = frozenset(
    {
        *("no-text", "no-article", "shared-page", "empty", "offsite", "redirect-loop"),
        *("http-status", "payment-required", "timeout", "tls", "truncated", "robots"),
    }
)
"""Reasons of `rejects` by which of an article that was asked for there was nothing to read."""


DAILY: Final = 20
"""Articles that came in as many days at most, where there are some `daily`."""


class Lengths(NamedTuple):
    """Words of articles, newest first, null for one with nothing to read; and whether there lately
    was one each day."""

    words: list[int | None]
    daily: bool


def lengths(dataset: Path, most: int) -> Lengths:
    """The lengths of the `most` articles captured last.

    Both tables are sorted by that instant, so only their ends are read.
    """
    # Arrow comes with it, which a crawl needs at its end alone.
    from twa.dataset.tables.parquet import read_backwards

    rows = read_backwards("articles", dataset, ("first_captured_at", "word_count"))
    articles = [(row["first_captured_at"], row["word_count"]) for row in islice(rows, most)]
    oldest = articles[-1][0] if len(articles) == most else ""
    newest = heapq.merge(articles, _unread(dataset, oldest), key=itemgetter(0), reverse=True)
    found = list(islice(newest, most))
    some = [datetime.fromisoformat(at) for at, _ in found[:DAILY]]
    daily = len(some) == DAILY and some[0] - some[-1] <= timedelta(days=DAILY)
    return Lengths([words for _, words in found], daily)


def _unread(dataset: Path, oldest: str) -> Iterator[tuple[str, None]]:
    """When there last was nothing to read at an address, newest first, down to `oldest`."""
    from twa.dataset.tables.parquet import read_backwards

    told: set[str] = set()
    for row in read_backwards("rejects", dataset, ("captured_at", "url", "stage", "reason", "via")):
        if row["captured_at"] is None or row["captured_at"] < oldest:
            return
        # A feed was not led to by anything.
        asked_for = row["stage"] in ("fetch", "page") and row["via"] is not None
        if asked_for and row["reason"] in UNREAD and row["url"] not in told:
            told.add(row["url"])
            yield row["captured_at"], None

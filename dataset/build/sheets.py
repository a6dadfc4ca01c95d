"""The tables of one build: each row checked, counted, sorted and written."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping
from operator import attrgetter
from pathlib import Path
from typing import Any

from dataset.build.facts import RejectFact
from dataset.build.rows import reject
from dataset.build.sorting import Sorter
from dataset.tables.coverage import Coverage
from dataset.tables.parquet import Line, Written, write_lines
from dataset.tables.schema import TABLES
from dataset.tables.tombstones import withdraw
from dataset.tables.validate import Checker, Problem


class Tables:
    """Takes rows in any order. A row that breaks its contract becomes a row of `rejects`."""

    def __init__(self, sorter: Sorter, warcs: Mapping[str, int]) -> None:
        self.warcs = warcs
        self._sorter = sorter
        self._checkers = {table: Checker(table, warcs) for table in TABLES}
        self._rejected: set[str] = set()
        self.coverage = Coverage()
        self.rows: Counter[str] = Counter(dict.fromkeys(TABLES, 0))
        self.entries: Counter[str] = Counter()
        self.entries_with_article: Counter[str] = Counter()

    def add(
        self, table: str, row: dict[str, Any], withdrawn: Mapping[str, str] | None = None
    ) -> None:
        """Check a row and keep it, or what is wrong with it.

        Of one that was `withdrawn` (when and why) only a tombstone is kept.
        """
        if withdrawn is not None:
            row = withdraw(table, row, withdrawn)
        if table == "rejects":
            # The same thing said of the same record twice is one thing.
            if row["id"] in self._rejected:
                return
            self._rejected.add(row["id"])
        problems = self._checkers[table].check(row)
        if not problems:
            self._sorter.put(table, Line.of(table, row))
            self.coverage.add(table, row)
            self.rows[table] += 1
            if table == "feed_entries":
                self.entries[row["feed_url"]] += 1
                self.entries_with_article[row["feed_url"]] += row["article_id"] is not None
        for problem in problems:
            self.add("rejects", reject(_invalid(table, row, problem)))


def write(sorters: Iterable[Sorter], folder: Path) -> list[Written]:
    """All tables as Parquet below `folder`, of rows that were sorted apart."""
    several = list(sorters)
    return [
        written
        for table in TABLES
        for written in write_lines(
            table,
            heapq.merge(*(sorter.lines(table) for sorter in several), key=attrgetter("key")),
            folder,
        )
    ]


def _invalid(table: str, row: dict[str, Any], problem: Problem) -> RejectFact:
    """What is wrong with a row, made only of what can't be wrong itself."""
    warc = (row["capture"] or {}).get("warc")
    record = (row["capture"] or {}).get("record_id")
    return {
        "kind": "reject",
        "url": row.get("url") or row.get("link"),
        "address": None,
        "stage": "row",
        "reason": "invalid-row",
        "detail": f"{table} {row['id']}: {problem.message}; from {record} in {warc}",
        "via": None,
        "pointer": problem.pointer,
        "at": None,
        "gone": False,
        "capture": None,
    }

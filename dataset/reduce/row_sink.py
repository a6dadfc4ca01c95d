"""The tables of one build: each row checked, counted, sorted and written."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Any

from twa.dataset.facts.model import RejectFact, reject_fact
from twa.dataset.reduce.file_reuse import Standing
from twa.dataset.reduce.row_cache import Memory
from twa.dataset.reduce.rows import reject
from twa.dataset.reduce.sorting import Finished, Head, Sorter
from twa.dataset.tables.coverage import Coverage
from twa.dataset.tables.parquet import K, Written, filed, write_empty, write_file
from twa.dataset.tables.schema import TABLES
from twa.dataset.tables.tombstones import withdraw
from twa.dataset.tables.validate import Checker, Problem


class Tables:
    """Takes rows in any order. A row that breaks its contract becomes a row of `rejects`."""

    def __init__(
        self, sorter: Sorter, warcs: Mapping[str, int], memory: Memory | None = None
    ) -> None:
        self.warcs = warcs
        self._sorter = sorter
        self._memory = memory or Memory()
        self._checkers = {table: Checker(table, warcs) for table in TABLES}
        self._rejected: set[str] = set()
        self.coverage = Coverage()
        self.rows: Counter[str] = Counter(dict.fromkeys(TABLES, 0))
        self.entries: Counter[str] = Counter()
        self.entries_with_article: Counter[str] = Counter()

    def add(
        self, table: str, row: dict[str, Any], withdrawn: Mapping[str, str] | None = None
    ) -> Finished | None:
        """Check a row and keep it, or what is wrong with it; the row as it is kept.

        Of one that was `withdrawn` (when and why) only a tombstone is kept.
        """
        if withdrawn is not None:
            row = withdraw(table, row, withdrawn)
        if table == "rejects":
            # The same thing said of the same record twice is one thing.
            if row["id"] in self._rejected:
                return None
            self._rejected.add(row["id"])
        problems = self._checkers[table].check(row)
        if problems:
            for problem in problems:
                self.add("rejects", reject(_invalid(table, row, problem)))
            return None
        if table == "feed_entries":
            self.entries[row["feed_url"]] += 1
            self.entries_with_article[row["feed_url"]] += row["article_id"] is not None
        finished = Finished.of(table, row)
        self._keep(finished)
        return finished

    def recall(self, made_of: bytes) -> bool:
        """Keep the rows that a build before made of the same; false where none is remembered."""
        rows = self._memory.recall(made_of)
        if rows is None or any(self._checkers[row.table].knows(row.id) for row in rows):
            return False
        for row in rows:
            self._checkers[row.table].admit(row.id)
            self._keep(row)
        self._sorter.note(made_of, rows)
        return True

    def remember(self, made_of: bytes, rows: Iterable[Finished | None]) -> None:
        """Note what rows were made of, for builds to come; but not where one could not be kept."""
        kept = list(rows)
        finished = [row for row in kept if row is not None]
        if len(finished) == len(kept):
            self._sorter.note(made_of, finished)

    def _keep(self, row: Finished) -> None:
        self._sorter.put(row)
        self.coverage.count(row.tally)
        self.rows[row.table] += 1


def write(sorters: Iterable[Sorter], folder: Path, standing: Standing) -> list[Written]:
    """All tables as Parquet below `folder`, of rows that were sorted apart.

    Files that are `standing` are taken from there.
    """
    several = list(sorters)
    return [written for table in TABLES for written in _files(table, several, folder, standing)]


def _files(
    table: str, sorters: list[Sorter], folder: Path, standing: Standing
) -> Iterator[Written]:
    written: Written | None = None
    for file, heads in filed(table, _merged(sorter.heads(table) for sorter in sorters)):
        first, last, rows = _summed(heads)
        written = standing.take(file, rows, folder)
        if written is None:
            lines = _merged(sorter.lines(table, first, last) for sorter in sorters)
            written = write_file(table, file, lines, folder)
        standing.note(written, rows)
        yield written
    if written is None:
        yield write_empty(table, folder)


def _merged(several: Iterable[Iterator[K]]) -> Iterator[K]:
    return heapq.merge(*several, key=attrgetter("key"))


def _summed(heads: Iterator[Head]) -> tuple[Head, Head, str]:
    """The first and the last of some rows, at least one, and the digest of all."""
    digest = blake2b(digest_size=16)
    first = last = next(heads)
    for last in chain((first,), heads):
        digest.update(last.digest.encode())
    return first, last, digest.hexdigest()


def _invalid(table: str, row: dict[str, Any], problem: Problem) -> RejectFact:
    """What is wrong with a row, made only of what can't be wrong itself."""
    warc = (row["capture"] or {}).get("warc")
    record = (row["capture"] or {}).get("record_id")
    return reject_fact(
        "row",
        "invalid-row",
        f"{table} {row['id']}: {problem.message}; from {record} in {warc}",
        url=row.get("url") or row.get("link"),
        pointer=problem.pointer,
    )

"""Checks, counts, sorts and writes the rows of all tables."""

from __future__ import annotations

import heapq
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from twa.dataset.facts.model import RejectFact, reject_fact
from twa.dataset.reduce.file_reuse import FiledRows, FileReuse
from twa.dataset.reduce.row_cache import RowCache
from twa.dataset.reduce.row_figures import RowFigures
from twa.dataset.reduce.rows import reject
from twa.dataset.reduce.sorting import Finished, RowDigest, Sorter
from twa.dataset.tables.account import REMARK, Changes, Told
from twa.dataset.tables.coverage import Coverage
from twa.dataset.tables.filing import UNDATED, K, filed
from twa.dataset.tables.manifest import Written
from twa.dataset.tables.parquet import write_empty, write_file
from twa.dataset.tables.partial_rows import mend
from twa.dataset.tables.schema import TABLES
from twa.dataset.tables.tombstones import withdraw
from twa.dataset.tables.validate import Checker, Problem


class Store(Protocol):
    """Where finished rows go: a `Sorter`, or several that are changed."""

    def put(self, row: Finished, owner: str) -> None:
        """Take in a row."""

    def note(self, made_of: bytes, owner: str, rows: Iterable[Finished]) -> None:
        """Note that these rows, which were taken in, are what is made of something."""

    def has(self, table: str, row_id: str) -> bool:
        """Whether there is a row of this id."""


class Tables:
    """Takes rows in any order. A row that breaks its contract becomes a row of `rejects`."""

    def __init__(
        self, sorter: Store, warcs: Mapping[str, int], cache: RowCache | None = None
    ) -> None:
        self.warcs = warcs
        self._sorter = sorter
        self._cache = cache or RowCache()
        self._checkers = {table: Checker(table, warcs) for table in TABLES}
        self._rejected: set[str] = set()
        self.coverage = Coverage()
        self.changes = Changes()
        self.rows: Counter[str] = Counter(dict.fromkeys(TABLES, 0))
        self.entries: Counter[str] = Counter()
        self.entries_with_article: Counter[str] = Counter()

    def add(
        self,
        table: str,
        row: dict[str, Any],
        withdrawn: Mapping[str, str] | None = None,
        *,
        owner: str,
        told: Told | None = None,
    ) -> Finished | None:
        """Check a row and keep it, or what is wrong with it; the row as it is kept.

        Of one that was `withdrawn` (when and why) only a tombstone is kept. `told` says of a row of
        rejects what it is about.
        """
        if withdrawn is not None:
            row = withdraw(table, row, withdrawn)
        if table == "rejects":
            # The same thing said of the same record twice is one thing.
            if row["id"] in self._rejected or self._sorter.has(table, row["id"]):
                return None
            self._rejected.add(row["id"])
        problems = self._checkers[table].check(row)
        # What the rules between fields find is asked for only where each field is right.
        for _ in range(2):
            if problems and (mended := mend(table, row, problems)) is not None:
                row, problems = mended, self._checkers[table].check(mended)
        if problems:
            told = told or Told((row["capture"] or {}).get("warc", ""), REMARK, "")
            self.add("rejects", reject(_invalid(table, row, problems)), owner=owner, told=told)
            return None
        if table == "feed_entries":
            self.entries[row["feed_url"]] += 1
            self.entries_with_article[row["feed_url"]] += row["article_id"] is not None
        finished = Finished.of(table, row, told)
        self._keep(finished, owner)
        return finished

    def recall(self, made_of: bytes, owner: str) -> bool:
        """Keep the rows that a build before made of the same; false where none is remembered."""
        rows = self._cache.recall(made_of)
        if rows is None or any(self._checkers[row.table].knows(row.id) for row in rows):
            return False
        for row in rows:
            self._checkers[row.table].admit(row.id)
            self._keep(row, owner)
        self._sorter.note(made_of, owner, rows)
        return True

    def remember(self, made_of: bytes, owner: str, rows: Iterable[Finished | None]) -> None:
        """Note what rows were made of, for builds to come; but not where one could not be kept."""
        kept = list(rows)
        finished = [row for row in kept if row is not None]
        if len(finished) == len(kept):
            self._sorter.note(made_of, owner, finished)

    def _keep(self, row: Finished, owner: str) -> None:
        self._sorter.put(row, owner)
        self.coverage.count(row.tally)
        self.changes.row(row.table, row.tally)
        self.rows[row.table] += 1


class Span(NamedTuple):
    """Rows of a month, from a key on (as text): those of its file `number` and all after it."""

    month: str
    first: str = ""
    number: int = 0


def write(
    sorters: Iterable[Sorter],
    folder: Path,
    reuse: FileReuse,
    spans: Mapping[str, Iterable[Span]] | None = None,
) -> list[FiledRows]:
    """Tables as Parquet below `folder`, of rows that were sorted apart.

    All rows, or some spans of them by table. Files whose rows are the same as before come from
    `reuse`. A table without rows has no file yet.
    """
    several = list(sorters)
    found: list[FiledRows] = []
    for table in TABLES:
        if spans is None:
            found += _files(table, several, folder, reuse)
        else:
            for month, first, number in sorted(spans.get(table, ())):
                least, end = _bounds(month)
                found += _files(table, several, folder, reuse, (max(least, first), end), number)
    return found


def write_empty_tables(filed: Iterable[FiledRows], folder: Path) -> list[Written]:
    """The files of tables that have no rows."""
    full = {one.written.table for one in filed}
    return [write_empty(table, folder) for table in TABLES if table not in full]


def month_of(key: str) -> str:
    """The month (`YYYY-MM`) that the row of a key is filed under."""
    return (key.partition("\0")[0] or UNDATED)[:7]


def _bounds(month: str) -> tuple[str, str]:
    """The least key of a month, and the least after it."""
    return ("", "\1") if month == UNDATED[:7] else (month, month + chr(sys.maxunicode))


def _files(
    table: str,
    sorters: list[Sorter],
    folder: Path,
    reuse: FileReuse,
    bounds: tuple[str, ...] = (),
    number: int = 0,
) -> Iterator[FiledRows]:
    merged = _merged(sorter.heads(table, *bounds) for sorter in sorters)
    for file, heads in filed(table, merged, number):
        first, last, rows, figures = _summed(table, heads)
        written = reuse.take(file, rows, folder)
        if written is None:
            lines = _merged(sorter.lines(table, first, last) for sorter in sorters)
            written = write_file(table, file, lines, folder)
        text = json.dumps(figures.as_json(), separators=(",", ":"))
        yield FiledRows(written, rows, "\0".join(last.key), text)


def _merged(several: Iterable[Iterator[K]]) -> Iterator[K]:
    return heapq.merge(*several, key=attrgetter("key"))


def _summed(table: str, heads: Iterator[RowDigest]) -> tuple[RowDigest, RowDigest, str, RowFigures]:
    """The first and the last of some rows, at least one, the digest of all, and their figures."""
    digest = blake2b(digest_size=16)
    figures = RowFigures()
    first = last = next(heads)
    for last in chain((first,), heads):
        digest.update(last.digest.encode())
        figures.count(table, json.loads(last.tally))
    return first, last, digest.hexdigest(), figures


def _invalid(table: str, row: dict[str, Any], problems: Sequence[Problem]) -> RejectFact:
    """What is wrong with a row, made only of what can't be wrong itself."""
    warc = (row["capture"] or {}).get("warc")
    record = (row["capture"] or {}).get("record_id")
    first, *others = problems
    more = f"; and {len(others)} more" if others else ""
    return reject_fact(
        "row",
        "invalid-row",
        f"{table} {row['id']}: {first.message}{more}; from {record} in {warc}",
        url=row.get("url") or row.get("link"),
        pointer=first.pointer,
    )

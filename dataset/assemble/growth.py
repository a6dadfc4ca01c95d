"""A build of what is new: into the ledger and the rows that the build before left.

What is not touched by new facts keeps its rows, its Parquet files and its figures. Where that can't
be told (`NotGrowth`), or what was left is damaged, the caller makes all from nothing: the same
bytes, for it is the same code that makes each row.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from twa.dataset.assemble import parallel
from twa.dataset.assemble.figures import Figures
from twa.dataset.facts.model import WarcFact
from twa.dataset.ledger.growth import NotGrowth, Touched
from twa.dataset.ledger.ledger import Ledger
from twa.dataset.reduce import row_cache, row_sink
from twa.dataset.reduce.feed_polls import continued, histories
from twa.dataset.reduce.file_reuse import FiledRows, FileRecord, FileReuse
from twa.dataset.reduce.history import History
from twa.dataset.reduce.row_changes import RowChanges, change
from twa.dataset.reduce.row_figures import RowFigures
from twa.dataset.reduce.row_sink import Span, Tables
from twa.dataset.tables import filing
from twa.dataset.takedowns import Takedowns


@dataclass(frozen=True, slots=True)
class Grown:
    """Rows and figures after a build, and what each WARC says of itself, by name."""

    figures: Figures
    record: FileRecord
    warcs: dict[str, WarcFact]


def grow(
    rows: Path,
    reuse: FileReuse,
    folder: Path,
    known: Iterable[History],
    sizes: dict[str, int],
    add: Callable[[Ledger], None],
    takedowns: Takedowns,
) -> Grown | None:
    """Write the files of rows into `folder` after `add` has added new facts to the ledger.

    `rows` is the folder that the build before left its ledger and its rows in, `reuse` its Parquet
    files, `known` the histories of its feeds; `sizes` are those of all WARCs. None where all is to
    be made from nothing; what is in both folders then is of no use.
    """
    try:
        with closing(Ledger.growing(rows / parallel.LEDGER)) as ledger:
            add(ledger)
            touched = ledger.grow(takedowns)
            kept, new = _files(ledger, rows, reuse, folder, sizes, touched)
            summed = _sum(kept, reuse.record)
            record = FileRecord([replace(one, summed=True) for one in kept] + new, summed.as_json())
            figures = _figures(ledger, summed, new, known, touched)
            for one in record.filed:
                figures.rows[one.written.table] += one.written.rows
            return Grown(figures, record, dict(ledger.warcs()))
    except (NotGrowth, sqlite3.Error):
        return None


def _files(
    ledger: Ledger,
    rows: Path,
    reuse: FileReuse,
    folder: Path,
    sizes: dict[str, int],
    touched: Touched,
) -> tuple[list[FiledRows], list[FiledRows]]:
    """The files that stand, and those that are written."""
    with closing(RowChanges(row_cache.files_in(rows))) as changes:
        change(ledger, Tables(changes, sizes), changes, touched)
        known = sorted(reuse.record.filed, key=lambda one: one.written.file)
        kept = [one for one in known if _stands(one, changes.changed)]
        lost = [one for one in kept if reuse.take(one.written.file, one.rows, folder) is None]
        for one in lost:
            # Somebody took it away, or wrote to it: the whole month anew.
            changes.changed[one.written.table][one.month] = ""
        kept = [one for one in kept if _stands(one, changes.changed)]
        return kept, row_sink.write(changes.sorters, folder, reuse, _spans(changes.changed, kept))


def _stands(one: FiledRows, changed: Mapping[str, Mapping[str, str]]) -> bool:
    """Whether a file has the rows that it had: nothing of its month has changed, or it is full,
    and what has changed comes after it."""
    least = changed[one.written.table].get(one.month)
    return least is None or (one.written.rows == filing.ROWS_PER_FILE and one.last < least)


def _spans(
    changed: Mapping[str, Mapping[str, str]], kept: Iterable[FiledRows]
) -> dict[str, list[Span]]:
    """What is to be written of the months that have changed: all that comes after the files kept,
    which come by name."""
    after: dict[tuple[str, str], Span] = {}
    for one in kept:
        table, month = one.written.table, one.month
        number = after.get((table, month), Span(month)).number + 1
        # The least key after that of its last row.
        after[table, month] = Span(month, f"{one.last}\0", number)
    return {
        table: [after.get((table, month), Span(month)) for month in months]
        for table, months in changed.items()
    }


def _sum(kept: list[FiledRows], before: FileRecord) -> RowFigures:
    """The figures of the files that stand, from the sum of those that had stood till now."""
    figures = RowFigures()
    more = [one for one in kept if not one.summed]
    if before.standing is not None and len(kept) - len(more) == sum(
        one.summed for one in before.filed
    ):
        figures.add(before.standing)
    else:
        # One of the sum has gone.
        more = kept
    for one in more:
        figures.add(json.loads(one.figures))
    return figures


def _figures(
    ledger: Ledger,
    summed: RowFigures,
    new: Iterable[FiledRows],
    known: Iterable[History],
    touched: Touched,
) -> Figures:
    """The figures of a build: `summed`, which it takes over, and those of the files `new`."""
    for one in new:
        summed.add(json.loads(one.figures))
    figures = Figures(
        coverage=summed.coverage,
        entries=summed.entries,
        entries_with_article=summed.entries_with_article,
        changes=summed.changes,
    )
    by_url = {history.url: history for history in known}
    for feed in touched.feeds:
        before = by_url.get(feed)
        grown = before and continued(ledger, before)
        by_url[feed] = grown or next(histories(ledger, feed))
    figures.histories = [by_url[url] for url in sorted(by_url)]
    figures.ask(ledger)
    return figures

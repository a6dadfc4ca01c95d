"""A build of what is new: into the ledger and the rows that the build before left.

What is not touched by new facts keeps its rows, its Parquet files and its figures. Where that can't
be told (`NotGrowth`), or what was left is damaged, the caller makes all from nothing: the same
bytes, for it is the same code that makes each row.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from twa.dataset.assemble import parallel
from twa.dataset.assemble.accounting import account
from twa.dataset.assemble.figures import Figures
from twa.dataset.assemble.inputs import Input
from twa.dataset.facts.model import WarcFact
from twa.dataset.ledger.accounts import Move
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
from twa.dataset.tables.account import Changes
from twa.dataset.tables.manifest import InputLines
from twa.dataset.takedowns import Takedowns


@dataclass(frozen=True, slots=True)
class Grown:
    """Rows and figures after a build, and its WARCs as they stand in the manifest.

    `naming` is what those say of themselves that the collection may be named after.
    """

    figures: Figures
    record: FileRecord
    inputs: InputLines
    naming: list[WarcFact]


def grow(
    rows: Path,
    reuse: FileReuse,
    folder: Path,
    known: Iterable[History],
    sizes: dict[str, int],
    new: list[Input],
    add: Callable[[Ledger], None],
    takedowns: Takedowns,
) -> Grown | None:
    """Write the files of rows into `folder` after `add` has added new facts to the ledger.

    `rows` is the folder that the build before left its ledger and its rows in, `reuse` its Parquet
    files, `known` the histories of its feeds; `sizes` are those of all WARCs, and the facts are
    those of the `new` ones. None where all is to be made from nothing; what is in both folders
    then is of no use.
    """
    try:
        with closing(Ledger.growing(rows / parallel.LEDGER)) as ledger:
            moved = set(ledger.accounts.moved())
            add(ledger)
            touched = ledger.grow(takedowns)
            kept, written = _files(ledger, rows, reuse, folder, sizes, touched)
            standing = _standing(kept, reuse.record)
            figures = _figures(ledger, standing, written, known, touched)
            filed = [replace(one, summed=True) for one in kept] + written
            for one in filed:
                figures.rows[one.written.table] += one.written.rows
            stands = {one.written.file for one in kept}
            gone = [one for one in reuse.record.filed if one.written.file not in stands]
            changes = _changes(gone, written, moved, set(ledger.accounts.moved()))
            inputs = account(ledger.accounts, new, changes)
            record = FileRecord(filed, standing)
            return Grown(figures, record, inputs, ledger.accounts.naming())
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


def _standing(kept: list[FiledRows], before: FileRecord) -> dict[str, Any]:
    """The figures of the files that stand, from the sum of those that had stood till now."""
    more = [one for one in kept if not one.summed]
    whole = len(kept) - len(more) == sum(one.summed for one in before.filed)
    if before.standing is not None and whole:
        known = [before.standing]
    else:
        # One of the sum has gone.
        known, more = [], kept
    return RowFigures.total(chain(known, _said(more))).as_json()


def _said(filed: Iterable[FiledRows]) -> Iterator[Mapping[str, Any]]:
    """What the rows of files add to figures."""
    return (json.loads(one.figures) for one in filed)


def _figures(
    ledger: Ledger,
    standing: Mapping[str, Any],
    new: Iterable[FiledRows],
    known: Iterable[History],
    touched: Touched,
) -> Figures:
    """The figures of a build: those of the files that stand, and of the `new` ones.

    But for rows by table, and for the changes of accounts.
    """
    summed = RowFigures.total(chain([standing], _said(new)))
    figures = Figures(
        coverage=summed.coverage,
        entries=summed.entries,
        entries_with_article=summed.entries_with_article,
    )
    by_url = {history.url: history for history in known}
    for feed in touched.feeds:
        before = by_url.get(feed)
        grown = before and continued(ledger, before)
        by_url[feed] = grown or next(histories(ledger, feed))
    figures.histories = [by_url[url] for url in sorted(by_url)]
    figures.damage = list(ledger.damage())
    return figures


def _changes(
    gone: Iterable[FiledRows], new: Iterable[FiledRows], before: set[Move], after: set[Move]
) -> Changes:
    """What is counted more, and less, of each WARC: in files of rows, and of records that end
    elsewhere than was thought."""
    changes = Changes()
    for filed, moved, times in ((gone, before - after, -1), (new, after - before, 1)):
        for rows in _said(filed):
            changes.add_json(rows["changes"], times)
        for warc, kind, was, now, count in moved:
            changes.move(warc, kind, was, now, count * times)
    return changes

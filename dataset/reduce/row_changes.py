"""Row stores of the build before, changed: the rows of some owners go, and others come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from twa.dataset.ledger.growth import NotGrowth, Touched
from twa.dataset.ledger.ledger import Ledger
from twa.dataset.reduce.article_inputs import ArticleInputs
from twa.dataset.reduce.reduce import entry, make, owner_of_entry, owner_of_reject, rejects
from twa.dataset.reduce.row_sink import Tables, month_of
from twa.dataset.reduce.sorting import Finished, Sorter
from twa.dataset.tables.schema import TABLES


class RowChanges:
    """Several files of sorted rows as one that takes rows; what comes goes into the first.

    `changed` has the least key of a row that went or came, by table and month.
    """

    def __init__(self, files: Iterable[Path]) -> None:
        self.sorters: Sequence[Sorter] = [Sorter.changing(file) for file in files]
        self.changed: dict[str, dict[str, str]] = {table: {} for table in TABLES}

    def close(self) -> None:
        """Keep what was changed."""
        for sorter in self.sorters:
            sorter.close()

    def put(self, row: Finished, owner: str) -> None:
        """Take in a row. Raises NotGrowth where another owner has one of its id."""
        if self.has(row.table, row.id):
            raise NotGrowth("two rows of one id")
        self._change(row.table, row.key)
        self.sorters[0].put(row, owner)

    def note(self, made_of: bytes, owner: str, rows: Iterable[Finished]) -> None:
        """Note that these rows, which were taken in, are what is made of something."""
        self.sorters[0].note(made_of, owner, rows)

    def has(self, table: str, row_id: str) -> bool:
        """Whether there is a row of this id."""
        return any(sorter.has(table, row_id) for sorter in self.sorters)

    def has_made(self, made_of: bytes, owner: str) -> bool:
        """Whether what was made last for an owner was made of this."""
        return any(sorter.has_made(made_of, owner) for sorter in self.sorters)

    def forget(self, owner: str) -> None:
        """Let the rows of an owner go."""
        for sorter in self.sorters:
            for table, key in sorter.forget(owner):
                self._change(table, key)

    def _change(self, table: str, key: str) -> None:
        months, month = self.changed[table], month_of(key)
        months[month] = min(key, months.get(month, key))


def change(ledger: Ledger, tables: Tables, changes: RowChanges, touched: Touched) -> None:
    """Make the rows anew of all that was touched, and whose inputs have changed."""
    for canonical_url in sorted(touched.articles):
        _article(ledger, tables, changes, canonical_url)
    for feed, entry_id in sorted(touched.entries):
        changes.forget(owner_of_entry(feed, entry_id))
        entry(ledger, tables, ledger.entry(feed, entry_id))
    for row in touched.rejects:
        changes.forget(owner_of_reject(row))
    rejects(ledger, tables, ledger.rejects_at(touched.rejects))


def _article(ledger: Ledger, tables: Tables, changes: RowChanges, canonical_url: str) -> None:
    sites = ledger.sites_of(canonical_url)
    if not sites:
        # It was an article while a link led there, and none of its captures is of it any more.
        raise NotGrowth("an article without captures")
    recurring = ledger.recurring(sites)
    article = ArticleInputs(
        ledger,
        canonical_url,
        lambda outline: recurring.positions(sites[0], outline),
        tables.warcs,
    )
    made_of = article.digest()
    if not changes.has_made(made_of, canonical_url):
        changes.forget(canonical_url)
        make(article, made_of, tables)

"""What the rows of a file add to the manifest, so that nobody reads them again to count them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from twa.dataset.tables.account import Changes
from twa.dataset.tables.coverage import Coverage, Tally


@dataclass(slots=True)
class RowFigures:
    """Coverage, entries and entries with an article by feed, and the rows of each WARC."""

    coverage: Coverage = field(default_factory=Coverage)
    entries: Counter[str] = field(default_factory=Counter)
    entries_with_article: Counter[str] = field(default_factory=Counter)
    changes: Changes = field(default_factory=Changes)

    def count(self, table: str, tally: Tally) -> None:
        """Count one row of a table by what it adds."""
        self.coverage.count(tally)
        self.changes.row(table, tally)
        if table == "feed_entries":
            self.entries[tally["feed"]] += 1
            self.entries_with_article[tally["feed"]] += tally["has_article"]

    @classmethod
    def total(cls, several: Iterable[Mapping[str, Any]]) -> RowFigures:
        """The figures of all rows, of those (`as_json`) of some.

        But for `changes`: there are thousands of WARCs, and each is counted where it changes.
        """
        figures = cls()
        for rows in several:
            figures.coverage.add_figures(rows["coverage"])
            figures.entries.update(rows["entries"])
            figures.entries_with_article.update(rows["entries_with_article"])
        return figures

    def as_json(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "coverage": self.coverage.summands(),
            "entries": dict(self.entries),
            "entries_with_article": dict(self.entries_with_article),
            "changes": self.changes.as_json(),
        }

"""Figures of a build for the manifest: rows by table, coverage, feeds, damage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from twa.dataset.ledger.ledger import Ledger
from twa.dataset.reduce.feed_polls import histories
from twa.dataset.reduce.history import History
from twa.dataset.reduce.row_sink import Tables
from twa.dataset.tables.account import Changes
from twa.dataset.tables.coverage import Coverage
from twa.dataset.tables.schema import TABLES


@dataclass(slots=True)
class Figures:
    """Coverage, rows by table, entries and articles by feed, the feeds' histories, and damage.

    `changes` are those of the account of each WARC.
    """

    coverage: Coverage = field(default_factory=Coverage)
    rows: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(TABLES, 0)))
    entries: Counter[str] = field(default_factory=Counter)
    entries_with_article: Counter[str] = field(default_factory=Counter)
    histories: list[History] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)

    @classmethod
    def of(cls, ledger: Ledger, tables: Tables) -> Figures:
        """The figures of a reduced ledger and the tables that were made of it."""
        figures = cls.of_rows(tables)
        figures.histories = list(histories(ledger))
        figures.ask(ledger)
        return figures

    def ask(self, ledger: Ledger) -> None:
        """Take from a settled ledger what is damaged, and which records end elsewhere."""
        self.damage = list(ledger.damage())
        for moved in ledger.accounts.moved():
            self.changes.move(*moved)

    @classmethod
    def of_rows(cls, tables: Tables) -> Figures:
        """The figures of rows alone."""
        return cls(
            tables.coverage,
            tables.rows,
            tables.entries,
            tables.entries_with_article,
            changes=tables.changes,
        )

    @classmethod
    def sum(cls, parts: Iterable[Figures]) -> Figures:
        """The figures of all parts of a partition as one."""
        whole = cls()
        for part in parts:
            whole.coverage.merge(part.coverage)
            for name in ("rows", "entries", "entries_with_article"):
                getattr(whole, name).update(getattr(part, name))
            whole.histories += part.histories
            whole.damage += part.damage
            whole.changes.add(part.changes)
        whole.histories.sort(key=lambda history: history.url)
        return whole

    def feeds(self) -> list[dict[str, Any]]:
        """The objects `feeds` of the manifest."""
        return [
            {
                "url": history.url,
                "polls": history.polls,
                "first_polled_at": history.first,
                "last_polled_at": history.last,
                "entries": self.entries[history.url],
                "articles": self.entries_with_article[history.url],
            }
            for history in self.histories
        ]

    def gaps(self) -> list[dict[str, Any]]:
        """The objects `gaps` of the manifest."""
        return [gap for history in self.histories for gap in history.gaps]

    def as_json(self) -> dict[str, Any]:
        """As JSON, for whoever adds the parts up."""
        return {
            "coverage": self.coverage.figures(),
            "rows": self.rows,
            "entries": self.entries,
            "entries_with_article": self.entries_with_article,
            "histories": [asdict(history) for history in self.histories],
            "damage": self.damage,
            "changes": self.changes.as_json(),
        }

    @classmethod
    def of_json(cls, value: dict[str, Any]) -> Figures:
        """What `as_json` gave."""
        return cls(
            coverage=Coverage.of(value["coverage"]),
            rows=Counter(value["rows"]),
            entries=Counter(value["entries"]),
            entries_with_article=Counter(value["entries_with_article"]),
            histories=[History(**history) for history in value["histories"]],
            damage=value["damage"],
            changes=Changes.of_json(value["changes"]),
        )

"""The part of a run's report about its backfill: range covered, and on what evidence.

Never that it found everything: pages of a feed shift, and a sitemap lists what
its site chooses to list.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from twa.crawler.discovery.window import Window
from twa.dataset.dates.instants import stamp


@dataclass(slots=True)
class BackfillReport:
    """The backfill of one run, counted as it goes. `mode` is `pages` or `sitemap`."""

    mode: str
    source: str
    window: Window
    documents: int = 0
    passed: int = 0
    entries: int = 0
    newest: datetime | None = None
    oldest: datetime | None = None
    ending: str | None = None
    losses: list[str] = field(default_factory=list)

    def read(self, entries: int, *dates: datetime | None) -> None:
        """A page or sitemap was read, with entries of these dates."""
        self.documents += 1
        self.entries += entries
        self.reaches(*dates)

    def reaches(self, *dates: datetime | None) -> None:
        """What was covered, here or by a run before, reaches to these dates."""
        known = [date for date in (*dates, self.newest, self.oldest) if date]
        self.newest, self.oldest = max(known, default=None), min(known, default=None)

    def passed_over(self) -> None:
        """A sitemap was not asked for: worked off before, or outside of the window."""
        self.passed += 1

    def ended(self, why: str) -> None:
        """Nothing is left to ask for, and why."""
        self.ending = why

    def broke(self, what: str) -> None:
        """Something was asked for in vain: another run goes on from here."""
        self.losses.append(what)

    def as_json(self) -> dict[str, Any]:
        """For `runs/*.json`; `schemas/run.schema.json` says what each field means."""
        window = self.window
        return {
            "mode": self.mode,
            "source": self.source,
            "since": window.since and stamp(window.since),
            "until": window.until and stamp(window.until),
            "documents": self.documents,
            "passed_over": self.passed,
            "entries": self.entries,
            "newest": self.newest and stamp(self.newest),
            "oldest": self.oldest and stamp(self.oldest),
            "ended": self.ending,
            "losses": self.losses,
        }

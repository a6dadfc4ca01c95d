"""What a crawl knows of the runs before it, and of its own.

`dataset.memory.known` holds what is durable; what this run has written since stands
in `RunHistory` until it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from crawler.backfill import STEP, Step
from crawler.history import RunHistory
from dataset.build.facts import address
from dataset.memory.agenda import Fate, fate
from dataset.memory.known import Memory
from dataset.warc.revisits import Earlier

FOUND: Final = "feed"
"""The field of an archived metadata record that names the feed found on a page."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask "has it changed since?" with (RFC 9110, section 8.8)."""

    etag: str | None
    last_modified: str | None


class State(Memory):
    """The memory of one collection, and the `History` that revisits point back to.

    Used on the reactor's thread alone.
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        super().__init__(database)
        self._this_run = RunHistory()

    def fate_of(self, url: str) -> Fate | None:
        """What became of the newest attempt to have `url`, redirects followed; None for none."""
        place = address(url)
        return fate(self.path(place)) if place else None

    def seen_at(self, url: str) -> datetime | None:
        """When `url` was last asked for; None for never."""
        place = address(url)
        attempts = self.path(place)[0] if place else ()
        visits = [attempt.at for attempt in attempts if attempt.reason is None]
        return max(visits, default=None)

    def validators(self, url: str) -> Validators | None:
        """The validators of the newest 200 of `url` and of no other URL; None for none."""
        etag, last_modified, _ = self.newest(url)
        return Validators(etag, last_modified) if etag or last_modified else None

    def steps(self) -> Iterator[tuple[datetime, Step]]:
        """What backfills noted of how far they came, and when; oldest first."""
        for at, fields in self.notes(STEP):
            yield at, Step.read(fields)

    def feed_found_on(self, page: str) -> str | None:
        """The feed that the page named when it was last read, if it was given for a feed."""
        found = [fields[FOUND] for _, fields in self.notes(FOUND) if fields.get("on") == page]
        return found[-1] if found else None

    def was_feed(self, url: str) -> bool:
        """Whether a feed was read at this very address."""
        query = "SELECT 1 FROM listed WHERE source = ? AND role = 'feed' LIMIT 1"
        return self._db.execute(query, (url,)).fetchone() is not None

    # --- for revisits (dataset.warc.revisits.History) --------------------------------------------

    def of_url(self, url: str) -> Earlier | None:
        """The original of the newest whole 200 of `url`: what a 304 speaks of."""
        return self._this_run.of_url(url) or self.newest(url)[2]

    def of_body(self, key: str) -> Earlier | None:
        """A capture that has this `body_key`."""
        return self._this_run.of_body(key) or super().of_body(key)

    def remember(self, key: str, earlier: Earlier) -> None:
        """Take note of a capture of this run; `apply` makes it last."""
        self._this_run.remember(key, earlier)

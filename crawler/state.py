"""The crawl state as a crawl asks it: what became of a URL, validators, backfill steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from twa.crawler.discovery.backfill import STEP, BackfillStep
from twa.crawler.discovery.window import UNLIMITED
from twa.dataset.crawl_state import requisite_queue
from twa.dataset.crawl_state.database import Memory
from twa.dataset.crawl_state.memory_rows import notes_of
from twa.dataset.crawl_state.requisite_queue import Document, Want
from twa.dataset.crawl_state.schedule import Fate, fate
from twa.dataset.pages.requisites import Requisite
from twa.dataset.web.urls import url_key


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask "has it changed since?" with (RFC 9110, section 8.8)."""

    etag: str | None
    last_modified: str | None


class CrawlState(Memory):
    """The memory of one collection. Used on the reactor's thread alone."""

    def fate_of(self, url: str) -> Fate | None:
        """What became of the newest attempt to have `url`, redirects followed; None for none."""
        place = url_key(url)
        return fate(self.path(place)) if place else None

    def seen_at(self, url: str) -> datetime | None:
        """When `url` was last asked for; None for never."""
        place = url_key(url)
        attempts = self.path(place)[0] if place else ()
        visits = [attempt.at for attempt in attempts if attempt.reason is None]
        return max(visits, default=None)

    def is_changed(self, url: str) -> bool:
        """Whether a feed or sitemap says something else of `url` than when it was last met."""
        place = url_key(url)
        return place is not None and self.changed(place, self.path(place)[0])

    def validators(self, url: str) -> Validators | None:
        """The validators of the newest 200 of `url` and of no other URL; None for none."""
        etag, last_modified, _ = self.newest(url)
        return Validators(etag, last_modified) if etag or last_modified else None

    def steps(self) -> Iterator[tuple[datetime, BackfillStep]]:
        """What backfills noted of how far they came, and when; oldest first."""
        for at, fields in notes_of(self._db, STEP):
            yield at, BackfillStep.read(fields)

    def has_gone_back(self, mode: str) -> bool:
        """Whether a backfill in this mode came to its end, without a limit in time."""
        steps = (step for _, step in self.steps() if step.mode == mode)
        return any(step.end and step.window == UNLIMITED for step in steps)

    def was_feed(self, url: str) -> bool:
        """Whether a feed was read at this very URL."""
        query = "SELECT 1 FROM listed WHERE source = ? AND role = 'feed' LIMIT 1"
        return self._db.execute(query, (url,)).fetchone() is not None

    def seen_public(self, host: str) -> bool:
        """Whether a host was spoken to at a public IP address, whatever its port."""
        query = "SELECT 1 FROM public_hosts WHERE host = ?"
        return self._db.execute(query, (host.lower(),)).fetchone() is not None

    def unread(self, since: datetime) -> list[Document]:
        """Pages and stylesheets captured `since` then whose requisites nobody has looked up."""
        return requisite_queue.unread(self._db, since)

    def reads(self, document: Document, names: Iterable[Requisite]) -> None:
        """Take note of the requisites that a document names."""
        requisite_queue.reads(self._db, document, names)

    def missing(self, since: datetime, fresh: timedelta) -> Iterator[Want]:
        """Requisites to be asked for: see `twa.dataset.crawl_state.requisite_queue`."""
        return requisite_queue.missing(self._db, since, fresh)

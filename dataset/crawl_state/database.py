"""The crawl state: a database of what the archive holds, rebuilt from it when missing.

Every row is read off an archived capture, so losing `state.sqlite` loses
nothing: opened without it, or behind it, the memory reads what it lacks from
the sealed segments.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from twa.dataset.crawl_state import agenda, requisite_queue, sql
from twa.dataset.crawl_state.agenda import Agenda
from twa.dataset.crawl_state.file import connect, forget
from twa.dataset.crawl_state.hosts import HostMemory, host_name, host_of
from twa.dataset.crawl_state.memory_rows import attempts_at
from twa.dataset.crawl_state.polls import PollMemory
from twa.dataset.crawl_state.schedule import Attempt, Listed, moved_to
from twa.dataset.crawl_state.seen import SeenCapture, see
from twa.dataset.exchange import POLLED_ROLES
from twa.dataset.takedowns import Takedowns
from twa.dataset.warc.captures import Capture, captures
from twa.dataset.warc.records import format_date, parse_date
from twa.dataset.warc.revisits import Earlier
from twa.dataset.web.answers import SUCCESS, follow
from twa.dataset.web.ip import is_public
from twa.dataset.web.schedule import REVISITS
from twa.dataset.web.urls import url_key

if TYPE_CHECKING:
    from twa.dataset.crawl_state.listings import Listing
    from twa.dataset.feeds.reader import FeedReader


class Memory:
    """What is remembered of one collection. Used on one thread alone."""

    def __init__(self, database: sqlite3.Connection, takedowns: Takedowns | None = None) -> None:
        self._db = database
        self._takedowns = takedowns or Takedowns()
        self.polls = PollMemory(database)
        self.hosts = HostMemory(database)

    @cached_property
    def reader(self) -> FeedReader:
        """What reads feeds; a feed that comes again as it was is not read twice."""
        from twa.dataset.feeds.reader import FeedReader

        return FeedReader()

    @classmethod
    def open(cls, path: Path, archive: Path, takedowns: Takedowns | None = None) -> Self:
        """The memory at `path`, brought up to the sealed segments in `archive`.

        Of articles in `takedowns` nobody is told, so that nobody asks for them.
        What can't be read of a segment is passed over: `twa verify` reports it.
        """
        try:
            memory = cls(connect(path), takedowns)
        except sqlite3.DatabaseError:
            forget(path)
            memory = cls(connect(path), takedowns)
        applied = {name for (name,) in memory._db.execute("SELECT name FROM segments")}
        for name in sorted(_segments(archive) - applied):
            memory.apply(captures(archive / name, on_damage=lambda _: None))
            memory.sealed(archive / name)
        return memory

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()

    def apply(self, seen: Iterable[Capture], now: datetime | None = None) -> None:
        """Take note of durable captures. Applying one twice changes nothing.

        One that is dated after `now` (that of the clock) counts as captured then: what
        waits for a day to pass after it must not wait for a clock that was wrong.
        """
        self.take_note(map(see, seen), now)

    def take_note(self, seen: Iterable[SeenCapture], now: datetime | None = None) -> None:
        """`apply`, of captures whose bodies somebody has read already."""
        now = now or datetime.now(UTC)
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            for one in seen:
                self._note_seen(one, now)

    def _note_seen(self, one: SeenCapture, now: datetime) -> None:
        dated = one.capture
        capture = replace(dated, captured_at=min(dated.captured_at, now))
        if _is_note(capture):
            self._note(capture)
            return
        row = (*_row(capture, one), format_date(dated.captured_at))
        self._db.execute(sql.INSERT, row)
        if (place := row[2]) is not None:
            agenda.touch(self._db, str(place))
            if found := self._db.execute(sql.STANDS, (place,)).fetchone():
                agenda.touch(self._db, found[0])
        self._meet(capture)
        self._take(capture)
        requisite_queue.read_later(self._db, capture)

    def sealed(self, segment: Path) -> None:
        """Mark a sealed segment as read, so that the next start need not read it."""
        self._db.execute("INSERT OR IGNORE INTO segments VALUES (?)", (segment.name,))

    def _note(self, capture: Capture) -> None:
        at, fields = format_date(capture.captured_at), json.dumps(capture.fields)
        self._db.executemany(
            "INSERT OR IGNORE INTO notes VALUES (?, ?, ?, ?)",
            ((capture.locator.record_id, name, at, fields) for name in capture.fields),
        )

    def _meet(self, capture: Capture) -> None:
        """Whose host was spoken to at an address of the public network."""
        if capture.ip and is_public(capture.ip):
            host = host_name(capture.url)
            self._db.execute("INSERT OR IGNORE INTO public_hosts VALUES (?)", (host,))

    def _take(self, capture: Capture) -> None:
        """What the body of a feed, a sitemap or a robots.txt says."""
        record_id, response = capture.locator.record_id, capture.response
        if response is None or response.status not in SUCCESS:
            return
        # Who asks when a crawl is due has nothing to read, and does not wait for what reads feeds.
        from twa.dataset.crawl_state import listings

        role = _told_role(capture)
        if capture.kind == "revisit":
            self._db.execute(
                sql.LIST_AGAIN,
                (record_id, capture.url, format_date(capture.captured_at), capture.refers_to_id),
            )
            self._db.execute(sql.TOUCH_LISTED, (record_id,))
            return
        if role == "robots":
            payload = listings.payload(capture)
            # What can't be decoded is as good as not had: it is asked for again.
            if payload is not None:
                self._db.execute("INSERT OR IGNORE INTO robots VALUES (?, ?)", (record_id, payload))
        elif found := listings.read(capture, self.reader):
            at, current = format_date(capture.captured_at), not self._is_further(capture)
            for place, one in enumerate(found.listings):
                where = record_id, place, current, capture.url, role, at
                told = one.link, one.address, one.mark, one.entry, one.title, one.published
                self._db.execute(sql.INSERT_LISTED, (*where, *told))
                self._stand(capture.url, one)
                agenda.touch(self._db, one.address)
            self._db.execute(
                "INSERT OR IGNORE INTO hints VALUES (?, ?, ?)",
                (
                    record_id,
                    json.dumps(asdict(found.hints)),
                    found.built and format_date(found.built),
                ),
            )

    def _stand(self, source: str, one: Listing) -> None:
        """Note of which article an entry is that has another link than before."""
        if one.entry is None or attempts_at(self._db, one.address):
            return
        from twa.dataset.feeds.sameness import Telling, are_same

        before = self._db.execute(sql.LISTED_BEFORE, (source, one.entry, one.address)).fetchone()
        if before is None or not are_same(one.telling, Telling(*before)):
            return
        article = self.stands_for(before[0]) or before[0]
        if attempts_at(self._db, article):
            self._db.execute("INSERT OR REPLACE INTO stands VALUES (?, ?)", (one.address, article))
            agenda.touch(self._db, article)

    def stands_for(self, place: str) -> str | None:
        """Where the article was asked for that a feed lists at an address nobody asked for."""
        found = self._db.execute(sql.STANDS, (place,)).fetchone()
        return found[0] if found and not attempts_at(self._db, place) else None

    def _is_further(self, capture: Capture) -> bool:
        """Whether a feed led to this one: RFC 5005 has feeds of several documents."""
        found = self._db.execute(sql.IS_FEED, (capture.origin.via,)).fetchone()
        return found is not None and "L" in capture.origin.hops

    # --- articles -----------------------------------------------------------------------------

    def agenda(self, ages: Sequence[timedelta] = REVISITS) -> Agenda:
        """What is to be done about the articles that feeds listed; `ages` as for `schedule`."""
        return Agenda(self._db, self._know, self._is_withdrawn, ages)

    def _is_withdrawn(self, place: str) -> bool:
        return bool(self._takedowns.cover(place))

    def _know(self, place: str, link: str, source: str, current: bool) -> Listed:
        path = self.path(place)
        moved = moved_to(path)
        elsewhere = moved is not None and self._lists(moved)
        return Listed(link, source, path, current, self.changed(place, path[0]), elsewhere)

    def knows(self, place: str) -> bool:
        """Whether an address was asked for as an article, or listed."""
        listed = "SELECT 1 FROM listed WHERE address = ? LIMIT 1"
        return bool(attempts_at(self._db, place)) or bool(
            self._db.execute(listed, (place,)).fetchone()
        )

    def _lists(self, place: str) -> bool:
        """Whether a feed lists an address."""
        query = "SELECT 1 FROM listed WHERE address = ? AND role = 'feed' LIMIT 1"
        return self._db.execute(query, (place,)).fetchone() is not None

    def path(self, place: str) -> tuple[tuple[Attempt, ...], ...]:
        """The attempts at an address, and at each that redirects from it lead to by now."""
        path: list[tuple[Attempt, ...]] = []

        def further(_: str) -> str | None:
            return path[-1][-1].redirects_to if path[-1] else None

        for address in follow(self.stands_for(place) or place, further):
            path.append(attempts_at(self._db, address))
        return tuple(path)

    def changed(self, place: str, attempts: Sequence[Attempt]) -> bool:
        """Whether a list says something else of an article than at the last of the attempts at it.

        A sitemap may have been read for the first time after that; then its first word counts.
        """
        if not attempts:
            return False
        last = format_date(attempts[-1].at)
        then: dict[str, str] = {}
        now: dict[str, str] = {}
        for source, at, mark in self._db.execute(sql.MARKS, (place,)):
            now[source] = mark
            if at <= last or source not in then:
                then[source] = mark
        return any(now[source] != mark for source, mark in then.items())

    def refused_before(self, url: str, reason: str) -> bool:
        """Whether the archive holds a refusal of `url`, so that it need not say so again."""
        found = self._db.execute(
            "SELECT 1 FROM captures WHERE url = ? AND reason = ? LIMIT 1", (url, reason)
        )
        return found.fetchone() is not None

    # --- for revisits (`History`) and conditional requests -------------------

    def newest(self, url: str) -> tuple[str | None, str | None, Earlier | None]:
        """ETag and Last-Modified of the newest whole 200 of `url`, and the record of its body."""
        row = self._db.execute(sql.NEWEST_WHOLE, (url,)).fetchone()
        if row is None:
            return None, None, None
        etag, modified, held, _ = row
        if (etag or modified) and self._db.execute(sql.TWO_LISTS, (held,)).fetchone():
            etag = modified = None
        return etag, modified, self._original(sql.BY_RECORD, held)

    def of_body(self, key: str) -> Earlier | None:
        """A capture that has this `body_key`."""
        return self._original(sql.BY_BODY, key)

    def _original(self, query: str, value: str) -> Earlier | None:
        row = self._db.execute(query, (value,)).fetchone()
        captured_at = parse_date(row[1]) if row else None
        return Earlier(row[0], captured_at, row[2], row[3]) if captured_at else None


def _segments(archive: Path) -> set[str]:
    """The names of sealed segments. Text, not paths: there may be a hundred thousand."""
    try:
        with os.scandir(archive) as entries:
            return {one.name for one in entries if one.name.endswith(".warc.gz") and one.is_file()}
    except (FileNotFoundError, NotADirectoryError):
        return set()


def _is_note(capture: Capture) -> bool:
    """Whether it is neither an exchange nor a decision: what a crawl noted for later runs."""
    return capture.kind == "metadata" and "outcome" not in capture.fields


def _told_role(capture: Capture) -> str:
    """The role as it is remembered: of all that is polled, as that of a feed."""
    return "feed" if capture.origin.role in POLLED_ROLES else capture.origin.role


def _row(capture: Capture, seen: SeenCapture) -> tuple[str | int | None, ...]:
    response, found = capture.response, seen.original
    # A revisit leaves its body out on purpose, and is marked as truncated for it.
    cut = None if capture.kind == "revisit" else capture.truncated
    return (
        capture.locator.record_id,
        capture.url,
        url_key(capture.url),
        host_of(capture.url),
        format_date(capture.captured_at),
        capture.kind,
        _told_role(capture),
        capture.origin.via,
        cut or capture.fields.get("outcome") or "complete",
        response.status if response else None,
        seen.leads_to,
        *(
            response.get(name) if response else None
            for name in ("ETag", "Last-Modified", "Retry-After", "Cache-Control", "Age")
        ),
        capture.refers_to_id,
        found[0] if found else None,
        found[1].digest if found else None,
        capture.fields.get("reason"),
    )

"""The crawl state: a database of what the archive holds, rebuilt from it when missing.

Every row is read off an archived capture, so losing `state.sqlite` loses
nothing: opened without it, or behind it, the memory reads what it lacks from
the sealed segments.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import urlsplit

from twa.dataset.crawl_state import agenda, listings, requisite_queue, sql
from twa.dataset.crawl_state.agenda import Agenda
from twa.dataset.crawl_state.file import connect, forget
from twa.dataset.crawl_state.health import NEWS
from twa.dataset.crawl_state.hidden_changes import (
    LOOKED_AT,
    PAUSE,
    Built,
    may_look,
    tells_of_change,
)
from twa.dataset.crawl_state.listings import Listing
from twa.dataset.crawl_state.resting import FailedPoll, Rest, has_answered, rest_of
from twa.dataset.crawl_state.schedule import Attempt, Listed
from twa.dataset.feeds.polled import ROLES
from twa.dataset.feeds.reader import FeedReader
from twa.dataset.feeds.sameness import Telling, are_same
from twa.dataset.pages.refresh import leads_to
from twa.dataset.takedowns import Takedowns
from twa.dataset.warc.captures import Capture, captures
from twa.dataset.warc.records import format_date, parse_date
from twa.dataset.warc.revisits import Earlier, original
from twa.dataset.web.answers import REDIRECTS, SUCCESS, follow
from twa.dataset.web.ip import is_public
from twa.dataset.web.schedule import BUSY, REVISITS, SHORTEST, Answer, Hints, retry_after
from twa.dataset.web.urls import url_key

FOUND: Final = "feed"
"""The field of an archived metadata record that names the feed found on a page."""

LOOKED_BACK: Final = "lookedBack"
"""The field of one that says how many articles were looked at again on account of a feed."""

POLLED: Final = "feeds"
"""The field of one that names the feeds of a source, where they are several: URLs, blanks between.
"""


class Memory:
    """What is remembered of one collection. Used on one thread alone."""

    def __init__(self, database: sqlite3.Connection, takedowns: Takedowns | None = None) -> None:
        self._db = database
        self._takedowns = takedowns or Takedowns()
        self.reader = FeedReader()

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
        for segment in sorted(archive.glob("*.warc.gz")):
            if segment.name not in applied:
                memory.apply(captures(segment, on_damage=lambda _: None))
                memory.sealed(segment)
        return memory

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()

    def apply(self, seen: Iterable[Capture], now: datetime | None = None) -> None:
        """Take note of durable captures. Applying one twice changes nothing.

        One that is dated after `now` (that of the clock) counts as captured then: what
        waits for a day to pass after it must not wait for a clock that was wrong.
        """
        now = now or datetime.now(UTC)
        self._db.execute("BEGIN IMMEDIATE")
        try:
            for dated in seen:
                capture = replace(dated, captured_at=min(dated.captured_at, now))
                if _is_note(capture):
                    self._note(capture)
                else:
                    row = (*_row(capture), format_date(dated.captured_at))
                    self._db.execute(sql.INSERT, row)
                    if (place := row[2]) is not None:
                        agenda.touch(self._db, str(place))
                        if found := self._db.execute(sql.STANDS, (place,)).fetchone():
                            agenda.touch(self._db, found[0])
                    self._meet(capture)
                    self._take(capture)
                    requisite_queue.read_later(self._db, capture)
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

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
        if one.entry is None or self._attempts(one.address):
            return
        before = self._db.execute(sql.LISTED_BEFORE, (source, one.entry, one.address)).fetchone()
        if before is None or not are_same(one.telling, Telling(*before)):
            return
        article = self.stands_for(before[0]) or before[0]
        if self._attempts(article):
            self._db.execute("INSERT OR REPLACE INTO stands VALUES (?, ?)", (one.address, article))
            agenda.touch(self._db, article)

    def stands_for(self, place: str) -> str | None:
        """Where the article was asked for that a feed lists at an address nobody asked for."""
        found = self._db.execute(sql.STANDS, (place,)).fetchone()
        return found[0] if found and not self._attempts(place) else None

    def _is_further(self, capture: Capture) -> bool:
        """Whether a feed led to this one: RFC 5005 has feeds of several documents."""
        found = self._db.execute(
            "SELECT 1 FROM captures WHERE url = ? AND role = 'feed' LIMIT 1", (capture.origin.via,)
        ).fetchone()
        return found is not None and "L" in capture.origin.hops

    # --- articles -----------------------------------------------------------------------------

    def agenda(self, ages: Sequence[timedelta] = REVISITS) -> Agenda:
        """What is to be done about the articles that feeds listed; `ages` as for `schedule`."""
        return Agenda(self._db, self._know, self._is_withdrawn, ages)

    def _is_withdrawn(self, place: str) -> bool:
        return bool(self._takedowns.cover(place))

    def _know(self, place: str, link: str, source: str, current: bool) -> Listed:
        path = self.path(place)
        return Listed(link, source, path, current, self.changed(place, path[0]))

    def knows(self, place: str) -> bool:
        """Whether an address was asked for as an article, or listed."""
        listed = "SELECT 1 FROM listed WHERE address = ? LIMIT 1"
        return bool(self._attempts(place)) or bool(self._db.execute(listed, (place,)).fetchone())

    def path(self, place: str) -> tuple[tuple[Attempt, ...], ...]:
        """The attempts at an address, and at each that redirects from it lead to by now."""
        path: list[tuple[Attempt, ...]] = []

        def further(_: str) -> str | None:
            return path[-1][-1].redirects_to if path[-1] else None

        for address in follow(self.stands_for(place) or place, further):
            path.append(self._attempts(address))
        return tuple(path)

    def _attempts(self, place: str) -> tuple[Attempt, ...]:
        return tuple(
            Attempt(at, *rest)
            for text, *rest in self._db.execute(sql.ATTEMPTS, (place,))
            if (at := parse_date(text)) is not None
        )

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

    def notes(self, name: str) -> Iterator[tuple[datetime, dict[str, str]]]:
        """The notes that have a field of this name, with their instants; oldest first."""
        rows = self._db.execute(
            "SELECT captured_at, fields FROM notes WHERE name = ? ORDER BY captured_at", (name,)
        )
        for text, fields in rows.fetchall():
            if (at := parse_date(text)) is not None:
                yield at, json.loads(fields)

    # --- hosts and feeds ------------------------------------------------------------------------

    def feed(self) -> str | None:
        """The feed that the last crawl began with."""
        row = self._db.execute(sql.FEED).fetchone()
        return row[0] if row else None

    def feeds(self) -> list[str]:
        """The feeds of the source that the last crawl was of, its first one first."""
        told = self.polled_by_source()
        if len(told) > 1:
            return [self.feed_found_on(url) or url for url in told]
        last = self.feed()
        return [last] if last else []

    def polled_by_source(self) -> tuple[str, ...]:
        """What the source was said to poll; empty where it never was more than one feed."""
        told = [fields[POLLED] for _, fields in self.notes(POLLED)]
        return tuple(told[-1].split()) if told else ()

    def feed_found_on(self, page: str) -> str | None:
        """The feed that the page named when it was last read, if it was given for a feed."""
        found = [fields[FOUND] for _, fields in self.notes(FOUND) if fields.get("on") == page]
        return found[-1] if found else None

    def last_poll(self, url: str) -> tuple[datetime, Hints, Answer] | None:
        """When a feed was last asked for, what it says of polls, and what the answer did."""
        row = self._end(url)
        asked = parse_date(row[0]) if row else None
        if row is None or asked is None:
            return None
        found = self._db.execute(sql.HINTS, (row[-1],)).fetchone()
        said: dict[str, Any] = json.loads(found[0]) if found else {}
        for name in ("skip_hours", "skip_days"):
            said[name] = tuple(said.get(name, ()))
        return asked, Hints(**said), Answer(*row[4:7])

    def _end(self, url: str) -> tuple[Any, ...] | None:
        """The newest exchange at the end of the redirects from `url`, and its URL."""
        found: list[tuple[Any, ...]] = []
        for address in follow(url, lambda _: found[-1][2]):
            row = self._db.execute(sql.LAST_EXCHANGE, (address,)).fetchone()
            if row is None:
                break
            found.append((*row, address))
        return found[-1] if found else None

    def answers(self, netloc: str) -> Iterator[tuple[datetime, int, str | None]]:
        """When a host answered, with which status and Retry-After; newest first."""
        with closing(self._db.execute(sql.ANSWERS, (netloc,))) as rows:
            for text, status, retry_after in rows:
                if at := parse_date(text):
                    yield at, status, retry_after

    def left_alone(self, url: str) -> datetime | None:
        """Until when `url` itself asked to be left alone, when it last answered; None if never."""
        row = self._db.execute(sql.LAST_ANSWER, (url,)).fetchone()
        at = parse_date(row[0]) if row and row[1] in BUSY else None
        return retry_after(row[2], at) if at is not None else None

    def last_of_host(self, netloc: str) -> tuple[datetime, str] | None:
        """When a host was last asked for something other than its rules, and as what."""
        row = self._db.execute(sql.LAST_OF_HOST, (netloc,)).fetchone()
        at = parse_date(row[0]) if row else None
        return (at, row[1]) if at is not None else None

    def heard_of(self, feed: str, most: int) -> list[datetime]:
        """When a feed was last had, or said that nothing changed: newest first, `most` of them."""
        rows = self._db.execute(sql.HEARD, (feed, most))
        return [at for (text,) in rows if (at := parse_date(text)) is not None]

    def rest(self, url: str) -> Rest | None:
        """How a feed is left alone that fails by now; None for one that does not."""
        end = self._end(url)
        failed: list[FailedPoll] = []
        with closing(self._db.execute(sql.POLLS, (end[-1] if end else url,))) as rows:
            for text, status, outcome, is_feed, reason in rows:
                if (has_answered(status, outcome) and is_feed) or status in REDIRECTS:
                    break
                if at := parse_date(text):
                    failed.append(FailedPoll(at, status, refused=reason is not None))
        return rest_of(failed)

    def wellbeing(self) -> tuple[dict[str, Rest | None], list[datetime]]:
        """What `health_of` asks: how its feeds are left alone, and when its source had news."""
        return {feed: self.rest(feed) for feed in self.feeds()}, self.news(NEWS)

    def changed_unseen(self, feed: str, now: datetime) -> list[str]:
        """Addresses to look at again, for the feed says that something changed, not what.

        Empty where it does not say so, or is believed no more: see `hidden_changes`.
        """
        polls = self._db.execute(sql.BUILT, (feed,)).fetchall()
        if len(polls) < 2:
            return []
        newest, before = (self._built(*poll) for poll in polls)
        looks = [at for at, fields in self.notes(LOOKED_BACK) if fields.get("on") == feed]
        told = [(at, self._found_changed(at)) for at in reversed(looks)]
        if not tells_of_change(newest, before) or not may_look(now, told):
            return []
        assert newest.date is not None
        places = [
            place
            for shown in (True, False)
            for (place,) in self._db.execute(
                sql.LISTED_LAST, (feed, format_date(newest.at), shown, LOOKED_AT)
            ).fetchall()
        ]
        had = ((place, self._attempts(place)) for place in places)
        # What was had after the change is as it is now.
        return [
            place
            for place, attempts in had
            if attempts and attempts[-1].reason is None and attempts[-1].at < newest.date
        ]

    def _built(self, at: str, built: str | None, record_id: str) -> Built:
        marks = self._db.execute("SELECT address, mark FROM listed WHERE list = ?", (record_id,))
        instant = parse_date(at)
        assert instant is not None
        date = parse_date(built) if built else None
        return Built(instant, date, frozenset(marks.fetchall()))

    def _found_changed(self, looked: datetime) -> bool:
        span = format_date(looked), format_date(looked + PAUSE)
        return self._db.execute(sql.FOUND_CHANGED, span).fetchone() is not None

    def unchanged(self, url: str) -> tuple[int, datetime | None]:
        """How often `url` said in a row that nothing changed, and when it was last had whole."""
        said = self._db.execute(sql.SINCE_WHOLE, (url,)).fetchall()
        newest = self._db.execute(sql.NEWEST_WHOLE, (url,)).fetchone()
        return len(said), parse_date(newest[3]) if newest else None

    def news(self, most: int) -> list[datetime]:
        """When articles were asked for that nobody had asked for before: newest first.

        Those of one run are one instant, and at most `most` are given.
        """
        found: list[datetime] = []
        with closing(self._db.execute(sql.NEWS, (sql.NEWS_LOOK,))) as rows:
            for (text,) in rows:
                at = parse_date(text)
                if at is not None and (not found or found[-1] - at >= SHORTEST):
                    found.append(at)
                if len(found) == most:
                    break
        return found

    def robots(self, url: str) -> tuple[datetime, int, bytes] | None:
        """When the robots.txt at `url` was last got, its status after redirects, its payload.

        None where it was not, or not whole.
        """
        found: list[tuple[Any, ...]] = []
        for address in follow(url, lambda _: found[-1][2]):
            row = self._db.execute(sql.ROBOTS, (address,)).fetchone()
            if row is None or row[3] != "complete" or row[1] is None:
                return None
            found.append(row)
        first = parse_date(found[0][0])
        _, status, location, _, payload = found[-1]
        unread = status in SUCCESS and payload is None
        if first is None or unread or location is not None:
            return None
        return first, status, payload or b""

    # --- for revisits (`History`) and conditional requests -------------------

    def newest(self, url: str) -> tuple[str | None, str | None, Earlier | None]:
        """ETag and Last-Modified of the newest whole 200 of `url`, and the record of its body."""
        row = self._db.execute(sql.NEWEST_WHOLE, (url,)).fetchone()
        if row is None:
            return None, None, None
        told = (None, None) if self._db.execute(sql.TWO_LISTS, (row[2],)).fetchone() else row[:2]
        return (*told, self._original(sql.BY_RECORD, row[2]))

    def of_body(self, key: str) -> Earlier | None:
        """A capture that has this `body_key`."""
        return self._original(sql.BY_BODY, key)

    def _original(self, query: str, value: str) -> Earlier | None:
        row = self._db.execute(query, (value,)).fetchone()
        captured_at = parse_date(row[1]) if row else None
        return Earlier(row[0], captured_at, row[2], row[3]) if captured_at else None


def host_of(url: str) -> str:
    """Host and port of a URL as it stands: what is spoken to; empty for what is no URL."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def host_name(url: str) -> str:
    """The host of a URL, without its port; empty for what is no URL."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_note(capture: Capture) -> bool:
    """Whether it is neither an exchange nor a decision: what a crawl noted for later runs."""
    return capture.kind == "metadata" and "outcome" not in capture.fields


def _told_role(capture: Capture) -> str:
    """The role as it is remembered: of all that is polled, as that of a feed."""
    return "feed" if capture.origin.role in ROLES else capture.origin.role


def _row(capture: Capture) -> tuple[str | int | None, ...]:
    response = capture.response
    found = original(capture)
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
        leads_to(capture.url, response, capture.origin.role) if response else None,
        *(
            response.get(name) if response else None
            for name in ("ETag", "Last-Modified", "Retry-After", "Cache-Control", "Age")
        ),
        capture.refers_to_id,
        found[0] if found else None,
        found[1].digest if found else None,
        capture.fields.get("reason"),
    )

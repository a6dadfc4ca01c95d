"""What is remembered of the feeds of a source: polls of them, and what these said."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import datetime
from typing import Any, Final

from twa.dataset.crawl_state import sql
from twa.dataset.crawl_state.health import NEWS
from twa.dataset.crawl_state.hidden_changes import (
    LOOKED_AT,
    PAUSE,
    Built,
    may_look,
    tells_of_change,
)
from twa.dataset.crawl_state.memory_rows import attempts_at, notes_of
from twa.dataset.crawl_state.resting import FailedPoll, Rest, has_answered, rest_of
from twa.dataset.crawl_state.schedule import UNFOLLOWED
from twa.dataset.warc.records import format_date, parse_date
from twa.dataset.web.answers import REDIRECTS, follow
from twa.dataset.web.schedule import Answer, Hints

FOUND: Final = "feed"
"""The field of an archived metadata record that names the feed found on a page."""

LOOKED_BACK: Final = "lookedBack"
"""The field of one that says how many articles were looked at again on account of a feed."""

POLLED: Final = "feeds"
"""The field of one that names the feeds of a source, where they are several: URLs, blanks between.
"""


class PollMemory:
    """The polls of one collection, as its crawl state has them."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def feeds(self) -> list[str]:
        """The feeds of the source that the last crawl was of, its first one first."""
        told = self.polled_by_source()
        if len(told) > 1:
            return [self.feed_found_on(url) or url for url in told]
        last = self.feed()
        return [last] if last else []

    def polled_by_source(self) -> tuple[str, ...]:
        """What the source was said to poll; empty where it never was more than one feed."""
        told = [fields[POLLED] for _, fields in notes_of(self._db, POLLED)]
        return tuple(told[-1].split()) if told else ()

    def feed_found_on(self, page: str) -> str | None:
        """The feed that the page named when it was last read, if it was given for a feed."""
        found = [
            fields[FOUND] for _, fields in notes_of(self._db, FOUND) if fields.get("on") == page
        ]
        return found[-1] if found else None

    def last(self, url: str) -> tuple[datetime, Hints, Answer] | None:
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

    def heard_of(self, feed: str, most: int) -> list[datetime]:
        """When a feed was last had, or said that nothing changed: newest first, `most` of them."""
        rows = self._db.execute(sql.HEARD, (feed, most))
        return [at for (text,) in rows if (at := parse_date(text)) is not None]

    def rest(self, url: str) -> Rest | None:
        """How a feed is left alone that fails by now; None for one that does not."""
        end = self._end(url)
        # Nobody went on from there: what it leads to was refused.
        nowhere = end[2] if end and end[1] in REDIRECTS else None
        failed: list[FailedPoll] = []
        with closing(self._db.execute(sql.POLLS, (end[-1] if end else url,))) as rows:
            for text, status, outcome, is_feed, reason, location in rows:
                led = status in REDIRECTS and location != nowhere
                if led or (has_answered(status, outcome) and is_feed):
                    break
                if at := parse_date(text):
                    failed.append(FailedPoll(at, status, refused=reason is not None))
        return rest_of(failed)

    def shut_out(self, url: str) -> str | None:
        """That nothing may be asked for of all that a feed listed last, in words; else None."""
        end = self._end(url)
        if end is None:
            return None
        count, shut = self._db.execute(sql.SHUT_OUT, (end[3], json.dumps(UNFOLLOWED))).fetchone()
        if not count or shut < count:
            return None
        return f"none of the {count} entries of its feed may be asked for: see the last run"

    def unchanged(self, url: str) -> tuple[int, datetime | None]:
        """How often `url` said in a row that nothing changed, and when it was last had whole."""
        said = self._db.execute(sql.SINCE_WHOLE, (url,)).fetchall()
        newest = self._db.execute(sql.NEWEST_WHOLE, (url,)).fetchone()
        return len(said), parse_date(newest[3]) if newest else None

    def news(self, most: int) -> list[datetime]:
        """When articles were asked for that nobody had asked for before: newest first.

        Those of one hour are one instant, the last of them, and at most `most` are given.
        """
        last: dict[str, str] = {}
        with closing(self._db.execute(sql.NEWS, (sql.NEWS_LOOK,))) as rows:
            for text, is_new in rows:
                if is_new:
                    last.setdefault(text[:13], text)
                # No further than what was asked for: most pages are news.
                if len(last) == most:
                    break
        return [at for text in last.values() if (at := parse_date(text)) is not None]

    def wellbeing(self) -> tuple[dict[str, Rest | None], list[datetime], dict[str, str]]:
        """What `health_of` asks: how its feeds are left alone, when its source had news, and which
        feeds list nothing that may be asked for."""
        feeds = self.feeds()
        shut = {feed: words for feed in feeds if (words := self.shut_out(feed))}
        return {feed: self.rest(feed) for feed in feeds}, self.news(NEWS), shut

    def changed_unseen(self, feed: str, now: datetime) -> list[str]:
        """Addresses to look at again, for the feed says that something changed, not what.

        Empty where it does not say so, or is believed no more: see `hidden_changes`.
        """
        polls = self._db.execute(sql.BUILT, (feed,)).fetchall()
        if len(polls) < 2:
            return []
        newest, before = (self._built(*poll) for poll in polls)
        looks = [at for at, fields in notes_of(self._db, LOOKED_BACK) if fields.get("on") == feed]
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
        had = ((place, attempts_at(self._db, place)) for place in places)
        # What was had after the change is as it is now.
        return [
            place
            for place, attempts in had
            if attempts and attempts[-1].reason is None and attempts[-1].at < newest.date
        ]

    def feed(self) -> str | None:
        """The feed that the last crawl began with."""
        row = self._db.execute(sql.FEED).fetchone()
        return row[0] if row else None

    def _end(self, url: str) -> tuple[Any, ...] | None:
        """The newest exchange at the end of the redirects from `url`, and its URL."""
        found: list[tuple[Any, ...]] = []
        for address in follow(url, lambda _: found[-1][2]):
            row = self._db.execute(sql.LAST_EXCHANGE, (address,)).fetchone()
            if row is None:
                break
            found.append((*row, address))
        return found[-1] if found else None

    def _built(self, at: str, built: str | None, record_id: str) -> Built:
        marks = self._db.execute("SELECT address, mark FROM listed WHERE list = ?", (record_id,))
        instant = parse_date(at)
        assert instant is not None
        date = parse_date(built) if built else None
        return Built(instant, date, frozenset(marks.fetchall()))

    def _found_changed(self, looked: datetime) -> bool:
        span = format_date(looked), format_date(looked + PAUSE)
        return self._db.execute(sql.FOUND_CHANGED, span).fetchone() is not None

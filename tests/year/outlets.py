"""The outlets of a simulated year: what each publishes and changes, and what befalls it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

BEGIN: Final = datetime(2030, 1, 7, tzinfo=UTC)
"""A Monday."""

DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)

Form = Literal["rss", "atom", "json", "rdf", "sitemap", "gzip"]
Ids = Literal["stable", "link", "changing", "same"]

Where = Literal["feed", "pages", "site"]


@dataclass(frozen=True)
class Trouble:
    """What goes wrong from `begins` to before `ends`.

    `what` is a status, or: dead (closes the connection), hangs, html (a page in the place of all),
    empty (a feed without entries), frozen (the feed stays as it was), challenge (a page for
    browsers in the place of each), consent (a redirect to another site), scripted (pages without
    their text), teaser (pages with a line of it), silent (nothing is published: no fault).
    """

    what: str
    begins: datetime
    ends: datetime
    where: Where = "feed"

    def holds(self, now: datetime) -> bool:
        """Whether it is so now."""
        return self.begins <= now < self.ends


@dataclass(frozen=True)
class Story:
    """An article, and what becomes of it. Null is never."""

    number: int
    published: datetime
    edited: datetime | None = None
    renamed: datetime | None = None
    removed: datetime | None = None

    def version(self, now: datetime) -> int:
        """How often its text was changed by now."""
        return sum(at is not None and at <= now for at in (self.edited, self.renamed))

    def is_renamed(self, now: datetime) -> bool:
        """Whether it has its second title and slug by now."""
        return self.renamed is not None and self.renamed <= now

    def is_up(self, now: datetime) -> bool:
        """Whether it is to be had now."""
        return self.published <= now and (self.removed is None or now < self.removed)


@dataclass
class Outlet:
    """A site with one source. `shows` are the entries of its feed; `moves`: its second address."""

    name: str
    form: Form = "rss"
    hours: tuple[int, ...] = (9,)
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    ids: Ids = "stable"
    rotates: bool = False
    shows: int = 15
    pins: bool = False
    moves: datetime | None = None
    feed_moves: datetime | None = None
    edits: int = 5
    renames: int = 0
    removes: int = 0
    has_tags: bool = True
    troubles: tuple[Trouble, ...] = ()
    stories: list[Story] = field(default_factory=list)

    def publish(self, end: datetime) -> Outlet:
        """Write all its stories up to `end`; every so many are edited, renamed or removed."""
        for number, published in enumerate(self._instants(end)):

            def after(
                every: int, time: timedelta, published: datetime = published, number: int = number
            ) -> datetime | None:
                return published + time if every and number % every == every - 1 else None

            self.stories.append(
                Story(
                    number,
                    published,
                    edited=after(self.edits, 4 * DAY),
                    renamed=after(self.renames, 30 * HOUR),
                    removed=after(self.removes, 5 * DAY),
                )
            )
        return self

    def _instants(self, end: datetime) -> Iterator[datetime]:
        day = BEGIN
        while day < end:
            for hour in self.hours if day.weekday() in self.days else ():
                at = day + hour * HOUR
                if at < end and not any(t.what == "silent" and t.holds(at) for t in self.troubles):
                    yield at
            day += DAY

    def is_polled(self, now: datetime) -> bool:
        """Whether its source is polled on this day: daily while something begins or ends."""
        near = any(
            one.begins - DAY < now < one.begins + 6 * DAY or one.ends <= now < one.ends + 2 * DAY
            for one in self.troubles
        )
        return near or now.weekday() in (0, 3, 5)

    def is_to_be_read(self, now: datetime) -> bool:
        """Whether its dataset is built on this day, since something is wrong with its pages."""
        return any(
            one.begins < now < min(one.ends + 9 * DAY, one.begins + 21 * DAY)
            for one in self.troubles
            if one.where == "pages"
        )

    def trouble(self, where: Where, now: datetime) -> Trouble | None:
        """What is wrong there now."""
        found = (one for one in self.troubles if one.where in (where, "site") and one.holds(now))
        return next(found, None)

    def shown(self, now: datetime) -> list[Story]:
        """The stories of its feed, newest first, the pinned one at the top."""
        frozen = self.trouble("feed", now)
        at = frozen.begins if frozen is not None and frozen.what == "frozen" else now
        there = [story for story in self.stories if story.is_up(at)]
        newest = there[::-1][: self.shows]
        if self.pins and there:
            newest = [there[0], *(story for story in newest if story is not there[0])][: self.shows]
        return newest


def all_outlets(days: int) -> list[Outlet]:
    """Outlets of every kind, whose troubles come again every eleven weeks."""
    end = BEGIN + days * DAY

    def each(what: str, day: float, lasts: float, where: Where = "feed") -> tuple[Trouble, ...]:
        begins = (BEGIN + (day + again) * DAY for again in range(0, days, 77))
        return tuple(Trouble(what, at, at + lasts * DAY, where) for at in begins if at + DAY < end)

    def once(what: str, day: float, where: Where = "feed") -> tuple[Trouble, ...]:
        return (Trouble(what, BEGIN + day * DAY, end + DAY, where),)

    twice = (9, 15)
    outlets = [
        Outlet("rss-weekdays"),
        Outlet("rss-daily", days=(0, 1, 2, 3, 4, 5, 6), removes=9),
        Outlet("rss-weekly", days=(3,)),
        Outlet("atom-updated", "atom", edits=3),
        Outlet("json-feed", "json", ids="link"),
        Outlet("rdf", "rdf", ids="link"),
        Outlet("gzipped", "gzip", has_tags=False),
        Outlet("news-sitemap", "sitemap", ids="link"),
        Outlet("slugs", renames=4),
        Outlet("rotating-links", rotates=True),
        Outlet("changing-ids", ids="changing"),
        Outlet("same-ids", ids="same"),
        Outlet("pinned", pins=True, shows=4, hours=twice, troubles=each("500", 21.3, 8)),
        Outlet("moves", ids="link", moves=BEGIN + 31 * DAY, feed_moves=BEGIN + 45 * DAY),
        Outlet("unavailable", troubles=(*each("503", 23.2, 5), *each("500", 51.2, 1.3))),
        Outlet("dead", hours=twice, shows=8, troubles=each("dead", 30.4, 6, "site")),
        Outlet("hangs", troubles=each("hangs", 40.1, 4, "site")),
        Outlet("home-for-feed", "atom", troubles=each("html", 37.6, 7)),
        Outlet("emptied", troubles=each("empty", 36.2, 8)),
        Outlet("frozen", troubles=each("frozen", 32.5, 16)),
        Outlet("forbidden", troubles=each("403", 28.1, 20)),
        Outlet("gone", troubles=once("410", 42.3)),
        Outlet("challenged", hours=twice, troubles=each("challenge", 35.2, 12, "pages")),
        Outlet("consent", hours=twice, troubles=each("consent", 43.2, 12, "pages")),
        Outlet("scripted", hours=twice, troubles=once("scripted", 47.2, "pages")),
        Outlet("teasers", hours=twice, troubles=once("teaser", 49.2, "pages")),
        Outlet("holidays", troubles=each("silent", 56, 14)),
    ]
    return [outlet.publish(end) for outlet in outlets]


def evenings(days: int) -> Iterator[datetime]:
    """When sources are polled: once on each day, in the evening."""
    return (BEGIN + day * DAY + 18.2 * HOUR for day in range(days))

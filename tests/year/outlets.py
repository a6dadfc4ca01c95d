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

Form = Literal["rss", "atom", "json", "rdf", "sitemap", "gzip", "listing", "wordpress"]
Ids = Literal["stable", "link", "changing", "same"]

Where = Literal["feed", "pages", "site"]

POSTS: Final = 60
"""Stories of one of the sitemaps that WordPress makes."""


def posts_path(number: int) -> str:
    """Where such a sitemap stands; the first has the number 1."""
    return f"/wp-sitemap-posts-post-{number}.xml"


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
    """A site with one source. `shows` are the entries of its feed; `moves`: its second address.

    `also` are forms of further feeds of the source; `options` further lines of its table;
    `before` the days that it had stories for when it was first polled.
    """

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
    also: tuple[Form, ...] = ()
    options: str = ""
    before: int = 0
    troubles: tuple[Trouble, ...] = ()
    stories: list[Story] = field(default_factory=list)

    @property
    def source(self) -> str:
        """The path of its first feed."""
        return {"listing": "/", "wordpress": "/wp-sitemap.xml"}.get(self.form, "/feed")

    @property
    def forms(self) -> dict[str, Form]:
        """The forms of its feeds by their paths."""
        found: dict[str, Form] = {self.source: self.form}
        if self.feed_moves is not None:
            found["/rss.xml"] = self.form
        if self.form == "wordpress":
            count = 1 + len(self.stories) // POSTS
            found |= {posts_path(number + 1): self.form for number in range(count)}
        return found | {f"/{form}": form for form in self.also}

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
        day = BEGIN - self.before * DAY
        while day < end:
            for hour in self.hours if day.weekday() in self.days else ():
                at = day + hour * HOUR
                if at < end and not any(t.what == "silent" and t.holds(at) for t in self.troubles):
                    yield at
            day += DAY

    def is_polled(self, now: datetime, every: int) -> bool:
        """Whether its source is polled on this day: daily while something begins or ends.

        `every` so many days it is anyhow.
        """
        near = any(
            one.begins - DAY < now < one.begins + 9 * DAY or one.ends <= now < one.ends + 2 * DAY
            for one in self.troubles
        )
        return near or (now - BEGIN).days % every == 0 or now - BEGIN < 2 * DAY

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

    def shown(self, now: datetime, page: int = 1) -> list[Story]:
        """The stories of a page of its feed, newest first, the pinned one at the top."""
        frozen = self.trouble("feed", now)
        at = frozen.begins if frozen is not None and frozen.what == "frozen" else now
        there = [story for story in self.stories if story.is_up(at)]
        newest = there[::-1][(page - 1) * self.shows : page * self.shows]
        if self.pins and there:
            newest = [there[0], *(story for story in newest if story is not there[0])][: self.shows]
        return newest


def all_outlets(days: int) -> list[Outlet]:
    """Outlets of every kind; what befalls them is spread over so many days, 77 at least."""
    end = BEGIN + days * DAY

    def on(day: float) -> datetime:
        """That day of 77, at the same time."""
        return BEGIN + (int(day) * max(1, days / 77) // 1 + day % 1) * DAY

    def upon(what: str, day: float, lasts: float, where: Where = "feed") -> tuple[Trouble, ...]:
        """A trouble that begins on that day of 77."""
        at = on(day)
        return (Trouble(what, at, at + lasts * DAY, where),) if at + DAY < end else ()

    few = (0, 3)
    ever = days + 1
    outlets = [
        Outlet("rss-weekdays", shows=25),
        Outlet("rss-daily", days=(0, 1, 2, 3, 4, 5, 6), shows=30, removes=9),
        Outlet("rss-weekly", days=(3,)),
        Outlet("atom-updated", "atom", days=few, edits=3),
        Outlet("json-feed", "json", days=few, ids="link"),
        Outlet("rdf", "rdf", days=few, ids="link"),
        Outlet("gzipped", "gzip", days=few, has_tags=False),
        Outlet("news-sitemap", "sitemap", days=few, ids="link"),
        Outlet("slugs", days=few, renames=4),
        Outlet("rotating-links", days=few, rotates=True),
        Outlet("changing-ids", days=few, ids="changing"),
        Outlet("same-ids", days=few, ids="same"),
        Outlet("pinned", days=few, pins=True, shows=4, troubles=upon("500", 21.3, 8)),
        Outlet("moves", days=few, ids="link", moves=on(31)),
        Outlet("feed-moves", days=few, feed_moves=on(45)),
        Outlet("unavailable", days=few, troubles=(*upon("503", 23.2, 5), *upon("500", 51.2, 1.3))),
        Outlet("dead", days=few, shows=4, troubles=upon("dead", 30.4, 6, "site")),
        Outlet("hangs", days=few, troubles=upon("hangs", 40.1, 4, "site")),
        Outlet("home-for-feed", "atom", days=few, troubles=upon("html", 37.6, 7)),
        Outlet("emptied", days=few, troubles=upon("empty", 36.2, 8)),
        Outlet("frozen", days=few, troubles=upon("frozen", 32.5, 16)),
        Outlet("forbidden", days=few, troubles=upon("403", 28.1, 20)),
        Outlet("gone", days=few, troubles=upon("410", 66.3, ever)),
        Outlet("challenged", days=few, troubles=upon("challenge", 35.2, 12, "pages")),
        Outlet("consent", days=few, troubles=upon("consent", 43.2, 12, "pages")),
        Outlet("scripted", days=few, troubles=upon("scripted", 57.2, ever, "pages")),
        Outlet("teasers", days=few, troubles=upon("teaser", 59.2, ever, "pages")),
        Outlet("listing", "listing", days=few, has_tags=False, troubles=upon("503", 26.1, 5)),
        Outlet("wordpress", days=few, shows=10, before=60, options='backfill = "pages"\n'),
        Outlet("wordpress-map", "wordpress", days=few, before=60, troubles=upon("404", 60.2, 8)),
        Outlet("three-feeds", days=few, ids="link", also=("sitemap", "listing")),
        Outlet("holidays", days=few, troubles=upon("silent", 56, 14)),
    ]
    return [outlet.publish(end) for outlet in outlets]


def evenings(days: int) -> Iterator[datetime]:
    """When sources are polled: once on each day, in the evening."""
    return (BEGIN + day * DAY + 18.2 * HOUR for day in range(days))

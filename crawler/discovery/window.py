"""Windows of time that limit a crawl, and when an article may have been published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self

from twa.dataset.dates import instants
from twa.dataset.dates.instants import Instant
from twa.dataset.errors import TwaError

_DAY: Final = timedelta(days=1)
# WordPress, "Permalink structure": year, month, and perhaps day, as steps of the path.
_PATH: Final = re.compile(r"/((?:19|20)\d\d)/(0?[1-9]|1[0-2])(?:/(0?[1-9]|[12]\d|3[01]))?(?=/)")


class BadDate(TwaError):
    """What was given as a date is none. The subject is what was given."""

    message = "not a date (say YYYY-MM-DD)"
    exit_status = 2


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """When something happened, as far as is known: at `first` or later, and before `last`.

    Aware, UTC; None is no bound.
    """

    first: datetime | None = None
    last: datetime | None = None

    def meets(self, other: TimeSpan) -> TimeSpan:
        """What both allow."""
        firsts = [span.first for span in (self, other) if span.first]
        lasts = [span.last for span in (self, other) if span.last]
        return TimeSpan(max(firsts, default=None), min(lasts, default=None))


@dataclass(frozen=True, slots=True)
class Window:
    """`since` and later, before `until`; aware, UTC. None is no bound."""

    since: datetime | None = None
    until: datetime | None = None

    @classmethod
    def read(cls, since: str | None, until: str | None) -> Self:
        """The window from the day `since` to the end of the day `until`. Raises BadDate."""
        window = cls(
            _stated(since).first if since else None,
            _stated(until).last if until else None,
        )
        if window.since and window.until and window.since >= window.until:
            raise BadDate("the window is empty", subject=f"since={since} until={until}")
        return window

    def may_hold(self, span: TimeSpan) -> bool:
        """Whether what happened within `span` may have happened within the window."""
        return not (
            (self.since and span.last and span.last <= self.since)
            or (self.until and span.first and span.first >= self.until)
        )

    def within(self, other: Window) -> bool:
        """Whether `other` holds all that this one does."""
        begins = other.since is None or (self.since is not None and self.since >= other.since)
        ends = other.until is None or (self.until is not None and self.until <= other.until)
        return begins and ends


UNDATED: Final = TimeSpan()
"""Nothing is known of it."""

UNLIMITED: Final = Window()
"""It holds everything."""


def span_of(instant: Instant | None) -> TimeSpan:
    """The unit that an instant states: a day is its twenty-four hours."""
    if instant is None:
        return UNDATED
    return TimeSpan(instant.value, _after(instant))


def span_of_path(url: str) -> TimeSpan:
    """What the year, month and day in a URL's path say of its publication.

    A day is allowed on either side: nobody says which clock the site goes by.
    """
    found = _PATH.search(url.partition("?")[0])
    if found is None:
        return UNDATED
    year, month, day = int(found[1]), int(found[2]), found[3]
    try:
        first = datetime(year, month, int(day or 1), tzinfo=UTC)
    except ValueError:
        return UNDATED
    last = first + _DAY if day else (first + timedelta(days=31)).replace(day=1)
    return TimeSpan(first - _DAY, last + _DAY)


def _stated(text: str) -> TimeSpan:
    instant = instants.parse(text)
    if instant is None:
        raise BadDate(subject=text)
    return span_of(instant)


def _after(instant: Instant) -> datetime:
    """The first moment after the stated unit."""
    value = instant.value
    match instant.precision:
        case "year":
            return value.replace(year=value.year + 1)
        case "month":
            return (value + timedelta(days=31)).replace(day=1)
        case "day":
            return value + _DAY
        case "minute":
            return value + timedelta(minutes=1)
    return value + timedelta(seconds=1)

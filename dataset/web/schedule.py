"""Schedules: the next poll of a feed, and revisits of an article.

Pure: now is an argument, and so is everything the server said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Final

from twa.dataset.dates import instants
from twa.dataset.errors import TwaError

SHORTEST: Final = timedelta(minutes=5)
"""No feed is asked twice within this time, whatever it allows."""

LONGEST: Final = timedelta(days=7)
"""No hint of a feed or a server keeps it from being asked for longer than this."""

REVISIT_AFTER: Final = "1h 1d 1w 30d"
"""Ages of an article at which it is looked at again, for who says nothing else; after the last,
never."""

FIRST_BACKOFF: Final = timedelta(seconds=30)
"""How long a host is left alone that asks for patience and does not say how much; each
further such answer in a row doubles it, up to `LONGEST_BACKOFF`."""

LONGEST_BACKOFF: Final = timedelta(days=1)

BUSY: Final = frozenset({429, 503})
"""Statuses that ask for patience: RFC 6585, section 4, and RFC 9110, section 15.6.4."""

_HOUR: Final = timedelta(hours=1)
_UNITS: Final = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": _HOUR,
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_HOURS_A_WEEK: Final = 168


class BadAge(TwaError):
    """Not a length of time. The subject is what was given."""

    message = "not an age (say such as 1h, 1d, 1w)"
    exit_status = 2


@dataclass(frozen=True, slots=True)
class Hints:
    """What a feed says of how often it is worth asking for it.

    `ttl` is in minutes (RSS 2.0, `<ttl>`), `skip_hours` are hours 0 to 23 and
    `skip_days` days 0 (Monday) to 6, both in UTC, `update_period` is in seconds
    (RSS 1.0 Syndication: updatePeriod over updateFrequency).
    """

    ttl: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    update_period: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The fields of a response that say when to come back, as they stood."""

    retry_after: str | None = None
    cache_control: str | None = None
    age: str | None = None


def next_poll(asked: datetime, hints: Hints, answer: Answer | None = None) -> datetime:
    """The earliest instant after `asked` (aware) at which a poll is useful and allowed.

    The longest of what `ttl`, `sy:updatePeriod`, `Cache-Control: max-age` and
    `Retry-After` ask for, within `SHORTEST` and `LONGEST`, moved on to the first
    hour that `skipHours` and `skipDays` leave open. `Retry-After` is obeyed in
    full, beyond `LONGEST` too.
    """
    answer = answer or Answer()
    waits = [
        timedelta(minutes=hints.ttl) if hints.ttl else None,
        timedelta(seconds=hints.update_period) if hints.update_period else None,
        fresh_for(answer),
    ]
    wait = min(max((w for w in waits if w is not None), default=SHORTEST), LONGEST)
    earliest = open_hour(asked.astimezone(UTC) + max(wait, SHORTEST), hints)
    ordered = retry_after(answer.retry_after, asked)
    return max(earliest, ordered) if ordered else earliest


def retry_after(field: str | None, now: datetime) -> datetime | None:
    """The instant that a Retry-After field names (RFC 9110, section 10.2.3), or None.

    A date or a number of seconds from `now`; what is neither is not there.
    """
    text = (field or "").strip()
    if text.isascii() and text.isdigit():
        # A year is the most that a server is believed.
        return now.astimezone(UTC) + timedelta(seconds=min(int(text[:9]), 365 * 86400))
    found = instants.parse(text) if text else None
    if found is None or not found.timed:
        return None
    return min(found.value, now.astimezone(UTC) + timedelta(days=365))


def is_fresh(got: datetime, now: datetime, span: timedelta) -> bool:
    """Whether what was got then is no older than `span`. What is of the future is of no clock."""
    return -SHORTEST <= now - got <= span


def read_ages(text: str) -> tuple[timedelta, ...]:
    """Ages such as `1h 1d 1w`: numbers with s, m, h, d or w, blanks between. Raises BadAge."""
    ages = []
    for word in text.split():
        number, unit = word[:-1], _UNITS.get(word[-1])
        if unit is None or not (number.isascii() and number.isdigit() and len(number) <= 6):
            raise BadAge(subject=word)
        ages.append(int(number) * unit)
    return tuple(sorted(ages))


REVISITS: Final = read_ages(REVISIT_AFTER)
"""`REVISIT_AFTER`, read."""


def left_alone_until(
    answers: Iterable[tuple[datetime, int, str | None]], longest: timedelta = LONGEST_BACKOFF
) -> datetime | None:
    """Until when a host that asked for patience is left alone; None where it did not.

    `answers` are instant, status and Retry-After of what it answered, newest first. One
    page can't silence its host for longer than `longest`; for how long the page itself
    is left alone, `retry_after` says.
    """
    busy = list(takewhile(lambda answer: answer[1] in BUSY, answers))
    if not busy:
        return None
    at, _, field = busy[0]
    doubled = FIRST_BACKOFF * 2 ** min(len(busy) - 1, 16)
    end = at.astimezone(UTC) + longest
    return min(retry_after(field, at) or at.astimezone(UTC) + doubled, end)


def fresh_for(answer: Answer) -> timedelta | None:
    """How long a response stays fresh by its Cache-Control (RFC 9111, section 4.2), or None."""
    directives = dict(_directives(answer.cache_control or ""))
    if "no-cache" in directives or "no-store" in directives:
        return None
    seconds = _seconds(directives.get("max-age", ""))
    if seconds is None:
        return None
    return timedelta(seconds=max(0, seconds - (_seconds(answer.age or "") or 0)))


def next_visit(
    first: datetime, visits: Iterable[datetime], ages: Sequence[timedelta] = REVISITS
) -> datetime | None:
    """When an article first had at `first` is due to be looked at again; None means never.

    `visits` are all instants at which it was looked at. An age that passed
    without a visit (the machine was off) is made up for once, not once for each
    age missed: what counts is the age at the last visit.
    """
    last = max(visits, default=first)
    return next((first + age for age in sorted(ages) if first + age > last), None)


def open_hour(instant: datetime, hints: Hints) -> datetime:
    """The first instant at or after `instant` whose hour and day are not skipped."""
    hour = instant
    for _ in range(_HOURS_A_WEEK + 1):
        if hour.hour not in hints.skip_hours and hour.weekday() not in hints.skip_days:
            return hour
        hour = hour.replace(minute=0, second=0, microsecond=0) + _HOUR
    # Everything is skipped: the hints mean nothing.
    return instant


def _directives(field: str) -> Iterable[tuple[str, str]]:
    for part in field.split(","):
        name, _, value = part.partition("=")
        yield name.strip().lower(), value.strip().strip('"')


def _seconds(text: str) -> int | None:
    text = text.strip()
    return int(text[:9]) if text.isascii() and text.isdigit() else None

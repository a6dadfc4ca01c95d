"""Changes that a feed tells of by its own date alone: `lastBuildDate`, or `updated` of the feed.

When that date moves on while every entry that is shown is as it was, something changed that is not
shown: a text of which the feed has the beginning, or an article that it shows no more. Then those
are looked at again that the feed listed last. Pure: what is known comes in as values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from twa.dataset.web.schedule import SHORTEST

LOOKED_AT: Final = 10
"""Articles of one look that the feed shows, and that it showed last, at most so many of each."""

PAUSE: Final = timedelta(hours=1)
"""Between two looks back; each that found nothing doubles it, up to `LONGEST_PAUSE`."""

LONGEST_PAUSE: Final = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Built:
    """A feed as it was had `at` one moment: the date that it gives itself, null for none; and
    what it listed, a mark for each address."""

    at: datetime
    date: datetime | None
    marks: frozenset[tuple[str, str]]


def tells_of_change(now: Built, before: Built) -> bool:
    """Whether a feed says that something changed that it does not show.

    Some feeds are dated when they are asked for: a date of the moment, twice, says nothing.
    """
    if now.date is None or before.date is None:
        return False
    made = _is_of_the_moment(now.at, now.date) and _is_of_the_moment(before.at, before.date)
    advanced = before.date < now.date <= now.at + SHORTEST
    return advanced and not made and now.marks == before.marks


def _is_of_the_moment(at: datetime, date: datetime) -> bool:
    return at - SHORTEST < date < at + SHORTEST


def may_look(now: datetime, looks: Sequence[tuple[datetime, bool]]) -> bool:
    """Whether it is time to look back again, after these looks, newest first.

    Each is its instant and whether it found anything: a date that moves on for nothing is
    believed less each time.
    """
    if not looks:
        return True
    vain = 0
    for _, found in looks:
        if found:
            break
        vain += 1
    return now - looks[0][0] >= min(PAUSE * (1 << min(vain, 16)), LONGEST_PAUSE)

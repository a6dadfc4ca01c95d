"""When a feed that fails is asked again: soon after an accident, late where it is meant.

Pure: the answers come in as values. RFC 9110, section 15.5: 403 and 404 may be an oversight of an
hour, and stay for years; 410 is likely to be permanent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from twa.dataset.web.answers import NOT_MODIFIED, REDIRECTS, SUCCESS
from twa.dataset.web.schedule import SHORTEST

_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)

REFUSALS: Final = frozenset({401, 402, 403, 404, 410, 451})
"""Statuses by which a server means that this feed is not for us, or not there."""

WAITS: Final = (_HOUR, 4 * _HOUR, _DAY, 2 * _DAY, 4 * _DAY, 8 * _DAY)
"""Between asking for a feed that is refused; the last of them again and again."""

GONE_WAITS: Final = (_DAY, 2 * _DAY, 4 * _DAY, 8 * _DAY)
"""The same where it is said to be gone; after the last it is given up."""

PATIENCE: Final = timedelta(days=60)
"""How long a feed is refused before it is given up."""

LONGEST_ACCIDENT: Final = timedelta(hours=6)
"""Between asking for a feed that gives no answer, or one that is none, at most."""

STANDING: Final = _DAY
"""A wait from which also a crawl that somebody starts does not ask."""


class FailedPoll(NamedTuple):
    """An answer for a feed that was none: when, and its status, null where no answer came.

    `refused`: the feed was not asked for, since robots.txt forbids it or was not to be had.
    """

    at: datetime
    status: int | None
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Rest:
    """A feed that has failed at every poll `since` then: `polls` in a row.

    It is asked again at `until`, null for never. `binds`: also a crawl that somebody starts
    leaves it alone until then, unless it is forced.
    """

    since: datetime
    until: datetime | None
    polls: int
    why: str
    binds: bool

    def holds(self, now: datetime) -> bool:
        """Whether it is to be left alone still."""
        return self.until is None or now < self.until

    @property
    def words(self) -> str:
        """For people: why, since when, and until when."""
        since = f"{self.why} since {self.since:%Y-%m-%d %H:%M} UTC"
        if self.until is None:
            return f"{since}: given up; -a force=yes asks all the same"
        return f"{since}: asked again at {self.until:%Y-%m-%d %H:%M} UTC"


def has_answered(status: int | None, outcome: str) -> bool:
    """Whether a feed was had, or said that nothing changed."""
    return outcome == "complete" and (status in SUCCESS or status == NOT_MODIFIED)


def rest_of(failed: Sequence[FailedPoll]) -> Rest | None:
    """How a feed is left alone after these failures in a row, newest first; None after none."""
    if not failed:
        return None
    # A crawl tries more than once.
    polls: list[FailedPoll] = []
    for one in failed:
        if not polls or polls[-1].at - one.at >= SHORTEST:
            polls.append(one)
    newest, since, count = failed[0], failed[-1].at, len(polls)
    status = newest.status
    if status == 410:
        until = newest.at + GONE_WAITS[count - 1] if count <= len(GONE_WAITS) else None
        return Rest(since, until, count, "gone (410)", binds=True)
    if status in REFUSALS:
        wait = WAITS[min(count, len(WAITS)) - 1]
        given_up = count > len(WAITS) and newest.at - since >= PATIENCE
        until = None if given_up else newest.at + wait
        return Rest(since, until, count, f"refused ({status})", binds=wait >= STANDING)
    wait = min(SHORTEST * 2 ** min(count - 1, 16), LONGEST_ACCIDENT)
    why = "no answer" if status is None else f"answers {status}"
    why = f"leads where nobody follows ({status})" if status in REDIRECTS else why
    why = "kept out by robots.txt" if newest.refused else why
    return Rest(since, newest.at + wait, count, why, binds=False)

"""Decides whether a crawl is due, for `twa due`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from twa.dataset.crawl_state.database import Memory
from twa.dataset.crawl_state.hosts import host_of
from twa.dataset.crawl_state.schedule import visit_of
from twa.dataset.web.schedule import (
    REVISITS,
    SHORTEST,
    Answer,
    Hints,
    left_alone_until,
    next_poll,
    open_hour,
)

HEARD: Final = 20
"""Answers of a feed that its rhythm is told by."""

LEAST_RHYTHM: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """When the next crawl is due (null: at once, for the first time), and why then.

    `never`: its feed was given up, and nothing else is to be done.
    """

    at: datetime | None
    why: str
    never: bool = False

    def now(self, now: datetime) -> bool:
        """Whether it is due already."""
        return not self.never and (self.at is None or self.at <= now)


@dataclass(frozen=True, slots=True)
class Silence:
    """A feed that was last had `since` then, which is longer ago than its `rhythm`."""

    feed: str
    since: datetime
    rhythm: timedelta


def silence_of(memory: Memory, now: datetime) -> Silence | None:
    """Whether a feed of a collection is silent: neither news nor "nothing changed", for too long.

    Of several it is the one that is silent for the longest. The rhythm of a feed is twice the
    longest time between its last twenty answers, and no less than twice the time that it asks for
    between polls, or a day. Why nothing comes, a Retry-After of months or a crawl that nobody
    starts any more, makes no difference.
    """
    silent = filter(None, (_silence(memory, feed, now) for feed in memory.polls.feeds()))
    return min(silent, key=lambda one: one.since, default=None)


def _silence(memory: Memory, feed: str, now: datetime) -> Silence | None:
    heard = memory.polls.heard_of(feed, HEARD)
    if not heard:
        return None
    polled = memory.polls.last(feed)
    asked_for = next_poll(heard[0], polled[1]) - heard[0] if polled else SHORTEST
    gaps = [later - earlier for later, earlier in pairwise(heard)]
    rhythm = max(2 * max(gaps, default=asked_for), 2 * asked_for, LEAST_RHYTHM)
    return Silence(feed, heard[0], rhythm) if now - heard[0] > rhythm else None


def due(memory: Memory, *, ages: Sequence[timedelta] = REVISITS) -> Due:
    """When the next crawl of a collection is due: the earliest of what there is to do.

    A poll of one of its feeds that can bring something, articles that it listed and
    nobody fetched, one that is to be looked at again; but never while the feed
    or its host asks to be left alone.
    """
    polls = [(feed, polled) for feed in memory.polls.feeds() if (polled := memory.polls.last(feed))]
    if not polls:
        return Due(None, "nothing was crawled yet")
    asked, hints, _ = max((polled for _, polled in polls), key=lambda polled: polled[0])
    of_feeds = [_next(memory, feed, *polled) for feed, polled in polls]
    reasons = [one for one in of_feeds if not one.never]
    agenda = memory.agenda(ages)
    if left := sum(1 for _ in agenda.unfetched()):
        what = "an article that it listed was" if left == 1 else f"{left} articles were"
        reasons.append(Due(asked + SHORTEST, f"{what} not fetched yet"))
    first = next(agenda.visits(), None)
    if first is not None and (visit := visit_of(first, ages)) is not None:
        at = open_hour(max(visit, asked + SHORTEST), Hints(skip_hours=hints.skip_hours))
        reasons.append(Due(at, "an article is to be looked at again"))
    if not reasons:
        return of_feeds[0]
    soonest = min(reasons, key=lambda reason: reason.at or asked)
    host = host_of(polls[0][0])
    quiet = left_alone_until(memory.hosts.answers(host))
    if quiet is not None and soonest.at is not None and quiet >= soonest.at:
        return Due(quiet, f"{host} wants to be left alone until then")
    return soonest


def _next(memory: Memory, feed: str, asked: datetime, hints: Hints, answer: Answer) -> Due:
    """When a feed is to be asked for again that was asked for then, and answered so."""
    rest = memory.polls.rest(feed)
    if rest is None:
        return Due(next_poll(asked, hints, answer), f"{feed} may have news")
    if rest.until is None:
        return Due(None, f"{feed}: {rest.words}", never=True)
    until = max(rest.until, next_poll(asked, Hints(), answer))
    return Due(until, f"{feed}: {rest.words}")

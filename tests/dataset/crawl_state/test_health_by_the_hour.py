"""Sources that are polled in their own rhythm: when a trouble is told, and what is told of none.

Only polls and what health makes of them, by a clock that is counted on: weeks of hours, without a
crawl. What a crawl does with each trouble, `tests/year` has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Final

import pytest

from twa.dataset.crawl_state.health import BEFORE, COMPARED, NEWS, Health, health_of, layout_of
from twa.dataset.crawl_state.resting import FailedPoll, Rest, rest_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGIN: Final = datetime(2030, 10, 21, tzinfo=UTC)
"""A Monday: Christmas comes in the tenth week."""

WEEKS: Final = 16
KNOWN: Final = 5 * 7 * DAY
"""How long a source is well before something befalls it."""
CHRISTMAS: Final = datetime(2030, 12, 23, tzinfo=UTC)


def hourly(at: datetime, _: Random) -> bool:
    """From six to eleven, every day; fewer on Sundays."""
    return 6 <= at.hour < 23 and (at.weekday() < 6 or at.hour % 3 == 0)


def weekdays(at: datetime, _: Random) -> bool:
    return at.weekday() < 5 and at.hour in (8, 12, 18)


def mornings(at: datetime, _: Random) -> bool:
    return at.weekday() < 5 and at.hour == 9


def twice_a_week(at: datetime, _: Random) -> bool:
    return at.weekday() in (0, 3) and at.hour == 9


def column(at: datetime, _: Random) -> bool:
    return at.weekday() == 3 and at.hour == 7


def whenever(at: datetime, luck: Random) -> bool:
    return luck.random() < 1 / 30


OUTLETS: Final = (hourly, weekdays, mornings, twice_a_week, column, whenever)
POLLS: Final = {HOUR: (weekdays,), 6 * HOUR: OUTLETS, DAY: (hourly, mornings, column)}


@dataclass
class Told:
    """What is told of a source at each poll, and the longest silence while it was well."""

    lines: list[tuple[datetime, Health]] = field(default_factory=list)
    rhythm: timedelta = DAY

    def alarms(self, begin: datetime, end: datetime) -> list[str]:
        """What is no "healthy" in this time."""
        return [f"{at:%a %d %b %H}: {one.words}" for at, one in self.lines
                if begin <= at < end and not one.is_well]  # fmt: skip

    def first(self, begin: datetime, word: str = "") -> datetime:
        """When an alarm of that word was first told."""
        found = (at for at, one in self.lines
                 if at >= begin and not one.is_well and word in one.words)  # fmt: skip
        return next(found, datetime.max.replace(tzinfo=UTC))


Answer = Callable[[datetime], str]
"""What a feed does at a time: `well`, a status, `dead`, `robots`, `silent`, `wall`, `frozen`."""


def lived(
    publishes: Callable[[datetime, Random], bool], every: timedelta, answer: Answer, seed: int = 1
) -> Told:
    """Poll a source for `WEEKS`, and ask after its health each time."""
    luck, told = Random(seed), Told()
    waiting, pages = 0, list[int | None]()
    news: list[datetime] = []
    failed: list[FailedPoll] = []
    published: list[datetime] = []
    rest: Rest | None = None
    layout: str | None = None
    for number in range(WEEKS * 7 * 24):
        now = BEGIN + number * HOUR
        does = answer(now)
        if does != "silent" and publishes(now, luck):
            waiting += 1
            published.append(now)
        if number % (every // HOUR):
            continue
        if rest is None or not (rest.binds and rest.holds(now)):
            if does in ("dead", "robots") or does.isdigit():
                status = int(does) if does.isdigit() else None
                failed.insert(0, FailedPoll(now, status, refused=does == "robots"))
            else:
                failed.clear()
                if waiting and does != "frozen":
                    news.insert(0, now)
                    pages[:0] = [
                        None if does == "wall" else luck.randint(300, 900) for _ in range(waiting)
                    ]
                    waiting = 0
        rest = rest_of(failed)
        if pages and waiting == 0:
            layout = layout_of(pages[:COMPARED], publishes in (hourly, weekdays))
        told.lines.append((now, health_of(now, {"feed": rest}, news[:NEWS], layout=layout)))
    gaps = [later - earlier for earlier, later in pairwise(published)
            if all(answer(at) != "silent" for at in (earlier + HOUR, later - HOUR))]  # fmt: skip
    told.rhythm = max(*gaps, DAY, every)
    return told


def _all_polled() -> Iterator[object]:
    """Each outlet by each rhythm of polls."""
    for every, outlets in POLLS.items():
        for outlet in outlets:
            yield pytest.param(outlet, every, id=f"{outlet.__name__}-{every // HOUR}h")


polled = pytest.mark.parametrize(("outlet", "every"), list(_all_polled()))

pytestmark = pytest.mark.slow


def during(what: str, begin: datetime, lasts: timedelta) -> Answer:
    """That, in that time."""
    return lambda at: what if begin <= at < begin + lasts else "well"


@polled
def test_week_ends_and_a_week_of_christmas_are_no_alarm(
    outlet: Callable[[datetime, Random], bool], every: timedelta
) -> None:
    silent = timedelta() if outlet is hourly else 10 * DAY
    told = lived(outlet, every, during("silent", CHRISTMAS + 12 * HOUR, silent))
    assert told.alarms(BEGIN, BEGIN + WEEKS * 7 * DAY) == []


@polled
def test_a_long_week_end_is_no_alarm(
    outlet: Callable[[datetime, Random], bool], every: timedelta
) -> None:
    # Thursday evening to Tuesday morning.
    thursday = BEGIN + 6 * 7 * DAY + 3 * DAY + 19 * HOUR
    told = lived(
        outlet, every, during("silent", thursday, timedelta() if outlet is hourly else 4 * DAY)
    )
    assert told.alarms(BEGIN, BEGIN + WEEKS * 7 * DAY) == []


@polled
@pytest.mark.parametrize("what", ["503", "dead", "404", "403", "410", "robots"])
def test_an_outage_is_told_at_its_second_poll(
    outlet: Callable[[datetime, Random], bool], every: timedelta, what: str
) -> None:
    begin = BEGIN + KNOWN + 40 * HOUR
    for lasts in (3 * HOUR, 2 * DAY, 14 * DAY):
        told = lived(outlet, every, during(what, begin, lasts))
        if lasts >= 2 * every:
            first = told.first(begin)
            assert begin <= first <= begin + 2 * every, (what, lasts)
        assert told.alarms(BEGIN, begin) == []
        # A feed that was refused for two weeks is asked again within eight days.
        after = begin + lasts + (8 * DAY if what in ("404", "403", "410") else DAY) + every
        assert told.alarms(after, BEGIN + WEEKS * 7 * DAY) == []


@polled
def test_a_feed_that_freezes_is_told_within_two_rhythms(
    outlet: Callable[[datetime, Random], bool], every: timedelta
) -> None:
    for day in (0, 2.5, 4.9):
        begin = BEGIN + KNOWN + day * DAY
        told = lived(outlet, every, during("frozen", begin, 80 * DAY))
        assert told.first(begin, "quiet") <= begin + 2 * told.rhythm + every


@polled
def test_one_that_freezes_after_an_outage_of_weeks_is_told_as_soon(
    outlet: Callable[[datetime, Random], bool], every: timedelta
) -> None:
    outage, begin = BEGIN + 5 * 7 * DAY, BEGIN + 12 * 7 * DAY

    def answer(at: datetime) -> str:
        if outage <= at < outage + 20 * DAY:
            return "503"
        return "frozen" if at >= begin else "well"

    told = lived(outlet, every, answer)
    assert told.alarms(outage + 22 * DAY, begin) == []
    assert told.first(begin, "quiet") <= begin + 2 * told.rhythm + every


@polled
def test_a_wall_is_told_within_two_rhythms(
    outlet: Callable[[datetime, Random], bool], every: timedelta
) -> None:
    # Who has too few articles to compare with is told later.
    begin = BEGIN + (WEEKS - 3) * 7 * DAY
    told = lived(outlet, every, during("wall", begin, 80 * DAY))
    had = sum(1 for at in hours(begin) if outlet(at, Random(0)))
    if had >= BEFORE:
        assert told.first(begin, "nothing to read") <= begin + 2 * told.rhythm + every


def hours(end: datetime) -> Iterator[datetime]:
    """All of them before that instant."""
    return (BEGIN + number * HOUR for number in range((end - BEGIN) // HOUR))

"""Whether a source is well: healthy, quiet, failing or gone; and whether its pages still are read.

Pure: what is known comes in as values. A source has the rhythm that its own news had; one of which
little is known yet may be silent over a long week-end before anybody is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import comb
from statistics import median
from types import MappingProxyType
from typing import Any, Final, Literal

from twa.dataset.crawl_state.resting import Rest
from twa.dataset.dates.instants import stamp

State = Literal["healthy", "quiet", "failing", "gone"]
"""Best first. `quiet`: answers, and had no news for longer than ever. `gone`: given up."""

STATES: Final[tuple[State, ...]] = ("healthy", "quiet", "failing", "gone")

NEWS: Final = 400
"""Hours in which a source had news, the last ones, which its rhythm is told by."""

BUSY: Final = 200
"""Such hours within `YOUNG`: nobody who has that many rests at week-ends."""

LONGER: Final = 1.8
"""Times the longest that it was silent before, from which a source is quiet: less than two, in
which it is to be told, and enough for a long week-end where others were short."""

LEAST: Final = timedelta(days=1)
"""No source is quiet before that."""

YOUNG: Final = timedelta(days=14)
"""What is known for less has not shown two week-ends; it is not quiet before `PATIENCE`."""

PATIENCE: Final = timedelta(days=3.5)

SETTLED: Final = timedelta(days=28)
"""Known for so long, a source has shown its week-ends thrice: a silence that stands alone, far
longer than all others, was an outage or holidays, and is no rhythm."""

ACCIDENTS: Final = 2
"""Silences that are left out so, at most."""

NIGHT: Final = timedelta(hours=12)
"""Who never was silent for so long has no holidays."""

ALARMED: Final = 2
"""Polls that fail in a row, from which a source is failing: one may be an accident."""

LATELY: Final = 10
"""Articles, the last ones, that are held against those before, at most."""

BEFORE: Final = 20
"""Articles before them, at least, without which nothing is compared."""

COMPARED: Final = LATELY + 5 * BEFORE
"""Articles that are looked at, at most."""

FALL: Final = 0.4
"""Share of the median length of before, under which a text falls short."""

UNLIKELY: Final = 0.0003
"""How likely the last pages are at most, were all as before, if a site has changed its layout."""

FEW: Final = 50
"""Articles before, up to which two that fall short are told where none did: who has few articles
would hear of it in weeks."""

UNLIKELY_OF_FEW: Final = 0.0025


@dataclass(frozen=True, slots=True)
class Health:
    """How a source is, `since` when and why, how sure that is (0 to 1), and when it is asked next.

    `layout` says in words what shows that the site has changed its pages; null where nothing does.
    """

    state: State
    since: datetime | None = None
    why: str = ""
    sure: float = 1.0
    next_try: datetime | None = None
    layout: str | None = None

    @property
    def is_well(self) -> bool:
        """Whether nobody need look."""
        return self.state == "healthy" and self.layout is None

    @property
    def words(self) -> str:
        """One line for people."""
        quiet = self.state == "quiet" and self.since is not None
        since = f" since {self.since:%Y-%m-%d %H:%M} UTC" if quiet else ""
        reasons = "; ".join(filter(None, (self.why, self.layout)))
        return f"{self.state}{since}: {reasons}" if reasons else self.state

    def as_json(self) -> dict[str, Any]:
        """For `twa status --json`."""
        return {
            "state": self.state,
            "since": stamp(self.since) if self.since else None,
            "why": self.why or None,
            "sure": round(self.sure, 2),
            "next_try": stamp(self.next_try) if self.next_try else None,
            "layout": self.layout,
            "words": self.words,
        }


def health_of(
    now: datetime,
    rests: Mapping[str, Rest | None],
    news: Sequence[datetime],
    shut: Mapping[str, str] = MappingProxyType({}),
    layout: str | None = None,
) -> Health:
    """How a source is `now`.

    `rests` says of each of its feeds how it is left alone, if it fails; `news` are instants at
    which there was a new article, one an hour, newest first, `NEWS` of them at most; `shut` says
    of feeds why nothing that they list may be asked for; `layout` is what `layout_of` says.
    """
    failing = {feed: rest for feed, rest in rests.items() if rest is not None}
    worst = max(failing, key=lambda feed: _badness(failing[feed]), default=None)
    rest = failing[worst] if worst is not None else None
    if rest is not None and (rest.until is None or rest.polls >= ALARMED or rest.binds):
        # A source is not gone while one of its feeds is there.
        gone = rest.until is None and len(failing) == len(rests)
        # Of several feeds it matters which.
        why = rest.words if len(rests) == 1 else f"{worst}: {rest.words}"
        state: State = "gone" if gone else "failing"
        return Health(state, rest.since, why, next_try=rest.until, layout=layout)
    for feed, words in shut.items():
        return Health(
            "failing", why=words if len(rests) == 1 else f"{feed}: {words}", layout=layout
        )
    gaps = [later - earlier for later, earlier in pairwise(news)]
    if len(gaps) < 2:
        return Health("healthy", layout=layout)
    silent, longest = now - news[0], _longest(gaps)
    if longest >= NIGHT:
        silent -= _holidays(news[0], now)
    longest = max(longest, LEAST)
    if sum(gaps, timedelta()) < YOUNG and len(news) < BUSY:
        longest = max(longest, PATIENCE)
    if silent <= longest * LONGER:
        return Health("healthy", layout=layout)
    # Laplace's rule of succession: so often in a row it came sooner.
    sure = (len(gaps) + 1) / (len(gaps) + 2)
    why = f"no news for {_span(now - news[0])}, where {_span(longest)} was the longest before"
    return Health("quiet", news[0], why, sure, layout=layout)


def _longest(gaps: Sequence[timedelta]) -> timedelta:
    """The longest silence that is of a source's rhythm."""
    longest = sorted(gaps, reverse=True)
    if sum(gaps, timedelta()) >= SETTLED:
        for _ in range(min(ACCIDENTS, len(gaps) // 8)):
            if longest[0] > LONGER * longest[1]:
                del longest[0]
    return longest[0]


def _holidays(since: datetime, now: datetime) -> timedelta:
    """How much of a time lies between Christmas Eve and New Year's Day, when few work."""
    found = timedelta()
    for year in range(since.year - 1, now.year + 1):
        begin = datetime(year, 12, 24, tzinfo=UTC)
        end = datetime(year + 1, 1, 2, tzinfo=UTC)
        found += max(min(now, end) - max(since, begin), timedelta())
    return found


def layout_of(pages: Sequence[int | None], daily: bool = False) -> str | None:
    """What shows that a site has changed its pages, in words; None where nothing does.

    `pages` are the lengths of articles in words in the order of their first capture, newest
    first; null for one of which there is nothing to read. Told as soon as so many of the last
    ones, two at least, have fallen short that those before make it unlikely: a wall or a new
    layout falls on all that comes. Who has articles `daily` is told by one more of them: in a
    thousand, some fall short one after the other.
    """
    most = min(LATELY, len(pages) - BEFORE)
    told = ((_likelihood(pages, count, daily), count) for count in range(2, most + 1))
    likelihood, count = min(told, default=(1.0, 0))
    few = len(pages) - count <= FEW and not daily
    if likelihood > (UNLIKELY_OF_FEW if few else UNLIKELY):
        return None
    lately, before = pages[:count], pages[count:COMPARED]
    lost, lost_before = (sum(page is None for page in some) for some in (lately, before))
    if lost * 2 >= count:
        earlier = f"{lost_before} of {len(before)} before"
        return f"nothing to read in {lost} of the last {count} articles, and in {earlier}"
    now, then = ([page for page in some if page is not None] for some in (lately, before))
    return f"the last texts have {median(now):.0f} words, those before {median(then):.0f}"


def _likelihood(pages: Sequence[int | None], count: int, daily: bool) -> float:
    """How likely it is that as many of the last `count` pages fall short, were all as before."""
    lately, before = pages[:count], pages[count:COMPARED]
    least = FALL * median([page for page in before if page is not None] or [0])
    short, short_before = (
        sum(page is None or page < least for page in some) for some in (lately, before)
    )
    # Laplace's rule of succession.
    share = (short_before + 1 + daily) / (len(before) + 2 * (1 + daily))
    return sum(
        comb(count, number) * share**number * (1 - share) ** (count - number)
        for number in range(short, count + 1)
    )


def _badness(rest: Rest) -> tuple[bool, int]:
    return rest.until is None, rest.polls


def _span(time: timedelta) -> str:
    hours = time.total_seconds() / 3600
    return f"{hours:.0f} hours" if hours < 72 else f"{hours / 24:.0f} days"

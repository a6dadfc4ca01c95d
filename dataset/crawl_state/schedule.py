"""Decides which articles to fetch now, and why, from what the archive knows.

That a feed answered 304 makes no difference: what it listed before and nobody
fetched (a crash, a failure) is as much to be done as what it lists today.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from itertools import takewhile
from typing import Any, Final, Literal

from twa.dataset.web.answers import GONE, LASTING, NOT_MODIFIED, PAYMENT, SUCCESS
from twa.dataset.web.links import refusal
from twa.dataset.web.schedule import REVISITS, next_visit
from twa.dataset.web.urls import url_key

TRIES: Final = 12
"""Requests in vain after which an article is no longer asked for at each run."""

UNWANTED: Final = frozenset(("keyword", "other-category"))
"""Reasons of decisions against an article that stand until the list that shows it is read again."""

UNFOLLOWED: Final = ("offsite", "not-an-article", "bad-url", "scheme", "empty")
"""Reasons of decisions against an article for what its link is, whatever is read later."""

Why = Literal["new", "changed", "retry", "again"]
"""Never fetched; listed with other words than before; failed; the schedule says so."""


class Fate(Enum):
    """What became of an article so far."""

    GOT = "got"
    GONE = "gone"
    FAILED = "failed"
    REFUSED = "refused"
    GIVEN_UP = "given-up"


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt to have a page, or with `reason` a decision against it.

    `location` is where a redirect led, null where it was none.
    """

    at: datetime
    kind: str
    status: int | None
    location: str | None
    outcome: str
    reason: str | None

    @property
    def redirects_to(self) -> str | None:
        """The address that it led to; None where it did not lead to one."""
        return url_key(self.location) if self.reason is None else None

    @property
    def fate(self) -> Fate:
        """What it came to."""
        # What costs is not asked for again and again: no crawl pays.
        if self.reason is not None or self.status == PAYMENT:
            return Fate.REFUSED
        if self.status in GONE:
            return Fate.GONE
        whole = self.kind != "metadata" and self.outcome == "complete"
        # A 304 that is no revisit says of nothing that is held that it has not changed.
        had = self.status in SUCCESS or (self.status == NOT_MODIFIED and self.kind == "revisit")
        return Fate.GOT if whole and had else Fate.FAILED


@dataclass(frozen=True, slots=True)
class Listed:
    """An article that a feed listed.

    `path` are the attempts at its own address, oldest first, then those at the
    addresses that redirects lead to by now. `current`: the feed itself lists
    it, not only one of its further pages, which are read for a backfill.
    `changed`: it is listed with other words than at the last attempt.
    `elsewhere`: a feed lists it at the address, too, that it moved to.
    """

    url: str
    via: str
    path: tuple[tuple[Attempt, ...], ...]
    current: bool
    changed: bool
    elsewhere: bool = False

    @property
    def address(self) -> str:
        """The one spelling of its URL."""
        return url_key(self.url) or self.url

    @property
    def fate(self) -> Fate | None:
        """What became of it by now."""
        return fate(self.path)

    @property
    def visits(self) -> list[datetime]:
        """When it was asked for, oldest first."""
        return [attempt.at for attempt in self.path[0] if attempt.reason is None]


def fate(path: Sequence[Sequence[Attempt]]) -> Fate | None:
    """What became of an article, by the attempts at each address of a path of redirects.

    None where there was none yet, at its own address or at the last one. A
    decision against an article that was never asked for may be another today.
    """
    asked = sum(attempt.reason is None for attempt in path[0])
    if asked == 0:
        return None
    if not path[-1]:
        return None if asked < TRIES else Fate.GIVEN_UP
    found = path[-1][-1].fate
    return Fate.GIVEN_UP if found is Fate.FAILED and tries(path) >= TRIES else found


def tries(path: Sequence[Sequence[Attempt]]) -> int:
    """Attempts in vain at the end of the path, since something was last had there."""
    backwards = (attempt.fate for attempt in reversed(path[-1]))
    return sum(1 for _ in takewhile(lambda found: found is Fate.FAILED, backwards))


@dataclass(frozen=True, slots=True)
class Errand:
    """An article to be fetched."""

    article: Listed
    why: Why


def errands(
    articles: Iterable[Listed],
    now: datetime,
    *,
    follow_any: bool = False,
    ages: Sequence[timedelta] = REVISITS,
) -> Iterator[Errand]:
    """What to fetch `now` of the articles that feeds listed, in their order."""
    for article in articles:
        if refusal(article.url, article.via, follow_any) is None and (
            why := _why(article, now, ages)
        ):
            yield Errand(article, why)


def outstanding(articles: Iterable[Listed]) -> list[dict[str, Any]]:
    """Articles that a feed listed and the archive does not have, though it should.

    Each with `url`, `via`, the number of `tries` so far, and whether they were
    `given_up`: then only the schedule of visits asks for them again.
    """
    return [
        {
            "url": article.url,
            "via": article.via,
            "tries": tries(article.path),
            "given_up": article.fate is Fate.GIVEN_UP,
        }
        for article in articles
        if refusal(article.url, article.via) is None and is_outstanding(article)
    ]


def is_outstanding(article: Listed) -> bool:
    """Whether the archive should have an article and has not."""
    return article.fate in (Fate.FAILED, Fate.GIVEN_UP) or is_unfetched(article)


def is_unfetched(article: Listed) -> bool:
    """Whether the feed lists an article that was neither asked for nor decided against."""
    return article.fate is None and article.current and not article.path[-1]


def why_at_once(article: Listed) -> Why | None:
    """Why an article is to be fetched whatever the time; None if only the schedule says when."""
    match article.fate:
        case None if article.visits or (article.current and not _is_unwanted(article)):
            return "new"
        case Fate.FAILED:
            return "retry"
    return "changed" if article.changed else None


def _is_unwanted(article: Listed) -> bool:
    return bool(article.path[-1]) and article.path[-1][-1].reason in UNWANTED


def moved_to(path: Sequence[Sequence[Attempt]]) -> str | None:
    """The address that an article has moved to for good, and was asked for at; None for none."""
    hops, end = [attempts[-1] for attempts in path[:-1]], path[-1]
    there = bool(hops and end) and end[-1].redirects_to is None
    return hops[-1].redirects_to if there and all(one.status in LASTING for one in hops) else None


def visit_of(article: Listed, ages: Sequence[timedelta]) -> datetime | None:
    """When the schedule has an article looked at again; None for never.

    RFC 9110, section 15.5.11: 410 is likely to be permanent. An article that is listed where it
    moved to is looked at there.
    """
    visits, end = article.visits, article.path[-1]
    if not visits or article.elsewhere or (end and end[-1].status == 410):
        return None
    return next_visit(visits[0], visits, ages)


def _why(article: Listed, now: datetime, ages: Sequence[timedelta]) -> Why | None:
    if why := why_at_once(article):
        return why
    visit = visit_of(article, ages)
    return "again" if visit is not None and visit <= now else None

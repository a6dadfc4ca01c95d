"""The account of a simulated year: what the servers did against what was kept and told."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from tests.year.living import Year
from tests.year.outlets import DAY, Outlet, Trouble
from twa.dataset.tables.parquet import read_table

RECOVERY: Final = 9 * DAY
"""After a trouble: the longest time until a refused feed is asked for again, and a day."""

MOST: Final = 1.3
"""Requests for pages for each article and revision, at most.

An article whose page gives no row (a wall, no text) is one as well: to know that took a request.
"""

UNTOLD: Final = "silent"
"""What is no fault, and may be told."""


_QUIET: Final = (UNTOLD, "empty", "frozen")
"""Troubles that show in nothing but that no news come."""


@dataclass(frozen=True)
class Account:
    """The account of one outlet. Numbers of stories, unless a name says otherwise.

    `named` are those in gaps or rejects, `rejected` those in rejects.
    """

    name: str
    published: int
    rows: int
    twice: int
    named: int
    rejected: int
    missing: list[int]
    revisions: int
    polls: int
    asked: int
    unchanged: int
    gaps: int
    false_gaps: int
    told_late: list[str]
    false_alarms: list[str]

    @property
    def cost(self) -> float:
        """Requests for pages for each article and revision, without those answered 304."""
        return (self.asked - self.unchanged) / max(1, self.rows + self.rejected + self.revisions)

    def faults(self) -> Iterator[str]:
        """What was not as it should be."""
        yield from (f"missing: story {number}" for number in self.missing)
        if self.twice:
            yield f"twice: {self.twice}"
        if self.cost > MOST:
            yield f"costs {self.cost:.2f} requests an article or revision"
        if self.false_gaps:
            yield f"no gap: {self.false_gaps}"
        yield from (f"late: {words}" for words in self.told_late)
        yield from (f"alarm: {words}" for words in self.false_alarms)


def accounts(year: Year) -> list[Account]:
    """The account of each outlet."""
    return [_account(year, outlet) for outlet in year.outlets]


def _account(year: Year, outlet: Outlet) -> Account:
    dataset = year.data / outlet.name / "dataset"
    log = [one for one in year.servers.asked if one.outlet == outlet.name]
    looks = [one.at for one in log if one.role == "feed" and one.status in (200, 304)]
    had = [at for at in looks if _is_had(outlet, at)]
    # What came after the last look nobody could know of; it is told by an alarm, below.
    # Nor of what was removed before anybody looked.
    due = [
        story
        for story in outlet.stories
        if any(story.published <= at for at in had)
        and (story.removed is None or any(story.is_up(at) for at in had))
    ]
    rows = Counter(_number(row["canonical_url"]) for row in read_table("articles", dataset))
    rejected = {_number(row["url"]) for row in read_table("rejects", dataset)}
    manifest: dict[str, Any] = json.loads((dataset / "manifest.json").read_text("utf-8"))
    gaps = [(_instant(one["from"]), _instant(one["to"])) for one in manifest["gaps"]]
    in_gaps = {story.number for story in due if any(a <= story.published <= b for a, b in gaps)}
    numbers = {story.number for story in due}
    seen = {story.number for at in had for story in outlet.shown(at)}
    pages = [one for one in log if one.role == "page"]
    return Account(
        name=outlet.name,
        published=len(numbers),
        rows=len(numbers & rows.keys()),
        twice=sum(count - 1 for count in rows.values()),
        named=len((numbers - rows.keys()) & (rejected | in_gaps)),
        rejected=len((numbers & rejected) - rows.keys()),
        missing=sorted(numbers - rows.keys() - rejected - in_gaps),
        revisions=sum(row["revision_count"] - 1 for row in read_table("articles", dataset)),
        polls=sum(one.role == "feed" for one in log),
        asked=len(pages),
        unchanged=sum(one.status == 304 for one in pages),
        gaps=len(gaps),
        false_gaps=sum(
            all(one.number in seen for one in outlet.stories if a < one.published <= b)
            for a, b in gaps
        ),
        told_late=[words for one in outlet.troubles if (words := _late(year, outlet, one))],
        false_alarms=_false(year, outlet),
    )


def _is_had(outlet: Outlet, at: datetime) -> bool:
    """Whether what came then was the feed with its entries."""
    trouble = outlet.trouble("feed", at)
    return trouble is None or trouble.what in (UNTOLD, "frozen")


def _number(url: str) -> int:
    found = re.search(r"-(\d+)(\?|$)", url)
    return int(found[1]) if found else -1


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def rhythm(outlet: Outlet) -> timedelta:
    """The longest time between two of its stories while nothing is wrong; a day at least."""
    silent = [one for one in outlet.troubles if one.what == UNTOLD]
    times = [
        later.published - earlier.published
        for earlier, later in pairwise(outlet.stories)
        if not any(earlier.published < one.ends and one.begins < later.published for one in silent)
    ]
    return max([*times, DAY])


def _late(year: Year, outlet: Outlet, trouble: Trouble) -> str | None:
    """How a trouble was told too late, or not at all; None where it was told in time."""
    last = year.told[outlet.name][-1][0]
    # Silence has the rhythm of the polls, where those are rare.
    quiet = trouble.what in _QUIET
    least = year.every * DAY if quiet else DAY
    by = trouble.begins + 2 * max(rhythm(outlet), least)
    # Over before anybody could say that it is none of the usual silences.
    short = quiet or trouble.ends - trouble.begins < 2 * DAY
    if last < by or (trouble.ends < by and short):
        return None
    alarms = [at for at, line in year.told[outlet.name] if line != "healthy"]
    told = next((at for at in alarms if trouble.begins <= at <= trouble.ends + RECOVERY), None)
    if told is not None and told <= by:
        return None
    when = "never" if told is None else f"{told:%d %b}"
    return f"{trouble.what} of {trouble.begins:%d %b} told {when}, not by {by:%d %b}"


def _false(year: Year, outlet: Outlet) -> list[str]:
    """Alarms while nothing was wrong, each with its instant."""
    return [
        f"{at:%d %b}: {line}"
        for at, line in year.told[outlet.name]
        if line != "healthy"
        and not any(one.begins <= at <= one.ends + RECOVERY for one in outlet.troubles)
    ]


def table(found: list[Account]) -> str:
    """The accounts as a table in Markdown."""
    heads = (
        "outlet | published | rows | named | missing | twice | revisions | polls | asked"
        " | unchanged | a row | gaps | false | late | false alarms"
    )
    lines = [f"| {heads} |", "| --- " * (heads.count("|") + 1) + "|"]
    for one in found:
        told = (
            one.name, one.published, one.rows, one.named, len(one.missing), one.twice,
            one.revisions, one.polls, one.asked, one.unchanged, f"{one.cost:.2f}", one.gaps,
            one.false_gaps, len(one.told_late), len(one.false_alarms),
        )  # fmt: skip
        lines.append(f"| {' | '.join(map(str, told))} |")
    return "\n".join(lines)

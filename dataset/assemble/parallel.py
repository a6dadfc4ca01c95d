"""The reduce step in several processes, each with some of the sites.

Sites are independent once a ledger is settled; the articles of one are, once it is known what
recurs on it. So a part is made of sites, and of shares of those that are too large for one part.
Parts outnumber processes, so that nobody waits long for the last.
"""

from __future__ import annotations

import gc
import heapq
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from twa.dataset.assemble.figures import Figures
from twa.dataset.errors import Rejected, TwaError
from twa.dataset.ledger.ledger import Ledger
from twa.dataset.pages.recurrence.boilerplate import Recurring
from twa.dataset.progress import Progress
from twa.dataset.reduce.reduce import Share, articles, others, recurring_on
from twa.dataset.reduce.row_cache import RowCache
from twa.dataset.reduce.row_sink import Tables
from twa.dataset.reduce.sorting import Sorter
from twa.dataset.workers.pool import Limits, Workers, available_cpus

LEDGER: Final = "ledger.sqlite"
"""The name of the ledger in its folder."""

ROWS: Final = "twa.dataset.assemble.parallel:rows_of"
"""What the workers of the reduce step run."""

WORTHWHILE: Final = 500
"""Pages from which other processes are started: that takes as long as reducing so many."""

REMEMBERED: Final = 8
"""Pages whose rows are remembered that take as long as one whose rows are made."""

EACH: Final = 4
"""Parts for each process."""

# Rows are made of what was understood already: nothing hostile is left to wait for.
_PATIENT: Final = Limits(deadline=86_400.0)


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the rows of the ledger in `folder`; `others` says whether it makes those of no site.

    `warcs` gives the size of each archive file; `memory` are the rows of the build before;
    `counted` has what recurs on sites that are in several parts.
    """

    folder: Path
    number: int
    shares: tuple[Share, ...]
    others: bool
    warcs: dict[str, int]
    memory: tuple[Path, ...]
    counted: dict[str, Recurring]

    @property
    def rows(self) -> Path:
        """Where its rows go, sorted."""
        return self.folder / f"rows-{self.number}.sqlite"


def reduce_all(
    folder: Path,
    warcs: dict[str, int],
    memory: tuple[Path, ...],
    workers: int | None,
    progress: Progress,
) -> tuple[Figures, list[Path]]:
    """Make all rows of the settled ledger in `folder`; their figures, and the files of each part.

    What is in the files of `memory` is not made anew.

    Raises `TwaError` where a process dies.
    """
    count = workers or available_cpus()
    dear = WORTHWHILE if not memory else WORTHWHILE * REMEMBERED
    with closing(Ledger.settled(folder / LEDGER)) as ledger:
        sizes = dict(ledger.sizes())
        pages = sum(sizes.values())
        alone = count == 1 or pages < dear
        divided = divide(sizes, 1 if alone else EACH * count)
        shared = {share.site for shares in divided for share in shares if share.of > 1}
        counted = {site: recurring_on(ledger, site) for site in sorted(shared)}
    parts = [
        Part(folder, n, shares, n == 0, warcs, memory, _of(counted, shares))
        for n, shares in enumerate(divided)
    ]
    progress.start("Making rows", pages, "pages")
    figures = []
    for part, answer in _here(parts) if alone else _elsewhere(parts, count):
        figures.append(Figures.of_json(answer))
        progress.advance(sum(sizes[share.site] // share.of for share in part.shares))
    return Figures.sum(figures), [part.rows for part in parts]


def divide(sizes: dict[str, int], count: int) -> list[tuple[Share, ...]]:
    """Divide sites of so many pages into `count` parts of about equal size."""
    whole = sum(sizes.values())
    load: list[tuple[float, int]] = [(0.0, number) for number in range(count)]
    parts: list[list[Share]] = [[] for _ in range(count)]
    for site, pages in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        of = min(count, -(-pages * count // whole))
        for number in range(of):
            least, part = heapq.heappop(load)
            parts[part].append(Share(site, number, of))
            heapq.heappush(load, (least + pages / of, part))
    return [tuple(shares) for shares in parts]


def rows_of(part: Part) -> dict[str, Any]:
    """Make the rows of a part; their figures as JSON."""
    gc.enable()
    with (
        closing(Ledger.settled(part.folder / LEDGER)) as ledger,
        closing(Sorter.create(part.rows)) as sorter,
        closing(RowCache(part.memory)) as cache,
    ):
        tables = Tables(sorter, part.warcs, cache)
        articles(ledger, tables, part.shares, part.counted)
        if not part.others:
            return Figures.of_rows(tables).as_json()
        others(ledger, tables)
        return Figures.of(ledger, tables).as_json()


def _of(counted: dict[str, Recurring], shares: Iterable[Share]) -> dict[str, Recurring]:
    return {one.site: counted[one.site] for one in shares if one.site in counted}


def _here(parts: Iterable[Part]) -> Iterator[tuple[Part, Any]]:
    return ((part, rows_of(part)) for part in parts)


def _elsewhere(parts: Iterable[Part], count: int) -> Iterator[tuple[Part, Any]]:
    with Workers(ROWS, count=count, limits=_PATIENT) as pool:
        for part, answer in pool.map(parts):
            if isinstance(answer, Rejected):
                raise TwaError("rows could not be made", subject=part.number, cause=answer)
            yield part, answer

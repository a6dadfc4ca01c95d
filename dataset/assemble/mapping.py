"""The map step of a build on one machine: each WARC understood, in processes of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from typing import Final

from twa.dataset.assemble.inputs import Input
from twa.dataset.assemble.work import Work
from twa.dataset.facts import shards
from twa.dataset.progress import OCTETS, Progress
from twa.dataset.workers.pool import Workers, available_cpus

WORTHWHILE: Final = 2 << 20
"""Octets of WARC for which one more process is started: what it understands in as long a time."""


def mapped(inputs: list[Input], work: Work) -> Iterator[tuple[Input, bool]]:
    """Each WARC when its shard is there, and whether that was missing or damaged.

    Who takes what was there already does so while the processes start that make the rest.
    """
    progress = work.progress
    missing = [item for item in inputs if not shards.intact(work.shard(item))]
    octets = sum(item.bytes for item in missing)
    progress.start("Understanding pages", octets, OCTETS)
    within = _Within(progress)
    with _pool(work, octets) as pool:
        # Where there is nothing else to do, they start with the first page: there may be none.
        if missing and len(missing) < len(inputs):
            pool.start()
        wanted = ((item.warc, work.shard(item)) for item in missing)
        with closing(shards.write(wanted, pool, work.options.prefixes, within.reach)) as done:
            waiting = {item.sha256 for item in missing}
            for item in inputs:
                if item.sha256 in waiting:
                    next(done)
                    within.end(item.bytes)
                yield item, item.sha256 in waiting


def _pool(work: Work, octets: int) -> AbstractContextManager[Workers]:
    """The processes that understand so many octets of WARC."""
    count = min(work.workers or available_cpus(), 1 + octets // WORTHWHILE)
    if work.hire is not None:
        return work.hire(count)
    return Workers(shards.UNDERSTAND, count=count, limits=work.options.limits)


@dataclass
class _Within:
    """Progress within a WARC, which may be large: how far its pages are understood."""

    progress: Progress
    _reached: int = 0

    def reach(self, octets: int) -> None:
        """So many octets from the beginning of the WARC are understood."""
        if octets > self._reached:
            self.progress.advance(octets - self._reached)
            self._reached = octets

    def end(self, size: int) -> None:
        """All of it is, and the next one begins."""
        self.reach(size)
        self._reached = 0

"""Builds of the datasets of all crawls of this process: one after another, by the same workers.

A build takes all cores by itself, and the parser that fingerprints the code may fail where two
threads use it (python/cpython#106905). A worker takes longer to start than to understand what a
run has found, so those of one build serve the next.
"""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from twa.dataset.assemble.builder import BuildReport
    from twa.dataset.collection import Collection
    from twa.dataset.workers.pool import Workers

_LOCK: Final = asyncio.Lock()
_kept: dict[int, Workers] = {}


async def build(collection: Collection, workers: int | None) -> BuildReport:
    """Build the dataset of a collection, in a thread, when those asked for before are done.

    `workers` as for `twa.dataset.assemble.builder.build`. The processes end with this one.
    """
    # Loaded now: a third of the time that a crawl would take to its first request.
    from twa.dataset.assemble import builder

    async with _LOCK:
        return await asyncio.to_thread(builder.build, collection, workers=workers, hire=_hire)


def _hire(count: int) -> nullcontext[Workers]:
    from twa.dataset.facts import shards
    from twa.dataset.workers.pool import Workers

    pool = _kept.get(count)
    if pool is None or pool.is_closed:
        pool = _kept[count] = Workers(shards.UNDERSTAND, count=count)
    return nullcontext(pool)

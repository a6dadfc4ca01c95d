"""The map step: turns one WARC into one shard, a file of facts.

A shard is named after the digest of its WARC and of what understood it, so it
never has to be thrown away by hand: what has changed has another name.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from twa.dataset.errors import Rejected
from twa.dataset.exchange import WALL
from twa.dataset.facts.fates import fate_of
from twa.dataset.facts.model import Fact
from twa.dataset.facts.tasks import Task, held, rejected
from twa.dataset.facts.warc_reading import WarcReading
from twa.dataset.files import DAMAGE, json_lines, opened, read_json_lines
from twa.dataset.holdings import Warc
from twa.dataset.workers.pool import Workers

UNDERSTAND: Final = "twa.dataset.facts.understanding:understand"
"""What the workers of the map step run."""


def write(
    wanted: Iterable[tuple[Warc, Path]],
    workers: Workers,
    prefixes: Iterable[str] = (),
    reached: Callable[[int], None] = lambda _: None,
) -> Generator[Warc, None, None]:
    """Understand WARCs and write the shard of each, whole or not at all; yield each that is done.

    Only captures whose URL begins with one of `prefixes` count, where there are any. Workers
    go on with the next WARC while the last pages of one are understood. `reached` is told how
    far it is in the WARC that is yielded next, in octets.
    """
    begun: deque[_Shard] = deque()

    def tasks() -> Iterator[tuple[_Shard, Task]]:
        for warc, path in wanted:
            begun.append(_Shard(warc, path, tuple(prefixes)))
            for task in begun[-1].reading.tasks():
                yield begun[-1], task

    try:
        for (shard, task), answer in workers.map(tasks(), itemgetter(1)):
            # Answers come in the order of their tasks.
            while begun[0] is not shard:
                yield begun.popleft().finish()
            shard.take(task, answer)
            reached(task.capture["offset"] or 0)
        while begun:
            yield begun.popleft().finish()
    finally:
        for shard in begun:
            shard.abandon()


def intact(path: Path) -> bool:
    """Whether a shard is there, whole and undamaged: gzip says so at its end."""
    try:
        with opened(path) as file:
            begun = file.read(1)
            while file.read(1 << 20):
                pass
    except DAMAGE:
        return False
    # Nothing at all is well-formed, but a shard it is not.
    return bool(begun)


def read(path: Path) -> Iterator[Fact]:
    """The facts of a shard, in the order of the captures."""
    yield from read_json_lines(path)


class _Shard:
    """A shard that is being written, under another name until it is whole.

    It is not forced to disk: who reads it looks first whether it is intact.
    """

    def __init__(self, warc: Warc, path: Path, prefixes: tuple[str, ...]) -> None:
        self.reading = WarcReading(warc, prefixes)
        self._warc = warc
        self._path = path
        self._draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        self._file = ExitStack()
        self._ends: Counter[tuple[str, str]] = Counter()

    @cached_property
    def _add(self) -> Callable[[object], None]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return self._file.enter_context(json_lines(self._draft))

    def take(self, task: Task, answer: Any) -> None:
        """Add what the WARC itself said up to a task, and what the worker answered to it."""
        self._drain()
        facts: list[Fact] = answer
        if isinstance(answer, Rejected):
            facts = [held(task)] if task.record_type != "revisit" else []
            facts.append(rejected(task, answer.reason, answer.detail))
        fate = fate_of(facts)
        if fate == "other-type" and task.response.status == 304:
            fate = "not-modified"
        elif fate == "other-type" and task.origin.role == WALL:
            fate = "support"
        self._ends[task.record_type, fate] += 1
        for fact in facts:
            if fact["kind"] == "reject" and fate != "rejected":
                fact["about"] = "remark"
            self._add(fact)

    def finish(self) -> Warc:
        """All answers are there: give the shard its name."""
        self._drain()
        self._add(self.reading.warcinfo(self._ends))
        self._file.close()
        self._draft.replace(self._path)
        return self._warc

    def abandon(self) -> None:
        """Leave nothing behind."""
        self._file.close()
        self._draft.unlink(missing_ok=True)

    def _drain(self) -> None:
        for fact in self.reading.drain():
            self._add(fact)

"""Progress of long work, shown on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID


class Progress(Protocol):
    """Told of steps as they are done."""

    def start(self, label: str, total: int | None = None) -> None:
        """A phase begins; `total` units are expected, where that is known."""

    def advance(self, units: int = 1) -> None:
        """So many more units of the phase are done."""


class Silent:
    """Nobody waits."""

    def start(self, label: str, total: int | None = None) -> None:
        """Say nothing."""

    def advance(self, units: int = 1) -> None:
        """Say nothing."""


@contextmanager
def on_terminal() -> Iterator[Progress]:
    """Bars on standard error where it is a terminal, else silence."""
    if not sys.stderr.isatty():
        yield Silent()
        return
    # Only a person at a terminal pays for the import.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as RichProgress

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with RichProgress(*columns, console=Console(stderr=True)) as bars:
        yield _Terminal(bars)


class _Terminal:
    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task: TaskID | None = None

    def start(self, label: str, total: int | None = None) -> None:
        self._task = self._bars.add_task(label, total=total)

    def advance(self, units: int = 1) -> None:
        if self._task is not None:
            self._bars.advance(self._task, units)

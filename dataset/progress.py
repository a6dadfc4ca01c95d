"""Progress of long work, shown on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID


OCTETS: Final = "octets"
"""The unit of what is read or written."""


class Progress(Protocol):
    """Told of steps as they are done."""

    def start(self, label: str, total: int | None = None, unit: str = "") -> None:
        """A phase begins; `total` units are expected, where that is known.

        `unit` is what people call them, in the plural; `OCTETS` are shown as MB.
        """

    def advance(self, units: int = 1) -> None:
        """So many more units of the phase are done."""


class Silent:
    """Nobody waits."""

    def start(self, label: str, total: int | None = None, unit: str = "") -> None:
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
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[done]}"),
        TimeElapsedColumn(),
        TextColumn("·"),
        TimeRemainingColumn(),
        TextColumn("left"),
    )
    with RichProgress(*columns, console=Console(stderr=True)) as bars:
        yield _Terminal(bars)


class _Terminal:
    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task: TaskID | None = None
        self._done, self._total, self._unit = 0, 0, ""

    def start(self, label: str, total: int | None = None, unit: str = "") -> None:
        if total == 0:
            # Nothing is to be done: nobody need look at an empty bar.
            self._task = None
            return
        self._done, self._total, self._unit = 0, total or 0, unit
        done = in_units(0, self._total, unit)
        self._task = self._bars.add_task(label, total=total, done=done)

    def advance(self, units: int = 1) -> None:
        if self._task is not None:
            self._done += units
            done = in_units(self._done, self._total, self._unit)
            self._bars.update(self._task, advance=units, done=done)


def in_units(done: int, total: int, unit: str) -> str:
    """How far it is, as people count: "3 of 10 WARCs", "12.5 of 80.0 MB"; 0 is no total."""
    if unit == OCTETS:
        many, few = (f"{octets / 1_000_000:,.1f}" for octets in (total, done))
        unit = "MB"
    else:
        many, few = f"{total:,}", f"{done:,}"
    return " ".join(filter(None, [f"{few} of {many}" if total else few, unit]))

"""Runs commands at instants that a test chooses: faketime moves their clock, and nothing waits."""

from __future__ import annotations

import subprocess
import time
from datetime import datetime
from pathlib import Path
from typing import Final

from tests.crawler.loaded import Nursery

LIBRARIES: Final = tuple(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
"""Where distributions have it; none where faketime is not installed."""


_FORKING: Final = "tests.year.forking"


class Clock:
    """A clock for commands."""

    def __init__(self) -> None:
        self._timeless = Nursery({"PYTHONHASHSEED": "0"}, _FORKING)
        self._nursery = Nursery(
            {
                "LD_PRELOAD": str(LIBRARIES[0]),
                "FAKETIME": "+0",
                "FAKETIME_NO_CACHE": "1",
                # Timeouts and the dates of files are of this world.
                "DONT_FAKE_MONOTONIC": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                "NO_FAKE_STAT": "1",
            },
            _FORKING,
        )

    def set(self, now: datetime) -> None:
        """Let the commands that come begin at `now` (aware)."""
        self._nursery.environment["FAKETIME"] = f"{now.timestamp() - time.time():+.3f}"

    def run(self, *arguments: str, timeout: float = 600) -> subprocess.CompletedProcess[str]:
        """What `python -m ARGUMENTS…` does at the time of the clock."""
        return self._nursery.run(list(arguments), timeout)

    def run_timeless(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What `python -m ARGUMENTS…` does that asks for no time, which is dear to fake."""
        return self._timeless.run(list(arguments), 600)

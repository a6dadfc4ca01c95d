"""A process and all that it starts, from outside: time by the clock, and memory at most."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parent.parent.parent

_OFTEN: Final = 0.25
_SHARE: Final = 50
"""Seconds of rest for each second that a look took."""


@dataclass(frozen=True, slots=True)
class WatchedRun:
    """One run: seconds by the clock and of the CPU, and peak memory of all processes in MB."""

    seconds: float
    cpu: float
    memory: float


def environment() -> dict[str, str]:
    """That of this process, but byte code is kept, as it is wherever people install things."""
    return {name: v for name, v in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def run(command: list[str], folder: Path, fine: Collection[int] = (0,)) -> WatchedRun:
    """Run a command in `folder` to its end.

    Raises `SystemExit` with what it said if its exit status is none of the `fine` ones."""
    begun = time.monotonic()
    with (folder / "log").open("w+") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=environment()
            | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore", "HF_HUB_OFFLINE": "1"},
        )
        watch = _Watch(process.pid)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        ended = time.monotonic()
        process.returncode = os.waitstatus_to_exitcode(status)
        peak, cpu = watch.stop()
        log.seek(0)
        if process.returncode not in fine:
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}: {log.read()}")
    return WatchedRun(ended - begun, max(cpu, usage.ru_utime + usage.ru_stime), peak)


class _Watch(threading.Thread):
    """Looks at all processes of a session, four times a second at most.

    Some daemons are nobody's children when they end, so what they used is asked for here.
    """

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self._session = session
        self._ended = threading.Event()
        self._peak = 0
        self._ticks: dict[str, int] = {}

    def run(self) -> None:
        pause = _OFTEN
        while not self._ended.wait(pause):
            begun = time.thread_time()
            self._peak = max(self._peak, sum(map(self._held, Path("/proc").glob("[0-9]*"))))
            # To add up what a large process holds takes its time, which what is measured has not.
            pause = max(_OFTEN, _SHARE * (time.thread_time() - begun))

    def stop(self) -> tuple[float, float]:
        """The peak in MB, and CPU seconds as far as they were seen."""
        self._ended.set()
        self.join()
        return self._peak / 1024, sum(self._ticks.values()) / os.sysconf("SC_CLK_TCK")

    def _held(self, process: Path) -> int:
        try:
            # proc(5): state, ppid, pgrp, session, … utime, stime.
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) != self._session:
                return 0
            self._ticks[process.name] = int(fields[11]) + int(fields[12])
            lines = (process / "smaps_rollup").read_text().splitlines()
        except (OSError, ValueError):
            return 0  # it has ended
        return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))

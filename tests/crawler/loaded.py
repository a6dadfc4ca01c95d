"""Runs a module as `python -m` does, forked from a process that has loaded Scrapy and twa before.

Two thirds of the CPU time of a short crawl are imports, and no test is about them. What is run is
a process of its own all the same, with its own arguments, environment, standard streams and end.
The fork is of a process without threads and without a reactor.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import runpy
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent.parent

LOADED: Final = (
    *("scrapy.cmdline", "twa.crawler.commands.crawl", "twa.crawler.spiders.feed"),
    *("twa.dataset.assemble.builder", "twa.dataset.tables.parquet"),
)


class Nursery:
    """A process that has loaded what it takes, and forks for each line that it reads.

    `environment` is added to that of each run; `loads` are modules that it loads as well.
    """

    def __init__(self, environment: Mapping[str, str] | None = None, *loads: str) -> None:
        self.environment = dict(environment or {})
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crawler.loaded", *loads],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        atexit.register(self._process.communicate)

    def run(self, arguments: list[str], timeout: float) -> subprocess.CompletedProcess[str]:
        """What `python -m ARGUMENTS…` in the root folder does, with its output."""
        with tempfile.TemporaryDirectory() as folder:
            status = self._fork(arguments, Path(folder), timeout)
            out, err = ((Path(folder) / name).read_text("utf-8") for name in ("out", "err"))
        return subprocess.CompletedProcess(arguments, status, out, err)

    def _fork(self, arguments: list[str], folder: Path, timeout: float) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        environment = {**os.environ, **self.environment}
        order = {"arguments": arguments, "folder": str(folder), "environment": environment}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        forked = int(self._process.stdout.readline())
        if not select.select([self._process.stdout], [], [], timeout)[0]:
            os.kill(forked, signal.SIGKILL)
            self._process.stdout.readline()
            raise subprocess.TimeoutExpired(arguments, timeout)
        return int(self._process.stdout.readline())


_idle: Final[list[Nursery]] = []


def run(arguments: list[str], *, timeout: float) -> subprocess.CompletedProcess[str]:
    """What a nursery runs, in one that is idle."""
    nursery = _idle.pop() if _idle else Nursery()
    try:
        return nursery.run(arguments, timeout)
    finally:
        _idle.append(nursery)


def main() -> None:
    """Load, then fork for each line; what is forked leaves here as the module asked for."""
    for name in (*LOADED, *sys.argv[1:]):
        importlib.import_module(name)
    assert "twisted.internet.reactor" not in sys.modules, "a reactor can't be shared"
    gc.freeze()
    for line in sys.stdin:
        order = json.loads(line)
        forked = os.fork()
        if not forked:
            _become(order)
            return
        print(forked, flush=True)
        _, status = os.waitpid(forked, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _become(order: dict[str, Any]) -> None:
    """Take the place of `python -m MODULE ARGUMENTS…`, to the end of this process."""
    folder = Path(order["folder"])
    for descriptor, name in enumerate((Path(os.devnull), folder / "out", folder / "err")):
        opened = os.open(name, os.O_RDWR | os.O_CREAT | os.O_APPEND)
        os.dup2(opened, descriptor)
        os.close(opened)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 (it lives as long as the process)
    os.environ.clear()
    os.environ.update(order["environment"])
    time.tzset()
    module, *arguments = order["arguments"]
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()

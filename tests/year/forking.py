"""Where this is loaded, the processes of crawls and builds are forked, with all that they need.

Most of the CPU time of a crawl that finds little are the imports of its writer, and of a build
those of its workers. They are forked here from a process that has no threads, as crawl and build
have; what is forked is a process of its own all the same, with its own session, descriptors,
environment and end.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Final

from twa.dataset.facts import understanding

LOADED: Final = ("twa.crawler.archive.writer", "twa.dataset.workers.worker")

_AWAY: Final = 1000
"""Descriptors from here on are in nobody's way."""


class Forked:
    """A process that somebody else forked: what is asked of `subprocess.Popen` here."""

    def __init__(self, link: socket.socket, arguments: list[str]) -> None:
        self.args = arguments
        self.pid = int.from_bytes(link.recv(8, socket.MSG_WAITALL), "big")
        self.returncode: int | None = None
        self._link = link
        self._lock = threading.Lock()

    def poll(self) -> int | None:
        """How it ended, if it has."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. Raises TimeoutExpired."""
        with self._lock:
            if self.returncode is None:
                if not select.select([self._link], [], [], timeout)[0]:
                    raise subprocess.TimeoutExpired(self.args, timeout or 0)
                told = self._link.recv(8, socket.MSG_WAITALL)
                self.returncode = int.from_bytes(told, "big", signed=True)
                self._link.close()
            return self.returncode

    def kill(self) -> None:
        """End it."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)


def _start(arguments: Any, **options: Any) -> Any:
    """What `subprocess.Popen` starts, or where it is a Python, has forked."""
    if arguments[0] != sys.executable:
        return _popen(arguments, **options)
    opened = {"stdin": 0, "stdout": 1, "stderr": 2}
    with Path(os.devnull).open("r+b") as nothing:
        streams = [
            nothing.fileno() if options.get(name) == subprocess.DEVNULL else number
            for name, number in opened.items()
        ]
        passed = sorted(options.get("pass_fds", ()))
        environment = options.get("env") or dict(os.environ)
        order = {
            "arguments": [one for one in arguments[1:] if one != "-P"],
            "descriptors": [0, 1, 2, *passed],
            "session": bool(options.get("start_new_session")),
            "environment": {"FAKETIME": os.environ.get("FAKETIME", "+0"), **environment},
        }
        link = socket.socket(socket.AF_UNIX)
        link.connect(_PLACE)
        socket.send_fds(link, [json.dumps(order).encode() + b"\n"], [*streams, *passed])
    return Forked(link, arguments)


def _serve(listening: socket.socket, ended: int) -> None:
    """Fork for each who connects, until `ended` is closed at its other end."""
    # Nobody waits for the processes that wait for those that were asked for.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        ready, _, _ = select.select([listening.fileno(), ended], [], [])
        if ended in ready:
            return
        link, _ = listening.accept()
        if not os.fork():
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _fork(link)
            return
        link.close()


def _fork(link: socket.socket) -> None:
    """Fork once, and tell who asked the number of the process and how it ended."""
    said, descriptors, _, _ = socket.recv_fds(link, 1 << 16, 16)
    while not said.endswith(b"\n"):
        said += link.recv(1 << 16)
    order = json.loads(said)
    forked = os.fork()
    if not forked:
        _become(order, descriptors)
    for descriptor in descriptors:
        os.close(descriptor)
    with contextlib.suppress(OSError):
        link.sendall(forked.to_bytes(8, "big"))
    _, status = os.waitpid(forked, 0)
    with contextlib.suppress(OSError):
        link.sendall(os.waitstatus_to_exitcode(status).to_bytes(8, "big", signed=True))


def _become(order: dict[str, Any], descriptors: list[int]) -> None:
    """Run `python ARGUMENTS…` in this process, and end it."""
    status = 1
    try:
        # What closes with its object would close another's number.
        gc.disable()
        gc.freeze()
        away = [fcntl.fcntl(one, fcntl.F_DUPFD, _AWAY) for one in descriptors]
        os.closerange(3, _AWAY)
        for place, descriptor in zip(order["descriptors"], away, strict=True):
            os.dup2(descriptor, place)
            os.close(descriptor)
        if order["session"]:
            os.setsid()
        os.environ.clear()
        os.environ.update(order["environment"])
        time.tzset()
        _run(*order["arguments"])
        status = 0
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else int(error.code is not None)
    finally:
        os._exit(status)


def _run(flag: str, what: str, *arguments: str) -> None:
    sys.argv = [what, *arguments]
    if flag == "-c":
        exec(what, {"__name__": "__main__"})
    else:
        runpy.run_module(what, run_name="__main__", alter_sys=True)


def _begin() -> str:
    """Fork the process that forks; it ends when this one does. Gives where it listens."""
    place = str(Path(tempfile.mkdtemp()) / "forks")
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(place)
    listening.listen(64)
    ended, _ = os.pipe()
    if not os.fork():
        os.close(_)
        _serve(listening, ended)
        os._exit(0)
    listening.close()
    os.close(ended)
    return place


for _name in LOADED:
    importlib.import_module(_name)
understanding.prepare()
_popen: Final = subprocess.Popen
_PLACE: Final = _begin()
subprocess.Popen = _start  # type: ignore[assignment,misc]

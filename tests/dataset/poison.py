"""Tasks for workers: harmless ones, and every way to go wrong."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from typing import Any

from twa.dataset.errors import Rejected

prepared: list[int] = []


def prepare() -> None:
    """What a worker does before its first task."""
    prepared.append(os.getpid())


def work(task: dict[str, Any]) -> Any:
    """Do what the task says; answer with its `value`."""
    DEEDS[task.get("do", "nothing")](task)
    return {"value": task.get("value"), "process": os.getpid(), "prepared": prepared}


def environment(task: None) -> dict[str, Any]:
    return {"hash": hash("hash of this"), "zone": time.tzname[0], "locale": os.environ["LC_ALL"]}


def _burn(_: dict[str, Any]) -> None:
    while True:
        sum(range(10_000))


def _burn_in_c(_: dict[str, Any]) -> None:
    # One bytecode: a handler in Python would never get its turn.
    pow(3, 7**9_000_000, 10**9)


def _devour(_: dict[str, Any]) -> None:
    hoard = []
    while True:
        hoard.append(bytearray(64 << 20))


def _recurse(task: dict[str, Any]) -> None:
    _recurse(task)


def _die_once(task: dict[str, Any]) -> None:
    try:
        os.close(os.open(task["mark"], os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def _refuse(_: dict[str, Any]) -> None:
    raise Rejected("no-text", "nothing to read")


def _break(_: dict[str, Any]) -> None:
    raise ValueError(f"a bug in {object()}")


DEEDS = {
    "nothing": lambda task: None,
    "print": lambda task: print("noise" * 10_000),
    "wait": lambda task: time.sleep(task["seconds"]),
    "burn": _burn,
    "burn-in-c": _burn_in_c,
    "devour": _devour,
    "recurse": _recurse,
    "crash": lambda task: ctypes.string_at(0),
    "kill": lambda task: os.kill(os.getpid(), signal.SIGKILL),
    "exit": lambda task: os._exit(7),
    "leave": lambda task: sys.exit(3),
    "die-once": _die_once,
    "refuse": _refuse,
    "break": _break,
}

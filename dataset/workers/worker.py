"""The worker process: runs one function until its pipe closes."""

from __future__ import annotations

import gc
import importlib
import json
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from twa.dataset.errors import Rejected

GARBAGE: Final = 50_000
"""Objects that may be left over after a task, in circles that only the collector finds."""


def main(function: str, descriptor: str, deadline: str, memory: str) -> None:
    """Answer tasks from the pipe on `descriptor`: JSON with `answer`, or with `reason`."""
    pipe: Connection[Any, Any] = Connection(int(descriptor))
    # What is loaded stays: to look through it for garbage takes an eighth of the time to load it.
    gc.disable()
    try:
        work = _load(function)
    except Exception as error:
        pipe.send_bytes(f"{type(error).__name__}: {error}".encode())
        return
    _limit_memory(int(memory))
    # A task is over sooner than its garbage matters.
    gc.freeze()
    # The default action ends the process from inside C code too, where a Python
    # handler would wait for the interpreter.
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    # Control-C belongs to the parent, which ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pipe.send_bytes(b"ready")
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_PROF, float(deadline))
        answer = _answer(work, task)
        signal.setitimer(signal.ITIMER_PROF, 0)
        pipe.send_bytes(answer)
        if gc.get_count()[0] > GARBAGE:
            gc.collect()


def _load(function: str) -> Callable[[Any], Any]:
    """The function `module:name`, after `module.prepare()` where there is such a thing.

    What is loaded once is loaded there, and not at the cost of the first task's deadline.
    """
    module, _, name = function.partition(":")
    loaded = importlib.import_module(module)
    work: Callable[[Any], Any] = getattr(loaded, name)
    if (prepare := getattr(loaded, "prepare", None)) is not None:
        prepare()
    return work


def _answer(work: Callable[[Any], Any], task: object) -> bytes:
    try:
        answer: dict[str, Any] = {"answer": work(task)}
    except Rejected as rejected:
        answer = {"reason": rejected.reason, "detail": rejected.detail, "fatal": False}
    except (MemoryError, RecursionError) as error:
        # What is left of the heap is not worth trusting.
        answer = {"reason": "worker-died", "detail": type(error).__name__, "fatal": True}
    except Exception as error:
        answer = {"reason": "worker-died", "detail": _place(error), "fatal": False}
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _place(error: Exception) -> str:
    """What kind of error, and where. Its message might quote the page, or name an address."""
    *_, frame = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}"


def _limit_memory(octets: int) -> None:
    """Bound private memory, so that a bomb ends its worker and not the machine.

    RLIMIT_DATA counts what a process wrote for itself (Linux 4.7 and later),
    unlike RLIMIT_AS, which also counts mapped files and reserved stacks.
    """
    for limit, value in ((resource.RLIMIT_DATA, octets), (resource.RLIMIT_CORE, 0)):
        _, ceiling = resource.getrlimit(limit)
        if ceiling != resource.RLIM_INFINITY:
            value = min(value, ceiling)
        resource.setrlimit(limit, (value, ceiling))


if __name__ == "__main__":
    main(*sys.argv[1:])

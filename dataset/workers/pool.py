"""A pool of disposable worker processes with deadlines.

A pool keeps `count` warm processes. Each runs one named function on one task at
a time under limits of the kernel: CPU seconds for the task, memory for the
process. A task that breaks a limit, or breaks its process, costs that task and
a process; the process is replaced and everything else goes on.

The deadline is CPU time because the wall clock would make rows depend on how
busy the machine was; the wall stands behind it for a task that waits without
working. Hash seed, time zone and locale of a worker are fixed, so libraries that
iterate over sets or ask for the locale answer alike everywhere.

Processes are started, never forked, so a threaded parent (Scrapy's) is safe, and
they end by themselves when the parent is gone. A pool may be used from several
threads.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import Pipe
from types import TracebackType
from typing import Any, Final, TypeVar

from twa.dataset.errors import Rejected, TwaError

DEADLINE: Final = 30.0
"""CPU seconds a task may take."""

MEMORY: Final = 2 << 30
"""Octets of private memory a worker may hold."""

WALL_FACTOR: Final = 4
"""The wall clock kills a task after this many deadlines."""

START_SECONDS: Final = 120.0
"""Wall seconds a worker may take to import what it needs."""

GRACE: Final = 1.0
"""Wall seconds between the close of a worker's pipe and its kill."""

AHEAD: Final = 2
"""Tasks taken from the input, for each worker, beyond the one being waited for."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may use: CPU seconds, and octets of memory of its process."""

    deadline: float = DEADLINE
    memory: int = MEMORY


class Workers:
    """A pool of processes that run `function` ("module:name") on tasks.

    The function takes one picklable task and returns what JSON can say; answers
    travel as JSON, so that a process which read hostile bytes can't hand its
    parent a pickle. It may raise `Rejected`. Use as a context manager.
    `count` defaults to the CPUs this process may use.
    """

    def __init__(self, function: str, *, count: int | None = None, limits: Limits | None = None):
        self.count = count or available_cpus()
        self._function = function
        self._limits = limits or Limits()
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(self.count):
            self._idle.put(None)
        self._lock = threading.Lock()
        self._alive: set[_Worker] = set()
        self._closed = False

    @property
    def is_closed(self) -> bool:
        """Whether nobody works here any more."""
        return self._closed

    def start(self) -> None:
        """Start all processes, which import what they need while nobody waits for them yet."""
        for worker in [self._idle.get() for _ in range(self.count)]:
            self._idle.put(worker or self._hire())

    def run(self, task: object) -> Any:
        """Do one task and wait for its answer.

        Raises `Rejected` with the reason of the function itself, `deadline`, or
        `worker-died` (killed, out of memory, recursion without end, a bug).
        """
        try:
            return self._attempt(task)
        except _Died:
            # The process may have died of what it did before, or of somebody
            # else's hunger for memory: only a fresh one convicts the task.
            return self._attempt(task, fresh=True)

    def _attempt(self, task: object, *, fresh: bool = False) -> Any:
        worker = self._idle.get()
        try:
            if fresh and worker is not None:
                self._dismiss(worker)
                worker = None
            if worker is None:
                worker = self._hire()
            return worker.run(task)
        finally:
            if worker is not None and worker.dead:
                self._dismiss(worker)
                worker = None
            self._idle.put(worker)

    def _hire(self) -> _Worker:
        with self._lock:
            if self._closed:
                raise TwaError("this pool of workers is closed", subject=self._function)
            worker = _Worker(self._function, self._limits)
            self._alive.add(worker)
        return worker

    def _dismiss(self, worker: _Worker) -> None:
        worker.kill()
        with self._lock:
            self._alive.discard(worker)

    def map(
        self, items: Iterable[T], task_of: Callable[[T], object] = lambda item: item
    ) -> Iterator[tuple[T, Any | Rejected]]:
        """Pair each item with the answer to its task or its `Rejected`, in the order of the items.

        Takes at most a few items a worker from the input before their answers
        are asked for, so memory is bounded however long the input is.
        """
        remaining = iter(items)
        pending: deque[tuple[T, Future[Any]]] = deque()
        with ThreadPoolExecutor(self.count, thread_name_prefix="twa-worker") as threads:
            try:
                while True:
                    for item in islice(remaining, self.count * (1 + AHEAD) - len(pending)):
                        pending.append((item, threads.submit(self.run, task_of(item))))
                    if not pending:
                        return
                    item, future = pending.popleft()
                    try:
                        answer = future.result()
                    except Rejected as rejected:
                        answer = rejected
                    yield item, answer
            finally:
                if any(not future.cancel() for _, future in pending):
                    self.close()

    def close(self) -> None:
        """Kill all processes; who waits for a task that still runs gets an error."""
        with self._lock:
            self._closed = True
            for worker in self._alive:
                worker.kill()

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class _Died(Rejected):
    """A process ended before it answered, for a reason other than its deadline."""


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, function: str, limits: Limits) -> None:
        self._function = function
        self._limits = limits
        self.dead = False
        self._ready = False
        self._pipe, there = Pipe(duplex=True)
        descriptor = there.fileno()
        arguments = [function, str(descriptor), repr(limits.deadline), str(limits.memory)]
        with there:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "twa.dataset.workers.worker", *arguments],
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(descriptor,),
            )

    def _wait_until_ready(self) -> None:
        """Return when the function is imported; `TwaError` with the cause where it can't be."""
        if self._ready:
            return
        try:
            ready = self._pipe.poll(START_SECONDS) and self._pipe.recv_bytes()
        except (EOFError, OSError):
            ready = False
        if ready != b"ready":
            status = self._bury()
            cause = ready.decode("utf-8", "replace") if ready else status
            raise TwaError("a worker process did not start", subject=self._function, cause=cause)
        self._ready = True

    def run(self, task: object) -> Any:
        self._wait_until_ready()
        wall = self._limits.deadline * WALL_FACTOR
        try:
            self._pipe.send(task)
            if not self._pipe.poll(wall):
                self.kill()
                raise Rejected("deadline", f"no answer after {wall:g} s")
            answer = json.loads(self._pipe.recv_bytes())
        except (EOFError, OSError) as error:
            raise self._obituary() from error
        if "answer" in answer:
            return answer["answer"]
        if answer["fatal"]:
            self._bury()
            raise _Died(answer["reason"], answer["detail"])
        raise Rejected(answer["reason"], answer["detail"])

    def kill(self) -> None:
        """End the process now, from any thread; whoever waits for it sees its pipe close."""
        self.dead = True
        self._process.kill()
        self._process.wait()

    def _bury(self) -> str:
        """Wait for the end of the process, or bring it about; say how it ended."""
        self._pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(GRACE)
        self.kill()
        return _name_of_exit(self._process.returncode)

    def _obituary(self) -> Rejected:
        status = self._bury()
        if status == "SIGPROF":
            return Rejected("deadline", f"took more than {self._limits.deadline:g} s of CPU time")
        return _Died("worker-died", status)


def available_cpus() -> int:
    """CPUs that this process may use: a container's share, not the machine's."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _environment() -> dict[str, str]:
    """What a worker may know of its surroundings, the same on every machine."""
    environment = {
        "PYTHONPATH": os.pathsep.join(entry or os.getcwd() for entry in sys.path),  # noqa: PTH109 (a string is wanted)
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "LC_ALL": "C",
        "TZ": "UTC",
        # Trees are made and freed node by node: what glibc keeps aside of the freed ones would
        # scatter the nodes of the next over all of memory.
        "GLIBC_TUNABLES": "glibc.malloc.mxfast=0:glibc.malloc.tcache_count=2",
    }
    kept = ("PATH", "HOME", "XDG_CACHE_HOME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    return environment | {name: os.environ[name] for name in kept if name in os.environ}


def _name_of_exit(status: int) -> str:
    if status >= 0:
        return f"exit status {status}"
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"

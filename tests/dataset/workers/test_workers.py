"""The worker processes: what a task may do to them, and what it may not do to anybody else."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from twa.dataset.errors import Rejected, TwaError
from twa.dataset.workers.pool import Limits, Workers

QUICK = Limits(deadline=1.0, memory=512 << 20)


@pytest.fixture(autouse=True)
def _poison_is_importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1]))


@pytest.fixture
def workers() -> Iterator[Workers]:
    with Workers("poison:work", count=2, limits=QUICK) as pool:
        yield pool


def good(pool: Workers, tasks: list[dict[str, Any]]) -> list[Any]:
    """The answers to tasks that all have one."""
    answers = [answer for _, answer in pool.map(tasks)]
    assert not any(isinstance(answer, Rejected) for answer in answers)
    return answers


def values(pool: Workers, tasks: list[dict[str, Any]]) -> list[Any]:
    return [
        answer.reason if isinstance(answer, Rejected) else answer["value"]
        for _, answer in pool.map(tasks)
    ]


def test_answers_come_in_the_order_of_the_tasks(workers: Workers) -> None:
    tasks = [{"value": n, "do": "wait", "seconds": 0.02 * (n % 3)} for n in range(30)]
    assert values(workers, tasks) == list(range(30))


def test_workers_stay_alive_between_tasks(workers: Workers) -> None:
    processes = {answer["process"] for answer in good(workers, [{}] * 20)}
    assert len(processes) <= 2


def test_workers_that_were_started_ahead_do_the_tasks(workers: Workers) -> None:
    workers.start()
    workers.start()
    slow = [{"do": "wait", "seconds": 0.1}] * 6
    assert len({answer["process"] for answer in good(workers, slow)}) == 2


def test_a_pool_may_be_closed_while_its_workers_start(workers: Workers) -> None:
    workers.start()
    workers.close()
    with pytest.raises(TwaError, match="did not start"):
        workers.run({})


def test_workers_prepare_once_before_their_first_task(workers: Workers) -> None:
    for answer in good(workers, [{}] * 8):
        assert answer["prepared"] == [answer["process"]]


@pytest.mark.parametrize(
    ("deed", "reason", "detail"),
    [
        ("burn", "deadline", "took more than 1 s of CPU time"),
        ("burn-in-c", "deadline", "took more than 1 s of CPU time"),
        ("devour", "worker-died", "MemoryError"),
        ("recurse", "worker-died", "RecursionError"),
        ("crash", "worker-died", "SIGSEGV"),
        ("kill", "worker-died", "SIGKILL"),
        ("exit", "worker-died", "exit status 7"),
        ("leave", "worker-died", "exit status 3"),
        ("refuse", "no-text", "nothing to read"),
        ("break", "worker-died", "ValueError in poison.py, line 65"),
    ],
)
def test_a_task_that_goes_wrong_costs_itself_only(
    workers: Workers, deed: str, reason: str, detail: str
) -> None:
    with pytest.raises(Rejected) as caught:
        workers.run({"do": deed})
    assert (caught.value.reason, caught.value.detail) == (reason, detail)
    assert values(workers, [{"value": n} for n in range(4)]) == [0, 1, 2, 3]


def test_the_wall_stands_behind_the_deadline_for_a_task_that_only_waits() -> None:
    with Workers("poison:work", count=1, limits=Limits(deadline=0.1)) as pool:
        with pytest.raises(Rejected, match="deadline"):
            pool.run({"do": "wait", "seconds": 60})
        assert pool.run({"value": "after"})["value"] == "after"


def test_many_bad_tasks_among_good_ones(workers: Workers) -> None:
    tasks = [{"value": n, "do": "kill" if n % 5 == 2 else "nothing"} for n in range(15)]
    assert values(workers, tasks) == ["worker-died" if n % 5 == 2 else n for n in range(15)]


def test_a_death_that_was_not_the_tasks_fault_is_forgiven(workers: Workers, tmp_path: Path) -> None:
    task = {"do": "die-once", "mark": str(tmp_path / "died"), "value": "well"}
    assert workers.run(task)["value"] == "well"


def test_what_a_library_prints_does_not_reach_the_pipe(workers: Workers) -> None:
    assert values(workers, [{"do": "print", "value": 1}]) == [1]


def test_large_tasks_travel(workers: Workers) -> None:
    page = "x" * (30 << 20)
    assert workers.run({"value": page})["value"] == page


def test_the_input_is_not_read_far_ahead(workers: Workers) -> None:
    taken = 0

    def tasks() -> Iterator[dict[str, Any]]:
        nonlocal taken
        for n in range(1_000):
            taken += 1
            yield {"value": n}

    answers = workers.map(tasks())
    next(answers)
    assert taken <= 6
    answers.close()  # type: ignore[attr-defined]  # map is a generator


def test_one_pool_serves_several_threads(workers: Workers) -> None:
    answers: list[Any] = []
    threads = [
        threading.Thread(target=lambda n=n: answers.append(workers.run({"value": n})["value"]))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == list(range(8))


def test_the_surroundings_are_the_same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    for zone, seed in (("Asia/Shanghai", "1"), ("America/Lima", "2")):
        monkeypatch.setenv("TZ", zone)
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        with Workers("poison:environment", count=1) as pool:
            seen.append(pool.run(None))
    assert seen[0] == seen[1]


def test_a_function_that_is_not_there_is_said_so() -> None:
    with Workers("no_such_module:work", count=1) as pool, pytest.raises(TwaError) as caught:
        pool.run(None)
    assert "no_such_module" in str(caught.value)


def test_workers_end_with_their_parent() -> None:
    script = (
        "import os, sys; from twa.dataset.workers.pool import Workers\n"
        "pool = Workers('poison:work', count=1)\n"
        "print(pool.run({})['process'], flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    path = os.pathsep.join([str(Path(__file__).parents[1]), str(Path(__file__).parents[3])])
    parent = subprocess.run(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": path},
        check=False,
    )
    worker = int(parent.stdout)
    for _ in range(100):
        if not _runs(worker):
            return
        time.sleep(0.1)
    pytest.fail("the worker outlives its parent")


def _runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"

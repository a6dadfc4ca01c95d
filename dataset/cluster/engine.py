"""The stages as pipelines of datatrove, whose executors bring them to the machines of a cluster.

Completion markers, logs, retries and resumption are the engine's: each stage has
a folder of logs in the job's room, and a task that is marked complete there is
not done again.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from inspect import signature
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from datatrove.executor.base import PipelineExecutor
from datatrove.executor.local import LocalPipelineExecutor
from datatrove.executor.ray import RayPipelineExecutor
from datatrove.executor.slurm import SlurmPipelineExecutor
from datatrove.io import DataFolder
from datatrove.pipeline.base import PipelineStep

from twa.dataset.assemble.builder import BuildReport
from twa.dataset.cluster import stages
from twa.dataset.cluster.job import Job
from twa.dataset.errors import TwaError
from twa.dataset.workers.pool import available_cpus

POLL: Final = 2.0
"""Wall seconds between two looks at whether a queue has done its work."""


OURS: Final = frozenset(("pipeline", "tasks", "logging_dir", "depends", "job_name"))
"""Parameters of an executor that are not the user's to choose."""


class EngineError(TwaError):
    """Tasks that the engine gave up. The subject is the folder of their logs."""

    message = "not all tasks were done"


class Stage(PipelineStep):  # type: ignore[misc]  # datatrove has no types
    """One stage of a build, as a step of a pipeline that takes no documents and gives none."""

    type = "twa"

    def __init__(self, stage: str, job: Job) -> None:
        self.name = stage
        super().__init__()
        self.stage = stage
        self.job = job

    def run(self, _: object, rank: int = 0, __: int = 1) -> Iterable[object]:
        """Do the task of this rank; no documents come in, none go out."""
        with self.track_time():
            stages.run(self.stage, self.job, rank)
        return ()


def build(job: Job, executor: str, options: Mapping[str, str]) -> BuildReport:
    """Do all stages of a job one after another.

    `executor` is `local`, `ray` or `slurm`; `options` go to the executor of
    datatrove of that name. Raises `TwaError` for options that it does not have,
    and `EngineError` where tasks fail for good: what was done stays done, and the
    same command goes on from there.
    """
    if job.room.exists("report.json"):
        # The job was done before. What it left says nothing about the output folder now.
        job.work.remove(f"jobs/{job.name}")
    EXECUTORS[executor](job, options)
    report = job.room.read_json("report.json")
    return BuildReport(**{**report, "damage": tuple(report["damage"])})


def _local(job: Job, options: Mapping[str, str]) -> None:
    workers = {"workers": str(min(job.tasks, max(1, available_cpus() // job.cpus)))}
    _one_by_one(job, LocalPipelineExecutor, {**workers, **options})


def _ray(job: Job, options: Mapping[str, str]) -> None:
    import ray

    chosen = dict(options)
    # Without an address Ray would quietly start a cluster of this one machine.
    ray.init(address=chosen.pop("address", "auto"), log_to_driver=False)
    try:
        _one_by_one(job, RayPipelineExecutor, {"cpus_per_task": str(job.cpus), **chosen})
    finally:
        ray.shutdown()


def _one_by_one(job: Job, kind: type[PipelineExecutor], options: Mapping[str, str]) -> None:
    chosen = _chosen(kind, options)
    for stage in stages.STAGES:
        executor = kind(**_common(job, stage), **chosen)
        try:
            executor.run()
        except Exception as error:
            raise EngineError(subject=job.logs(stage).url, cause=error) from error
        if executor.get_incomplete_ranks(skip_completed=True):
            raise EngineError(subject=job.logs(stage).url)


def _slurm(job: Job, options: Mapping[str, str]) -> None:
    """Queue all stages at once, each dependent on the one before, and wait for the last."""
    defaults = {
        "time": "24:00:00",
        "partition": "",
        "qos": "",
        "cpus_per_task": str(job.cpus),
        # What this was started from is there on every node, as the work folder is.
        "env_command": f'export PATH="{Path(sys.executable).parent}:$PATH"',
    }
    chosen = _chosen(SlurmPipelineExecutor, {**defaults, **options})
    queued: list[SlurmPipelineExecutor] = []
    for stage in stages.STAGES:
        before = queued[-1] if queued else None
        named = {"job_name": _queued_as(job, stage), "depends": before}
        queued.append(SlurmPipelineExecutor(**_common(job, stage), **chosen, **named))
        try:
            queued[-1].run()
        except (subprocess.CalledProcessError, OSError) as error:
            _cancel(job)
            raise EngineError(subject=job.logs(stage).url, cause=error) from error
    for stage, executor in zip(stages.STAGES, queued, strict=True):
        while executor.get_incomplete_ranks(skip_completed=True):
            if not _in_queue(str(executor.job_id)):
                # Marks reach a shared folder a moment after the job leaves the queue.
                time.sleep(POLL)
                if executor.get_incomplete_ranks(skip_completed=True):
                    _cancel(job)
                    raise EngineError(subject=job.logs(stage).url)
            time.sleep(POLL)


def _cancel(job: Job) -> None:
    """Take what waits for a task that failed out of the queue, the engine's own jobs included."""
    for stage in stages.STAGES:
        subprocess.run(["scancel", "--name", _queued_as(job, stage)], check=False)


def _queued_as(job: Job, stage: str) -> str:
    return f"twa-{stage}-{job.name}"


def _in_queue(number: str) -> bool:
    """Whether a job of Slurm may still do something."""
    asked = ["squeue", "--noheader", "--jobs", number, "--format", "%r"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False)
    reasons = said.stdout.split()
    return bool(reasons) and "DependencyNeverSatisfied" not in reasons


def _common(job: Job, stage: str) -> dict[str, Any]:
    """What every executor is told of a stage."""
    logs = job.logs(stage)
    folder = logs.url if logs.local is not None else DataFolder(logs.path(), logs.system)
    return {
        "pipeline": [Stage(stage, job)],
        "tasks": 1 if stage in stages.ONE else job.tasks,
        "logging_dir": folder,
    }


def _chosen(kind: type[PipelineExecutor], options: Mapping[str, str]) -> dict[str, Any]:
    """Options as the executor takes them: numbers where its defaults are numbers."""
    known = {
        name: parameter.default
        for name, parameter in signature(kind).parameters.items()
        if name not in OURS
    }
    chosen: dict[str, Any] = {}
    for name, value in options.items():
        if name not in known:
            raise TwaError(f"no option of {kind.__name__}; it has {', '.join(known)}", subject=name)
        try:
            chosen[name] = _as(known[name], value)
        except ValueError as error:
            raise TwaError("not a value of this option", subject=name, cause=error) from error
    return chosen


def _as(default: object, value: str) -> object:
    if isinstance(default, bool):
        return {"true": True, "false": False}.get(value.lower(), value)
    return type(default)(value) if isinstance(default, (int, float)) else value


EXECUTORS: Final[Mapping[str, Callable[[Job, Mapping[str, str]], None]]] = MappingProxyType(
    {"local": _local, "ray": _ray, "slurm": _slurm}
)
"""What brings the stages of a job to machines, by name."""

"""`twa build`: the dataset of a collection, made on this machine or by a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from twa.dataset.commands import counted
from twa.dataset.errors import TwaError

if TYPE_CHECKING:
    from twa.dataset.assemble.builder import BuildReport
    from twa.dataset.assemble.options import Options

EXECUTORS: Final = ("local", "ray", "slurm")
"""As in `twa.dataset.cluster.engine`, which only who needs it imports."""

_MOST: Final = 10
"""Files that are told one by one."""


@click.command()
@click.argument("place", metavar="DIR")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that extract pages. Default: one a CPU; with --executor, one a task.",
)
@click.option(
    "--source",
    "prefixes",
    multiple=True,
    metavar="PREFIX",
    help="Take only captures whose URL begins so. May be repeated.",
)
@click.option(
    "--output",
    metavar="DIR",
    help="Where the dataset goes. Default: DIR/dataset, for a collection.",
)
@click.option(
    "--deadline",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="CPU time that one page may take. Default: 30.",
)
@click.option(
    "--read-all",
    is_flag=True,
    help="Read every WARC, also those that have not changed since their digest was taken.",
)
@click.option(
    "--allow-missing",
    is_flag=True,
    help="Build also where WARCs are gone of which the dataset before was made.",
)
@click.option(
    "--executor",
    type=click.Choice(EXECUTORS),
    help="Divide the work into tasks of datatrove, and do them here, on Ray or on Slurm.",
)
@click.option(
    "--tasks",
    type=click.IntRange(min=1),
    metavar="N",
    help="With --executor: tasks of each stage. Default: one a CPU of this machine.",
)
@click.option(
    "--work",
    metavar="DIR",
    help="With --executor: a folder that all machines reach. Default: the cache of the collection.",
)
@click.option(
    "--executor-option",
    "chosen",
    multiple=True,
    metavar="NAME=VALUE",
    help="With --executor: a parameter of datatrove's executor, such as partition=long.",
)
def build(
    place: str,
    *,
    workers: int | None,
    prefixes: tuple[str, ...],
    output: str | None,
    deadline: float | None,
    read_all: bool,
    allow_missing: bool,
    executor: str | None,
    tasks: int | None,
    work: str | None,
    chosen: tuple[str, ...],
) -> None:
    """Make the dataset of a collection, from its WARCs alone.

    DIR is a collection, or a WARC or a folder of WARCs that others made (then say --output). The
    same WARCs give the same bytes, on any day and any machine, and on any number of machines.

    With --executor, DIR, --output and --work may be URLs such as s3://bucket/folder.
    """
    from twa.dataset.assemble.options import Options
    from twa.dataset.workers.pool import DEADLINE, Limits

    options = Options(tuple(sorted(prefixes)), Limits(deadline or DEADLINE))
    if executor is None:
        if tasks or work or chosen:
            raise click.UsageError("--tasks, --work and --executor-option go with --executor")
        _alone(place, output, workers, options, read_all=read_all, allow_missing=allow_missing)
    else:
        parameters = dict(_parameter(option) for option in chosen)
        places = place, output, work
        _together(places, options, executor, parameters, tasks=tasks, workers=workers)


def _alone(
    place: str,
    output: str | None,
    workers: int | None,
    options: Options,
    *,
    read_all: bool,
    allow_missing: bool,
) -> None:
    from twa.dataset.assemble import builder
    from twa.dataset.collection import Collection
    from twa.dataset.holdings import unfinished_in
    from twa.dataset.progress import on_terminal

    if "://" in place or "://" in (output or ""):
        raise click.UsageError("URLs are read and written with --executor only")
    collection = Collection.find(Path(place), Path(output) if output else None)
    with on_terminal() as progress:
        report = builder.build(
            collection,
            workers=workers,
            options=options,
            progress=progress,
            read_all=read_all,
            allow_missing=allow_missing,
        )
    for line in _summary(report):
        click.echo(line)
    for name in unfinished_in(collection.archive)[:_MOST]:
        click.echo(f"not read, since it is still written by its name: {name}")


def _together(
    places: tuple[str, str | None, str | None],
    options: Options,
    executor: str,
    parameters: dict[str, str],
    *,
    tasks: int | None,
    workers: int | None,
) -> None:
    from twa.dataset.workers.pool import available_cpus

    try:
        from twa.dataset.cluster import engine, job
    except ImportError as error:
        raise TwaError("--executor needs the extra twa[cluster]", cause=error) from error
    place, output, _ = places
    with job.places(*places) as found:
        planned = job.Job.plan(
            *found,
            options,
            tasks=tasks or available_cpus(),
            cpus=workers or 1,
            takedowns=job.withdrawn(place, output),
            stated=job.stated(place, output),
        )
        report = engine.build(planned, executor, parameters)
    for line in _summary(report):
        click.echo(line)


def _parameter(option: str) -> tuple[str, str]:
    name, equals, value = option.partition("=")
    if not equals:
        raise click.UsageError(f"--executor-option is NAME=VALUE, not {option}")
    return name, value


def _summary(report: BuildReport) -> list[str]:
    tables = ", ".join(f"{count} {table}" for table, count in report.rows.items())
    reasons = ", ".join(f"{count} {reason}" for reason, count in report.rejects.items())
    return [
        f"{tables} from {counted(report.warcs, 'WARC file')},"
        f" {report.mapped} of them understood anew",
        *_digests(report),
        *([f"rejected: {reasons}"] if reasons else []),
        *(f"damaged: {place}" for place in report.damage),
        *(f"left as it was, no part of the dataset: {name}" for name in report.kept[:_MOST]),
        f"version {report.version}",
        f"dataset {report.dataset}",
    ]


def _digests(report: BuildReport) -> Iterator[str]:
    """How the digests of WARCs are known, where not all were read for them."""
    if report.oldest_digest is not None:
        yield (
            f"{report.read:,} of {counted(report.warcs, 'WARC file')} read for a digest; "
            f"the others have not changed since theirs was taken, from {report.oldest_digest} on"
        )

"""`twa`: the archive's commands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dataset.errors import TwaError, VerificationError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dataset.build import BuildReport
    from dataset.collection import Collection
    from dataset.proof import Proof
    from dataset.verify import Finding

# Commands import what they need when they run, so that help is there at once.

_FOLDER = click.Path(path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="twa", message="%(prog)s %(version)s")
def cli() -> None:
    """Build, check and look at collections: web archives (WARC) and the datasets made of them.

    A collection is a folder that a crawl wrote, such as data/twa. Exit status: 0 all is well,
    1 it failed, 2 wrong usage, 3 something does not verify.
    """


@cli.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that extract pages. Default: one a CPU.",
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
    type=_FOLDER,
    metavar="DIR",
    help="Where the dataset goes. Default: DIR/dataset, for a collection.",
)
@click.option(
    "--deadline",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="CPU time that one page may take. Default: 30.",
)
def build(
    folder: Path,
    workers: int | None,
    prefixes: tuple[str, ...],
    output: Path | None,
    deadline: float | None,
) -> None:
    """Make the dataset of a collection, from its WARCs alone.

    DIR is a collection, or a WARC or a folder of WARCs that others made (then say --output). The
    same WARCs give the same bytes, on any day and any machine.
    """
    from dataset import build as builder
    from dataset.collection import Collection
    from dataset.progress import on_terminal
    from dataset.workers import DEADLINE, Limits

    options = builder.Options(tuple(sorted(prefixes)), Limits(deadline or DEADLINE))
    with on_terminal() as progress:
        report = builder.build(
            Collection.find(folder, output), workers=workers, options=options, progress=progress
        )
    for line in _summary(report):
        click.echo(line)


def _summary(report: BuildReport) -> list[str]:
    tables = ", ".join(f"{count} {table}" for table, count in report.rows.items())
    reasons = ", ".join(f"{count} {reason}" for reason, count in report.rejects.items())
    return [
        f"{tables} from {report.warcs} WARC files, {report.mapped} of them read anew",
        *([f"rejected: {reasons}"] if reasons else []),
        *(f"damaged: {place}" for place in report.damage),
        f"version {report.version}",
        f"dataset {report.dataset}",
    ]


@cli.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="As for build.")
@click.option(
    "--output", type=_FOLDER, metavar="DIR", help="Where the dataset lies, as given to build."
)
@click.option(
    "--sample",
    "count",
    type=click.IntRange(min=1),
    metavar="N",
    help="A spot check instead: the files, and N rows chosen by chance, each from its record.",
)
@click.option("--row", "row_id", metavar="ID", help="Show the proof of one row instead.")
def verify(
    folder: Path, workers: int | None, output: Path | None, count: int | None, row_id: str | None
) -> None:
    """Check a collection to the last byte; exit with 3 if anything is not as it claims.

    WARCs (structure, digests, index), every file against the manifest, and every row against
    the WARCs: the dataset is made anew from nothing and compared.
    """
    from dataset import verify as verifier
    from dataset.collection import Collection
    from dataset.progress import on_terminal

    collection = Collection.find(folder, output)
    claimed = verifier.load(collection)
    if row_id is not None:
        wrong = _show_proofs(verifier.proofs(collection, {row_id}), in_full=True)
    elif count is not None:
        chosen = verifier.sample(collection, count)
        wrong = _show_findings(verifier.files(collection.dataset, claimed))
        wrong += _show_proofs(verifier.proofs(collection, chosen), in_full=False)
    else:
        with on_terminal() as progress:
            found = verifier.verify(collection, workers=workers, progress=progress)
            wrong = _show_findings(found)
    if wrong:
        places = "one place" if wrong == 1 else f"{wrong} places"
        raise VerificationError(f"does not verify in {places}", subject=collection.dataset)
    click.echo(f"verified: {collection.dataset}")
    click.echo(f"version {claimed.version}")


def _show_findings(findings: Iterable[Finding]) -> int:
    """Print findings as they come; how many are wrong."""
    wrong = 0
    for finding in findings:
        click.echo(f"{'note ' if finding.remark else 'WRONG'} {finding}")
        wrong += not finding.remark
    return wrong


def _show_proofs(proofs: Iterable[Proof], *, in_full: bool) -> int:
    """Print proofs as they come, `in_full` or by row and what is wrong; how many do not hold."""
    wrong = 0
    for proof in proofs:
        capture = proof.row["capture"]
        where = f"{capture['warc']} at byte {capture['offset']}, {capture['length']} bytes"
        click.echo(
            f"{'ok   ' if proof.holds else 'WRONG'} {proof.table} {proof.row['id']}: {where}"
        )
        if in_full:
            for name, value in proof.headers:
                click.echo(f"      {name}: {value}")
        for check in proof.checks:
            if in_full or not check.holds:
                click.echo(
                    f"      {'ok   ' if check.holds else 'WRONG'} {check.claim}: {check.found}"
                )
        wrong += not proof.holds
    return wrong


def _verdict(holds: bool) -> str:
    return "ok   " if holds else "WRONG"


@cli.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
def reindex(folder: Path) -> None:
    """Make the index (archive/index.cdxj) of a collection anew from its WARCs."""
    from dataset import cdxj

    collection = _ours(folder)
    damage: list[str] = []
    lines = cdxj.reindex(collection.archive, on_damage=lambda error: damage.append(str(error)))
    for place in damage:
        click.echo(f"damaged: {place}")
    click.echo(f"{lines} captures in {collection.index}")


@cli.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
def status(folder: Path) -> None:
    """Say what a collection holds: WARCs, rows, feeds, gaps, the last run."""
    from dataset.holdings import describe

    for line in describe(_ours(folder)):
        click.echo(line)


def _ours(folder: Path) -> Collection:
    from dataset.collection import Collection

    collection = Collection(folder)
    if not collection.archive.is_dir():
        raise TwaError("not a collection: it has no folder archive/", subject=folder)
    return collection


def main() -> None:
    """The console script: errors are one line, and the exit status tells their kind."""
    try:
        status = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except click.Abort:
        click.echo("twa: interrupted", err=True)
        status = 130
    except TwaError as error:
        click.echo(f"twa: {error}", err=True)
        status = error.exit_status
    except OSError as error:
        click.echo(f"twa: {error.strerror or error}: {error.filename or ''}", err=True)
        status = 1
    sys.exit(status)


if __name__ == "__main__":
    main()

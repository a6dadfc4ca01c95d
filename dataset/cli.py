"""`twa`: the archive's commands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from twa.dataset.commands import (
    browsing,
    building,
    exporting,
    packing,
    publishing,
    sealing,
    withdrawing,
)
from twa.dataset.errors import TwaError, VerificationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from twa.dataset.verification.findings import Finding
    from twa.dataset.verification.proof import Proof

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
@click.argument("folder", metavar="[DIR]", type=_FOLDER, required=False)
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
@click.option(
    "--fixity",
    is_flag=True,
    help="The bytes only: WARCs, index and files, each read once. No row is derived again.",
)
@click.option("--row", "row_id", metavar="ID", help="Show the proof of one row instead.")
@click.option(
    "--dataset",
    "address",
    metavar="hf://datasets/OWNER/NAME[@REVISION]",
    help="Rows of a published dataset instead: that of --row, or --sample N of them (default: 1).",
)
@click.option(
    "--archive",
    metavar="URL",
    help="Where the WARCs of --dataset lie: a folder on the web, hf://…, or here. Only the records "
    "of the rows are asked for. Default: published with the dataset.",
)
def verify(
    folder: Path | None,
    workers: int | None,
    output: Path | None,
    count: int | None,
    fixity: bool,
    row_id: str | None,
    address: str | None,
    archive: str | None,
) -> None:
    """Check a collection to the last byte; exit with 3 if anything is not as it claims.

    WARCs (structure, digests, index), every file against the manifest, and every row against
    the WARCs: the dataset is made anew from nothing and compared.
    """
    if (folder is None) is (address is None):
        raise click.UsageError("say what to check: a collection, or --dataset")
    if fixity and (folder is None or count or row_id):
        raise click.UsageError("--fixity checks a collection as a whole")
    if folder is None:
        _verify_published(address or "", archive, count, row_id)
    else:
        _verify_collection(folder, workers, output, count, row_id, fixity=fixity)


def _verify_collection(
    folder: Path,
    workers: int | None,
    output: Path | None,
    count: int | None,
    row_id: str | None,
    *,
    fixity: bool,
) -> None:
    from twa.dataset.collection import Collection
    from twa.dataset.progress import on_terminal
    from twa.dataset.verification.files import files, load

    collection = Collection.find(folder, output)
    claimed = load(collection)
    if row_id is not None or count is not None:
        from twa.dataset.verification.rows import proofs, sample

        wrong = 0 if row_id else _show_findings(files(collection.dataset, claimed))
        chosen = {row_id} if row_id else sample(collection, count or 1)
        wrong += _show_proofs(proofs(collection, chosen), in_full=row_id is not None)
    else:
        with on_terminal() as progress:
            check = _check(fixity=fixity)
            wrong = _show_findings(check(collection, workers=workers, progress=progress))
    if wrong:
        places = "one place" if wrong == 1 else f"{wrong} places"
        raise VerificationError(f"does not verify in {places}", subject=collection.dataset)
    click.echo(f"verified: {collection.dataset}")
    click.echo(f"version {claimed.version}")


def _check(*, fixity: bool) -> Callable[..., Iterator[Finding]]:
    """What is asked of a whole collection; what only derives rows is imported only for that."""
    if fixity:
        from twa.dataset.verification.fixity import fixity as bytes_alone

        return bytes_alone
    from twa.dataset.verification.verify import verify as everything

    return everything


def _verify_published(
    address: str, archive: str | None, count: int | None, row_id: str | None
) -> None:
    from twa.dataset.verification import remote

    published = remote.Remote(address)
    rows = published.find(row_id) if row_id is not None else published.sample(count or 1)
    archive = archive or f"{address.rstrip('/')}/archive"
    wrong = _show_proofs(remote.proofs(rows, archive), in_full=row_id is not None)
    if wrong:
        places = "one row" if wrong == 1 else f"{wrong} rows"
        raise VerificationError(f"does not verify in {places}", subject=address)
    click.echo(f"verified: {address}")
    click.echo(f"version {published.manifest.version}")


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
        click.echo(f"{_verdict(proof.holds)} {proof.table} {proof.row['id']}: {where}")
        if in_full:
            for name, value in proof.headers:
                click.echo(f"      {name}: {value}")
        for check in proof.checks:
            if in_full or not check.holds:
                click.echo(f"      {_verdict(check.holds)} {check.claim}: {check.found}")
        wrong += not proof.holds
    return wrong


def _verdict(holds: bool) -> str:
    return "ok   " if holds else "WRONG"


@cli.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option(
    "--merge",
    is_flag=True,
    help="Read no WARC: only bring all parts of the index together in archive/index.cdxj.",
)
def reindex(folder: Path, *, merge: bool) -> None:
    """Make anew what is derived of a collection's WARCs: archive/index.cdxj and state.sqlite.

    Not while the collection is crawled.
    """
    from contextlib import closing

    from twa.dataset.collection import Collection
    from twa.dataset.crawl_state.database import Memory
    from twa.dataset.crawl_state.file import forget
    from twa.dataset.warc import levels

    collection = Collection.ours(folder)
    if merge:
        levels.complete(collection.archive)
        click.echo(f"the whole index is {collection.index}")
        return
    damage: list[str] = []
    with collection.locked():
        lines = levels.reindex(
            collection.archive, on_damage=lambda error: damage.append(str(error))
        )
        forget(collection.state)
        with closing(Memory.open(collection.state, collection.archive)):
            pass
    for place in damage:
        click.echo(f"damaged: {place}")
    click.echo(f"{lines} captures in {collection.index}")
    click.echo(f"what the next crawl has to know is in {collection.state}")


@cli.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option("--json", "form", flag_value="json", help="As one JSON object.")
@click.option(
    "--prometheus", "form", flag_value="prometheus", help="As metrics in Prometheus' text format."
)
def status(folder: Path, form: str | None) -> None:
    """Say what a collection holds: WARCs, rows, feeds, gaps, what is missing, the last run."""
    import json

    from twa.dataset.collection import Collection
    from twa.dataset.commands import metrics
    from twa.dataset.status import describe, holdings

    collection = Collection.ours(folder)
    held = holdings(collection)
    if form == "json":
        click.echo(json.dumps(held, ensure_ascii=False, indent=2))
    elif form == "prometheus":
        click.echo(metrics.render(held, collection.root.resolve().name), nl=False)
    else:
        for line in describe(held):
            click.echo(line)


@cli.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option(
    "--revisit-after",
    "ages",
    metavar="AGES",
    help='As the setting REVISIT_AFTER of the crawl. Default: "1h 1d 1w 30d".',
)
def due(folder: Path, ages: str | None) -> int:
    """Say whether a crawl is due: exit with 0 if it is, with 1 if not yet, and say when and why.

    For cron: twa due DIR && scrapy crawl NAME
    """
    from contextlib import closing
    from datetime import UTC, datetime

    from twa.dataset.collection import Collection
    from twa.dataset.crawl_state.database import Memory
    from twa.dataset.crawl_state.due import due as next_crawl
    from twa.dataset.takedowns import Takedowns
    from twa.dataset.web.schedule import REVISITS, read_ages

    revisits = REVISITS if ages is None else read_ages(ages)
    collection = Collection(folder)
    if not collection.archive.is_dir():
        click.echo(f"due: there is no collection at {folder} yet")
        return 0
    takedowns = Takedowns.read(collection.takedowns)
    with closing(Memory.open(collection.state, collection.archive, takedowns)) as memory:
        coming = next_crawl(memory, ages=revisits)
    if coming.now(datetime.now(UTC)):
        click.echo(f"due: {coming.why}")
        return 0
    click.echo(f"not due before {coming.at:%Y-%m-%d %H:%M:%S} UTC: {coming.why}")
    return 1


cli.add_command(building.build)
cli.add_command(packing.pack)
cli.add_command(sealing.seal)
cli.add_command(sealing.keys)
cli.add_command(browsing.browse)
cli.add_command(exporting.export)
cli.add_command(exporting.sample)
cli.add_command(publishing.publish)
cli.add_command(publishing.hydrate)
cli.add_command(withdrawing.takedown)


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

"""`twa export` and `twa sample`: rows for other programs, and rows drawn for coding by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from twa.dataset.commands import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from twa.dataset.collection import Collection

_FOLDER = click.Path(path_type=Path)
_TABLES = click.Choice(["articles", "revisions", "feed_entries", "rejects"])


def _chosen(command: Callable[..., None]) -> Callable[..., None]:
    """The options that both commands choose rows by."""
    for option in (
        click.option(
            "-o",
            "--output",
            "target",
            type=_FOLDER,
            metavar="FILE",
            required=True,
            help="Where the rows go. Its suffix is the format: .csv .jsonl .parquet, and for "
            "references to cite .bib .ris .json (CSL).",
        ),
        click.option(
            "--columns", metavar="A,B,…", help="Only these columns, in this order. Default: all."
        ),
        click.option(
            "--where",
            metavar="SQL",
            help="Only rows for which this holds, as in SQL: \"published >= '2025-03-01' AND "
            "language = 'en'\", \"text ILIKE '%harbour%'\".",
        ),
        click.option(
            "--table", type=_TABLES, default="articles", show_default=True, help="Which table."
        ),
        click.argument("folder", metavar="DIR", type=_FOLDER),
    ):
        command = option(command)
    return command


class _Exports(click.Group):
    """A group of which `rows` is meant where none of its commands is named."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, with `rows` put in."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["rows", *args])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does it, but options before any name are those of `rows`."""
        if args and args[0] not in (*self.commands, "-h", "--help"):
            args = ["rows", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Exports)
def export() -> None:
    """Write rows to a file, or a dataset as repositories take it.

    `twa export DIR -o FILE` writes rows, as `twa export rows` does.
    """


_into = click.option(
    "-o",
    "--output",
    "target",
    type=_FOLDER,
    metavar="NEW",
    required=True,
    help="The folder to be made.",
)


@export.command("rocrate")
@click.argument("folder", metavar="DIR", type=_FOLDER)
@_into
def rocrate(folder: Path, target: Path) -> None:
    """Write the dataset to the new folder NEW as an RO-Crate.

    RO-Crate 1.2, for Zenodo and Dataverse.
    """
    from twa.dataset.export import deposits

    click.echo(f"RO-Crate {deposits.rocrate(_built(folder), target)}")


@export.command("bagit")
@click.argument("folder", metavar="DIR", type=_FOLDER)
@_into
def bag(folder: Path, target: Path) -> None:
    """Write the dataset to the new folder NEW as a bag.

    BagIt, RFC 8493.
    """
    from twa.dataset.export import deposits

    click.echo(f"bag {deposits.bag(_built(folder), target)}")


@export.command("rows")
@_chosen
def rows(folder: Path, table: str, where: str | None, columns: str | None, target: Path) -> None:
    """Write rows of a dataset to a file that other programs read.

    The condition is one of DuckDB's SQL; it reads the table and nothing else. Withdrawn articles
    have no text in any export.
    """
    from twa.dataset.annotations import Annotations
    from twa.dataset.export.selection import Selection
    from twa.dataset.export.write import export as write

    collection = _built(folder)
    count = write(
        collection.dataset,
        Selection(table, where, _names(columns)),
        target,
        annotations=Annotations(collection.annotations),
    )
    click.echo(f"{counted(count, 'row')} of {table} in {target}")


@click.command()
@_chosen
@click.option("--count", type=click.IntRange(min=1), metavar="N", required=True, help="How many.")
@click.option(
    "--seed",
    metavar="WORD",
    required=True,
    help="The same seed draws the same rows of the same dataset.",
)
@click.option(
    "--by", metavar="A,B,…", help="Columns whose values are strata: each gives its share."
)
def sample(
    folder: Path,
    table: str,
    where: str | None,
    columns: str | None,
    target: Path,
    count: int,
    seed: str,
    by: str | None,
) -> None:
    """Draw a sample of rows that anyone can draw again.

    It goes to a file. Cite the version, the seed, the strata and the condition with it; they are
    printed.
    """
    from twa.dataset.export.sampling import draw
    from twa.dataset.export.selection import Selection, select
    from twa.dataset.export.write import export as write
    from twa.dataset.tables.manifest import FILE, parse

    collection = _built(folder)
    strata = _names(by)
    asked = Selection(table, where, tuple(dict.fromkeys(("id", *strata))))
    drawn = draw(select(collection.dataset, asked), count, seed=seed, by=strata)
    selection = Selection(table, where, _names(columns))
    written = write(collection.dataset, selection, target, among=drawn)
    version = parse((collection.dataset / FILE).read_bytes()).version
    click.echo(f"{counted(written, 'row')} of {table} in {target}")
    click.echo(f"drawn from version {version} with seed {seed!r}", nl=False)
    click.echo(f", by {', '.join(strata)}" if strata else "", nl=False)
    click.echo(f", where {where}" if where else "")


def _names(columns: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (columns or "").split(",") if name.strip())


def _built(folder: Path) -> Collection:
    """The collection in a folder. Raises TwaError where no dataset was built of it."""
    from twa.dataset.api.collection import open as opened
    from twa.dataset.collection import Collection

    return opened(Collection.ours(folder).root).collection

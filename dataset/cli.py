"""`twa`: registers the commands of the archive, and turns errors into a line and a status."""

from __future__ import annotations

import sys

import click

from twa.dataset.commands import (
    browsing,
    building,
    exporting,
    indexing,
    packing,
    proving,
    publishing,
    sealing,
    status,
    verifying,
    wellbeing,
    withdrawing,
)
from twa.dataset.errors import TwaError, no_space

# Commands import what they need when they run, so that help is there at once.


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="twa", message="%(prog)s %(version)s")
def cli() -> None:
    """Build, check and look at collections: web archives (WARC) and the datasets made of them.

    A collection is a folder that a crawl wrote, such as data/twa. Exit status: 0 all is well,
    1 it failed, 2 wrong usage, 3 something does not verify.
    """


for _command in (
    building.build,
    verifying.verify,
    packing.pack,
    proving.prove,
    sealing.seal,
    sealing.keys,
    browsing.browse,
    exporting.export,
    exporting.sample,
    publishing.publish,
    publishing.hydrate,
    withdrawing.takedown,
    indexing.reindex,
    status.status,
    status.due,
    wellbeing.health,
):
    cli.add_command(_command)


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
    except Exception as error:
        if (full := no_space(error)) is not None:
            click.echo(f"twa: {full}", err=True)
        elif isinstance(error, OSError):
            told = f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")
            click.echo(f"twa: {told}", err=True)
        elif _is_of_sqlite(error):
            # A file that is broken, or that somebody else holds.
            click.echo(f"twa: a database of the cache can't be used: {error}", err=True)
        else:
            raise
        status = 1
    sys.exit(status)


def _is_of_sqlite(error: Exception) -> bool:
    """Whether SQLite raised it, which most commands never import."""
    sqlite3 = sys.modules.get("sqlite3")
    return sqlite3 is not None and isinstance(error, sqlite3.Error)


if __name__ == "__main__":
    main()

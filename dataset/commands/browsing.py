"""`twa browse`: look at a collection in a browser, or write the pages for others to look at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from twa.dataset.collection import Collection

_FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option(
    "--export",
    "target",
    type=_FOLDER,
    metavar="DIR",
    help="Write the pages into this folder instead, with the WARCs, for any web server that "
    "serves ranges.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="Default: any free one."
)
@click.option("--no-open", is_flag=True, help="Print the address, and open no browser.")
@click.option("--output", type=_FOLDER, metavar="DIR", help="Where the dataset lies, as for build.")
def browse(
    folder: Path, *, target: Path | None, port: int, no_open: bool, output: Path | None
) -> None:
    """Show a collection in the browser: pages, the text taken from them, and the proof.

    On this machine only, at an address that nobody can guess, until you press Ctrl-C. The dataset
    must have been built.
    """
    from twa.dataset.browse import replay
    from twa.dataset.browse.export import export
    from twa.dataset.browse.shelf import kept
    from twa.dataset.collection import Collection
    from twa.dataset.progress import on_terminal
    from twa.dataset.verification.files import load

    if not replay.available():
        click.echo(
            "note: ReplayWeb.page is not there, so that archived pages are not shown; fetch it"
            " with ./scripts/vendor",
            err=True,
        )
    collection = Collection.find(folder, output)
    claimed = load(collection)
    if target is not None:
        with on_terminal() as progress:
            export(collection, claimed, target, progress)
        click.echo(f"written: {target}")
        return
    with on_terminal() as progress:
        shelf = kept(collection, claimed, progress)
    _serve(collection, shelf, port, no_open)


def _serve(collection: Collection, shelf: Path, port: int, no_open: bool) -> None:
    import webbrowser

    from twa.dataset.browse.serve import opened

    with opened(collection, shelf, port) as served:
        click.echo(f"{served.pages.url} shows {collection.root}; stop with Ctrl-C")
        if not no_open:
            webbrowser.open(served.pages.url)
        served.run()

"""`twa browse`: look at collections in a browser, or write the pages for others to look at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twa.dataset.browse.server.serve import Served
    from twa.dataset.collection import Collection

_FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("folders", metavar="DIR…", type=_FOLDER, nargs=-1, required=True)
@click.option(
    "--export",
    "target",
    type=_FOLDER,
    metavar="DIR",
    help="Write the pages of one collection into this folder instead, with the WARCs, for any web "
    "server that serves ranges.",
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    metavar="N",
    help="Default: the one of the last time, where it is free; else any.",
)
@click.option("--no-open", is_flag=True, help="Print the address, and open no browser.")
@click.option("--output", type=_FOLDER, metavar="DIR", help="Where the dataset lies, as for build.")
def browse(
    folders: tuple[Path, ...],
    *,
    target: Path | None,
    port: int | None,
    no_open: bool,
    output: Path | None,
) -> None:
    """Show collections in the browser.

    Each page stands beside the text taken from it and its proof. On this machine only, until you
    press Ctrl-C. The address that is printed has a secret; the browser remembers it, and links
    between the pages last. Several collections are compared. The datasets must have been built.
    """
    from twa.dataset.browse.export import export
    from twa.dataset.browse.server import replay
    from twa.dataset.collection import Collection
    from twa.dataset.progress import on_terminal
    from twa.dataset.verification.files import load

    if len(folders) > 1 and (target is not None or output is not None):
        raise click.UsageError("--export and --output are for one collection")
    if not replay.available():
        click.echo(
            "note: ReplayWeb.page is not there, so that archived pages are not shown; fetch it"
            " with ./scripts/vendor",
            err=True,
        )
    collections = [Collection.find(folder, output) for folder in folders]
    if target is not None:
        with on_terminal() as progress:
            export(collections[0], load(collections[0]), target, progress)
        click.echo(f"written: {target}")
        return
    while why := _serve(collections, port, no_open):
        click.echo(f"the pages are made anew: {why}")
        no_open = True


def _serve(collections: Sequence[Collection], port: int | None, no_open: bool) -> str | None:
    """Show collections as they are now; why they are to be shown anew, null where they are not."""
    import webbrowser

    from twa.dataset.browse.server.address import BrowseAddress, remember, remembered
    from twa.dataset.browse.server.loopback import PortTaken
    from twa.dataset.browse.server.serve import Shown, opened
    from twa.dataset.progress import on_terminal
    from twa.dataset.verification.files import load

    claimed = [load(collection) for collection in collections]
    with on_terminal() as progress:
        shown = [
            Shown.of(collection, claim, progress)
            for collection, claim in zip(collections, claimed, strict=True)
        ]
    last = remembered(collections)

    def show(served: Served) -> str | None:
        names = ", ".join(str(collection.root) for collection in collections)
        click.echo(f"{served.pages.url} shows {names}; stop with Ctrl-C")
        if not no_open:
            webbrowser.open(served.pages.url)
        return served.run()

    wanted = port or last.port
    try:
        with opened(shown, wanted, last.token) as served:
            remember(collections, BrowseAddress(served.pages.port, served.pages.token))
            return show(served)
    except PortTaken as error:
        if port is not None:
            raise
        # The next time it may be free again, and links to it valid: it is not forgotten.
        click.echo(f"note: {error}; so the address is another one this time", err=True)
    with opened(shown, 0, last.token) as served:
        return show(served)

"""`twa pack`: a collection as one WACZ file."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from twa.dataset.commands import counted

if TYPE_CHECKING:
    from twa.dataset.wacz import PackagePart
    from twa.dataset.wacz.documents import Signer

_FOLDER = click.Path(path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option(
    "-o",
    "--output",
    type=_FOLDER,
    metavar="FILE",
    help="Where the package goes. Default: a name after DIR, here.",
)
@click.option(
    "--article",
    metavar="ID|URL",
    help="Only this article: all that was captured of it, what its pages need to be looked at, and "
    "the captures that its row has more from: the feed, robots.txt.",
)
@click.option("--since", type=_DAY, metavar="YYYY-MM-DD", help="Only what was captured from then.")
@click.option("--until", type=_DAY, metavar="YYYY-MM-DD", help="Only what was captured till then.")
@click.option("--run", metavar="START", help="Only what this run captured: runs/START.json.")
@click.option(
    "--key",
    type=_FOLDER,
    metavar="FILE",
    help="Sign the package with this key, which `twa keys new --package` makes, as the readers of "
    "packages check it.",
)
@click.option(
    "--signing-server",
    "server",
    metavar="URL",
    help="Have this server sign the package, one that speaks WACZ's auth spec (authsign: …/sign). "
    "What it asks for stands in the variable TWA_SIGNING_TOKEN. The package then says that it was "
    "made now.",
)
def pack(
    folder: Path,
    output: Path | None,
    article: str | None,
    since: datetime | None,
    until: datetime | None,
    run: str | None,
    key: Path | None,
    server: str | None,
) -> None:
    """Pack a collection, or a part of it, as one file (WACZ).

    ReplayWeb.page and pywb show it. It has the WARCs, their index, and the articles with their
    texts. A part also has the captures that hold the bodies of its revisits. The same collection
    gives the same file; what is there already is replaced if it is a package of ours. Days are in
    UTC.
    """
    from twa.dataset.collection import Collection
    from twa.dataset.progress import on_terminal
    from twa.dataset.proof.signing_server import SigningServer
    from twa.dataset.wacz import PackagePart, pack
    from twa.dataset.wacz.signing import load

    if key is not None and server is not None:
        raise click.UsageError("--key and --signing-server: a package has one signature")

    collection = Collection.ours(folder)
    part = PackagePart(
        article=article,
        since=since and since.replace(tzinfo=UTC),
        until=until and until.replace(tzinfo=UTC) + timedelta(days=1),
        run=run,
    )
    signer: Signer | None = None
    if key is not None:
        signer = load(key)
    elif server is not None:
        token = os.environ.get("TWA_SIGNING_TOKEN") or None
        signer = SigningServer(server, token, lambda: datetime.now(UTC))
    out = output or Path(_name(collection.root, part))
    with on_terminal() as progress:
        packed = pack(collection, out, part, progress=progress, signer=signer)
    for note in packed.notes:
        click.echo(f"note: {note}")
    click.echo(
        f"{counted(packed.articles, 'article')} and {counted(packed.captures, 'capture')}"
        f" in {counted(packed.warcs, 'WARC file')}, {packed.bytes / 1e6:.1f} MB"
    )
    click.echo(f"digest sha256:{packed.digest}")
    click.echo(f"package {packed.path}")


def _name(root: Path, part: PackagePart) -> str:
    """What a package is called where nobody says."""
    name = root.resolve().name
    return f"{name}.wacz" if part.whole else f"{name}-part.wacz"

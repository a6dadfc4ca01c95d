"""`twa seal`: WARCs closed by seals of one chain."""

from __future__ import annotations

from pathlib import Path

import click

_FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
def seal(folder: Path) -> None:
    """Seal the WARCs that no seal closes yet: those of crawls of ours have theirs already.

    A seal names a WARC, the root of a hash tree over its records, and the seal before it; they lie
    in archive/seals. Not while the collection is crawled.
    """
    from twa.dataset.collection import Collection
    from twa.dataset.proof import chain, sealing

    collection = Collection.ours(folder)
    with collection.locked():
        for made in sealing.seal(collection):
            click.echo(f"sealed {made.claim.warc}: {made.claim.records} records")
    head = chain.head(collection.archive)
    if head is None:
        click.echo("no seals: there is no WARC")
    else:
        click.echo(f"head   {chain.stem(head.number)}{chain.SEAL} sha256:{head.sha256}")

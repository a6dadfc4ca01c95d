"""`twa reindex`: makes the index and the crawl state anew from the WARCs."""

from __future__ import annotations

from pathlib import Path

import click

_FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option(
    "--merge",
    is_flag=True,
    help="Read no WARC: only bring all parts of the index together in archive/index.cdxj.",
)
def reindex(folder: Path, *, merge: bool) -> None:
    """Make anew what is derived of WARCs: index and crawl state.

    These are archive/index.cdxj and state.sqlite. Not while the collection is crawled.
    """
    from contextlib import closing

    from twa.dataset.collection import Collection
    from twa.dataset.crawl_state.database import Memory
    from twa.dataset.crawl_state.file import forget
    from twa.dataset.warc import index_parts

    collection = Collection.ours(folder)
    if merge:
        index_parts.complete(collection.archive)
        click.echo(f"the whole index is {collection.index}")
        return
    damage: list[str] = []
    with collection.locked():
        holdings = collection.holdings()
        lines = index_parts.reindex(
            collection.archive,
            {warc.name: warc.open for warc in holdings.warcs},
            on_damage=lambda error: damage.append(str(error)),
        )
        forget(collection.state)
        with closing(Memory.open(collection.state, collection.archive)):
            pass
    for file in holdings.unread:
        click.echo(f"not read: {file.name}: {file.detail}")
    for place in damage:
        click.echo(f"damaged: {place}")
    click.echo(f"{lines} captures in {collection.index}")
    click.echo(f"what the next crawl has to know is in {collection.state}")

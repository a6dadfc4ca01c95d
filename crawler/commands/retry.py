"""`twa retry`: a forced look at one article, in the collection that knows it."""

from __future__ import annotations

from pathlib import Path

import click

from twa.dataset.errors import TwaError


class _Unknown(TwaError):
    message = "no collection knows this address"
    exit_status = 2


@click.command()
@click.argument("url")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("data"),
    show_default=True,
    metavar="DIR",
    help="DATA_DIR of the crawls, where the collections are.",
)
@click.option("-s", "settings", metavar="NAME=VALUE", multiple=True, help="As for twa crawl.")
def retry(url: str, data: Path, settings: tuple[str, ...]) -> None:
    """Ask for an article again, whatever became of it before.

    It may have been given up, be gone, or be had already. The feed is not asked. robots.txt and a
    host that wants to be left alone are obeyed.
    """
    from twa.crawler.commands.crawling import run_spider
    from twa.dataset.collection import Collection
    from twa.dataset.crawl_state.read_only import looked_at
    from twa.dataset.reports.last_run import last_run
    from twa.dataset.web.urls import url_key

    place = url_key(url)
    for folder in sorted(data.glob("*/archive")) if place else ():
        collection = Collection(folder.parent)
        with looked_at(collection) as memory:
            known = memory.knows(place or "")
        if known and (run := last_run(collection)):
            arguments = (f"url={run['source']}", f"name={folder.parent.name}", f"retry={url}")
            run_spider("feed", arguments, (f"DATA_DIR={data}", *settings))
    raise _Unknown(f"no collection in {data} knows this address", subject=url)

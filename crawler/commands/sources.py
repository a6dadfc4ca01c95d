"""`twa sources`: lists, adds and checks the feeds that `scrapy crawl feeds` crawls."""

from __future__ import annotations

from pathlib import Path

import click

from twa.dataset.errors import TwaError

# The crawler is imported when a command runs, so that help is there at once.

_DATA = click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("data"),
    show_default=True,
    metavar="DIR",
    help="DATA_DIR of the crawls, where sources.toml stands beside the collections.",
)


@click.group()
def sources() -> None:
    """List, add, import and check the feeds that `scrapy crawl feeds` crawls.

    They stand in sources.toml in the folder of the collections, or as long as there is none, in
    the file that comes with this package.
    """


@sources.command("list")
@_DATA
def list_(data: Path) -> None:
    """List the feeds: name, URL and title, parted by tabs."""
    from twa.crawler.sources.file import known

    for source in known(data).values():
        click.echo("\t".join(filter(None, (source.name, source.url, source.title))))


@sources.command()
@click.argument("url")
@click.option("--name", help="Of the collection. Default: made of host and path.")
@click.option("--title", default="", help="For people.")
@_DATA
def add(url: str, name: str | None, title: str, data: Path) -> None:
    """Add a feed. It is asked for nothing: see check."""
    from twa.crawler.sources.file import add
    from twa.crawler.sources.source import Source, checked, named, slug

    added = Source(named(name or slug(checked(url))), url, title)
    path = add(data, added)
    click.echo(f"{added.name} added to {path}; check it with: twa sources check {added.name}")


@sources.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@_DATA
def import_(file: Path, data: Path) -> None:
    """Add all feeds of a list: OPML, as feed readers export it, or one URL a line.

    What is known already is passed over. Exit with 1 if any can't be a source.
    """
    from twa.crawler.sources.file import add, known
    from twa.crawler.sources.lists import fresh, read

    listed = read(file.read_bytes(), file)
    bad = added = 0
    for source in fresh(listed, known(data)):
        try:
            add(data, source)
        except TwaError as error:
            click.echo(f"WRONG {error}")
            bad += 1
        else:
            click.echo(f"added {source.name}: {source.url}")
            added += 1
    click.echo(f"{added} added, {len(listed) - added - bad} known already, {bad} wrong")
    if bad:
        raise TwaError(f"{bad} of {len(listed)} can't be sources", subject=file)


@sources.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
@_DATA
def check(names: tuple[str, ...], data: Path) -> None:
    """Ask each feed once, as politely as a crawl, and say what it is. Nothing is kept.

    Without a NAME, all are asked. Exit with 1 if any can't be crawled.
    """
    from twa.crawler.run.checking import findings
    from twa.crawler.sources.file import known
    from twa.crawler.sources.source import SourceError

    chosen = known(data)
    if unknown := [name for name in names if name not in chosen]:
        raise SourceError("no source of this name", subject=", ".join(unknown))
    bad = 0
    for finding in findings([chosen[name] for name in names or chosen]):
        click.echo(
            f"{'WRONG' if finding.wrong else 'ok   '} {finding.source.name}: {finding.words}"
        )
        bad += finding.wrong
    if bad:
        raise TwaError(f"{bad} of {len(names or chosen)} feeds can't be crawled")

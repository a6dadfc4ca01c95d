"""`twa sources`: lists, adds and checks the feeds that `scrapy crawl feeds` crawls."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from twa.dataset.commands import counted
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
    """List, add, import and check the feeds to crawl.

    `twa crawl feeds` crawls them all. They stand in sources.toml in the folder of the collections,
    or as long as there is none, in the file that comes with this package.
    """


@sources.command("list")
@_DATA
def list_(data: Path) -> None:
    """List the feeds: name, URL and title, parted by tabs."""
    from twa.crawler.sources.file import known

    for source in known(data).values():
        for polled in source.polled:
            click.echo("\t".join(filter(None, (source.name, polled.url, source.title))))


@sources.command()
@click.argument("url")
@click.option("--feed", "picked", multiple=True, metavar="URL|N", help="Add this of what is found.")
@click.option("--yes", is_flag=True, help="Add what is marked with a star.")
@click.option("--no-look", is_flag=True, help="Ask for nothing: add the URL as a feed.")
@click.option("--name", help="Of the collection. Default: made of host and path.")
@click.option("--title", default="", help="For people.")
@click.option("--contact", help="Your mail address or URL, for this site alone.")
@click.option("--private", is_flag=True, help="Its name may stand for a private address.")
@click.option("-s", "settings", metavar="NAME=VALUE", multiple=True, help="As for twa crawl.")
@_DATA
def add(
    url: str,
    picked: tuple[str, ...],
    yes: bool,
    no_look: bool,
    name: str | None,
    title: str,
    contact: str | None,
    private: bool,
    settings: tuple[str, ...],
    data: Path,
) -> None:
    """Add a feed, or look at a site and say what it has.

    A site may have feeds, sitemaps, and pages that list articles. A feed is added at once. Of a
    site the table for sources.toml is shown, unless --yes or --feed says what to add. The look
    obeys robots.txt, asks for 16 things at most, and archives nothing.
    """
    from twa.crawler.sources.file import add, refuse_known
    from twa.crawler.sources.source import Polled, Source, SourceError, checked, named, slug
    from twa.crawler.sources.table import written

    plain = Source(named(name or slug(checked(url))), url, title, contact=contact, private=private)
    refuse_known(data, plain)
    polled = [Polled(url)]
    adds = True
    if not no_look:
        from twa.crawler.run.looking import look

        said = dict(pair.partition("=")[::2] for pair in settings)
        said |= {"CONTACT": contact} if contact else {}
        found = look(url, private=private, settings=said)
        marked = found.chosen()
        for number, offer in enumerate(found.offers, 1):
            click.echo(f"{'*' if offer in marked else ' '} {number:2} {offer.words}")
        for words in found.passed:
            click.echo(f"     {words}")
        if found.left:
            click.echo(f"     {found.left} more were named, and not asked for")
        if not found.offers:
            raise SourceError("nothing there can be polled; --no-look adds it anyhow", subject=url)
        chosen = [found.pick(one) for one in picked] or marked
        polled = [offer.polled for offer in chosen]
        adds = yes or bool(picked) or found.is_itself
        click.echo(f"looked at with {counted(found.requests, 'request')}; nothing was archived")
    first, *others = polled
    source = replace(plain, url=first.url, kind=first.kind, feeds=tuple(others))
    if adds:
        path = add(data, source)
        click.echo(f"{source.name} added to {path}")
    else:
        click.echo(f"to add what is marked, say --yes; to choose, --feed N:\n\n{written(source)}")


@sources.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@_DATA
def import_(file: Path, data: Path) -> None:
    """Add all feeds of a list: OPML, or one URL a line.

    OPML is what feed readers export. What is known already is passed over. Exit with 1 if any
    can't be a source.
    """
    from twa.crawler.sources.file import add, known
    from twa.crawler.sources.lists import fresh, read

    listed = read(file.read_bytes(), file)
    bad = added = 0
    for line, source in fresh(listed, known(data)):
        try:
            add(data, source)
        except TwaError as error:
            click.echo(f"WRONG line {line}: {error}")
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
    """Ask each feed once, and say what it is.

    As politely as a crawl; nothing is kept. Without a NAME, all are asked. Exit with 1 if any
    can't be crawled.
    """
    from twa.crawler.run.checking import findings
    from twa.crawler.sources.file import UnknownSource, known

    chosen = known(data)
    if unknown := [name for name in names if name not in chosen]:
        raise UnknownSource(*unknown)
    bad = count = 0
    for finding in findings([chosen[name] for name in names or chosen]):
        click.echo(
            f"{'WRONG' if finding.wrong else 'ok   '} {finding.source.name}"
            f"{f' {finding.polled.url}' if finding.source.feeds else ''}: {finding.words}"
        )
        count += 1
        bad += finding.wrong
    if bad:
        raise TwaError(f"{bad} of {count} feeds can't be crawled")

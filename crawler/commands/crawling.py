"""`twa crawl`: `scrapy crawl` from any folder, without a Scrapy project."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import NoReturn
from urllib.parse import urlsplit

import click

from twa.dataset.errors import TwaError


class _NoScheme(TwaError):
    message = "a source's URL begins with https:// or http://"
    exit_status = 2


@click.command()
@click.argument("what", metavar="URL|NAME")
@click.option(
    "-a",
    "arguments",
    metavar="NAME=VALUE",
    multiple=True,
    help="How to crawl: kind=listing, follow=any, backfill=pages or backfill=sitemap, since=DATE, "
    "until=DATE, private=yes, force=yes. May be repeated.",
)
@click.option(
    "-s",
    "settings",
    metavar="NAME=VALUE",
    multiple=True,
    help="A setting, such as DATA_DIR=DIR or CONTACT=you@example.org. May be repeated.",
)
@click.option("-L", "level", metavar="LEVEL", help="How much to log: INFO, WARNING, ERROR.")
@click.option("-O", "output", metavar="FILE", help="The rows of this run go here as well.")
def crawl(
    what: str,
    arguments: tuple[str, ...],
    settings: tuple[str, ...],
    level: str | None,
    output: str | None,
) -> None:
    """Crawl a feed or a sitemap, or a source by its name.

    The URL may also be that of a page that names its feed. As `scrapy crawl feed`, in whatever
    folder; the collection goes to data/ here, or where -s DATA_DIR=DIR says. The name `feeds`
    crawls all sources.
    """
    spider, *more = _spider(what)
    run_spider(spider, (*more, *arguments), settings, *_one("-L", level), *_one("-O", output))


def run_spider(
    spider: str, arguments: Iterable[str], settings: Iterable[str], *more: str
) -> NoReturn:
    """`scrapy crawl` in this process, which ends with its exit status."""
    from scrapy.cmdline import execute

    # Scrapy looks for a project in the current folder; this one needs none.
    os.environ["SCRAPY_SETTINGS_MODULE"] = "twa.crawler.settings"
    command = ["scrapy", "crawl", spider, *_options("-a", arguments)]
    execute([*command, *_options("-s", settings), *more])
    raise AssertionError("scrapy ends the process")


def _spider(what: str) -> list[str]:
    if urlsplit(what).scheme in ("http", "https"):
        return ["feed", f"url={what}"]
    if "/" in what or ":" in what:
        raise _NoScheme(subject=what, cause=f"did you mean https://{what.lstrip('/')}?")
    if what == "feeds":
        return [what]
    return ["feed", f"name={what}"]


def _options(flag: str, values: Iterable[str]) -> list[str]:
    return [part for value in values for part in (flag, value)]


def _one(flag: str, value: str | None) -> list[str]:
    return [flag, value] if value else []

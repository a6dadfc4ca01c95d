"""`twa`: the commands of the archive, and those that need the crawler."""

from __future__ import annotations

from twa.crawler.commands.crawling import crawl
from twa.crawler.commands.retry import retry
from twa.crawler.commands.sources import sources
from twa.dataset.cli import cli, main

__all__ = ["cli", "main"]

cli.add_command(crawl)
cli.add_command(retry)
cli.add_command(sources)

if __name__ == "__main__":
    main()

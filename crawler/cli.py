"""`twa`: the commands of the archive, and those that need the crawler."""

from __future__ import annotations

from crawler.sources_cli import sources
from dataset.cli import cli, main

cli.add_command(sources)

if __name__ == "__main__":
    main()

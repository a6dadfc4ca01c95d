"""`twa health`: whether sources are well, by their archives and datasets."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from twa.dataset.collection import Collection
    from twa.dataset.crawl_state.database import Memory
    from twa.dataset.crawl_state.health import Health


@click.command()
@click.argument(
    "folders", metavar="DIR...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
def health(folders: tuple[Path, ...]) -> int:
    """Say of each collection how its source is, in a line: healthy, quiet, failing or gone.

    A site whose pages give less text than before, or none, is named too. Exit with 0 if all are
    well, with 1 if one needs a look; for cron: twa health data/* >/dev/null || …
    """
    from twa.dataset.collection import Collection
    from twa.dataset.crawl_state.read_only import looked_at

    worst = 0
    for folder in folders:
        collection = Collection.ours(folder)
        with looked_at(collection) as memory:
            found = health_of(collection, memory, datetime.now(UTC))
        click.echo(f"{folder}: {found.words}")
        worst = max(worst, int(not found.is_well))
    return worst


def health_of(collection: Collection, memory: Memory, now: datetime) -> Health:
    """How the source of a collection is `now`; of its pages the last run has told."""
    from twa.dataset.commands.last_run import last_run
    from twa.dataset.crawl_state.health import NEWS
    from twa.dataset.crawl_state.health import health_of as told

    feeds = memory.feeds()
    rests = [
        # Of several feeds it matters which.
        replace(rest, why=f"{feed}: {rest.why}") if len(feeds) > 1 else rest
        for feed in feeds
        if (rest := memory.rest(feed))
    ]
    worst = max(rests, key=lambda rest: (rest.until is None, rest.polls), default=None)
    found = told(now, worst, memory.news(NEWS), (last_run(collection) or {}).get("layout"))
    # A source is not gone while one of its feeds is there.
    others = found.state == "gone" and len(rests) < len(feeds)
    return replace(found, state="failing") if others else found

"""`twa health`: whether sources are well, by their archives and datasets."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from twa.dataset.collection import Collection
    from twa.dataset.crawl_state.database import Memory
    from twa.dataset.crawl_state.health import Health


_NEVER = "nothing to judge by: no feed of it was ever asked for"


@click.command()
@click.argument(
    "folders", metavar="DIR...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
def health(folders: tuple[Path, ...]) -> int:
    """Say of each collection how its source is, in a line.

    Healthy, quiet, failing or gone. A site whose pages give less text than before, or none, is
    named too. Exit with 0 if all are well, with 1 if one needs a look. Of all that lie in a folder:
    twa health data/*/
    """
    from twa.dataset.collection import Collection
    from twa.dataset.crawl_state.read_only import looked_at

    worst = 0
    for folder in folders:
        collection = Collection.ours(folder)
        with looked_at(collection) as memory:
            found = health_of(collection, memory, datetime.now(UTC))
            judged = bool(memory.polls.feeds())
        # Nobody need look at what nobody asked yet.
        words = found.words if judged or not found.is_well else _NEVER
        click.echo(f"{folder}: {words}")
        worst = max(worst, int(not found.is_well))
    return worst


def health_of(collection: Collection, memory: Memory, now: datetime) -> Health:
    """How the source of a collection is `now`."""
    from twa.dataset.crawl_state.health import health_of as told

    return told(now, *memory.polls.wellbeing(), _layout(collection))


def _layout(collection: Collection) -> str | None:
    """Whether its site has changed its pages: as the last run told, if that made the dataset."""
    from twa.dataset.crawl_state.health import COMPARED, layout_of
    from twa.dataset.reports.last_run import last_run

    run = last_run(collection)
    if run is None or run.get("dataset") is not None or not collection.dataset.is_dir():
        told: str | None = ((run or {}).get("health") or {}).get("layout")
        return told
    from twa.dataset.tables.lengths import lengths

    return layout_of(*lengths(collection.dataset, COMPARED))

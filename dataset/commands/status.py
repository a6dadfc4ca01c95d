"""`twa status` and `twa due`: what a collection holds, and when its next crawl is due."""

from __future__ import annotations

from pathlib import Path

import click

_FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option("--json", "form", flag_value="json", help="As one JSON object.")
@click.option(
    "--prometheus", "form", flag_value="prometheus", help="As metrics in Prometheus' text format."
)
def status(folder: Path, form: str | None) -> int:
    """Say what a collection holds, and what it lacks.

    WARCs, rows, feeds, gaps, what is missing, the last run. Exit with 1 if its feed has been
    silent for longer than its own rhythm, or its dataset is damaged or of another version.
    """
    import json

    from twa.dataset.collection import Collection
    from twa.dataset.commands.holdings import describe, holdings

    collection = Collection.ours(folder)
    held = holdings(collection)
    if form == "json":
        click.echo(json.dumps(held, ensure_ascii=False, indent=2))
    elif form == "prometheus":
        from twa.dataset.commands import metrics

        click.echo(metrics.render(held, collection.root.resolve().name), nl=False)
    else:
        for line in describe(held):
            click.echo(line)
    return 1 if held["silent"] or held["unreadable"] else 0


@click.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option(
    "--revisit-after",
    "ages",
    metavar="AGES",
    help="As the setting REVISIT_AFTER of the crawl. Default: what the last crawl was given.",
)
def due(folder: Path, ages: str | None) -> int:
    """Say whether a crawl is due, when and why.

    Exit with 0 if it is, with 1 if not yet. For cron, once there is a collection: twa due DIR &&
    scrapy crawl NAME. Where there is none at DIR, nothing is due, and the exit status is 2.
    """
    from datetime import UTC, datetime

    from twa.dataset.collection import Collection
    from twa.dataset.crawl_state.due import due as next_crawl
    from twa.dataset.crawl_state.read_only import looked_at
    from twa.dataset.reports.last_run import ages_of
    from twa.dataset.web.schedule import read_ages

    collection = Collection.ours(folder)
    revisits = ages_of(collection) if ages is None else read_ages(ages)
    with looked_at(collection) as memory:
        coming = next_crawl(memory, ages=revisits)
    if coming.now(datetime.now(UTC)):
        click.echo(f"due: {coming.why}")
        return 0
    if coming.never:
        click.echo(f"not due any more: {coming.why}")
        return 1
    click.echo(f"not due before {coming.at:%Y-%m-%d %H:%M:%S} UTC: {coming.why}")
    return 1

"""`twa publish` and `twa hydrate`: a dataset onto the Hub, and its text back into it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from twa.dataset.errors import VerificationError

if TYPE_CHECKING:
    from twa.dataset.collection import Collection
    from twa.dataset.progress import Progress
    from twa.dataset.publish import Plan
    from twa.dataset.texts.hydrate import HydrationReport

_FOLDER = click.Path(path_type=Path)
_WORKERS = click.option(
    "--workers", type=click.IntRange(min=1), metavar="N", help="As for build. Default: one a CPU."
)


@click.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option("--repo", metavar="OWNER/NAME", help="The dataset on the Hub; made if missing.")
@click.option(
    "--to",
    "target",
    type=_FOLDER,
    metavar="DIR",
    help="Write exactly what would be uploaded into this folder instead, without any network.",
)
@click.option(
    "--maker",
    metavar="NAME",
    help="Who made the collection, as it is to be cited. Kept in collection.toml; asked for once.",
)
@click.option(
    "--with-text",
    is_flag=True,
    help="Publish what the sources wrote, too: for those who may. Default: ids, addresses, "
    "digests, places in the archive and metadata.",
)
@click.option(
    "--with-archive",
    is_flag=True,
    help="Publish the WARCs, too. They hold the pages whole, text included.",
)
@click.option("--public", is_flag=True, help="For everybody to see. Default: private.")
@click.option("--dry-run", is_flag=True, help="List what would go, and send nothing.")
@click.option("--output", type=_FOLDER, metavar="DIR", help="Where the dataset lies, as for build.")
@_WORKERS
def publish(
    folder: Path,
    *,
    repo: str | None,
    target: Path | None,
    maker: str | None,
    with_text: bool,
    with_archive: bool,
    public: bool,
    dry_run: bool,
    output: Path | None,
    workers: int | None,
) -> None:
    """Publish a dataset on the Hugging Face Hub, if it verifies.

    Private and without text unless you say otherwise. One commit, and a tag named after the
    version; what is there already is not sent again. At last the tag is loaded from the Hub and
    compared. Log in with `hf auth login`, or set HF_TOKEN.
    """
    from twa.dataset import publish as publisher
    from twa.dataset.collection import Collection
    from twa.dataset.progress import on_terminal

    if (repo is None) is (target is None):
        raise click.UsageError("say where it goes: --repo OWNER/NAME, or --to DIR to rehearse")
    _quiet_unless_watched()
    collection = Collection.find(folder, output)
    choice = publisher.PublishChoice(with_text, with_archive, public)
    _name_maker(collection, maker, workers, asks=not dry_run)
    if target is not None:
        with on_terminal() as progress:
            rehearsed = publisher.rehearse(
                collection, choice, target, workers=workers, progress=progress
            )
        click.echo(f"written, as it would be uploaded: {target}")
        click.echo(f"version {rehearsed.version}")
        return
    assert repo is not None
    hub = publisher.Hub(repo)
    with on_terminal() as progress:
        done = publisher.publish(
            collection,
            hub,
            choice,
            dry_run=dry_run,
            before=_show,
            workers=workers,
            progress=progress,
        )
    seen = "private" if done.private else "public"
    if dry_run:
        made = "would be made, " if done.created else ""
        click.echo(f"nothing sent; {hub.url} {made}{seen}")
    else:
        did = "nothing to do" if done.plan.nothing else "published"
        click.echo(f"{did}: {hub.url}/tree/{done.tag}, {seen}, loaded from there and the same")
    click.echo(f"version {done.version}")


def _name_maker(
    collection: Collection, maker: str | None, workers: int | None, *, asks: bool
) -> None:
    """Keep who made the collection, and build it with that. Asked for at a terminal, once."""
    from dataclasses import replace

    from twa.dataset.assemble.builder import build
    from twa.dataset.collection_settings import CollectionSettings

    stated = CollectionSettings.read(collection.stated)
    if maker is None and stated.maker is None and asks and sys.stdin.isatty():
        maker = click.prompt("Who made this collection, as it is to be cited (empty: nobody)",
                             default="", show_default=False, err=True)  # fmt: skip
    maker = " ".join((maker or "").split())
    if not maker or maker == stated.maker:
        return
    replace(stated, maker=maker).write(collection.stated)
    click.echo(f"kept in {collection.stated}: maker {maker}")
    build(collection, workers=workers)


def _show(plan: Plan) -> None:
    for name, path in plan.add.items():
        click.echo(f"send   {path.stat().st_size:>12,} {name}")
    for name in plan.remove:
        click.echo(f"remove {'':>12} {name} (older commits keep it)")
    click.echo(
        f"{len(plan.add)} files to send, {plan.bytes:,} bytes; {plan.kept} are there already"
    )


def _quiet_unless_watched() -> None:
    """The client's bars are for people at a terminal."""
    if not sys.stderr.isatty():
        import datasets

        from twa.dataset.hub.client import no_bars

        datasets.disable_progress_bars()
        no_bars()


@click.command()
@click.argument("published", metavar="PUBLISHED")
@click.argument("output", metavar="OUTPUT", type=_FOLDER)
@click.option(
    "--archive",
    type=_FOLDER,
    metavar="DIR",
    help="Take the text from this archive: a collection, a WARC, or a folder of WARCs.",
)
@click.option(
    "--refetch",
    is_flag=True,
    help="Take the text from the pages as they are now, a page a second, as robots.txt allows.",
)
@_WORKERS
def hydrate(
    published: str, output: Path, *, archive: Path | None, refetch: bool, workers: int | None
) -> None:
    """Put the text back into a dataset that was published without it.

    PUBLISHED is its folder, or hf://datasets/OWNER/NAME[@REVISION]. Each text is proved by the
    digest in its row; with all of them, OUTPUT is the full version, byte for byte. Exit status 3
    if some could not be had: they are null.
    """
    if (archive is None) is not refetch:
        raise click.UsageError("say where the text is to come from: --archive DIR or --refetch")
    import tempfile

    from twa.dataset.hub.client import SCHEME, download
    from twa.dataset.progress import on_terminal

    with tempfile.TemporaryDirectory(prefix="twa-published-") as scratch, on_terminal() as progress:
        folder = Path(published)
        if published.startswith(SCHEME):
            _quiet_unless_watched()
            folder = Path(scratch) / "dataset"
            download(published, folder)
        report = _hydrate(folder, output, archive, workers, progress)
    for table, count in report.restored.items():
        click.echo(f"put back: {count} {table}")
    for reason, count in sorted(report.missing.items()):
        click.echo(f"missing: {count} {reason}")
    click.echo(f"version {report.version}")
    if not report.whole:
        raise VerificationError("not the full version, for some text is missing", subject=output)
    click.echo(f"the full version, byte for byte: {output}")


def _hydrate(
    folder: Path, output: Path, archive: Path | None, workers: int | None, progress: Progress
) -> HydrationReport:
    from importlib import metadata

    from twa.dataset.collection import Collection
    from twa.dataset.facts.shards import UNDERSTAND
    from twa.dataset.texts import hydrate as hydrating
    from twa.dataset.texts.refetch import Fetcher
    from twa.dataset.texts.sources import OwnArchive, Refetched
    from twa.dataset.workers.pool import Workers

    claimed = hydrating.claimed_by(folder)
    if archive is not None:
        own = Collection.find(archive, output)
        with OwnArchive(own, claimed, workers=workers, progress=progress) as source:
            return hydrating.hydrate(folder, output, source, progress)
    with Workers(UNDERSTAND, count=1) as pool:
        fetcher = Fetcher(f"twa/{metadata.version('twa')}")
        return hydrating.hydrate(folder, output, Refetched(fetcher, pool), progress)

"""A dataset onto the Hub, if it verifies: one commit, one tag, and loaded back from there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from twa.dataset.collection import Collection
from twa.dataset.documents.all_documents import documents
from twa.dataset.documents.without_text import project
from twa.dataset.errors import TwaError, VerificationError
from twa.dataset.files import install
from twa.dataset.hub.client import Hub, HubError, RepositoryState, Unreachable, tag_of
from twa.dataset.progress import Progress
from twa.dataset.proof import chain
from twa.dataset.publish import record
from twa.dataset.publish.plan import ARCHIVE, Plan, plan
from twa.dataset.publish.record import Publication
from twa.dataset.tables import manifest
from twa.dataset.tables.manifest import Manifest
from twa.dataset.tables.parquet import read_table
from twa.dataset.tables.schema import TABLES
from twa.dataset.verification.files import load
from twa.dataset.verification.verify import verify
from twa.dataset.warc import index_parts

__all__ = ["Choice", "Hub", "HubError", "Plan", "Published", "publish", "rehearse"]


@dataclass(frozen=True, slots=True)
class PublishChoice:
    """What goes to the Hub, and who may see it there. The defaults are the careful ones."""

    text: bool = False
    archive: bool = False
    public: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """What was published, or would be: the version, its tag, and what had to change for it.

    `commit` is null where nothing was done.
    """

    version: str
    tag: str
    plan: Plan
    created: bool
    private: bool
    commit: str | None


def publish(
    collection: Collection,
    hub: Hub,
    choice: PublishChoice,
    *,
    dry_run: bool = False,
    before: Callable[[Plan], None] = lambda _: None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Published:
    """Bring the dataset of a collection to the Hub, and load it from there to compare.

    `before` is told what will change. With `dry_run` nothing is sent; where the Hub can't be
    reached, all of it would be. Raises VerificationError
    where the collection does not verify or the Hub gives back something else, HubError where
    the Hub refuses.
    """
    if not dry_run:
        hub.login()
    with _gathered(collection, choice, workers, progress) as (made, folder, files):
        state = _seen(hub) if dry_run else hub.state()
        planned = plan(files, state.files if state else {}, hub.repo)
        tag = tag_of(made.version)
        before(planned)
        if state is not None and not state.private and not choice.public:
            raise HubError(
                "this dataset is public: say --public, or choose another name", subject=hub.repo
            )
        private = state.private if state else not choice.public
        if dry_run:
            return Published(made.version, tag, planned, state is None, private, None)
        commit = _send(hub, state, choice, planned, made)
        sent = Publication(hub.endpoint, hub.repo, tag, commit, choice.text, choice.archive)
        record.note(collection.publications, sent)
        from twa.dataset.publish import loading

        loading.compare(hub.repo, tag, folder, made)
    return Published(made.version, tag, planned, state is None, private, commit)


def rehearse(
    collection: Collection,
    choice: PublishChoice,
    target: Path,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Manifest:
    """Write exactly what would be uploaded into the folder `target`, without any network.

    What an earlier rehearsal left there is replaced. Raises VerificationError where the
    collection does not verify, TwaError where something else lies in `target`.
    """
    if target.exists() and not (target.is_dir() and _replaceable(target)):
        raise TwaError("there is something else, which is left alone", subject=target)
    with _gathered(collection, choice, workers, progress) as (made, _, files):
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as scratch:
            fresh = Path(scratch) / "published"
            for name, path in files.items():
                (fresh / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, fresh / name)
            install(fresh, target)
    return made


def _replaceable(target: Path) -> bool:
    return (target / manifest.FILE).is_file() or not any(target.iterdir())


@contextmanager
def _gathered(
    collection: Collection,
    choice: PublishChoice,
    workers: int | None,
    progress: Progress | None,
) -> Iterator[tuple[Manifest, Path, dict[str, Path]]]:
    """What is published: its manifest, the folder of its tables, and every file by name."""
    whole = _verified(collection, workers, progress)
    with (
        tempfile.TemporaryDirectory(prefix="twa-publish-") as scratch,
        tempfile.TemporaryDirectory(prefix="twa-publish-") as members,
    ):
        folder = collection.dataset if choice.text else Path(scratch)
        made = whole if choice.text else project(collection.dataset, whole, folder)
        files = {name: folder / name for name in _names(made)}
        # Anchors go without the archive, too: they hold nothing that a source wrote.
        files |= {
            f"{ARCHIVE}/{name}": path
            for name, path in chain.to_give(collection.archive, leaves=choice.archive).items()
        }
        if choice.archive:
            _refuse_withdrawn(collection)
            files |= _archive(collection, made, Path(members))
        yield made, folder, files


def _seen(hub: Hub) -> RepositoryState | None:
    """The repository as it is now; as if there were none where the Hub can't be reached."""
    try:
        return hub.state()
    except Unreachable:
        return None


def _verified(collection: Collection, workers: int | None, progress: Progress | None) -> Manifest:
    found = [f for f in verify(collection, workers=workers, progress=progress) if not f.remark]
    if found:
        more = f" and {len(found) - 1} places more" if len(found) > 1 else ""
        raise VerificationError(
            "not published, for it does not verify", subject=f"{found[0]}{more}"
        )
    return load(collection)


def _refuse_withdrawn(collection: Collection) -> None:
    """Raise VerificationError where a WARC holds what was withdrawn."""
    for table in TABLES:
        for row in read_table(table, collection.dataset, ("withdrawn", "capture")):
            if row["withdrawn"] is not None and row["capture"] is not None:
                raise VerificationError(
                    "not published with its archive, which holds what was withdrawn: publish "
                    "without, or cut the records out as `twa takedown` says",
                    subject=row["capture"]["warc"],
                )


def _names(made: Manifest) -> list[str]:
    outputs = [output.file for table in TABLES for output in made.outputs(table)]
    return [*outputs, *(name for name, _ in documents(made))]


def _archive(collection: Collection, made: Manifest, scratch: Path) -> dict[str, Path]:
    """The WARCs that the manifest names, those in packages taken out, and their index."""
    named = {item["file"] for item in made.document["inputs"]}
    files = {}
    for number, warc in enumerate(warc for warc in collection.warcs() if warc.name in named):
        path = warc.path
        if warc.member is not None:
            path = scratch / f"{number}.warc"
            with warc.open() as source, path.open("wb") as target:
                shutil.copyfileobj(source, target)
        files[f"{ARCHIVE}/{warc.name}"] = path
    if collection.source is None:
        index_parts.complete(collection.archive)
    if collection.index.is_file():
        files[f"{ARCHIVE}/{collection.index.name}"] = collection.index
    return files


def _send(
    hub: Hub, state: RepositoryState | None, choice: PublishChoice, planned: Plan, made: Manifest
) -> str:
    """Repository, commit and tag, each only if it is not there yet; the commit of the version."""
    if state is None:
        hub.create(private=not choice.public)
        state = hub.state()
        if state is None:
            raise HubError("was created, and can't be seen", subject=hub.repo)
    tag = tag_of(made.version)
    commit = state.commit
    if not planned.nothing:
        commit = hub.commit(
            planned.add,
            planned.remove,
            parent=state.commit,
            message=f"{made.title}, version {made.version}",
        )
    if tag not in state.tags:
        hub.tag(tag, commit)
    elif hub.read(manifest.FILE, tag) != made.octets:
        raise HubError("this tag names something else", subject=f"{hub.repo}@{tag}")
    return commit

"""One build by many tasks: the locations of its inputs, parts and outputs."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from twa.dataset.assemble.builder import locked
from twa.dataset.assemble.options import Options
from twa.dataset.assemble.replacing import refuse_to_overwrite
from twa.dataset.cluster.storage import Storage
from twa.dataset.collection import Collection
from twa.dataset.collection_settings import CollectionSettings
from twa.dataset.errors import TwaError
from twa.dataset.takedowns import Takedowns
from twa.dataset.warc import INDEX
from twa.dataset.warc.file_kinds import is_unfinished


@contextmanager
def places(
    place: str, output: str | None, work: str | None
) -> Iterator[tuple[Storage, Storage, Storage]]:
    """Archive, work and output, as a user names them; kept from other builds on this machine.

    For paths as for a build without tasks. As soon as one is a URL, all three have
    to be said, since nothing can be guessed from one place about another.
    """
    if any("://" in name for name in (place, output or "", work or "")):
        if output is None or work is None:
            raise TwaError("say --output and --work, too, where one is a URL", subject=place)
        yield Storage(place), Storage(work), Storage(output)
        return
    collection = Collection.find(Path(place), Path(output) if output else None)
    refuse_to_overwrite(collection.dataset)
    room = Path(work) if work else collection.cache / "tasks"
    if collection.archive.is_file():
        raise TwaError("one WARC is no work for many: leave --executor out", subject=place)
    archive, shared, dataset = (
        Storage(str(path.resolve())) for path in (collection.archive, room, collection.dataset)
    )
    with locked(collection.lock):
        yield archive, shared, dataset


def withdrawn(place: str, output: str | None) -> Takedowns:
    """What was withdrawn from a collection; of an archive behind a URL, as its output names it."""
    with _beside(place, output, "takedowns.jsonl") as path:
        return Takedowns.read(path)


def stated(place: str, output: str | None) -> CollectionSettings:
    """What the maker of a collection says of it; of an archive behind a URL, likewise."""
    with _beside(place, output, "collection.toml") as path:
        return CollectionSettings.read(path)


@contextmanager
def _beside(place: str, output: str | None, file: str) -> Iterator[Path]:
    """A file beside the dataset, or where it would be if there is none."""
    if "://" not in f"{place}{output}":
        collection = Collection.find(Path(place), Path(output) if output else None)
        yield collection.takedowns if file == "takedowns.jsonl" else collection.stated
        return
    folder, _, name = (output or "").rstrip("/").rpartition("/")
    storage, there = Storage(folder), f"{name}.{file}"
    with tempfile.TemporaryDirectory(prefix="twa-beside-") as scratch:
        missing = Path(scratch) / "missing"
        yield storage.fetch(there, Path(scratch)) if storage.exists(there) else missing


@dataclass(frozen=True)
class Job:
    """A build. All that its tasks know, and small: it travels to each of them.

    `archive` holds the WARCs; `work` what passes between tasks, and the shards,
    which outlive a job; `output` takes the dataset's files, beside which nothing
    may lie. `tasks` is the number of tasks that a stage is divided into, and of
    the parts that the sites are; `cpus` the processes of one task.
    """

    archive: Storage
    work: Storage
    output: Storage
    options: Options
    files: tuple[str, ...]
    name: str
    tasks: int = 1
    cpus: int = 1
    takedowns: Takedowns = field(default_factory=Takedowns)
    stated: CollectionSettings = field(default_factory=CollectionSettings)

    @classmethod
    def plan(
        cls,
        archive: Storage,
        work: Storage,
        output: Storage,
        options: Options,
        *,
        tasks: int,
        cpus: int = 1,
        takedowns: Takedowns | None = None,
        stated: CollectionSettings | None = None,
    ) -> Job:
        """The build of what lies in `archive` now.

        Its name is a digest of the files' names and sizes, the options and the takedowns: a job
        that was broken off is taken up again under the same name. Raises `TwaError`
        where there is no WARC.
        """
        sizes = {
            name: size
            for name, size in archive.sizes().items()
            if not is_unfinished(name) and name.rpartition("/")[2] != INDEX
        }
        if not sizes:
            raise TwaError("no WARC files", subject=archive.url)
        takedowns = takedowns or Takedowns()
        stated = stated or CollectionSettings()
        said: Any = [sizes, options.values(), options.shard(""), tasks, takedowns.sha256]
        said += [stated.maker, stated.title]
        name = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]
        return cls(
            archive, work, output, options, tuple(sizes), name, tasks, cpus, takedowns, stated
        )

    @property
    def shards(self) -> Storage:
        """What was understood of each WARC; may be deleted."""
        return self.work.folder("shards")

    @property
    def room(self) -> Storage:
        """What the stages of this job hand to each other."""
        return self.work.folder(f"jobs/{self.name}")

    def logs(self, stage: str) -> Storage:
        """Where the engine keeps its logs, and which tasks of a stage are complete."""
        return self.room.folder(f"logs/{stage}")

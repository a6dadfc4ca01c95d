"""The folders and files of a collection on disk.

    archive/          WARC segments and index.cdxj: the only truth; in seals/ what anchors it
    dataset/          what `load_dataset` reads and what is published
    takedowns.jsonl   which articles were withdrawn, if any; an input of every build
    publications.jsonl  what was published where, if anything was
    collection.toml   who made the collection, if somebody said so; an input of every build
    annotations.jsonl  tags and notes of readers, if there are any
    runs/             one report a run
    cache/shards/     what was understood of each WARC, rows of the last build; may be deleted
    cache/digests.sqlite  digests of the WARCs that have not changed since; may be deleted
    state.sqlite      what the crawl has seen; may be deleted

Archives that others made are read where they lie: a WARC, a WACZ, or a folder of
them at any depth. Their dataset goes where the user says, its cache beside it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from twa.dataset import file_digests
from twa.dataset.errors import TwaError
from twa.dataset.files import is_writable
from twa.dataset.holdings import Holdings, Warc, holdings_of
from twa.dataset.user_cache import user_cache

NOT_NOW: Final = 5
"""Exit status where nothing is wrong, but it is not the time to do it."""


class NoCollection(TwaError):
    """A folder that is no collection, or nothing at all. The subject is its path.

    Its exit status is neither of those by which `twa due` answers.
    """

    message = "not a collection: it has no folder archive/"
    exit_status = 2


class Busy(TwaError):
    """Another crawl of this collection is under way. The subject is its folder."""

    message = "this collection is being crawled already"
    exit_status = NOT_NOW


@dataclass(frozen=True, slots=True)
class Collection:
    """The paths of one collection, there or yet to be made.

    `source` and `output` are null for a collection of ours. For an archive that
    others made, `source` is a WARC or a folder of them; `output` is where a
    dataset goes that shall not lie inside the collection.
    """

    root: Path
    source: Path | None = None
    output: Path | None = None

    @classmethod
    def find(cls, path: Path, output: Path | None = None) -> Collection:
        """The collection at `path`, or other people's WARCs there with the dataset at `output`.

        Raises `NoCollection` where `path` is not there, or is not a collection and
        `output` is missing.
        """
        if not path.exists():
            raise NoCollection("no such file or folder", subject=path, cause=meant(path))
        if not path.is_dir() and not path.is_file():
            # A device may be read without end, and nobody knows who writes into a pipe.
            raise NoCollection("neither a folder nor a file", subject=path)
        if (path / "archive").is_dir():
            return cls(path, output=output)
        if output is None:
            raise NoCollection(
                "not a collection (it has no folder archive/); of other people's WARCs, "
                "--output says where the dataset is",
                subject=path,
                cause=meant(path),
            )
        return cls(output.parent, source=path, output=output)

    @classmethod
    def ours(cls, path: Path) -> Collection:
        """The collection at `path`. Raises `NoCollection` where there is none."""
        collection = cls(path)
        if not collection.archive.is_dir():
            message = None if path.exists() else "no such folder"
            raise NoCollection(message, subject=path, cause=meant(path))
        return collection

    @property
    def archive(self) -> Path:
        """The WARCs: a folder, or one file."""
        return self.source or self.root / "archive"

    @property
    def dataset(self) -> Path:
        """What `load_dataset` reads."""
        return self.output or self.root / "dataset"

    @property
    def takedowns(self) -> Path:
        """Which articles were withdrawn: an input of every build."""
        return self._beside("takedowns.jsonl")

    @property
    def publications(self) -> Path:
        """What was published where: a line for each version and place."""
        return self._beside("publications.jsonl")

    @property
    def stated(self) -> Path:
        """What its maker says of it: an input of every build."""
        return self._beside("collection.toml")

    @property
    def annotations(self) -> Path:
        """Tags and notes of readers: of no build, and no part of the dataset."""
        return self._beside("annotations.jsonl")

    def _beside(self, name: str) -> Path:
        if self.source is not None and self.output is not None:
            return self.output.with_name(f"{self.output.name}.{name}")
        return self.root / name

    @property
    def cache(self) -> Path:
        """What may be deleted and is made again.

        Beside a dataset that lies elsewhere where the collection can't be written to.
        """
        inside = self._beside("cache")
        if self.output is not None and not is_writable(inside / "build.lock"):
            return self.output.with_name(f"{self.output.name}.cache")
        return inside

    @property
    def shown(self) -> Path:
        """What `twa browse` keeps, and may be deleted.

        In the user's own cache where the collection can't be written to.
        """
        if is_writable(self.cache / "browse"):
            return self.cache
        place = "\n".join(str(path.resolve()) for path in (self.archive, self.dataset))
        try:
            return user_cache() / hashlib.sha256(place.encode()).hexdigest()[:32]
        except RuntimeError:  # no home
            return self.cache

    @property
    def index(self) -> Path:
        """The CDXJ index of the archive."""
        return self.archive / "index.cdxj"

    @property
    def runs(self) -> Path:
        """The folder of run reports."""
        return self.root / "runs"

    @property
    def state(self) -> Path:
        """What the crawl has seen."""
        return self.root / "state.sqlite"

    @property
    def shards(self) -> Path:
        """What was understood of each WARC."""
        return self.cache / "shards"

    @property
    def digests(self) -> Path:
        """Digests of WARCs, with what the file system said of them (`file_digests`)."""
        return self.cache / "digests.sqlite"

    @property
    def lock(self) -> Path:
        """Held by the build that writes this dataset."""
        return self.cache / "build.lock"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep crawls of this collection away; the lock goes with the process. Raises Busy."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / ".lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy(subject=self.root) from None
            yield

    def warcs(self) -> list[Warc]:
        """All sealed WARCs of the archive, those in WACZ packages included, by name."""
        return self.holdings().warcs

    def holdings(self) -> Holdings:
        """All files of the archive that are WARCs or may be, by name."""
        return holdings_of(self.archive)

    def newer(self, warcs: Iterable[Warc], built: Mapping[str, str]) -> list[Warc]:
        """Those of its WARCs that a build did not take in, by the names and digests of its inputs.

        Of copies of one file a build takes the first; that a WARC is one, the build noted.
        """
        others = [warc for warc in warcs if warc.name not in built]
        kept = file_digests.read(self.digests, (warc.name for warc in others))
        digests = set(built.values())
        copies = {
            warc
            for warc in others
            if (taken := kept.get(warc.name))
            and taken.sha256 in digests
            and file_digests.is_same_file(warc.place, taken.stamp)
        }
        return [warc for warc in others if warc not in copies]


_DEEP: Final = 3
_LOOKED_AT: Final = 2000


def meant(path: Path) -> str | None:
    """The question whether another path was meant, where a collection lies near; else None.

    Below it, or of the same or a similar name below the folder it would lie in. Looks at a
    bounded number of folders, and follows no links.
    """
    start = path
    while not start.is_dir() and start != start.parent:
        start = start.parent
    near = []
    waiting = deque([(start, 0)])
    for _ in range(_LOOKED_AT):
        if not waiting:
            break
        folder, depth = waiting.popleft()
        try:
            with os.scandir(folder) as entries:
                inside = sorted(one.name for one in entries if one.is_dir(follow_symlinks=False))
        except OSError:
            continue
        if depth and "archive" in inside:
            near.append(folder)
        elif depth < _DEEP:
            waiting.extend((folder / name, depth + 1) for name in inside if name[0] != ".")
    same = [folder for folder in near if folder.name == path.name]
    alike = get_close_matches(path.name, [folder.name for folder in near], 1)
    close = [folder for folder in near if folder.name in alike]
    found = same or (near if start == path else close)
    return f"did you mean {found[0]}?" if found else None

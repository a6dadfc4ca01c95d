"""The one place that knows how a collection lies on disk, and what counts as its archive.

    archive/          WARC segments and index.cdxj: the only truth
    dataset/          what `load_dataset` reads and what is published
    runs/             one report a run
    cache/shards/     what was understood of each WARC; may be deleted
    state.sqlite      what the crawl has seen; may be deleted

Archives that others made are read where they lie: a WARC, or a folder of them at
any depth. Their dataset goes where the user says, its cache beside it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dataset.errors import ArchiveError, TwaError

SUFFIXES: Final = (".warc.gz", ".warc")
"""A file is a WARC by its name; a segment still being written ends in `.open`."""

ARC_SUFFIXES: Final = (".arc.gz", ".arc")


@dataclass(frozen=True, slots=True)
class Warc:
    """One WARC of an archive: its name in rows (path from the archive, `/`) and its file."""

    name: str
    path: Path

    def sha256(self) -> str:
        """Lower-case hex SHA-256 of the file as stored."""
        return sha256(self.path)


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

        Raises `TwaError` where `path` is not there, or is not a collection and
        `output` is missing.
        """
        if not path.exists():
            raise TwaError("no such file or folder", subject=path)
        if (path / "archive").is_dir():
            return cls(path, output=output)
        if output is None:
            raise TwaError(
                "not a collection (it has no folder archive/): to build from other people's "
                "WARCs, say with --output where the dataset goes",
                subject=path,
            )
        return cls(output.parent, source=path, output=output)

    @property
    def archive(self) -> Path:
        """The WARCs: a folder, or one file."""
        return self.source or self.root / "archive"

    @property
    def dataset(self) -> Path:
        """What `load_dataset` reads."""
        return self.output or self.root / "dataset"

    @property
    def cache(self) -> Path:
        """What may be deleted and is made again."""
        if self.source is not None and self.output is not None:
            return self.output.with_name(self.output.name + ".cache")
        return self.root / "cache"

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
    def lock(self) -> Path:
        """Held by the build that writes this dataset."""
        return self.cache / "build.lock"

    def warcs(self) -> list[Warc]:
        """All sealed WARCs of the archive, by name.

        Raises `ArchiveError` for ARC files, which nothing here reads.
        """
        if self.archive.is_file():
            candidates = [Warc(self.archive.name, self.archive)]
        else:
            candidates = [
                Warc(path.relative_to(self.archive).as_posix(), path)
                for path in self.archive.rglob("*")
                if path.is_file()
            ]
        for warc in candidates:
            if warc.name.lower().endswith(ARC_SUFFIXES):
                raise ArchiveError(
                    "ARC is not read; make a WARC of it with `warcio recompress`", file=warc.path
                )
        found = [warc for warc in candidates if warc.name.lower().endswith(SUFFIXES)]
        return sorted(found, key=lambda warc: warc.name)


def sha256(path: Path) -> str:
    """Lower-case hex SHA-256 of a file, read in bounded memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""What one build is told, and where it finds what the build before left."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from twa.dataset import fingerprint
from twa.dataset.assemble import inputs as inputs_of
from twa.dataset.assemble import previous_build
from twa.dataset.assemble.inputs import Input
from twa.dataset.assemble.options import MAP, Options
from twa.dataset.collection import Collection
from twa.dataset.progress import Progress
from twa.dataset.reduce.file_reuse import RECORD, FileRecord, FileReuse
from twa.dataset.takedowns import Takedowns
from twa.dataset.workers.pool import Workers

Hire = Callable[[int], AbstractContextManager[Workers]]
"""Gives so many processes of `shards.UNDERSTAND`, for a build by the limits that are default."""


@dataclass(frozen=True)
class Work:
    """One build: what it is of, its folders, and what its rows depend on.

    `folder` is where the dataset goes, `cache` the folder of shards. `understood` are the digests
    of WARCs whose shard was missing or damaged.
    """

    collection: Collection
    folder: Path
    cache: Path
    workers: int | None
    options: Options
    progress: Progress
    found: inputs_of.Inputs
    hire: Hire | None = None
    understood: set[str] = field(default_factory=set)

    @property
    def inputs(self) -> list[Input]:
        """The WARCs."""
        return self.found.warcs

    @cached_property
    def takedowns(self) -> Takedowns:
        """Which articles are withdrawn."""
        return Takedowns.read(self.collection.takedowns)

    def shard(self, item: Input) -> Path:
        """The shard of a WARC."""
        return self.cache / self.options.shard(item.sha256)

    @cached_property
    def sizes(self) -> dict[str, int]:
        """Octets of each WARC, by name."""
        return {item.warc.name: item.bytes for item in self.inputs}

    @cached_property
    def rows(self) -> Path:
        """The folder of what is kept for the next build of the same code."""
        return previous_build.folder_in(self.cache)

    @cached_property
    def made_by(self) -> dict[str, Any]:
        """What the ledger depends on beside WARCs, and the code that is in the folder's name."""
        return {
            "map": fingerprint.fingerprint(MAP),
            "options": self.options.values(),
            "takedowns": self.takedowns.sha256,
            "unread": [[file.name, file.size, file.detail] for file in self.found.unread],
        }

    def reuse(self, stamps: previous_build.Files | None = None) -> FileReuse:
        """The Parquet files of the build before."""
        return FileReuse(self.collection.dataset, FileRecord.read(self.rows / RECORD), stamps)

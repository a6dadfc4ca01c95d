"""What a build leaves for the next: its ledger and its rows, believed while nobody touched them.

In a folder of the cache, named after the code: the ledger, files of sorted rows, the record of the
Parquet files, and last `build.jsonl`, which says what they were made of and what the file system
said of each (`file_digests.Stamp`). A build that changes them takes `build.jsonl` away first; where
it is missing, damaged, or does not fit the files, all is made from nothing, and the same.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from hashlib import blake2b
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from twa.dataset.assemble.options import REDUCE
from twa.dataset.file_digests import Stamp, Taken, is_same_file
from twa.dataset.files import sync, write_whole
from twa.dataset.fingerprint import fingerprint
from twa.dataset.reduce.history import History
from twa.dataset.tables.manifest import FILE as MANIFEST
from twa.dataset.tables.manifest import ManifestNames

if TYPE_CHECKING:
    from twa.dataset.assemble.inputs import Input

_FILE: Final = "build.jsonl"

_values: Final = attrgetter(*(one.name for one in fields(History)))

Files = Mapping[str, Stamp]
"""Stamps by name of a file in a folder."""


class KeptInput(NamedTuple):
    """Digest and octets of a WARC; what the file system said of its file then, and when that was,
    or null where a change since would not show."""

    sha256: str
    bytes: int
    stamp: Sequence[int] | None
    taken_at: str | None

    @classmethod
    def of(cls, item: Input) -> Self:
        """What is kept of a WARC."""
        taken = item.taken
        seen = (None, None) if taken is None else (taken.stamp, taken.taken_at)
        return cls(item.sha256, item.bytes, *seen)


@dataclass(frozen=True, slots=True)
class KeptBuild:
    """What a build was made of, and what was left of it.

    `inputs` are WARCs by name, `made_by` is all else that it depended on, `files` are those in the
    folder of the cache, `dataset` those of rows, beside the `manifest`.
    """

    inputs: dict[str, KeptInput]
    made_by: dict[str, Any]
    histories: list[History]
    files: Files
    dataset: Files
    manifest: Stamp

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """What is kept in a folder, if it is whole and as it was left."""
        try:
            seal, _, octets = (folder / _FILE).read_bytes().partition(b"\n")
            if seal != _seal(octets):
                return None
            body = json.loads(octets)
            kept = cls(
                {name: KeptInput(*told) for name, told in body["inputs"].items()},
                body["made_by"],
                [History(*one) for one in body["histories"]],
                _stamps(body["files"]),
                _stamps(body["dataset"]),
                Stamp(*body["manifest"]),
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        there = {path.name for path in folder.iterdir()} - {_FILE}
        unchanged = all(is_same_file(folder / name, stamp) for name, stamp in kept.files.items())
        return kept if unchanged and there == kept.files.keys() else None

    def write(self, folder: Path) -> None:
        """Keep it, on the disk: a stamp must not outlive what it speaks of."""
        for name in self.files:
            with (folder / name).open("rb") as file:
                os.fsync(file.fileno())
        body = {
            "inputs": self.inputs,
            "made_by": self.made_by,
            "histories": [_values(one) for one in self.histories],
            "files": self.files,
            "dataset": self.dataset,
            "manifest": self.manifest,
        }
        octets = json.dumps(body).encode()
        write_whole(folder / _FILE, _seal(octets) + b"\n" + octets)

    def named(self, dataset: Path) -> ManifestNames | None:
        """What the manifest in a folder names, which took long to read; None for another one."""
        if not is_same_file(dataset / MANIFEST, self.manifest):
            return None
        inputs = {name: one.sha256 for name, one in self.inputs.items()}
        return ManifestNames(inputs, self.dataset.keys())

    def digests(self) -> dict[str, Taken]:
        """The digests that it believed or took, by name of the WARC."""
        return {
            name: Taken(Stamp(*one.stamp), one.sha256, one.taken_at)
            for name, one in self.inputs.items()
            if one.stamp is not None and one.taken_at is not None
        }

    def new(self, inputs: Iterable[Input]) -> list[Input] | None:
        """The WARCs that have come since; null where others have changed or gone."""
        by_name = {item.warc.name: item for item in inputs}
        for name, one in self.inputs.items():
            if name not in by_name or by_name[name].sha256 != one.sha256:
                return None
        return [item for name, item in by_name.items() if name not in self.inputs]


def folder_in(shards: Path) -> Path:
    """Where a build by this code keeps what it leaves, in the folder of shards."""
    return shards / f"rows-{fingerprint(REDUCE)[:16]}"


def forget(folder: Path) -> None:
    """From here on what is in a folder is no longer what it is said to be."""
    if (folder / _FILE).exists():
        (folder / _FILE).unlink()
        # Before anything else is written there, whatever happens to the machine.
        sync(folder)


def stamps(folder: Path, names: Iterable[str]) -> dict[str, Stamp]:
    """The stamps of files in a folder."""
    return {name: Stamp.of(folder / name) for name in names}


def _stamps(value: Mapping[str, Any]) -> dict[str, Stamp]:
    return {name: Stamp(*numbers) for name, numbers in value.items()}


def _seal(octets: bytes) -> bytes:
    """The first line, which shows that the second is as it was written."""
    return f'"{blake2b(octets, digest_size=16).hexdigest()}"'.encode()

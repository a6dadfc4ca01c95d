"""Plans a publication: the changes that bring the Hub to the wanted state."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from twa.dataset.files import sha256
from twa.dataset.hub.client import HubError, HubFile
from twa.dataset.tables import manifest
from twa.dataset.tables.schema import TABLES

ARCHIVE: Final = "archive"
"""The folder of WARCs in a publication that has them."""

_OURS: Final = tuple(f"{folder}/" for folder in (*TABLES, ARCHIVE))
_NEW: Final = frozenset((".gitattributes", "README.md"))
_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Plan:
    """Files to send, files to remove, and how many stay as they are."""

    add: Mapping[str, Path]
    remove: tuple[str, ...]
    kept: int

    @property
    def bytes(self) -> int:
        """Size of the files to send."""
        return sum(path.stat().st_size for path in self.add.values())

    @property
    def nothing(self) -> bool:
        """Whether all is there already."""
        return not self.add and not self.remove


def plan(files: Mapping[str, Path], held: Mapping[str, HubFile], repo: str) -> Plan:
    """From what the Hub holds to `files` (name → file).

    Below the folders that are ours, what is not among the files goes; anything
    else that somebody put there stays. Raises HubError for a repository that
    holds something, and no dataset of ours.
    """
    if manifest.FILE not in held and not held.keys() <= _NEW:
        raise HubError("holds something that is no dataset of ours: choose another", subject=repo)
    add = {
        name: path
        for name, path in sorted(files.items())
        if name not in held or not _same(path, held[name])
    }
    remove = sorted(name for name in held.keys() - files.keys() if name.startswith(_OURS))
    return Plan(add, tuple(remove), len(files) - len(add))


def _same(path: Path, held: HubFile) -> bool:
    if path.stat().st_size != held.bytes:
        return False
    return sha256(path) == held.sha256 if held.sha256 else _git(path) == held.oid


def _git(path: Path) -> str:
    """Git's name of a file's contents."""
    digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()

"""Puts a dataset in the place of the one before, and keeps what others laid beside it there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from twa.dataset.errors import TwaError
from twa.dataset.files import install, resolved
from twa.dataset.tables import manifest


def refuse_to_overwrite(target: Path) -> None:
    """Raise `TwaError` where the place of a dataset holds something else."""
    if not target.exists():
        return
    if not target.is_dir():
        raise TwaError("this is no folder", subject=target)
    if any(target.iterdir()) and not (target / manifest.FILE).is_file():
        raise TwaError("this folder holds something that is no dataset of ours", subject=target)


def draft_of(target: Path) -> Path:
    """Where a dataset is written before it is put into its place: beside it, links followed."""
    place = resolved(target)
    return place.with_name(f".{place.name}.new")


def put_in_place(draft: Path, target: Path) -> tuple[str, ...]:
    """Put the dataset `draft` in the place of `target`; the names of what no build wrote there.

    That stays: notes, a clone's `.git`. Where the dataset has a file of that name, it wins.
    """
    kept = tuple(sorted(_strangers(target, _names(draft)))) if target.is_dir() else ()
    for name in kept:
        place = draft / name
        place.parent.mkdir(parents=True, exist_ok=True)
        _link(target / name, place)
    install(draft, target)
    return kept


def _strangers(folder: Path, ours: set[str]) -> Iterator[str]:
    """The names of files in the folder of a dataset that neither it nor the next one has."""
    try:
        before = manifest.named((folder / manifest.FILE).read_bytes()).outputs
    except (OSError, manifest.ManifestError):
        # Of a version that is no longer read: the tables are known by their folders.
        before = frozenset(name for name in _names(folder) if name.endswith(".parquet"))
    yield from _names(folder) - ours - before


def _names(folder: Path) -> set[str]:
    """The files below a folder; a link is one, wherever it leads."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }


def _link(source: Path, target: Path) -> None:
    """The same file under a second name, or a copy where the file system has no such thing."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)

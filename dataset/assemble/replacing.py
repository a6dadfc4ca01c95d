"""Puts a dataset in the place of the one before, and keeps what others laid beside it there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from twa.dataset.errors import TwaError
from twa.dataset.files import install, resolved
from twa.dataset.tables import manifest
from twa.dataset.tables.manifest import ManifestNames


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


def put_in_place(draft: Path, target: Path, before: ManifestNames | None) -> tuple[str, ...]:
    """Put the dataset `draft` in the place of `target`; the names of what no build wrote there.

    That stays: notes, a clone's `.git`. Where the dataset has a file of that name, it wins.
    `before` is what the manifest of `target` names.
    """
    kept = tuple(sorted(_strangers(target, _names(draft), before))) if target.is_dir() else ()
    for name in kept:
        place = draft / name
        place.parent.mkdir(parents=True, exist_ok=True)
        _link(target / name, place)
    install(draft, target)
    return kept


def _strangers(folder: Path, ours: set[str], before: ManifestNames | None) -> set[str]:
    """The names of files in the folder of a dataset that neither it nor the next one has."""
    names = _names(folder)
    if before is None:
        # Of a version that is no longer read: the tables are known by their folders.
        return {name for name in names - ours if not name.endswith(".parquet")}
    return names - ours - before.outputs


def _names(folder: Path) -> set[str]:
    """The files below a folder; a link is one, wherever it leads."""
    found: set[str] = set()
    for place, folders, files in os.walk(folder):
        links = [name for name in folders if Path(place, name).is_symlink()]
        above = f"{place}/".removeprefix(f"{folder}/")
        found.update(f"{above}{name}" for name in files + links)
    return found


def _link(source: Path, target: Path) -> None:
    """The same file under a second name, or a copy where the file system has no such thing."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)

"""What an archive holds: WARCs, as files and in WACZ packages, and files that can't be read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

from twa.dataset.errors import ArchiveError
from twa.dataset.files import sha256_of
from twa.dataset.warc import INDEX, packages
from twa.dataset.warc.file_kinds import (
    UnreadableFile,
    is_archive_name,
    is_seal,
    is_to_be_archive,
    is_unfinished,
    kind_of,
)

SUFFIXES: Final = (".warc.gz", ".warc")
"""A file is a WARC by its name; a segment still being written ends in `.open`."""


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file of an archive that can't be read: its name as for a WARC, its size, and why."""

    name: str
    size: int
    detail: str


@dataclass(frozen=True, slots=True)
class Warc:
    """One WARC of an archive: its name in rows (path from the archive, `/`) and where its file is.

    That is text, which is made faster than a path: there may be a hundred thousand. `member` is its
    name inside the WACZ there, null for a file of its own.
    """

    name: str
    place: str
    member: str | None = None

    @property
    def path(self) -> Path:
        """Its file, or that of the WACZ it is in."""
        return Path(self.place)

    @property
    def member_name(self) -> str:
        """Its name where the package that it is in is the archive itself."""
        return (
            self.name if self.member is None else _named(self.member).removeprefix(packages.FOLDER)
        )

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The octets of the WARC, from the start, seekable."""
        if self.member is None:
            with self.path.open("rb") as file:
                yield file
        else:
            with packages.opened(self.path, self.member) as file:
                yield file

    def size(self) -> int:
        """Octets of the WARC as stored."""
        if self.member is not None:
            return packages.size_of(self.path, self.member)
        return self.path.stat().st_size

    def sha256(self) -> str:
        """Lower-case hex SHA-256 of the WARC as stored."""
        with self.open() as file:
            return sha256_of(file)


@dataclass(frozen=True, slots=True)
class Holdings:
    """What an archive holds, by name: WARCs, and files that can't be read."""

    warcs: list[Warc]
    unread: list[UnreadFile]

    @classmethod
    def of(cls, found: Iterable[Warc | UnreadFile]) -> Holdings:
        """These, in order."""
        ordered = sorted(found, key=lambda one: one.name)
        return cls(
            [one for one in ordered if isinstance(one, Warc)],
            [one for one in ordered if isinstance(one, UnreadFile)],
        )


def holdings_of(archive: Path) -> Holdings:
    """What an archive holds: a folder at any depth, or a file that is a WARC or a package."""
    if archive.is_file():
        # A package that is the archive gives its WARCs the names they had before.
        found = [
            replace(one, name=one.member_name) if isinstance(one, Warc) else one
            for one in files_of(archive, archive.name)
        ]
    else:
        found = [one for entry, name in _below(archive) for one in _entry(entry, name)]
    return Holdings.of(found)


def unfinished_in(archive: Path) -> list[str]:
    """The names of WARCs and packages below a folder that are still written, and are not read."""
    return sorted(name for _, name in _below(archive) if is_to_be_archive(name))


def _entry(entry: os.DirEntry[str], name: str) -> list[Warc | UnreadFile]:
    """`files_of` of an entry of a folder, which most often is a WARC by its name."""
    if name.endswith(SUFFIXES) and entry.is_file(follow_symlinks=False):
        return [Warc(name, entry.path)]
    return files_of(Path(entry), name)


def files_of(path: Path, name: str) -> list[Warc | UnreadFile]:
    """The WARCs that a file of an archive is, or holds, and what of it can't be read.

    `name` is its path below the archive; those in a package are named below it. None for files
    that are no archives, and for those that are still written.
    """
    if is_seal(name):
        return []
    if not path.is_file():
        return [UnreadFile(name, 0, _no_file(path))] if is_archive_name(name) else []
    if name.lower().endswith(SUFFIXES):
        return [Warc(name, str(path))]
    if is_unfinished(name) or path.name == INDEX:
        return []
    try:
        with path.open("rb") as file:
            kind = kind_of(file, name)
        if kind == "package":
            return _packed(path, name)
    except UnreadableFile as problem:
        return [UnreadFile(name, path.stat().st_size, str(problem))]
    except OSError as error:
        return [UnreadFile(name, 0, error.strerror or str(error))]
    return [Warc(name, str(path))] if kind == "warc" else []


def _below(root: Path) -> Iterator[tuple[os.DirEntry[str], str]]:
    """All that is no folder below a folder, each with its path from there.

    In characters: names on disk are octets. Links are followed, each folder is read once.
    """
    seen: set[tuple[int, int]] = set()
    waiting = [(str(root), "")]
    while waiting:
        folder, above = waiting.pop()
        try:
            status = os.stat(folder)  # noqa: PTH116 # text, as what lies in it
            with os.scandir(folder) as entries:
                found = list(entries)
        except OSError:
            continue
        if (status.st_dev, status.st_ino) in seen:
            continue
        seen.add((status.st_dev, status.st_ino))
        folders = []
        for entry in found:
            name = f"{above}{entry.name}"
            if _is_folder(entry):
                folders.append((entry.path, f"{name}/"))
            else:
                yield entry, os.fsencode(name).decode("utf-8", "backslashreplace")
        waiting += sorted(folders, reverse=True)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _no_file(path: Path) -> str:
    """Why what is called an archive is no file."""
    return "a link that leads nowhere" if not path.exists() else "neither a file nor a folder"


def _packed(path: Path, name: str) -> list[Warc | UnreadFile]:
    """What a package holds; nothing for a zip file that is none, and is not called one."""
    called = name.lower().endswith(packages.SUFFIX)
    try:
        members = packages.members(path)
    except ArchiveError as error:
        detail = f"{error.message} ({error.cause})"
        return [UnreadFile(name, path.stat().st_size, detail)] if called else []
    if not members and called:
        return [UnreadFile(name, path.stat().st_size, "a WACZ without a WARC")]
    return [found for member in members for found in _member(path, name, member)]


def _member(path: Path, name: str, member: packages.PackageMember) -> Iterator[Warc | UnreadFile]:
    named = f"{name}/{_named(member.name)}"
    problem = member.problem
    warc = Warc(named, str(path), member.name)
    if not problem and not named.lower().endswith(SUFFIXES):
        try:
            with packages.opened(path, member.name) as file:
                kind = kind_of(file, named)
            if kind == "other":
                return
            problem = "a package where WARCs should be" if kind == "package" else ""
        except UnreadableFile as error:
            problem = str(error)
        except ArchiveError as error:
            problem = f"{error.message} ({error.cause})"
    yield UnreadFile(named, member.size, problem) if problem else warc


def _named(member: str) -> str:
    return member.replace(packages.INNER, "/")

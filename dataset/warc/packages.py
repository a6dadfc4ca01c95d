"""Reads WARCs inside a WACZ package in place, and in packages of packages. WACZ 1.1.1, section 4.

A package is hostile: its directory is read once, what is compressed in it is bounded, and of two
files of one name the hidden one is told.
"""

from __future__ import annotations

import io
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Final

from twa.dataset.errors import ArchiveError
from twa.dataset.warc.file_kinds import is_archive_name

FOLDER: Final = "archive/"
"""Where a WACZ holds its WARCs."""

SUFFIX: Final = ".wacz"

INNER: Final = "!/"
"""Between the name of a package in a package and the name of a file in it."""

LIMIT: Final = 100_000
"""Files that a package may hold."""

RATIO: Final = 100
"""Octets that one compressed octet may become. WARC compresses to a tenth at best; 1,032 is what
deflate can make of nothing."""

FREE: Final = 64 << 20
"""Octets that may come of any file, however small."""

DEPTH: Final = 2
"""Packages in packages."""

_PIECE: Final = 1 << 20
# APPNOTE.TXT 4.3.7: signature, and lengths of name and extra field, in a local file header.
_LOCAL: Final = struct.Struct("<4s22xHH")
_SIGNATURE: Final = b"PK\x03\x04"
_UNREADABLE: Final = (
    # An offset may be negative, and then seeking fails.
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, KeyError, OSError),
    # Compressed in a way that zipfile does not know, or encrypted.
    *(NotImplementedError, RuntimeError),
)


@dataclass(frozen=True, slots=True)
class PackageMember:
    """A file in a package: its name, its size unpacked, and why it can't be read, if it can't."""

    name: str
    size: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Directory:
    """The files of a package, the last of a name, and the names that were there before."""

    files: dict[str, zipfile.ZipInfo]
    hidden: tuple[zipfile.ZipInfo, ...]


def members(path: Path) -> list[PackageMember]:
    """The files in the folder of WARCs, and WARCs elsewhere, by name.

    Those of packages inside are included.

    Raises `ArchiveError` for what is no package.
    """
    try:
        return sorted(_members(path, ""), key=lambda member: member.name)
    except _UNREADABLE as error:
        raise ArchiveError("no WACZ", file=path, cause=error) from error


def _members(path: Path, within: str) -> Iterator[PackageMember]:
    directory = _directory_of(path, within)
    for number, info in enumerate(directory.hidden, 1):
        if info.filename.startswith(FOLDER) or is_archive_name(info.filename):
            problem = "another file of the package has its name, and is the one that is read"
            name = f"{within}{info.filename} (hidden {number})"
            yield PackageMember(name, info.file_size, problem)
    for name, info in directory.files.items():
        if not info.is_dir() and (name.startswith(FOLDER) or is_archive_name(name)):
            yield PackageMember(f"{within}{name}", info.file_size)
        elif name.lower().endswith(SUFFIX):
            if within.count(INNER) >= DEPTH:
                yield PackageMember(f"{within}{name}", info.file_size, "too deep in other packages")
                continue
            try:
                yield from list(_members(path, f"{within}{name}{INNER}"))
            except (*_UNREADABLE, ArchiveError) as error:
                yield PackageMember(f"{within}{name}", info.file_size, f"no WACZ ({error})")


@contextmanager
def opened(path: Path, member: str) -> Iterator[BinaryIO]:
    """One file of a WACZ, seekable: a window on the package where it is stored as it is.

    Raises ArchiveError where the package says that it holds it, and it can't be unpacked.
    """
    with ExitStack() as stack:
        try:
            file: BinaryIO = stack.enter_context(path.open("rb"))
            *packages, _ = parts = member.split(INNER)
            for depth in range(len(parts)):
                within = "".join(f"{name}{INNER}" for name in packages[:depth])
                info = _directory_of(path, within).files[parts[depth]]
                file = stack.enter_context(_open(file, info))
        except _UNREADABLE as error:
            message = f"{member} can't be unpacked"
            raise ArchiveError(message, file=path, cause=error) from error
        yield file


def size_of(path: Path, member: str) -> int:
    """Octets of a file of a WACZ, unpacked. Raises ArchiveError."""
    head, inner, name = member.rpartition(INNER)
    try:
        return _directory_of(path, head + inner).files[name].file_size
    except _UNREADABLE as error:
        raise ArchiveError(f"{member} is not there", file=path, cause=error) from error


def _open(file: BinaryIO, info: zipfile.ZipInfo) -> BinaryIO:
    start = _start(file, info)
    window = io.BufferedReader(_Window(file, start, info.compress_size))
    if info.flag_bits & 1:
        raise RuntimeError("it is encrypted")
    if info.compress_type == zipfile.ZIP_STORED:
        return window
    if info.file_size > FREE + RATIO * info.compress_size:
        raise ValueError(f"{info.compress_size} octets would become {info.file_size}")
    copy = tempfile.TemporaryFile()  # noqa: SIM115 (the caller closes it)
    try:
        # It gives no more than the directory says, and fails where that is not so.
        with zipfile.ZipExtFile(window, "r", info) as stream:
            while piece := stream.read(_PIECE):
                copy.write(piece)
    except _UNREADABLE:
        copy.close()
        raise
    copy.seek(0)
    return copy


def _directory_of(path: Path, within: str) -> _Directory:
    status = path.stat()
    return _directory(path, within, status.st_ino, status.st_size, status.st_mtime_ns)


@lru_cache(32)
def _directory(path: Path, within: str, *_stamp: int) -> _Directory:
    """The directory of the package, or of one within: parsed once, for it may be long."""
    with ExitStack() as stack:
        file = (
            stack.enter_context(opened(path, within.removesuffix(INNER)))
            if within
            else stack.enter_context(path.open("rb"))
        )
        with zipfile.ZipFile(file) as package:
            infos = package.infolist()
    if len(infos) > LIMIT:
        raise ValueError(f"it holds {len(infos)} files")
    files: dict[str, zipfile.ZipInfo] = {}
    hidden = []
    for info in infos:
        if info.filename in files:
            hidden.append(files[info.filename])
        files[info.filename] = info
    return _Directory(files, tuple(hidden))


def stored(path: Path) -> Iterator[tuple[str, int]]:
    """The name of each WARC that is stored as it is, below `FOLDER`, and where it begins."""
    with path.open("rb") as file:
        for name, info in _directory_of(path, "").files.items():
            if name.startswith(FOLDER) and info.compress_type == zipfile.ZIP_STORED:
                yield name.removeprefix(FOLDER), _start(file, info)


def _start(file: BinaryIO, info: zipfile.ZipInfo) -> int:
    file.seek(info.header_offset)
    signature, name, extra = _LOCAL.unpack(file.read(_LOCAL.size))
    if signature != _SIGNATURE:
        raise zipfile.BadZipFile("no file begins where the directory says")
    return info.header_offset + _LOCAL.size + int(name) + int(extra)


class _Window(io.RawIOBase):
    """Some octets of a file as a file of its own."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self._file = file
        self._start = start
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any buffer is one
        self._file.seek(self._start + self._at)
        wanted = max(0, min(len(buffer), self._size - self._at))
        octets = self._file.read(wanted)
        buffer[: len(octets)] = octets
        self._at += len(octets)
        return len(octets)

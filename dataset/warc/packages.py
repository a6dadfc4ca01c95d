"""Reads WARCs inside a WACZ package in place. WACZ 1.1.1, section 4."""

from __future__ import annotations

import io
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from twa.dataset.errors import ArchiveError

FOLDER: Final = "archive/"
"""Where a WACZ holds its WARCs."""

# APPNOTE.TXT 4.3.7: lengths of name and extra field in a local file header of 30 octets.
_LENGTHS: Final = struct.Struct("<26xHH")


def members(path: Path) -> list[str]:
    """The names of the files in the folder of WARCs. Raises ArchiveError."""
    try:
        with zipfile.ZipFile(path) as package:
            return sorted(name for name in package.namelist() if name.startswith(FOLDER))
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ArchiveError("no WACZ", file=path, cause=error) from error


@contextmanager
def opened(path: Path, member: str) -> Iterator[BinaryIO]:
    """One file of a WACZ, seekable: a window on the package where it is stored as it is.

    Raises ArchiveError where the package says that it holds it, and it can't be unpacked.
    """
    try:
        window = _stored(path, member)
        copy = None if window else _unpacked(path, member)
    except _UNREADABLE as error:
        message = f"{member} can't be unpacked"
        raise ArchiveError(message, file=path, cause=error) from error
    if window is not None:
        with path.open("rb") as file:
            yield io.BufferedReader(_Window(file, *window))
    elif copy is not None:
        with copy:
            yield copy


_UNREADABLE: Final = (
    # An offset may be negative, and then seeking fails.
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, KeyError, OSError),
    # Compressed in a way that zipfile does not know, or encrypted.
    *(NotImplementedError, RuntimeError),
)


def _stored(path: Path, member: str) -> tuple[int, int] | None:
    """Offset and length of a file that is stored in the package as it is."""
    with zipfile.ZipFile(path) as package:
        info = package.getinfo(member)
        # This looks at the local header as well.
        package.open(info).close()
    if info.compress_type != zipfile.ZIP_STORED:
        return None
    with path.open("rb") as file:
        file.seek(info.header_offset)
        start = info.header_offset + 30 + sum(_LENGTHS.unpack(file.read(30)))
        return start, info.file_size


def _unpacked(path: Path, member: str) -> BinaryIO:
    with zipfile.ZipFile(path) as package, package.open(member) as stream:
        copy = tempfile.TemporaryFile()  # noqa: SIM115 (the caller closes it)
        shutil.copyfileobj(stream, copy)
    copy.seek(0)
    return copy


def stored(path: Path) -> Iterator[tuple[str, int]]:
    """The name of each WARC that is stored as it is, below `FOLDER`, and where it begins."""
    with zipfile.ZipFile(path) as package, path.open("rb") as file:
        for info in package.infolist():
            if info.filename.startswith(FOLDER) and info.compress_type == zipfile.ZIP_STORED:
                yield info.filename.removeprefix(FOLDER), _start(file, info)


def _start(file: BinaryIO, info: zipfile.ZipInfo) -> int:
    file.seek(info.header_offset)
    name, extra = _LENGTHS.unpack(file.read(30))
    return info.header_offset + 30 + int(name) + int(extra)


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

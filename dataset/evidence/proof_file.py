"""A proof that somebody gave us, as a file: hostile, so that its size and its names are bounded."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from twa.dataset.errors import TwaError

LARGEST: Final = 1 << 30
"""Octets of all files of a proof at most."""

MOST: Final = 65_535
"""Files of a proof at most: more than these, a zip counts otherwise."""

_UTF8: Final = 0x800


_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ValueError,
    struct.error,
    OverflowError,
)


class BadProof(TwaError):
    """A file that is no proof. The subject is the file."""

    message = "not a proof"
    exit_status = 3


def load(path: Path) -> dict[str, bytes]:
    """The files of a proof by name. Raises BadProof, OSError."""
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
            names = [one.filename.casefold() for one in entries]
            if len({*names}) != len(names):
                raise BadProof("two files in it have one name", subject=path)
            if not all(map(_is_plain, entries)):
                raise BadProof("a file in it is packed as in no proof", subject=path)
            if not _is_laid_out(package, entries):
                raise BadProof("programs may unpack it differently", subject=path)
            if len(entries) > MOST or sum(one.file_size for one in entries) > LARGEST:
                raise BadProof("too large for a proof", subject=path)
            # No more is inflated than an entry says that it holds.
            return {one.filename: _inflated(package, one, path) for one in entries}
    except _DAMAGED as error:
        raise BadProof(subject=path, cause=error) from error


def _is_laid_out(package: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether it is what its directory says, octet for octet but for what is compressed.

    Some programs read the headers of the files, some the directory, some go by its count, and each
    would unpack something else where these differ. So files stand one after the other from the
    start, their headers say what the directory says (APPNOTE 4.3.7, 4.3.12), and there are no
    extra fields, comments or further disks.
    """
    file, at, directory = package.fp, 0, b""
    assert file is not None  # it is open
    for one in entries:
        name = one.filename.encode()
        said = (
            *(one.extract_version, one.flag_bits, one.compress_type, *_moment(one.date_time)),
            *(one.CRC, one.compress_size, one.file_size, len(name), 0),
        )
        header = struct.pack("<4s5H3L2H", b"PK\x03\x04", *said) + name
        file.seek(at)
        if file.read(len(header)) != header or one.header_offset != at:
            return False
        made_by = one.create_system << 8 | one.create_version
        rest = (0, 0, one.internal_attr, one.external_attr, at)
        directory += struct.pack("<4s6H3L5H2L", b"PK\x01\x02", made_by, *said, *rest) + name
        at += len(header) + one.compress_size
    count = len(entries)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), at, 0)
    file.seek(at)
    return file.read(len(directory) + len(end) + 1) == directory + end


def _moment(told: tuple[int, int, int, int, int, int]) -> tuple[int, int]:
    """A time and a date as MS-DOS writes them (APPNOTE 4.4.6)."""
    year, month, day, hour, minute, second = told
    return hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    """Whether it is a file, neither encrypted nor compressed by a method of few programs (APPNOTE
    4.4.4, 4.4.5)."""
    kind, attributes = stat.S_IFMT(entry.external_attr >> 16), entry.external_attr & 0xFFFF
    return (
        entry.flag_bits in (0, _UTF8)
        and entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        and kind in (0, stat.S_IFREG)
        and not attributes
    )


def _inflated(package: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> bytes:
    with package.open(entry) as file:
        octets = file.read(entry.file_size + 1)
    if len(octets) != entry.file_size:
        raise BadProof(f"{entry.filename} is not as long as it says", subject=path)
    return octets

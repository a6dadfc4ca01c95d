"""A proof that somebody gave us, as a file: hostile, so that its size and its names are bounded."""

from __future__ import annotations

import os
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

MOST: Final = 100_000
"""Files of a proof at most."""


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
            if any(map(_packed_otherwise, entries)):
                raise BadProof("a file in it is packed as in no proof", subject=path)
            if not _nothing_between(package, entries):
                raise BadProof("there is more in it than its files", subject=path)
            if any(_otherwise(one) for one in entries):
                raise BadProof("a file in it is a link, or has a second name", subject=path)
            if len(entries) > MOST or sum(one.file_size for one in entries) > LARGEST:
                raise BadProof("too large for a proof", subject=path)
            # No more is inflated than an entry says that it holds.
            return {one.filename: _inflated(package, one, path) for one in entries}
    except _DAMAGED as error:
        raise BadProof(subject=path, cause=error) from error


def _packed_otherwise(entry: zipfile.ZipInfo) -> bool:
    """Whether it is encrypted, of unknown length at its start, or compressed by another method
    (APPNOTE 4.4.4 and 4.4.5)."""
    return bool(entry.flag_bits & 0x9) or entry.compress_type not in (
        zipfile.ZIP_STORED,
        zipfile.ZIP_DEFLATED,
    )


def _nothing_between(package: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether the files stand one after the other from the start, and nothing is said of the whole.

    Programs that read from the start, and not by the directory at the end, would unpack something
    else where there is more.
    """
    file, at = package.fp, 0
    assert file is not None  # it is open
    for one in sorted(entries, key=lambda entry: entry.header_offset):
        if one.header_offset != at:
            return False
        file.seek(at + 26)
        at += 30 + sum(struct.unpack("<HH", file.read(4))) + one.compress_size
    file.seek(-22, os.SEEK_END)
    return package.start_dir == at and file.read(4) == b"PK\x05\x06" and not package.comment


def _otherwise(entry: zipfile.ZipInfo) -> bool:
    """Whether other programs may unpack something else: a link, or (APPNOTE 4.6.9, 0x7075) a file
    of another name."""
    at, extra = 0, entry.extra
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == 0x7075:
            return True
        at += 4 + size
    return stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG)


def _inflated(package: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> bytes:
    with package.open(entry) as file:
        octets = file.read(entry.file_size + 1)
    if len(octets) != entry.file_size:
        raise BadProof(f"{entry.filename} is not as long as it says", subject=path)
    return octets

"""A proof that somebody gave us, as a file: hostile, so that its size and its names are bounded."""

from __future__ import annotations

import stat
import struct
import zipfile
from pathlib import Path
from typing import Final

from twa.dataset.errors import TwaError

LARGEST: Final = 1 << 30
"""Octets of all files of a proof at most."""

MOST: Final = 100_000
"""Files of a proof at most."""


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
            if any(_otherwise(one) for one in entries):
                raise BadProof("a file in it is a link, or has a second name", subject=path)
            if len(entries) > MOST or sum(one.file_size for one in entries) > LARGEST:
                raise BadProof("too large for a proof", subject=path)
            # No more is inflated than an entry says that it holds.
            return {one.filename: _inflated(package, one, path) for one in entries}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
        raise BadProof(subject=path, cause=error) from error


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

"""A ZIP file whose octets depend on what is put in and on nothing else. PKWARE APPNOTE.TXT.

Every entry bears the same instant and the same permissions, and digests are taken as the octets
pass.
"""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final

_PIECE: Final = 1 << 20
_UNIX: Final = 3
_MODE: Final = 0o100644 << 16
# Section 4.4.6: MS-DOS knows the years 1980 to 2107, and even seconds.
_FIRST: Final = (1980, 1, 1, 0, 0, 0)
_LAST: Final = (2107, 12, 31, 23, 59, 58)


@dataclass(frozen=True, slots=True)
class Resource:
    """A file in the container: its path there, its size in octets and its SHA-256 in hex."""

    path: str
    bytes: int
    sha256: str


class Container:
    """Files put into a ZIP file one after the other, in bounded memory.

    `at` (UTC) is the instant of all entries; `resources` are the files put in so far.
    """

    def __init__(self, file: BinaryIO, at: datetime) -> None:
        self._zip = zipfile.ZipFile(file, "w")
        self._date = min(max(at.timetuple()[:6], _FIRST), _LAST)
        self.resources: list[Resource] = []

    def put(self, path: str, pieces: Iterable[bytes], size: int) -> Resource:
        """Put in a file of `size` octets as it is."""
        return self._put(path, pieces, size, zipfile.ZIP_STORED)

    def deflate(self, path: str, pieces: Iterable[bytes]) -> Resource:
        """Put in a file, compressed."""
        with spooled(pieces) as (read, size):
            return self._put(path, read, size, zipfile.ZIP_DEFLATED)

    def _put(self, path: str, pieces: Iterable[bytes], size: int, method: int) -> Resource:
        info = zipfile.ZipInfo(path, self._date)
        info.create_system = _UNIX
        info.external_attr = _MODE
        info.compress_type = method
        # Room for ZIP64 (section 4.5.3) only where it is needed: wabac.js takes it that a local
        # header has no extra field where the one in the central directory has none.
        info.file_size = size if size > zipfile.ZIP64_LIMIT else 0
        digest, octets = hashlib.sha256(), 0
        with self._zip.open(info, "w") as entry:
            for piece in pieces:
                entry.write(piece)
                digest.update(piece)
                octets += len(piece)
        self.resources.append(Resource(path, octets, digest.hexdigest()))
        return self.resources[-1]

    def close(self) -> None:
        """Write the central directory. The file itself stays open."""
        self._zip.close()


@contextmanager
def spooled(pieces: Iterable[bytes]) -> Iterator[tuple[Iterator[bytes], int]]:
    """The same pieces by way of a temporary file, and how many octets they are."""
    with tempfile.TemporaryFile() as file:
        for piece in pieces:
            file.write(piece)
        size = file.tell()
        file.seek(0)
        yield iter(lambda: file.read(_PIECE), b""), size
